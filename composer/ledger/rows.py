"""Between rows of the database and the nouns of the ledger."""

import json
from datetime import UTC, datetime
from types import MappingProxyType

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
    """The mailing in a row of `MAILING`."""
    number, issue, fingerprint, planned, excluded, created_at = row
    return Mailing(
        id=as_number(number),
        issue=str(issue),
        fingerprint=str(fingerprint),
        planned=as_number(planned),
        excluded=as_number(excluded),
        created_at=datetime.fromisoformat(str(created_at)),
    )


def delivery_in(row: Row) -> Delivery:
    """The delivery in a row of `DELIVERY`."""
    mailing, number, recipient, fields, state, attempts, message_id, code, status, reply, *times = (
        row
    )
    settled_at, due_at = (datetime.fromisoformat(str(t)) if t else None for t in times)
    return Delivery(
        mailing=as_number(mailing),
        number=as_number(number),
        recipient=str(recipient),
        fields=MappingProxyType(json.loads(str(fields))),
        state=State(str(state)),
        attempts=as_number(attempts),
        message_id=MessageId(str(message_id)) if message_id else None,
        reply_code=as_number(code),
        status=str(status),
        reply=str(reply),
        settled_at=settled_at,
        due_at=due_at,
    )


def as_number(value: Value) -> int:
    """A column that is always a whole number."""
    assert isinstance(value, int)
    return value


def as_text(moment: datetime) -> str:
    """An aware time as the store keeps it: ISO 8601, UTC, to the second."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone reached the ledger")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
