"""What an SMTP server can do wrong, as a table of data.

Each row says when (`Moment`), what (`Misdeed`) and to whom. The moments and misdeeds are
those that real relays were seen to have; that a message may be taken and its reply lost
is RFC 1047, and `keeps` plays it. A share is drawn from a seed, so that the same table
treats the same session alike.
"""

import random
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

_REPLY = re.compile(r"[2-5]\d\d(?:[ -][^\r\n]*)?(?:\n[2-5]\d\d(?:[ -][^\r\n]*)?)*")


class Moment(StrEnum):
    """Where in a session something happens, in the order of RFC 5321 §3."""

    CONNECT = "connect"
    """In place of the greeting."""
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    """In place of 354."""
    CONTENT = "content"
    """When the first octets of the message have come, before its final dot."""
    DOT = "dot"
    """After the final dot, when responsibility changes hands (§4.2.5)."""
    QUIT = "quit"


PER_CONNECTION = frozenset({Moment.CONNECT, Moment.EHLO, Moment.STARTTLS, Moment.AUTH, Moment.QUIT})


class Misdeed(StrEnum):
    """What happens in place of the regular reply."""

    REPLY = "reply"
    """Another reply, the fault's own; 421 also hangs up (§3.8)."""
    CLOSE = "close"
    """Hangs up politely (FIN), without a word."""
    RESET = "reset"
    """Hangs up at once (RST)."""
    HANG = "hang"
    """Says nothing more until the client leaves."""
    SLOW = "slow"
    """The regular reply, `seconds` late."""
    DRIP = "drip"
    """The regular reply, one octet every `seconds`."""
    GARBAGE = "garbage"
    """Octets that are no reply."""
    EXTRA = "extra"
    """The regular reply and a second one that nobody asked for."""
    MISSING = "missing"
    """No reply; the session goes on as if there had been one."""


LATE = frozenset({Misdeed.SLOW, Misdeed.DRIP})
REGULAR = LATE | {Misdeed.EXTRA, Misdeed.MISSING}
"""Misdeeds of the reply alone: what it answers has been done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row: at this moment, to these messages, this happens.

    Args:
        reply: for `Misdeed.REPLY`, like "451 4.7.1 try later"; lines part at "\\n".
        recipients: a shell pattern over addresses, without regard to case; only RCPT and
            what comes after it know any.
        numbers: the messages meant, counted from 1 by MAIL commands; for what happens
            before MAIL, and at QUIT, the connections meant. None means all.
        share: between 0 and 1, of those meant.
        keeps: at DOT, the message is kept although the reply is not the regular one.

    Raises:
        ValueError: the row does not make sense; the sentence says why.
    """

    at: Moment
    does: Misdeed
    reply: str = ""
    recipients: str = "*"
    numbers: Container[int] | None = None
    share: float = 1.0
    seconds: float = 0.0
    keeps: bool = False

    def __post_init__(self) -> None:
        if (self.does is Misdeed.REPLY) != bool(self.reply):
            raise ValueError("a reply belongs to Misdeed.REPLY, and only to it")
        if self.reply and not _REPLY.fullmatch(self.reply):
            raise ValueError(f"{self.reply!r} is no reply: three digits, a space, words")
        if (self.does in LATE) != (self.seconds > 0):
            raise ValueError("seconds belong to SLOW and DRIP, and only to them")
        if not 0 < self.share <= 1:
            raise ValueError(f"a share is above 0 and at most 1, not {self.share}")
        if self.keeps and self.at is not Moment.DOT:
            raise ValueError("only at DOT is there a message to keep")
        if self.at is Moment.CONTENT and self.does in {Misdeed.DRIP, Misdeed.MISSING}:
            raise ValueError("no reply is due amid the content")
        if self.recipients != "*" and self.at in PER_CONNECTION | {Moment.MAIL}:
            raise ValueError(f"at {self.at} the recipient is not known yet")

    def is_meant_for(self, at: Moment, number: int, recipients: Sequence[str]) -> bool:
        """Whether this row speaks of such a moment; its share is drawn elsewhere."""
        is_numbered = self.numbers is None or number in self.numbers
        pattern = self.recipients.lower()
        is_addressed = pattern == "*" or any(fnmatchcase(r.lower(), pattern) for r in recipients)
        return self.at is at and is_numbered and is_addressed


class FaultTable:
    """The rows of one server; the first that fits wins."""

    def __init__(self, faults: Iterable[Fault] = (), *, seed: int = 0) -> None:
        self._faults = tuple(faults)
        self._seed = seed

    def find(self, at: Moment, number: int, recipients: Sequence[str] = ()) -> Fault | None:
        """The fault of this moment. The same question always gets the same answer."""
        for row, fault in enumerate(self._faults):
            if fault.is_meant_for(at, number, recipients) and self._drawn(
                row, fault, number, recipients
            ):
                return fault
        return None

    def _drawn(self, row: int, fault: Fault, number: int, recipients: Sequence[str]) -> bool:
        if fault.share == 1.0:
            return True
        lot = random.Random(f"{self._seed} {row} {number} {' '.join(recipients)}")
        return lot.random() < fault.share


def wild(share: float = 0.01, *, seconds: float = 0.02) -> tuple[Fault, ...]:
    """A relay on its worst day: 28 kinds of fault, each with this share of its moments.

    None of them hangs: a client may wait minutes for a reply (RFC 5321 §4.5.3.2), and a
    rehearsal should not. Add `Misdeed.HANG` rows for clients with short patience.
    """
    return tuple(
        Fault(
            at=at,
            does=does,
            reply=reply,
            share=share,
            seconds=seconds if does in LATE else 0.0,
            keeps=keeps,
        )
        for at, does, reply, keeps in _WILD
    )


_WILD: tuple[tuple[Moment, Misdeed, str, bool], ...] = (
    (Moment.CONNECT, Misdeed.RESET, "", False),
    (Moment.CONNECT, Misdeed.REPLY, "421 4.3.2 too busy", False),
    (Moment.CONNECT, Misdeed.REPLY, "554 5.7.1 not from there", False),
    (Moment.EHLO, Misdeed.REPLY, "421 4.3.0 out of order", False),
    (Moment.EHLO, Misdeed.CLOSE, "", False),
    (Moment.MAIL, Misdeed.REPLY, "451 4.3.0 try later", False),
    (Moment.MAIL, Misdeed.REPLY, "421 4.7.0 too many messages", False),
    (Moment.MAIL, Misdeed.CLOSE, "", False),
    (Moment.RCPT, Misdeed.REPLY, "450 4.2.1 mailbox busy", False),
    (Moment.RCPT, Misdeed.REPLY, "452 4.2.2 mailbox full", False),
    (Moment.RCPT, Misdeed.REPLY, "550 5.1.1 no such user", False),
    (Moment.RCPT, Misdeed.REPLY, "550-5.7.1 not wanted here\n550 5.7.1 nor anywhere", False),
    (Moment.RCPT, Misdeed.CLOSE, "", False),
    (Moment.RCPT, Misdeed.RESET, "", False),
    (Moment.RCPT, Misdeed.GARBAGE, "", False),
    (Moment.DATA, Misdeed.REPLY, "451 4.3.0 no room just now", False),
    (Moment.DATA, Misdeed.CLOSE, "", False),
    (Moment.CONTENT, Misdeed.CLOSE, "", False),
    (Moment.CONTENT, Misdeed.RESET, "", False),
    (Moment.DOT, Misdeed.REPLY, "451 4.7.1 greylisted", False),
    (Moment.DOT, Misdeed.REPLY, "421 4.3.0 shutting down", False),
    (Moment.DOT, Misdeed.REPLY, "554 5.7.1 looks like spam", False),
    (Moment.DOT, Misdeed.CLOSE, "", False),
    (Moment.DOT, Misdeed.CLOSE, "", True),
    (Moment.DOT, Misdeed.RESET, "", True),
    (Moment.DOT, Misdeed.GARBAGE, "", True),
    (Moment.DOT, Misdeed.SLOW, "", False),
    (Moment.DOT, Misdeed.DRIP, "", False),
)
