"""What names a reader in the link that ends a subscription.

A token is an HMAC of the list and the address under a key of its own purpose: it shows
neither, cannot be guessed, never expires, and the same reader has the same one in every
issue, so that the link of a three-year-old letter still works (CAN-SPAM asks for 30
days, RFC 8058 §3.1 for a link nobody can forge). Which reader it belongs to is answered
by making theirs and comparing.
"""

import hmac

from composer.audience.address import address_key
from composer.settings import Secret

TOKEN_LENGTH = 40
"""Hex digits: 160 bits of the HMAC. RFC 2104 §5 advises at least half of SHA-256's 256."""

TEST_TOKEN = "this-test-copy-will-unsubscribe-no-one-x"  # noqa: S105 - opens nothing
"""In test copies: as long as a real one, and never one, since its letters are not hex."""


class UnsubscribeTokens:
    """The tokens of one list."""

    __slots__ = ("_key", "_list")

    def __init__(self, key: Secret, list_id: str) -> None:
        self._key = key.for_purpose("unsubscribe")
        self._list = list_id.lower()

    def of(self, address: str) -> str:
        """The token of the reader with this address."""
        said = f"{self._list}\0{_key_of(address)}".encode("utf-8", "backslashreplace")
        return hmac.digest(self._key, said, "sha256").hex()[:TOKEN_LENGTH]

    def belongs_to(self, token: str, address: str) -> bool:
        """Whether `token` is this reader's; takes as long whatever the answer."""
        said = token.encode("utf-8", "backslashreplace")
        return hmac.compare_digest(said, self.of(address).encode())


def unsubscribe_token(key: Secret, list_id: str, address: str) -> str:
    """The token that names the reader of `list_id` with this address: 40 hex digits."""
    return UnsubscribeTokens(key, list_id).of(address)


def verify_unsubscribe_token(key: Secret, token: str, *, list_id: str, address: str) -> bool:
    """Whether `token` was made for this reader of this list; in constant time."""
    return UnsubscribeTokens(key, list_id).belongs_to(token, address)


def _key_of(address: str) -> str:
    # For an address in ASCII, as nearly all are, its key is itself in small letters.
    return address.strip().lower() if address.isascii() else address_key(address)
