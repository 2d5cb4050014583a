"""What a server that is not ours makes of our messages: aiosmtpd, as strict as the RFC."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.commands.conftest import Newsletter


class Kept:
    """Keeps the octets of what came."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        self.contents.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 2.0.0 taken"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    handler = Kept()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://127.0.0.1:{port}")
    yield handler
    controller.stop()


def test_it_takes_each_message_once_and_whole(
    newsletter: Newsletter, kept: Kept, folder: Any
) -> None:
    names = ["Ann", "\r\n.\r\nMAIL FROM:<x@y.example>", ".", "=?utf-8?q?x?=", "読者"]
    lines = "".join(f'r{n}@readers.net,"{name}"\n' for n, name in enumerate(names))
    (folder / "readers.csv").write_text(f"address,name\n{lines}", encoding="utf-8")
    words = ("--readers", "readers.csv", "--untested", "--yes", "--expect", str(len(names)))
    said = newsletter("send", "calm", *words)
    assert said.code == 0, said.err
    assert kept.recipients == [f"r{n}@readers.net" for n in range(len(names))]
    for content in kept.contents:
        message = message_from_bytes(content, policy=policy.default)
        assert message.get_content_type() == "multipart/alternative"
        assert not message.defects
        assert b"\r\n.\r\n" not in content
