"""Repairs that no finding asks for: double hyphens, and header values in quotation marks.

The text is right for this program as it stands. The dash is what the editor meant; the
quotation marks let programs that read the header block as YAML read it too.
"""

import re
from collections.abc import Iterator, Sequence

from composer.issue.header_extent import HEADER_LINE, header_extent
from composer.issue.lines import COVER, Line, LineKind, body_lines, cover
from composer.issue.slip import Mend
from composer.issue.source import Source
from composer.issue.targets import without_addresses

PROSE_NAMES = frozenset({"title", "dek", "subject", "preview"})
"""Header names whose values are sentences, so that `--` in them is a dash."""

# Between words only: not "--dry-run", not "---", not "<!--", and not "2024--2027", where a
# dash of another length belongs.
_DASH = re.compile(
    r"(?<=[^\s\-|>])(?<!<!)(?P<gap> ?)(?<!-)(?P<dash>--)(?![->])(?P=gap)(?=[^\s\-|>])"
)
_LETTER_BEFORE = re.compile(r"[\w.,;:!?\"'”’)\]*…%]")
_LETTER_AFTER = re.compile(r"[\w\"'“‘«(\[*$€£¥#]")
_DELIMITERS = re.compile(r"[\s|:-]+")
_BRACES = re.compile(r"\{[^{}]*\}")
# What shows that a word is an address, a path or a name of the network, where two hyphens
# are part of the name ("xn--" is RFC 5890 §2.3.2.1).
_OF_A_NAME = re.compile(r"://|@|/|\\|\bxn--|\w\.[a-z]{2}")

# YAML 1.2.2 §7.3.3: what a plain scalar must not begin with or hold.
_NOT_PLAIN = re.compile(r"[\[\]{},#&*!|>'\"%@`]|[-?:](?:\s|$)|.*(?::(?:\s|$)|\s#)", re.DOTALL)
_QUOTED_ALREADY = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"|\[[^\[\]{}]*\]")


def dash_mends(source: Source) -> Iterator[Mend]:
    """`--` between words becomes a dash, in prose only."""
    for number, row in _header_rows(source):
        found = HEADER_LINE.fullmatch(row)
        if found and found["name"].lower() in PROSE_NAMES:
            yield from _dashes(cover(row), number, found.start("value"))
    for line in body_lines(source):
        if line.kind is not LineKind.CODE and not _DELIMITERS.fullmatch(line.content):
            yield from _dashes(without_addresses(line), line.number, _words_start(line))


def _words_start(line: Line) -> int:
    sign = re.match(r"\s*(?:[-*+]|\d+[.)]|#+)\s+", line.content)
    return line.start + (sign.end() if sign else 0)


def _dashes(text: str, number: int, start: int) -> Iterator[Mend]:
    text = re.sub(r"\S+", _name_covered, _BRACES.sub(_covered, text))
    for found in _DASH.finditer(text, start):
        before, after = text[found.start() - 1], text[found.end()]
        if found.start() <= start or (before.isdigit() and after.isdigit() and not found["gap"]):
            continue
        if _LETTER_BEFORE.match(before) and _LETTER_AFTER.match(after):
            yield Mend(
                line=number,
                start=found.start("dash"),
                end=found.end("dash"),
                text="—",
                code="dash",
                done="put a dash in place of '--'",
            )


def _covered(found: re.Match[str]) -> str:
    return COVER * len(found[0])


def _name_covered(word: re.Match[str]) -> str:
    return _covered(word) if _OF_A_NAME.search(word[0]) else word[0]


def quote_mends(source: Source) -> Iterator[Mend]:
    """Quotation marks around values that YAML would refuse or cut short.

    A value with a quotation mark or a backslash inside stays as it is: YAML would want
    those escaped, and the escapes would be read as part of the value here.
    """
    for number, row in _header_rows(source):
        found = HEADER_LINE.fullmatch(row)
        value = found["value"].strip() if found else ""
        if found and _needs_quotes(value):
            start = found.end() - len(found["value"].lstrip())
            yield Mend(
                line=number,
                start=start,
                end=start + len(value),
                text=f'"{value}"',
                code="quotes",
                done=f"put the {found['name'].lower()} in quotation marks",
            )


def _needs_quotes(value: str) -> bool:
    return bool(
        value
        and _NOT_PLAIN.match(value)
        and not _QUOTED_ALREADY.fullmatch(value)
        and '"' not in value
        and "\\" not in value
    )


def _header_rows(source: Source) -> Iterator[tuple[int, str]]:
    extent = header_extent(source.lines)
    rows: Sequence[str] = source.lines[extent.first - 1 : extent.last]
    return ((number, row) for number, row in enumerate(rows, start=extent.first))
