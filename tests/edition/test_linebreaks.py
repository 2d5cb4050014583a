"""Where a line may end inside a word."""

import re

import pytest

from composer.edition.linebreaks import NOT_FIRST, NOT_LAST, cells, is_whole, parts_in, words_in

NOTHING = re.compile(r"(?!)")


def cut(line: str) -> list[str]:
    return [part for word in words_in(line) for part in parts_in(word, NOTHING)]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("rules-based order", ["rules-based", "order"]),
        ("frames—Japan’s", ["frames—", "Japan’s"]),
        ("港の水位", ["港", "の", "水", "位"]),
        ("「はい」。", ["「は", "い」。"]),
        ("データ", ["デー", "タ"]),
        ("ちょっと", ["ちょっ", "と"]),
        ("USBは3つ", ["USB", "は", "3", "つ"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("👨‍👩‍👧🎉!", ["👨‍👩‍👧", "🎉!"]),
        ("詳細はhttps://example.org/a-b。", ["詳", "細", "は", "https://example.org/a-b。"]),
        ("cafe\u0301s", ["cafe\u0301s"]),
    ],
)
def test_parts_that_stay_together(line: str, parts: list[str]) -> None:
    assert cut(line) == parts


def test_words_end_at_blanks_but_not_at_those_that_do_not_break() -> None:
    assert list(words_in(" a\tb\u3000c d\u00a0e\u202ff ")) == ["a", "b", "c", "d\u00a0e\u202ff"]


def test_addresses_and_what_is_kept_stay_whole() -> None:
    assert is_whole("(https://example.org/).", NOTHING)
    assert is_whole("slot,", re.compile("slot"))
    assert not is_whole("example", NOTHING)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("👨‍👩‍👧", 2), ("❤️", 2), ("“–”", 3), ("", 0)],
)
def test_width_is_counted_in_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_no_character_may_neither_begin_nor_end_a_line() -> None:
    assert not NOT_FIRST & NOT_LAST
