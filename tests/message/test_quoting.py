"""Pieces in quoted-printable and base64 fit together whatever stands between them."""

import base64
import quopri
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.message.escaping import Context
from composer.message.program import Branch, Fill, Steps, Values
from composer.message.quoting import (
    Base64,
    Encoded,
    QuotedPrintable,
    base64_lines,
    encoded,
    quoted_piece,
    quoted_value,
)
from tests.message.editions import reader

NAME = Fill(name="name", fallback="", context=Context.PLAIN)
CITY = Fill(name="city", fallback="", context=Context.PLAIN)
JAPANESE = "\u6d77\u4e0a\u81ea\u885b\u968a\u306e\u8a13\u7df4\u3002"
PIECES = ("", "a", "ab", "abc", "Dear ", ".", "From ", "\n", "x\n", "\n.", "=", "\u00e9", JAPANESE)


def spliced(part: Encoded, name: str, city: str = "") -> bytes:
    return b"".join(part.spliced(Values(reader(name=name, city=city), "")))


def plain(steps: Steps[str], name: str, city: str = "") -> str:
    given = {"name": name, "city": city}
    out = ""
    for step in steps:
        if isinstance(step, Branch):
            out += plain(step.then if given[step.name] else step.otherwise, name, city)
        else:
            out += given[step.name] if isinstance(step, Fill) else step
    return out


def legal(octets: bytes) -> bool:
    lines = octets.split(b"\r\n")
    return octets.isascii() and all(
        len(line) <= 76
        and b"\n" not in line
        and b"\r" not in line
        and not line.endswith((b" ", b"\t"))
        and not line.startswith((b".", b"From "))
        for line in lines
    )


def unquoted(octets: bytes) -> str:
    return quopri.decodestring(octets).decode().replace("\r\n", "\n")


def from_base64(octets: bytes) -> str:
    return base64.b64decode(octets).decode().replace("\r\n", "\n")


ALPHABETS = ("x", "=", ".", "\u00e9", "\u5c71", "\U0001f600", "From ", "a b")


@pytest.mark.parametrize("alphabet", ALPHABETS, ids=ascii)
def test_every_length_of_a_value_fits_at_every_joint(alphabet: str) -> None:
    """Trap 35: 0 to 200 characters before and after any piece, lines at most 76."""
    programs = [
        (steps, QuotedPrintable.of(steps))
        for before in PIECES
        for after in ("", ".", "b", "\n", "x" * 74)
        for steps in [(before, NAME, after, NAME, "\n")]
    ]
    for length in range(201):
        value = (alphabet * length)[:length].strip()
        for steps, part in programs[length % 5 :: 5] if length > 80 else programs:
            octets = spliced(part, value)
            assert legal(octets), (steps, value)
            assert unquoted(octets) == plain(steps, value)


@pytest.mark.parametrize(
    "value", [".", "..", "=", " ", "From me", "-- ", "a ", ". ", "=3D", "\u2028"]
)
def test_what_is_special_in_a_line_is_data(value: str) -> None:
    encoded_value = quoted_value(value)
    assert legal(encoded_value)
    assert unquoted(encoded_value) == value


def test_a_value_of_nothing_leaves_nothing() -> None:
    assert quoted_value("") == b""


@given(st.text(max_size=400))
def test_any_piece_comes_back_from_quoted_printable(text: str) -> None:
    octets = quoted_piece(text)
    assert legal(octets)
    assert unquoted(octets) == re.sub(r"\r\n|\r", "\n", text)


@given(
    st.lists(st.one_of(st.text(max_size=90), st.just(NAME), st.just(CITY)), max_size=8), st.text()
)
def test_any_program_comes_back_from_both_encodings(steps: list[str | Fill], name: str) -> None:
    from composer.message.escaping import harmless

    value = harmless(name)
    program = (*(s if isinstance(s, Fill) else re.sub(r"\r\n|\r", "\n", s) for s in steps), "\n")
    branched = (*program, Branch(name="name", then=program, otherwise=("no",)), "\n")
    for one in (program, branched):
        expected = plain(one, value, "Rome")
        quoted, thirds = QuotedPrintable.of(one), Base64.of(one)
        assert legal(spliced(quoted, name, "Rome"))
        assert unquoted(spliced(quoted, name, "Rome")) == expected
        assert legal(spliced(thirds, name, "Rome"))
        assert from_base64(spliced(thirds, name, "Rome")) == expected


def test_base64_fits_in_all_three_phases_at_every_length() -> None:
    """Trap 36, also for characters of four octets."""
    chance = random.Random(36)
    for letter in ("x", "\u00e9", "\u5c71", "\U0001f600"):
        for length in range(120):
            before, after = ("p" * chance.randint(0, 130) for _ in range(2))
            steps = (before, NAME, after, NAME, "q" * (length % 4), NAME, "\n")
            octets = spliced(Base64.of(steps), letter * length)
            assert legal(octets)
            assert from_base64(octets) == plain(steps, letter * length)
            padded = octets.replace(b"\r\n", b"").rstrip(b"=")
            assert b"=" not in padded


def test_whole_lines_of_base64_are_full_and_end_in_crlf() -> None:
    lines = base64_lines(bytes(range(256)) * 3).split(b"\r\n")
    assert {len(line) for line in lines[:-2]} == {76}
    assert lines[-1] == b""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A letter in plain English, with a Zo\u00eb in it.\n" * 50, "quoted-printable"),
        ("=" * 3000, "base64"),
        (JAPANESE * 300, "base64"),
        ("x\n", "quoted-printable"),
    ],
)
def test_a_part_has_the_encoding_that_needs_fewer_octets(text: str, name: str) -> None:
    assert encoded((text, NAME, "\n")).name == name


def test_joints_do_not_make_english_base64() -> None:
    steps = tuple(step for _ in range(50) for step in ("word ", NAME))
    assert encoded((*steps, "\n")).name == "quoted-printable"
