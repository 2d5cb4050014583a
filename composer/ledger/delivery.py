"""One message on its way to one recipient within a mailing: its states and allowed moves.

`MOVES` is the whole state machine. The ledger asks it before it writes, and the database
refuses what it does not allow (composer/store/schema, table `delivery_move`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from composer.audience import Subscriber
from composer.message import MessageId


class State(StrEnum):
    """Where a delivery is."""

    QUEUED = "queued"
    """Waiting."""
    LEASED = "leased"
    """In a worker's hands; with an intent its last octet may have left."""
    ACCEPTED = "accepted"
    """The next hop gave a receipt. Not that anybody got it."""
    DEFERRED = "deferred"
    """Refused for now (4yz); tried again when `send` is run again."""
    REFUSED = "refused"
    """Refused for good, by the next hop (5yz) or, with reply code 0, by ourselves."""
    UNCERTAIN = "uncertain"
    """The reply was lost; a person decides."""
    SUPPRESSED = "suppressed"
    """Not sent because of a suppression."""
    WITHDRAWN = "withdrawn"
    """Not sent because the mailing was cancelled or its deadline passed."""


MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.LEASED, State.SUPPRESSED, State.WITHDRAWN}),
        State.LEASED: frozenset(
            # Back to queued only while there is no intent: then nothing has left.
            {State.QUEUED, State.ACCEPTED, State.DEFERRED, State.REFUSED, State.UNCERTAIN}
        ),
        State.DEFERRED: frozenset({State.QUEUED, State.SUPPRESSED, State.WITHDRAWN}),
        # These two only by a person's decision: sending twice is never ours to choose.
        State.REFUSED: frozenset({State.QUEUED}),
        State.UNCERTAIN: frozenset({State.ACCEPTED, State.QUEUED}),
        State.ACCEPTED: frozenset(),
        State.SUPPRESSED: frozenset(),
        State.WITHDRAWN: frozenset(),
    }
)
FIRST = frozenset({State.QUEUED, State.SUPPRESSED})
"""Where a delivery may begin."""
OPEN = frozenset({State.QUEUED, State.LEASED, State.DEFERRED})
"""While one of its deliveries is here, a mailing is not finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the ledger: who, as known when the mailing was planned, and what became of it.

    `number` counts from 1 within the mailing. `message_id` is
    None until it was first committed; `reply` is the next hop's words, one line;
    `reply_code` its three digits or 0; `status` the RFC 3463 code or "". `due_at` says when a
    deferred one is worth another try.
    """

    mailing: int
    number: int
    recipient: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    state: State
    attempts: int = 0
    message_id: MessageId | None = None
    reply_code: int = 0
    status: str = ""
    reply: str = ""
    settled_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def subscriber(self) -> Subscriber:
        """The reader as planned; later changes of the list do not reach a mailing."""
        return Subscriber(address=self.recipient, fields=self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who holds a lease: `name` is for people ("host, process 4711"), `boot` tells two
    starts of one machine apart."""

    name: str
    boot: str = ""
