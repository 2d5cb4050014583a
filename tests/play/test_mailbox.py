"""The mailbox remembers the latest, within bounds, and numbers all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from composer.play.mailbox import Mailbox

NOW = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)


def fill(mailbox: Mailbox, *letters: bytes) -> Mailbox:
    for letter in letters:
        mailbox.keep(letter, "a@example.org", ("b@example.org",), NOW)
    return mailbox


def test_beyond_the_count_the_oldest_go() -> None:
    mailbox = fill(Mailbox(most_messages=2), b"1", b"2", b"3")
    assert [arrival.octets for arrival in mailbox.arrivals] == [b"2", b"3"]
    assert mailbox.count == 3


def test_beyond_the_octets_the_oldest_go_but_never_the_newest() -> None:
    mailbox = fill(Mailbox(most_octets=10), b"12345", b"123456", b"x" * 50)
    assert [len(arrival.octets) for arrival in mailbox.arrivals] == [50]
    assert [len(a.octets) for a in fill(mailbox, b"1").arrivals] == [1]


@pytest.mark.parametrize(("number", "octets"), [(2, b"2"), (3, b"3"), (1, None), (4, None)])
def test_an_arrival_is_found_by_its_number(number: int, octets: bytes | None) -> None:
    found = fill(Mailbox(most_messages=2), b"1", b"2", b"3").find(number)
    assert (found.octets if found else None) == octets


@pytest.mark.parametrize("number", [-1, 0, 1])
def test_an_empty_mailbox_finds_nothing(number: int) -> None:
    assert Mailbox().find(number) is None


def test_files_stay_when_memory_forgets(tmp_path: Path) -> None:
    fill(Mailbox(tmp_path, most_messages=1), b"1", b"2", b"3")
    assert [file.read_bytes() for file in sorted(tmp_path.iterdir())] == [b"1", b"2", b"3"]
