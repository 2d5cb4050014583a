"""An edition addressed to one recipient: the message, and apart from it the envelope.

The envelope is told to the next hop and is never inside the message (RFC 5321 §2.3.1).
"""

from dataclasses import dataclass, field
from typing import NewType

MessageId = NewType("MessageId", str)
"""The Message-ID field without its angle brackets (RFC 5322 §3.6.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where failure notices go, and the one mailbox the message is for."""

    return_path: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`octets` are the whole message, canonical: CRLF only, 7-bit, lines of at most 998
    octets (RFC 5322 §2.1.1), no line that begins with a dot."""

    id: MessageId
    envelope: Envelope
    octets: bytes = field(repr=False)
