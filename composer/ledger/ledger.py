"""What was sent to whom and what became of it: plan, lease, commit, settle, recover.

The ledger is the truth of a mailing. Every step is on disk before the next thing happens:

    plan      one row for every recipient
    lease     rows are taken into a worker's hands
    commit    the intent, before the last octet of a message leaves
    settle    what the next hop made of it

After a crash `recover` reads the rest from the rows: leased without an intent has provably
not left and is queued again; leased with an intent may have left and is uncertain, because
nobody can know (RFC 5321 §4.2.5, RFC 1047). Uncertain ones wait for a person.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from composer.audience import Subscriber
from composer.errors import GuardRefusal
from composer.ledger import copies, planning
from composer.ledger.counting import Counts
from composer.ledger.delivery import MOVES, Delivery, State, Worker
from composer.ledger.holding import Hold
from composer.ledger.mailing import Mailing
from composer.ledger.rows import DELIVERY, MAILING, as_number, as_text, delivery_in, mailing_in
from composer.store import Database, Held, connect


class Ledger:
    """The ledger in a database. What only the one sender may do is in `Hold`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # --- planning -----------------------------------------------------------------

    def plan(
        self,
        issue: str,
        fingerprint: str,
        subscribers: Iterable[Subscriber],
        *,
        now: datetime,
        excluded: Collection[str] = (),
        to_newcomers: bool = False,
    ) -> Mailing:
        """Write down a mailing, all of it or nothing, and who it is for.

        `subscribers` may be a stream; a second one with the same address makes no second
        row. Those, and whose address is among `excluded`, are counted as excluded.

        While a mailing of this issue is open, that mailing comes back as it is: the plan
        adds nobody and changes nothing. A finished one is refused, unless `to_newcomers`
        asks for those who have no delivery of it yet.

        Raises:
            GuardRefusal: the open mailing has another content (`changed-midway`), the
                issue was sent (`sent-already`), or nobody is left (`nobody-to-send-to`).
        """
        return planning.plan_mailing(
            self._database,
            issue,
            fingerprint,
            subscribers,
            excluded=excluded,
            to_newcomers=to_newcomers,
            now=now,
        )

    def begun(self, issue: str, fingerprint: str, *, to_newcomers: bool = False) -> Mailing | None:
        """The open mailing that `plan` would go on with; None where it would begin one.

        Raises:
            GuardRefusal: what `plan` would refuse before it looks at anybody
                (`changed-midway`, `sent-already`).
        """
        return planning.begun_mailing(self._database, issue, fingerprint, to_newcomers=to_newcomers)

    def withdraw(self, mailing: Mailing, now: datetime) -> int:
        """Cancel what has not left; how many will not be served. Recover first."""
        with self._database.transaction():
            return self._database.change(
                "UPDATE delivery SET state = ?, settled_at = ?"
                " WHERE mailing = ? AND state IN (?, ?)",
                (State.WITHDRAWN, as_text(now), mailing.id, State.QUEUED, State.DEFERRED),
            )

    # --- asking -------------------------------------------------------------------

    def mailing_of(self, issue: str) -> Mailing | None:
        """The last mailing planned for an issue."""
        return planning.latest_mailing(self._database, issue)

    def mailings(self) -> tuple[Mailing, ...]:
        """All mailings, oldest first."""
        rows = self._database.execute(f"SELECT {MAILING} FROM mailing ORDER BY id")  # noqa: S608
        return tuple(mailing_in(row) for row in rows)

    def sent_issues(self) -> frozenset[str]:
        """The slugs of the issues whose mailing is finished and was not all withdrawn."""
        return frozenset(
            mailing.issue
            for mailing in self.mailings()
            if not planning.is_open(self._database, mailing)
            and planning.has_served(self._database, mailing.issue)
        )

    def already_sent(self, issue: str) -> frozenset[str]:
        """The address keys of all who have a delivery of this issue, in whatever state but
        withdrawn: a plan `to_newcomers` leaves them out."""
        return frozenset(planning.keys_served(self._database, issue))

    def count(self, mailing: Mailing) -> Counts:
        """How many deliveries are in each state, counted in the rows."""
        rows = self._database.execute(
            "SELECT state, COUNT(*) FROM delivery WHERE mailing = ? GROUP BY state", (mailing.id,)
        )
        return Counts(planned=mailing.planned, **{str(s): as_number(n) for s, n in rows})

    def deliveries(self, mailing: Mailing, *states: State) -> tuple[Delivery, ...]:
        """Those in one of the states (without any: all), in the order they were planned."""
        marks = ", ".join("?" for _ in states or State)
        rows = self._database.execute(
            f"SELECT {DELIVERY} FROM delivery WHERE mailing = ?"  # noqa: S608 - marks only
            f" AND state IN ({marks}) ORDER BY number",
            (mailing.id, *(states or State)),
        )
        return tuple(delivery_in(row) for row in rows)

    def uncertain(self, mailing: Mailing) -> tuple[Delivery, ...]:
        """Those that may or may not have been taken; a person decides about each."""
        return self.deliveries(mailing, State.UNCERTAIN)

    # --- sending ------------------------------------------------------------------

    @contextmanager
    def hold(self, worker: Worker) -> Iterator[Hold]:
        """Be the one who sends; the operating system lets go if this process dies.

        Raises:
            GuardRefusal: somebody else is sending (`already-sending`).
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(self._database.hold("sender", worker.name))
            except Held as held:
                raise GuardRefusal.saying(
                    "already-sending",
                    f"a mailing is already being sent ({held.holder})",
                    hint="wait for it to end; 'newsletter status' shows how far it is",
                ) from held
            yield Hold(self._database, worker)

    # --- deciding -----------------------------------------------------------------

    def settle_uncertain(
        self, mailing: Mailing, numbers: Iterable[int], state: State, now: datetime
    ) -> int:
        """A person's decision: they were taken (`accepted`), or shall be sent again
        (`queued`). How many were uncertain and now are not."""
        assert state in MOVES[State.UNCERTAIN], f"an uncertain delivery does not become {state}"
        with self._database.transaction():
            return self._database.change_many(
                "UPDATE delivery SET state = ?, settled_at = ?, intent_at = NULL"
                " WHERE mailing = ? AND number = ? AND state = ?",
                [(state, as_text(now), mailing.id, n, State.UNCERTAIN) for n in numbers],
            )

    def queue_refused(self, mailing: Mailing) -> int:
        """A person's decision: what was refused shall be tried again, its cause being mended."""
        with self._database.transaction():
            return self._database.change(
                "UPDATE delivery SET state = ?, intent_at = NULL WHERE mailing = ? AND state = ?",
                (State.QUEUED, mailing.id, State.REFUSED),
            )

    # --- test copies --------------------------------------------------------------

    def begin_test(self, issue: str, fingerprint: str, addresses: int, now: datetime) -> int:
        """The number of the next test copy of an issue, from 1, for its subject."""
        return copies.begin_copy(self._database, issue, fingerprint, addresses, now)

    def test_sent(self, issue: str, number: int, now: datetime) -> None:
        """Note that test copy `number` was accepted."""
        copies.copy_sent(self._database, issue, number, now)

    def tested(self, fingerprint: str) -> copies.TestCopy | None:
        """The last test copy of exactly this edition."""
        return copies.copy_of(self._database, fingerprint)

    def last_test(self, issue: str) -> copies.TestCopy | None:
        """The last test copy of the issue, whatever it looked like then."""
        return copies.last_copy(self._database, issue)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of the newsletter whose state is in `folder`, made if there is none.

    Raises:
        OperatorError: the database cannot be used; the finding says why.
    """
    return Ledger(connect(folder / "ledger.db"))
