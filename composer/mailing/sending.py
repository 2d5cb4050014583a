"""Serving everybody a mailing was planned for: lease, build, hand over, settle.

The order is what makes the ledger true: a delivery is leased before its message is built,
its intent is on disk before the last octet leaves, and what became of it is on disk before
the next one is attempted. Whatever stops us, `send` run again goes on from there.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from composer.errors import ComposerError, RelayUnavailable
from composer.ledger import Counts, Delivery, Hold, Ledger, Mailing, State, Worker
from composer.mailing.pacing import Pace
from composer.mailing.retrying import due_after
from composer.message import Message, MessageId
from composer.transports import Outcome, Transport, Verdict

LEASE_SIZE = 100
"""Deliveries leased at once: one commit for as many, and after a crash all those without an
intent are simply queued again."""
MOST_ALIKE = 20
"""Refusals in a row, all with one code: then it is not the readers.
Without a limit, one wrong setting would refuse the whole list."""
MOST_LOST = 3
"""Lost replies in a row: each is a reader of whom nobody can know. A line that breaks once
breaks for one; a next hop that never answers would make the whole list uncertain."""
_STATES = {
    Verdict.ACCEPTED: State.ACCEPTED,
    Verdict.DEFERRED: State.DEFERRED,
    Verdict.REFUSED: State.REFUSED,
    Verdict.UNCERTAIN: State.UNCERTAIN,
}


def send(
    mailing: Mailing,
    ledger: Ledger,
    transport: Transport,
    build: Callable[[Delivery], Message],
    *,
    worker: Worker,
    now: Callable[[], datetime],
    on_progress: Callable[[Counts], None] = lambda _: None,
    pace: Pace | None = None,
) -> Counts:
    """Serve everybody who is still to be served, and say how the mailing stands.

    Deferred deliveries of earlier runs are tried again, once. A recipient whose message
    cannot be built (`build` raises a ComposerError) is refused with the reason; the others
    go on. `pace` is asked before each message; when it says that there shall be a pause, the
    message on the line is finished and the counts returned have some that are `open`.

    `transport` is open already. `on_progress` hears the counts after each delivery.

    Raises:
        GuardRefusal: another `send` is running.
        RelayUnavailable: the next hop cannot go on, or refuses everybody. Deliveries that
            were committed and have no outcome are uncertain, the others queued.
    """
    with ledger.hold(worker) as hold:
        hold.recover(mailing, now())
        hold.queue_deferred(mailing)
        run = _Run(mailing, hold, build, ledger.count(mailing), now, on_progress, pace or Pace())
        try:
            for outcome in transport.deliver(run.messages(), committing=run.commit):
                run.settle(outcome)
        finally:
            # Whatever ended the stream: nothing stays in our hands.
            hold.recover(mailing, now(), handed=run.in_hand)
        return ledger.count(mailing)


class _Run:
    """What `send` knows while it runs."""

    def __init__(
        self,
        mailing: Mailing,
        hold: Hold,
        build: Callable[[Delivery], Message],
        counts: Counts,
        now: Callable[[], datetime],
        on_progress: Callable[[Counts], None],
        pace: Pace,
    ) -> None:
        self._mailing, self._hold, self._build, self._now = mailing, hold, build, now
        self._counts, self._on_progress = counts, on_progress
        self._pace = pace
        self._handed: dict[MessageId, Delivery] = {}
        self._alike: tuple[tuple[int, str], int] = ((0, ""), 0)
        self._lost = 0

    @property
    def in_hand(self) -> tuple[int, ...]:
        """Numbers of the deliveries that the transport has taken and not answered."""
        return tuple(delivery.number for delivery in self._handed.values())

    def messages(self) -> Iterator[Message]:
        """Messages for the transport, each built when it is asked for."""
        for delivery in self._deliveries():
            try:
                message = self._build(delivery)
            except ComposerError as error:
                self._settled(delivery, State.REFUSED, reply=_first_words(error))
                continue
            if message.id in self._handed:
                raise ValueError(f"two deliveries share the message id {message.id}")
            self._handed[message.id] = delivery
            yield message

    def _deliveries(self) -> Iterator[Delivery]:
        while leased := self._hold.lease(self._mailing, LEASE_SIZE):
            for delivery in leased:
                if not self._pace.wait():
                    return
                yield delivery

    def commit(self, message: Message) -> None:
        """The transport is about to let the last octet go."""
        self._hold.commit(self._handed[message.id], message.id, self._now())

    def settle(self, outcome: Outcome) -> None:
        """The transport says what became of a message.

        Raises:
            RelayUnavailable: it has refused, or not answered, so many in a row that it is
                not the readers.
        """
        delivery = self._handed.pop(outcome.message.id)
        now = self._now()
        due_at = due_after(delivery.attempts + 1, now)
        self._settled(
            delivery,
            _STATES[outcome.verdict],
            reply_code=outcome.reply_code,
            status=outcome.status,
            reply=outcome.reply,
            due_at=due_at if outcome.verdict is Verdict.DEFERRED else None,
        )
        self._stop_at_refusals(outcome)
        self._stop_at_lost_replies(outcome)

    def _settled(
        self,
        delivery: Delivery,
        state: State,
        *,
        reply: str,
        reply_code: int = 0,
        status: str = "",
        due_at: datetime | None = None,
    ) -> None:
        self._hold.settle(
            delivery,
            state,
            self._now(),
            reply_code=reply_code,
            status=status,
            reply=reply,
            due_at=due_at,
        )
        # Those in our hands count as queued here: what matters to a person is who is served.
        self._counts = self._counts.moved(State.QUEUED, state)
        self._on_progress(self._counts)

    def _stop_at_lost_replies(self, outcome: Outcome) -> None:
        self._lost = self._lost + 1 if outcome.verdict is Verdict.UNCERTAIN else 0
        if self._lost >= MOST_LOST:
            raise RelayUnavailable.saying(
                "replies-lost",
                f"the relay took {MOST_LOST} messages in a row and did not say what became of them",
                hint="find out from its log whether they left; then decide about these readers "
                "with --settle, and go on when it answers",
            )

    def _stop_at_refusals(self, outcome: Outcome) -> None:
        if outcome.verdict is not Verdict.REFUSED:
            self._alike = ((0, ""), 0)
            return
        kind, times = self._alike
        this = (outcome.reply_code, outcome.status)
        self._alike = (this, times + 1 if this == kind else 1)
        if self._alike[1] >= MOST_ALIKE:
            raise RelayUnavailable.saying(
                "all-refused",
                f"{MOST_ALIKE} readers in a row were refused alike: "
                f"{outcome.reply_code or ''} {outcome.reply}".rstrip(),
                hint="something is wrong with the relay or the issue, not with the readers",
            )


def _first_words(error: ComposerError) -> str:
    return error.findings[0].message if error.findings else str(error)
