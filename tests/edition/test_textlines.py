"""Wrapping in cells, with slots that may grow and addresses that may not be cut."""

from hypothesis import given
from hypothesis import strategies as st

from composer.edition.linebreaks import cells
from composer.edition.textlines import Ruler, hanging, inner_width, paragraphs, prefixed

NONCE = "zq0123456789"
SLOT = f"{NONCE}s000x"


def wrap(text: str, width: int) -> list[str]:
    return Ruler(NONCE).wrap(text, width)


def test_lines_are_filled_and_not_overfilled() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]
    assert wrap("  one \t two  ", 9) == ["one two"]
    assert wrap("", 9) == []


def test_a_line_feed_ends_a_line() -> None:
    assert wrap("one\ntwo three", 20) == ["one", "two three"]


def test_no_break_spaces_do_not_break() -> None:
    assert wrap("ab c\u00a0d e\u202ff", 5) == ["ab", "c\u00a0d", "e\u202ff"]


def test_an_address_is_never_cut() -> None:
    address = "https://example.org/" + "a" * 40
    assert wrap(f"see {address}, please", 20) == ["see", f"{address},", "please"]


def test_any_other_long_word_is() -> None:
    assert wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_slot_takes_the_room_of_its_longest_value_and_is_never_cut() -> None:
    ruler = Ruler(NONCE)
    ruler.expect(SLOT, 30)
    assert ruler.cells(f"Dear {SLOT},") == 36
    assert ruler.wrap(f"Dear {SLOT}, hello", 40) == [f"Dear {SLOT},", "hello"]
    assert ruler.wrap(f"Dear {SLOT},", 10) == ["Dear", f"{SLOT},"]
    assert ruler.holds_slot(f"a{SLOT}b")
    assert not ruler.holds_slot("zqs000x")


def test_padding_counts_cells() -> None:
    assert Ruler(NONCE).pad("日本", 6) == "日本  "
    assert Ruler(NONCE).pad("日本", 6, right=True) == "  日本"


def test_hanging_and_prefixed_lines_have_no_trailing_blanks() -> None:
    assert hanging(["a", "", "b"], "- ", width=72) == ["- a", "", "  b"]
    assert prefixed(["a", "", "b"], "> ", "> ", width=72) == ["> a", ">", "> b"]


def test_what_would_become_too_narrow_is_not_indented() -> None:
    assert inner_width(30, "> ") == 28
    assert inner_width(25, "> ") == 25
    assert prefixed(["a"], "> ", "> ", width=25) == ["a"]


def test_paragraphs_have_an_empty_line_between_them() -> None:
    assert paragraphs([["a"], [], ["b", "c"]]) == ["a", "", "b", "c"]


@given(st.text("ab é日本「」。…—🎉👨\u200d👩\u200d👧\u0301", max_size=120), st.integers(2, 30))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= width for line in lines)
    assert all(line == line.strip(" ") != "" for line in lines)
