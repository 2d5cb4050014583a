"""A token names one reader of one list, to nobody but us."""

import re

import pytest

from composer.audience import (
    TEST_TOKEN,
    UnsubscribeTokens,
    unsubscribe_token,
    verify_unsubscribe_token,
)
from composer.audience.tokens import TOKEN_LENGTH
from composer.message.naming import MessageIds
from composer.settings import Secret

KEY = Secret(bytes(range(32)))
LIST = "brief.example.org"
TOKEN = unsubscribe_token(KEY, LIST, "ann@example.net")


def ours(
    token: str, *, key: Secret = KEY, list_id: str = LIST, address: str = "ann@example.net"
) -> bool:
    return verify_unsubscribe_token(key, token, list_id=list_id, address=address)


def test_a_token_has_160_bits_that_any_address_can_hold_and_shows_nothing() -> None:
    assert re.fullmatch(r"[0-9a-f]{40}", TOKEN)
    assert "ann" not in TOKEN


def test_a_token_is_the_same_in_every_issue() -> None:
    """The link of a three-year-old letter still works."""
    assert UnsubscribeTokens(KEY, LIST).of("ann@example.net") == TOKEN
    assert ours(TOKEN)


@pytest.mark.parametrize("address", ["ANN@example.net", "ann@EXAMPLE.NET", " ann@example.net"])
def test_all_spellings_of_an_address_have_one_token(address: str) -> None:
    assert unsubscribe_token(KEY, LIST, address) == TOKEN
    assert unsubscribe_token(KEY, LIST.upper(), address) == TOKEN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@b\u00fccher.example", "ann@xn--bcher-kva.example"),
        ("ann@zo\u00eb.example", "Ann@zoe\u0308.EXAMPLE"),
        ("zo\u00eb@x.example", "zoe\u0308@x.example"),
    ],
)
def test_so_have_spellings_beyond_ascii(one: str, other: str) -> None:
    assert unsubscribe_token(KEY, LIST, one) == unsubscribe_token(KEY, LIST, other)


def test_another_reader_list_or_key_has_another_token() -> None:
    others = {
        unsubscribe_token(KEY, LIST, "bob@example.net"),
        unsubscribe_token(KEY, "other.example.org", "ann@example.net"),
        unsubscribe_token(Secret(bytes(32)), LIST, "ann@example.net"),
        # Parts must not be shifted between list and address.
        unsubscribe_token(KEY, LIST + "\0a", "nn@example.net"),
    }
    assert len(others | {TOKEN}) == 5
    assert not any(ours(other) for other in others)


def test_no_flipped_bit_verifies() -> None:
    octets = TOKEN.encode()
    for at in range(len(octets) * 8):
        flipped = bytearray(octets)
        flipped[at // 8] ^= 1 << at % 8
        assert not ours(flipped.decode("latin-1"))


@pytest.mark.parametrize(
    "token", ["", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), " " + TOKEN, "\u00e9", "\ud800"]
)
def test_what_is_nearly_a_token_is_none(token: str) -> None:
    assert not ours(token)


def test_a_message_id_is_no_token() -> None:
    ids = MessageIds(KEY, slug="", list_id=LIST, domain="x.example")
    assert ids.of("ann@example.net").partition("@")[0] != TOKEN


def test_the_token_of_test_copies_is_as_long_as_one_and_can_be_nobodys() -> None:
    assert len(TEST_TOKEN) == TOKEN_LENGTH == len(TOKEN)
    assert not re.fullmatch(r"[0-9a-f]+", TEST_TOKEN)
    assert re.fullmatch(r"[a-z-]+", TEST_TOKEN)
