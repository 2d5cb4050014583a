"""Messages into a Maildir: whole, in `new`, readable by the standard library's own reader."""

import mailbox
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.transports import MaildirTransport, Verdict

Make = Callable[..., Message]


def test_another_program_finds_each_message(make: Make, tmp_path: Path) -> None:
    given = [make(f"r{n}@example.org", octets=b"Subject: x\r\n\r\nn\r\n") for n in range(3)]
    with MaildirTransport(tmp_path / "mail") as transport:
        verdicts = [o.verdict for o in transport.deliver(given, committing=lambda _: None)]
    assert verdicts == [Verdict.ACCEPTED] * 3
    found = mailbox.Maildir(tmp_path / "mail", create=False)
    assert [m["Subject"] for m in found] == ["x"] * 3
    assert not list((tmp_path / "mail" / "tmp").iterdir())


def test_where_no_folder_can_be_nothing_is_lost(make: Make, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file", encoding="utf-8")
    with (
        pytest.raises(RelayUnavailable, match="choose a folder"),
        MaildirTransport(tmp_path / "mail"),
    ):
        make()
