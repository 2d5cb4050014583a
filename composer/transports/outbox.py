"""Messages into a list, for tests: yours and ours.

with Outbox({"gone@example.org": Verdict.REFUSED}) as outbox:
    send(mailing, ledger, outbox, build, ...)
assert [m.envelope.recipient for m in outbox.sent] == ["reader@example.org"]
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Self

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.smtp import Terms
from composer.transports.transport import Outcome, Verdict

SCHEMES = ("outbox",)
_REPLIES: Mapping[Verdict, tuple[int, str, str]] = MappingProxyType(
    {
        Verdict.ACCEPTED: (250, "2.0.0", "taken"),
        Verdict.DEFERRED: (450, "4.2.1", "not now"),
        Verdict.REFUSED: (550, "5.1.1", "no such mailbox"),
        Verdict.UNCERTAIN: (0, "", "the line broke"),
    }
)


def open_from(url: str, terms: Terms) -> "Outbox":
    """The transport for `outbox:`, which accepts everything."""
    del url, terms  # a list has no place and no password
    return Outbox()


class Outbox:
    """Accepts everything, except what `verdicts` says of a recipient's address.

    `sent` holds what was accepted, in order. After `gives_up_after` messages it is
    unavailable, as a relay may be.
    """

    def __init__(
        self,
        verdicts: Mapping[str, Verdict] = MappingProxyType({}),
        *,
        gives_up_after: int | None = None,
    ) -> None:
        self.sent: list[Message] = []
        self._verdicts = verdicts
        self._left = gives_up_after

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """`sent` stays."""

    def deliver(
        self, messages: Iterable[Message], *, committing: Callable[[Message], None]
    ) -> Iterator[Outcome]:
        """See `Transport.deliver`."""
        for message in messages:
            self._count()
            verdict = self._verdicts.get(message.envelope.recipient, Verdict.ACCEPTED)
            committing(message)
            if verdict is Verdict.ACCEPTED:
                self.sent.append(message)
            code, status, reply = _REPLIES[verdict]
            yield Outcome(
                message=message, verdict=verdict, reply_code=code, status=status, reply=reply
            )

    def _count(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            raise RelayUnavailable.saying(
                "outbox-full",
                "the outbox takes no more",
                hint="give it a larger gives_up_after",
            )
        self._left -= 1
