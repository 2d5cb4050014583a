"""Writing down who a mailing is for, before anything leaves.

The audience becomes rows once; a changed list does not move a mailing that has begun. That
is what makes "sent to everybody" a question of counting (composer.ledger.counting).
"""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from composer.audience import Subscriber, address_key
from composer.errors import GuardRefusal
from composer.ledger.delivery import OPEN, State
from composer.ledger.mailing import Mailing
from composer.ledger.rows import MAILING, as_number, as_text, mailing_in
from composer.store import Database, Value


def plan_mailing(
    database: Database,
    issue: str,
    fingerprint: str,
    subscribers: Iterable[Subscriber],
    *,
    excluded: Collection[str],
    to_newcomers: bool,
    now: datetime,
) -> Mailing:
    """As `Ledger.plan`."""
    with database.transaction():
        begun = begun_mailing(database, issue, fingerprint, to_newcomers=to_newcomers)
        if begun:
            return begun
        out = {address_key(address) for address in excluded} | keys_served(database, issue)
        (number,) = database.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM mailing")[0]
        mailing_id = as_number(number)
        database.change(
            f"INSERT INTO mailing ({MAILING}) VALUES (?, ?, ?, 0, 0, ?)",  # noqa: S608 - our words
            (mailing_id, issue, fingerprint, as_text(now)),
        )
        rows = _Rows(mailing_id, subscribers, out)
        planned = database.change_many(
            "INSERT INTO delivery (mailing, number, recipient, recipient_key, fields, state)"
            " VALUES (?, ?, ?, ?, ?, 'queued') ON CONFLICT (mailing, recipient_key) DO NOTHING",
            rows,
        )
        if planned <= 0:
            raise _nobody(issue, rows.given)
        database.change(
            "UPDATE mailing SET planned = ?, excluded = ? WHERE id = ?",
            (planned, rows.given - planned, mailing_id),
        )
        planned_mailing = latest_mailing(database, issue)
        assert planned_mailing
        return planned_mailing


def begun_mailing(
    database: Database, issue: str, fingerprint: str, *, to_newcomers: bool
) -> Mailing | None:
    """As `Ledger.begun`."""
    latest = latest_mailing(database, issue)
    if latest and is_open(database, latest):
        return _going_on(latest, fingerprint)
    if latest and not to_newcomers and has_served(database, issue):
        raise _sent_already(latest)
    return None


class _Rows:
    """The audience as rows, a stream; `given` counts everybody, also those left out."""

    def __init__(self, mailing: int, subscribers: Iterable[Subscriber], out: set[str]) -> None:
        self._mailing, self._subscribers, self._out = mailing, subscribers, out
        self.given = 0

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        number = 0
        for subscriber in self._subscribers:
            self.given += 1
            key = address_key(subscriber.address)
            if key in self._out:
                continue
            number += 1
            fields = json.dumps(dict(subscriber.fields), ensure_ascii=False, sort_keys=True)
            yield self._mailing, number, subscriber.address, key, fields


def latest_mailing(database: Database, issue: str) -> Mailing | None:
    """The last mailing planned for an issue."""
    rows = database.execute(
        f"SELECT {MAILING} FROM mailing WHERE issue = ? ORDER BY id DESC LIMIT 1",  # noqa: S608
        (issue,),
    )
    return mailing_in(rows[0]) if rows else None


def is_open(database: Database, mailing: Mailing) -> bool:
    """Whether somebody is still to be served."""
    marks = ", ".join(f"'{state}'" for state in sorted(OPEN))
    return bool(
        database.execute(
            f"SELECT 1 FROM delivery WHERE mailing = ? AND state IN ({marks}) LIMIT 1",  # noqa: S608
            (mailing.id,),
        )
    )


def has_served(database: Database, issue: str) -> bool:
    """Whether any mailing of the issue had a delivery that was not withdrawn."""
    return bool(
        database.execute(
            "SELECT 1 FROM delivery JOIN mailing ON mailing.id = delivery.mailing"
            " WHERE issue = ? AND state <> ? LIMIT 1",
            (issue, State.WITHDRAWN),
        )
    )


def keys_served(database: Database, issue: str) -> set[str]:
    """The keys of all who have a delivery of the issue that was not withdrawn."""
    rows = database.execute(
        "SELECT recipient_key FROM delivery JOIN mailing ON mailing.id = delivery.mailing"
        " WHERE issue = ? AND state <> ?",
        (issue, State.WITHDRAWN),
    )
    return {str(key) for (key,) in rows}


def _going_on(mailing: Mailing, fingerprint: str) -> Mailing:
    if mailing.fingerprint == fingerprint:
        return mailing
    raise GuardRefusal.saying(
        "changed-midway",
        f"{mailing.issue} has changed since its mailing began",
        hint="put the text back as it was and send the rest, or give the rest up with "
        f"'newsletter send {mailing.issue} --withdraw'",
    )


def _sent_already(mailing: Mailing) -> GuardRefusal:
    return GuardRefusal.saying(
        "sent-already",
        f"{mailing.issue} was sent to {mailing.planned:,} readers on {mailing.created_at:%Y-%m-%d}",
        hint=f"see 'newsletter status {mailing.issue}'; nobody gets an issue twice",
    )


def _nobody(issue: str, left_out: int) -> GuardRefusal:
    why = f" ({left_out:,} left out)" if left_out else ""
    return GuardRefusal.saying(
        "nobody-to-send-to",
        f"there is nobody to send {issue} to{why}",
        hint="add readers to the list",
    )
