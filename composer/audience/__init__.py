"""Who wants it: subscribers and the lists they come in."""

from composer.audience.address import NotAnAddress, address_key, read_address
from composer.audience.readers import Readers, read_readers
from composer.audience.subscriber import Subscriber
from composer.audience.tokens import (
    TEST_TOKEN,
    UnsubscribeTokens,
    unsubscribe_token,
    verify_unsubscribe_token,
)

__all__ = [
    "TEST_TOKEN",
    "NotAnAddress",
    "Readers",
    "Subscriber",
    "UnsubscribeTokens",
    "address_key",
    "read_address",
    "read_readers",
    "unsubscribe_token",
    "verify_unsubscribe_token",
]
