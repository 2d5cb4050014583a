"""The copies that testers got: numbered, and remembered by what they looked like."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from composer.ledger.rows import as_number, as_text
from composer.store import Database, Row

_COLUMNS = "issue, number, fingerprint, addresses, sent_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCopy:
    """Copy `number` of an issue, sent to so many `addresses` at `sent_at`."""

    __test__: ClassVar[bool] = False  # pytest would take the name for a test of ours

    issue: str
    number: int
    fingerprint: str
    addresses: int
    sent_at: datetime


def begin_copy(
    database: Database, issue: str, fingerprint: str, addresses: int, now: datetime
) -> int:
    """Take the next number of the issue, from 1. A copy that never leaves keeps its number."""
    with database.transaction():
        (number,) = database.execute(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM test_copy WHERE issue = ?", (issue,)
        )[0]
        database.change(
            "INSERT INTO test_copy (issue, number, fingerprint, addresses, begun_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (issue, number, fingerprint, addresses, as_text(now)),
        )
        return as_number(number)


def copy_sent(database: Database, issue: str, number: int, now: datetime) -> None:
    """Note that the copy was accepted by the next hop."""
    with database.transaction():
        changed = database.change(
            "UPDATE test_copy SET sent_at = ? WHERE issue = ? AND number = ?",
            (as_text(now), issue, number),
        )
        assert changed == 1, f"test copy {number} of {issue} was never begun"


def copy_of(database: Database, fingerprint: str) -> TestCopy | None:
    """The last copy sent of exactly this edition."""
    return _copy(
        database.execute(
            f"SELECT {_COLUMNS} FROM test_copy WHERE fingerprint = ?"  # noqa: S608 - our words
            " AND sent_at IS NOT NULL ORDER BY sent_at DESC, number DESC LIMIT 1",
            (fingerprint,),
        )
    )


def last_copy(database: Database, issue: str) -> TestCopy | None:
    """The last copy sent of the issue, whatever it looked like then."""
    return _copy(
        database.execute(
            f"SELECT {_COLUMNS} FROM test_copy WHERE issue = ?"  # noqa: S608 - our words
            " AND sent_at IS NOT NULL ORDER BY number DESC LIMIT 1",
            (issue,),
        )
    )


def _copy(rows: list[Row]) -> TestCopy | None:
    if not rows:
        return None
    issue, number, fingerprint, addresses, sent_at = rows[0]
    return TestCopy(
        issue=str(issue),
        number=as_number(number),
        fingerprint=str(fingerprint),
        addresses=as_number(addresses),
        sent_at=datetime.fromisoformat(str(sent_at)),
    )
