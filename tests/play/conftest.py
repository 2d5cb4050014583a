"""A client that says exactly what it is told to, and two sendings that every test needs."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from composer.play import Inbox


class Talk:
    """A raw SMTP client: no helpfulness between the test and the server."""

    def __init__(self, inbox: Inbox) -> None:
        self.socket = socket.create_connection((inbox.host, inbox.port), timeout=5)
        self._replies = self.socket.makefile("rb")

    def hear(self) -> str:
        """The next reply, all its lines; "" when the server has hung up."""
        reply = b""
        while line := self._replies.readline():
            reply += line
            if line[3:4] != b"-":
                break
        return reply.decode("latin-1")

    def say(self, octets: str | bytes) -> str:
        """Send a line (or octets as they are) and hear the reply."""
        self.push(octets)
        return self.hear()

    def push(self, octets: str | bytes) -> None:
        self.socket.sendall(octets if isinstance(octets, bytes) else f"{octets}\r\n".encode())

    def begin(self, *recipients: str) -> str:
        """Greeting, EHLO, MAIL, RCPT and DATA; the reply to DATA."""
        self.hear()
        self.say("EHLO client.test")
        self.say("MAIL FROM:<editor@example.org>")
        for recipient in recipients or ("aiko@example.org",):
            self.say(f"RCPT TO:<{recipient}>")
        return self.say("DATA")

    def close(self) -> None:
        self._replies.close()
        self.socket.close()


class Dial(Protocol):
    def __call__(self, inbox: Inbox) -> Talk: ...


@pytest.fixture
def dial() -> Iterator[Callable[[Inbox], Talk]]:
    """Connects to an inbox; hangs up when the test is over."""
    with ExitStack() as ends:

        def connect(inbox: Inbox) -> Talk:
            talk = Talk(inbox)
            ends.callback(talk.close)
            return talk

        yield connect


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """An inbox that behaves."""
    with Inbox() as listening:
        yield listening
