"""docs/findings.md explains every code that reading an issue can give, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
ROWS = [
    re.split(r"(?<!\\)\|", line)[1:-1]
    for line in PAGE.splitlines()
    if re.match(r"\| [EWN]\d{3} \|", line)
]
BLOCKING = {"E303", "E401"}
LETTERS = {"E": "error", "W": "warning", "N": "info"}


STRINGS = [
    node.value
    for module in (ROOT / "composer/issue").glob("*.py")
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
]


def test_every_code_of_the_format_is_explained_and_no_other() -> None:
    codes = {string for string in STRINGS if re.fullmatch(r"[EWN]\d{3}", string)}
    assert {row[0].strip() for row in ROWS} == codes


def test_every_message_is_worded_as_it_is_told() -> None:
    for row in ROWS:
        # Between the words of the issue, and without what is said of a picture or a number.
        for piece in re.split(r"‹[^›]*›| \([^)]*\)$", row[3].strip()):
            worded = any(piece.strip("'.( )") in string for string in STRINGS)
            assert worded, (row[0], piece)


def test_every_row_says_when_what_and_what_to_do() -> None:
    assert ROWS
    assert [row for row in ROWS if len(row) != 5 or not all(cell.strip() for cell in row)] == []


def test_the_severity_is_the_letter_of_the_code_or_blocks() -> None:
    for code, severity, *_ in ROWS:
        name = code.strip()
        expected = "block" if name in BLOCKING else LETTERS[name[0]]
        assert severity.strip() == expected, name


def test_rows_are_in_the_order_of_their_numbers() -> None:
    numbers = [int(row[0].strip()[1:]) for row in ROWS]
    assert numbers == sorted(numbers)
