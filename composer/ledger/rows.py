"""Between rows of the database and the nouns of the ledger."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType

from composer.errors import OperatorError
from composer.ledger.delivery import Delivery, State
from composer.ledger.mailing import Mailing
from composer.message import MessageId
from composer.store import Row, Value

MAILING = "id, issue, fingerprint, planned, excluded, created_at"
"""The columns that `mailing_in` expects."""
DELIVERY = (
    "mailing, number, recipient, fields, state, attempts, message_id, reply_code, status, reply,"
    " settled_at, due_at"
)
"""The columns that `delivery_in` expects."""


def mailing_in(row: Row) -> Mailing:
    """The mailing in a row of `MAILING`.

    Raises:
        OperatorError: it says what this program has never written.
    """
    number, issue, fingerprint, planned, excluded, created_at = row
    with _understanding(f"mailing {number}"):
        return Mailing(
            id=as_number(number),
            issue=str(issue),
            fingerprint=str(fingerprint),
            planned=as_number(planned),
            excluded=as_number(excluded),
            created_at=datetime.fromisoformat(str(created_at)),
        )


def delivery_in(row: Row) -> Delivery:
    """The delivery in a row of `DELIVERY`.

    Raises:
        OperatorError: it says what this program has never written.
    """
    mailing, number, recipient, fields, state, attempts, message_id, code, status, reply, *times = (
        row
    )
    with _understanding(f"delivery {number} of mailing {mailing}"):
        settled_at, due_at = (datetime.fromisoformat(str(t)) if t else None for t in times)
        return Delivery(
            mailing=as_number(mailing),
            number=as_number(number),
            recipient=str(recipient),
            fields=_fields(str(fields)),
            state=State(str(state)),
            attempts=as_number(attempts),
            message_id=MessageId(str(message_id)) if message_id else None,
            reply_code=as_number(code),
            status=str(status),
            reply=str(reply),
            settled_at=settled_at,
            due_at=due_at,
        )


@contextmanager
def _understanding(what: str) -> Iterator[None]:
    """Somebody may have edited the database by hand: then the row is named, and not guessed at."""
    try:
        yield
    except ValueError as error:
        raise OperatorError.saying(
            "ledger-row",
            f"the ledger holds something I have not written, in {what}",
            hint="restore ledger.db from the last backup; nothing was sent for this row",
        ) from error


def _fields(text: str) -> Mapping[str, str]:
    fields = json.loads(text)
    if not (isinstance(fields, dict) and all(isinstance(v, str) for v in fields.values())):
        raise ValueError("fields are words by name")
    return MappingProxyType(fields)


def as_number(value: Value) -> int:
    """A column that is always a whole number.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, int):
        raise ValueError("no whole number")  # noqa: TRY004 - what was read is wrong, not the call
    return value


def as_text(moment: datetime) -> str:
    """An aware time as the store keeps it: ISO 8601, UTC, to the second."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone reached the ledger")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
