"""What names a message to machines: Message-ID, and Feedback-ID for its issue.

Both are made, never drawn: the second attempt at a delivery has the Message-ID of the
first, so that a mailbox which sees both may show one. Neither tells a stranger who the
reader is, nor can it be computed without the key; a reply quotes it.
"""

import hashlib
import hmac
import re
from typing import Final

from composer.audience import address_key
from composer.message.message import MessageId
from composer.settings import Secret

ID_LENGTH: Final = 40
"""Hex digits: 160 bits."""
LONGEST_FEEDBACK_ID: Final = 63
"""With its field name one line of 76, so that it need not be folded."""
SENDER_LENGTH: Final = 10
"""Gmail asks for 5 to 15 characters that stay the same (Feedback Loop documentation)."""

_NOT_IN_FEEDBACK = re.compile(r"[^A-Za-z0-9._-]+")


class MessageIds:
    """The Message-IDs of one issue. The right side is the sending domain, as spam filters
    expect, and never this machine's name."""

    __slots__ = ("_domain", "_issue", "_key")

    def __init__(self, key: Secret, *, slug: str, list_id: str, domain: str) -> None:
        self._key = key.for_purpose("message id")
        self._issue = f"{slug}\0{list_id}"
        self._domain = domain

    def of(self, address: str, *, test: int = 0) -> MessageId:
        """The id of the message for `address`, or of its copy in the test numbered `test`."""
        # Small letters are the key of an ASCII address, and quicker to make.
        key = address.lower() if address.isascii() else address_key(address)
        digest = hmac.digest(self._key, f"{self._issue}\0{test}\0{key}".encode(), "sha256")
        return MessageId(f"{digest.hex()[:ID_LENGTH]}@{self._domain}")


def feedback_id(*, slug: str, list_id: str, domain: str) -> str:
    """`issue:list:newsletter:sender`, by which Gmail groups complaints; nothing personal.

    The sender is a digest of the domain: it must be the same in all mail and unlike others'.
    """
    sender = hashlib.sha256(domain.lower().encode()).hexdigest()[:SENDER_LENGTH]
    fixed = f"newsletter:{sender}"
    room = LONGEST_FEEDBACK_ID - len(fixed) - len("::")
    names = _NOT_IN_FEEDBACK.sub("-", list_id.partition(".")[0])[: room // 2]
    issue = _NOT_IN_FEEDBACK.sub("-", slug)[: room - len(names)]
    return f"{issue}:{names}:{fixed}"
