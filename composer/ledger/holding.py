"""What only the one sender may do: recover, lease, commit, settle.

Each is on disk before it returns, so that whatever dies after it leaves rows that say how
far things were (see composer.ledger.ledger).
"""

from collections.abc import Collection
from datetime import datetime

from composer.ledger.delivery import MOVES, Delivery, State, Worker
from composer.ledger.mailing import Mailing
from composer.ledger.rows import DELIVERY, as_text, delivery_in
from composer.message import MessageId
from composer.store import Database

LOST = "the sender stopped before the reply came"
"""What the ledger says of a delivery that was committed and never settled."""


class Hold:
    """The sender's hand on the ledger; comes from `Ledger.hold` and ends with it."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database, self._worker = database, worker

    def recover(self, mailing: Mailing, now: datetime, *, handed: Collection[int] = ()) -> int:
        """Settle what a sender left leased; how many deliveries became uncertain.

        `handed` are the numbers of those that a transport had in its hands when it gave up:
        they go behind the others, so that one message that upsets the next hop does not
        stop all the rest.
        """
        with self._database.transaction():
            lost = self._database.change(
                "UPDATE delivery SET state = ?, owner = NULL, boot = NULL, settled_at = ?,"
                " reply_code = 0, status = '', reply = ?"
                " WHERE mailing = ? AND state = ? AND intent_at IS NOT NULL",
                (State.UNCERTAIN, as_text(now), LOST, mailing.id, State.LEASED),
            )
            self._database.change_many(
                "UPDATE delivery SET attempts = attempts + 1"
                " WHERE mailing = ? AND number = ? AND state = ?",
                [(mailing.id, number, State.LEASED) for number in handed],
            )
            self._database.change(
                "UPDATE delivery SET state = ?, owner = NULL, boot = NULL"
                " WHERE mailing = ? AND state = ?",
                (State.QUEUED, mailing.id, State.LEASED),
            )
        return lost

    def queue_deferred(self, mailing: Mailing) -> int:
        """Queue again what was refused for now; how many there were."""
        with self._database.transaction():
            return self._database.change(
                "UPDATE delivery SET state = ?, intent_at = NULL WHERE mailing = ? AND state = ?",
                (State.QUEUED, mailing.id, State.DEFERRED),
            )

    def lease(self, mailing: Mailing, limit: int) -> tuple[Delivery, ...]:
        """Take up to `limit` queued deliveries into our hands, the least tried first."""
        with self._database.transaction():
            rows = self._database.execute(
                f"SELECT {DELIVERY} FROM delivery WHERE mailing = ? AND state = ?"  # noqa: S608 - our words
                " ORDER BY attempts, number LIMIT ?",
                (mailing.id, State.QUEUED, limit),
            )
            taken = tuple(delivery_in(row) for row in rows)
            self._database.change_many(
                "UPDATE delivery SET state = ?, owner = ?, boot = ?, intent_at = NULL"
                " WHERE mailing = ? AND number = ?",
                [
                    (State.LEASED, self._worker.name, self._worker.boot, mailing.id, d.number)
                    for d in taken
                ],
            )
        return taken

    def commit(self, delivery: Delivery, message_id: MessageId, now: datetime) -> None:
        """Write the intent: from now on the message may have left."""
        with self._database.transaction():
            changed = self._database.change(
                "UPDATE delivery SET intent_at = ?, message_id = ?, attempts = attempts + 1"
                " WHERE mailing = ? AND number = ? AND state = ? AND owner = ?"
                " AND intent_at IS NULL",
                (as_text(now), message_id, *_row_of(delivery), State.LEASED, self._worker.name),
            )
            _refuse_other_than_one(changed, delivery)

    def settle(
        self,
        delivery: Delivery,
        state: State,
        now: datetime,
        *,
        reply_code: int = 0,
        status: str = "",
        reply: str = "",
        due_at: datetime | None = None,
    ) -> None:
        """Write down what became of a delivery in our hands."""
        if state not in MOVES[State.LEASED]:
            raise ValueError(f"a leased delivery does not become {state}")
        due = as_text(due_at) if due_at else None
        ours = State.LEASED, self._worker.name
        with self._database.transaction():
            changed = self._database.change(
                "UPDATE delivery SET state = ?, settled_at = ?, due_at = ?, reply_code = ?,"
                " status = ?, reply = ?, owner = NULL, boot = NULL"
                " WHERE mailing = ? AND number = ? AND state = ? AND owner = ?",
                (state, as_text(now), due, reply_code, status, reply, *_row_of(delivery), *ours),
            )
            _refuse_other_than_one(changed, delivery)


def _row_of(delivery: Delivery) -> tuple[int, int]:
    return delivery.mailing, delivery.number


def _refuse_other_than_one(changed: int, delivery: Delivery) -> None:
    if changed != 1:
        raise RuntimeError(f"delivery {delivery.number} is not in our hands: {changed} rows")
