"""Header fields: 7-bit, folded, and what a person wrote comes back unchanged."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.message.escaping import harmless
from composer.message.headers import (
    LONGEST_NAME,
    Unfit,
    encoded_words,
    field,
    mailbox,
    reader_mailbox,
    unstructured,
)
from tests.message.editions import parsed, reader_name

ONE_LINE = st.text(max_size=300).map(harmless)


def read_back(octets: bytes) -> EmailMessage:
    return parsed(octets + b"\r\nbody\r\n")


def lines(octets: bytes) -> list[bytes]:
    assert octets.endswith(b"\r\n")
    assert octets.isascii()
    return octets[:-2].split(b"\r\n")


SUBJECTS = [
    "Jasmine",
    "",
    "x" * 67,
    "x" * 68,
    "x" * 76,
    "x" * 990,
    "word " * 80 + "end",
    "a  b   c" * 20,
    "Zo\u00eb",
    "\u5c71\u7530" * 200,
    "\U0001f600" * 90,
    "=?utf-8?q?x?=",
    "what =? and ?= are",
    "=?utf-8?b?DQpCY2M6?= x",
    "= equals =3D",
    'a "quoted" <b>',
    "e\u0301" * 80,
]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda s: ascii(s)[:30])
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    """Trap 34."""
    octets = unstructured("Subject", subject)
    assert all(len(line) <= 76 for line in lines(octets))
    assert str(read_back(octets)["Subject"] or "") == subject


@given(ONE_LINE)
def test_any_subject_comes_back_as_it_was(subject: str) -> None:
    """What was serialised is what is parsed, and it is one field."""
    octets = unstructured("Subject", subject)
    assert all(len(line) <= 76 for line in lines(octets))
    message = read_back(octets)
    assert message.keys() == ["Subject"]
    assert str(message["Subject"]) == subject


@given(ONE_LINE)
def test_any_name_of_an_author_comes_back_as_it_was(name: str) -> None:
    octets = mailbox("To", name, "ann@example.net")
    assert all(len(line) <= 76 for line in lines(octets))
    message = read_back(octets)
    assert message.keys() == ["To"]
    assert [a.addr_spec for a in message["To"].addresses] == ["ann@example.net"]
    assert reader_name(message) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann Lee", b"To: Ann Lee <ann@example.net>"),
        ("J. Smith, Jr.", b'To: "J. Smith, Jr." <ann@example.net>'),
        ("O'Neil", b"To: O'Neil <ann@example.net>"),
        ("Smith (Ann)", b'To: "Smith (Ann)" <ann@example.net>'),
        ("Zo\u00eb", b"To: =?utf-8?b?Wm/Dqw==?= <ann@example.net>"),
        ("=?utf-8?q?x?=", b"To: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <ann@example.net>"),
        ("", b"To: ann@example.net"),
        ("ceo@bank.example", b"To: ann@example.net"),
        ("Ann <eve@example.net>", b"To: ann@example.net"),
        ('Ann "Al" Lee', b"To: ann@example.net"),
        ("Ann\\", b"To: ann@example.net"),
        ("x" * (LONGEST_NAME + 1), b"To: ann@example.net"),
    ],
)
def test_a_reader_is_named_in_to_if_the_name_is_one_beyond_doubt(name: str, shown: bytes) -> None:
    assert lines(reader_mailbox(name, "ann@example.net")) == [shown]


def test_a_long_address_has_a_line_of_its_own() -> None:
    address = f"{'a' * 64}@{'b' * 60}.example"
    assert lines(mailbox("To", "Ann Lee", address)) == [b"To: Ann Lee", f" <{address}>".encode()]


@pytest.mark.parametrize(
    "unfit", ["\r\nX: y", "\n", "\r", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"]
)
def test_what_no_field_can_hold_is_refused(unfit: str) -> None:
    with pytest.raises(Unfit):
        field("X", f"a{unfit}b")
    with pytest.raises(Unfit):
        field("X", "a", f"b{unfit}")
    with pytest.raises(Unfit):
        unstructured("Subject", f"a{unfit}b")
    for name, address in (
        (f"a{unfit}b", "a@example.net"),
        ("a", f"a{unfit}@example.net"),
        ("", f"a{unfit}@example.net"),
    ):
        with pytest.raises(Unfit):
            mailbox("From", name, address)


def test_a_field_has_no_line_over_998_octets() -> None:
    """RFC 5322 §2.1.1."""
    assert len(lines(field("X", "y" * 995))[0]) == 998
    for too_long in (["y" * 996], ["y", "z" * 998]):
        with pytest.raises(Unfit):
            field("X", *too_long)


def test_fields_are_folded_where_they_are_parted_and_nowhere_else() -> None:
    assert field("X", "a,", "b") == b"X: a,\r\n b\r\n"


def test_no_character_is_cut_in_two_encoded_words() -> None:
    """RFC 2047 §5: each encoded word can be read alone."""
    from email.header import decode_header

    for word in encoded_words("\U0001f600\u5c71\u00e9x" * 60, 30):
        ((octets, charset),) = decode_header(word)
        assert charset == "utf-8"
        assert octets.decode()
        assert len(word) <= 75
