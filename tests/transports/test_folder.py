"""Messages into a folder: whole files, in order, over nobody's head."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.transports import FolderTransport, Verdict

Make = Callable[..., Message]


def deliver(folder: Path, *messages: Message) -> list[Verdict]:
    with FolderTransport(folder) as transport:
        return [o.verdict for o in transport.deliver(messages, committing=lambda _: None)]


def test_each_message_is_a_file_octet_for_octet(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    octets = b"Subject: x\r\n\r\n.\r\nall of it\r\n"
    assert deliver(folder, make(octets=octets), make("b@example.org")) == [Verdict.ACCEPTED] * 2
    assert sorted(f.name for f in folder.iterdir()) == [
        "0001-aiko@example.org.eml",
        "0002-b@example.org.eml",
    ]
    assert (folder / "0001-aiko@example.org.eml").read_bytes() == octets


def test_a_second_run_goes_on_counting(make: Make, tmp_path: Path) -> None:
    deliver(tmp_path, make())
    (tmp_path / "notes.txt").touch()
    deliver(tmp_path, make())
    assert sorted(f.name[:4] for f in tmp_path.glob("*.eml")) == ["0001", "0002"]


@pytest.mark.parametrize("address", ["../../etc/passwd", "a/b\\c:d@x.test", "\0@x", "x" * 500])
def test_no_address_leads_out_of_the_folder(make: Make, tmp_path: Path, address: str) -> None:
    folder = tmp_path / "out"
    assert deliver(folder, make(address)) == [Verdict.ACCEPTED]
    assert [f.parent for f in tmp_path.rglob("*.eml")] == [folder]


def test_a_file_has_its_name_only_when_it_is_whole(make: Make, tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def look(message: Message) -> None:
        seen.append([f.name for f in tmp_path.glob("*.eml")])

    with FolderTransport(tmp_path) as transport:
        assert len(list(transport.deliver([make()], committing=look))) == 1
    assert seen == [[]]
    assert [f.name for f in tmp_path.iterdir()] == ["0001-aiko@example.org.eml"]


def test_a_name_that_is_taken_meanwhile_defers_the_message(make: Make, tmp_path: Path) -> None:
    def take(message: Message) -> None:
        (tmp_path / "0001-aiko@example.org.eml").mkdir()

    with FolderTransport(tmp_path) as transport:
        (outcome,) = transport.deliver([make()], committing=take)
    assert outcome.verdict is Verdict.DEFERRED
    assert not list(tmp_path.glob(".*"))


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_nobody_else_can_read_who_got_a_message(make: Make, tmp_path: Path) -> None:
    deliver(tmp_path / "out", make())
    (file,) = (tmp_path / "out").iterdir()
    assert [stat.S_IMODE(each.stat().st_mode) for each in (file.parent, file)] == [0o700, 0o600]


@pytest.mark.skipif(os.name != "posix", reason="other systems have other links")
def test_a_link_that_waits_for_a_draft_is_not_followed(make: Make, tmp_path: Path) -> None:
    folder, victim = tmp_path / "out", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("mine", encoding="utf-8")
    (folder / ".0001-aiko@example.org.eml.part").symlink_to(victim)
    with pytest.raises(RelayUnavailable):
        deliver(folder, make())
    assert victim.read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(RelayUnavailable) as caught:
        deliver(tmp_path / "out", make())
    assert caught.value.findings[0].code == "folder-unwritable"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_told(make: Make, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RelayUnavailable):
        deliver(tmp_path, make())
