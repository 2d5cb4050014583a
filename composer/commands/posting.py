"""What `test`, `send`, `demo` and `doctor` share on the way to a next hop."""

import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from composer.commands.project import Project
from composer.errors import OperatorError
from composer.ledger import Worker
from composer.message import Message
from composer.smtp import Terms, read_relay
from composer.transports import Outcome, Transport, open_transport

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class NextHop:
    """Where messages go from here: a URL, on what terms, how fast."""

    url: str
    terms: Terms
    per_second: float | None = None

    def open(self) -> Transport:
        """The transport, not yet connected."""
        return open_transport(self.url, self.terms)

    @property
    def is_loopback(self) -> bool:
        """What is handed over never leaves this machine."""
        scheme = urlsplit(self.url).scheme
        return scheme in {"folder", "maildir", "outbox"} or (
            scheme in {"smtp", "smtps", ""} and read_relay(self.url).is_loopback
        )

    def __str__(self) -> str:
        """For people: no user, no secret."""
        if urlsplit(self.url).scheme in {"smtp", "smtps", ""}:
            return str(read_relay(self.url))
        return re.sub(r"//[^/]*@", "//", self.url)


def next_hop(project: Project) -> NextHop:
    """The relay of the environment, or else the first of newsletter.toml.

    Raises:
        OperatorError: there is none.
    """
    relays = project.newsletter.relays
    url = project.settings.relay or (relays[0].url if relays else None)
    if url is None:
        raise OperatorError.saying(
            "no-relay",
            "no relay is set, so there is nobody to hand messages to",
            hint="write NEWSLETTER_RELAY=smtp://user@host:587 into .env; .env.example shows it",
        )
    rule = next((r for r in relays if r.url == url), None)
    return NextHop(
        url=url,
        per_second=rule.rate if rule else None,
        terms=Terms(
            password=project.settings.relay_password,
            allow_cleartext_login=bool(rule and rule.allow_cleartext_login),
        ),
    )


def this_worker() -> Worker:
    """This process, for the ledger: which machine, which start of it, which process."""
    boot = BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else ""
    return Worker(name=f"{platform.node() or 'here'}, process {os.getpid()}", boot=boot)


class Overheard:
    """A transport that lets somebody hear its outcomes as they come."""

    def __init__(self, transport: Transport, hear: Callable[[Outcome], None]) -> None:
        self._transport, self._hear = transport, hear

    def __enter__(self) -> Self:
        self._transport.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._transport.__exit__(kind, error, trace)

    def deliver(
        self, messages: Iterable[Message], *, committing: Callable[[Message], None]
    ) -> Iterator[Outcome]:
        """See `Transport.deliver`."""
        for outcome in self._transport.deliver(messages, committing=committing):
            yield outcome
            # Heard after it is on disk: what is told is what the ledger says.
            self._hear(outcome)
