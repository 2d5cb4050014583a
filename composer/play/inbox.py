"""An SMTP server on this machine that keeps everything and delivers nothing.

One thread a connection, because a session is a conversation and reads best as one. It
listens on loopback only: whoever can reach it can put mail in, and read it on its pages.
"""

import itertools
import os
import socketserver
import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from composer.errors import ComposerError, OperatorError
from composer.play.dialogue import Dialogue, Terms
from composer.play.faults import Fault, FaultTable
from composer.play.mailbox import Arrival, Mailbox
from composer.play.syntax import spell_reply
from composer.play.wire import Gone, Wire

LOOPBACK = "127.0.0.1"
LARGEST = 25 * 1024 * 1024
"""Octets of a message; Gmail and most providers take about as much."""
MOST_CONNECTIONS = 200


class Inbox:
    """Listens while it is entered, once: `with Inbox() as inbox: … inbox.host, inbox.port`.

    Args:
        folder: also write every message here, as an .eml file.
        port: 0 lets the system choose a free one.
        faults: what goes wrong, and when; `seed` draws their shares.
        tls: the server's certificate; with it STARTTLS is offered.
        login: a user and password; with it AUTH PLAIN is offered, and MAIL needs it.
        largest: octets of the largest message.
        now: what time it is, aware and in UTC.

    Raises:
        OperatorError: on entering, the port is taken.
    """

    host = LOOPBACK

    def __init__(
        self,
        folder: Path | None = None,
        *,
        port: int = 0,
        faults: Iterable[Fault] = (),
        seed: int = 0,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        largest: int = LARGEST,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.port = port
        self.mailbox = Mailbox(folder)
        self._terms = Terms(
            mailbox=self.mailbox,
            faults=FaultTable(faults, seed=seed),
            largest=largest,
            tls=tls,
            login=login,
            next_number=itertools.count(1).__next__,
            now=now,
            ended=Event(),
        )
        self._server: _Server | None = None

    @property
    def messages(self) -> tuple[Arrival, ...]:
        """What has arrived, oldest first."""
        return self.mailbox.arrivals

    def wait_for(self, count: int, seconds: float) -> tuple[Arrival, ...]:
        """What has arrived, as soon as it is `count` messages in all.

        Raises:
            TimeoutError: fewer came in this time; it says how many.
        """
        return self.mailbox.wait_for(count, seconds)

    def __enter__(self) -> Self:
        try:
            self._server = _Server(self.port, self._terms)
        except OSError as error:
            raise port_taken(self.port, error) from error
        self.port = self._server.server_address[1]
        # The poll is how soon leaving is noticed, not how soon a client is.
        Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="inbox"
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server:
            self._server.end()
            self._server = None


def port_taken(port: int, error: OSError) -> ComposerError:
    """The error of a server that cannot listen."""
    return OperatorError.saying(
        "port-taken",
        f"cannot listen on {LOOPBACK}:{port}: {error.strerror}",
        hint="choose another port, or 0 for any that is free",
    )


class _Session(socketserver.BaseRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        """Hold the dialogue to its end."""
        wire = Wire(self.request)
        try:
            number = self.server.enter(wire)
            if number:
                Dialogue(wire, self.server.terms, number).run()
            else:
                wire.send(spell_reply("421 4.3.2 too many connections"))
        except Gone:
            # How every session ends, by whoever's wish.
            pass
        finally:
            self.server.leave(wire)
            wire.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    block_on_close = True
    # POSIX: listen again although old connections linger in TIME_WAIT. Windows would let two
    # servers have one port.
    allow_reuse_address = os.name == "posix"
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, port: int, terms: Terms) -> None:
        self.terms = terms
        self._open: set[Wire] = set()
        self._lock = Lock()
        self._numbers = itertools.count(1)
        super().__init__((LOOPBACK, port), _Session)

    def enter(self, wire: Wire) -> int:
        """The number of a new connection, from 1; 0 when there are too many or we go."""
        with self._lock:
            if len(self._open) >= MOST_CONNECTIONS or self.terms.ended.is_set():
                return 0
            self._open.add(wire)
            return next(self._numbers)

    def leave(self, wire: Wire) -> None:
        """The connection is over."""
        with self._lock:
            self._open.discard(wire)

    def end(self) -> None:
        """Stop listening, end all sessions and wait for their threads."""
        with self._lock:
            self.terms.ended.set()
            for wire in self._open:
                wire.cut()
        self.shutdown()
        self.server_close()
