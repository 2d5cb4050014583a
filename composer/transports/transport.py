"""The contract of a transport: messages in, one outcome per message out.

A transport may take one message, a batch, or keep a stream of them on the wire; the
caller cannot tell and does not care. Two rules make every reader accountable:

1. `committing(message)` is called before the last octet of a message leaves. Until then
   the message has provably not been taken; from then on, until its outcome is yielded,
   nobody can know (RFC 5321 §4.2.5, RFC 1047).
2. Every message taken from the iterable gets exactly one outcome, in any order, unless
   `deliver` raises: then those without an outcome are unsent or, if committed, uncertain.

What a transport cannot carry faithfully it refuses; it never drops it in silence.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from composer.message import Message
from composer.smtp import one_line


class Verdict(StrEnum):
    """What the next hop made of a message."""

    ACCEPTED = "accepted"
    """It is responsible now. Not that anybody got it."""
    DEFERRED = "deferred"
    """Not now (4yz); will be tried again."""
    REFUSED = "refused"
    """Never (5yz)."""
    UNCERTAIN = "uncertain"
    """The reply was lost; a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`reply` is the next hop's own words, made one printable line; `status` the RFC 3463 code
    in them, or "". `reply_code` is the three digits of RFC 5321 §4.2, or 0 without a reply:
    what a transport refuses by itself has 0, and `reply` says why."""

    message: Message
    verdict: Verdict
    reply_code: int = 0
    status: str = ""
    reply: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reply", one_line(self.reply))


class Transport(AbstractContextManager["Transport"], Protocol):
    """A way to hand messages on; used as a context manager, which connects and closes."""

    def deliver(
        self, messages: Iterable[Message], *, committing: Callable[[Message], None]
    ) -> Iterator[Outcome]:
        """Hand each message on and yield what became of it.

        Raises:
            RelayUnavailable: the next hop cannot be reached, trusted or logged in to,
                now or any more. Go on later with those that have no outcome.
        """
        ...
