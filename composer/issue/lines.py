"""What each line of an issue's body is, for the rules that look at lines.

Markdown mends a slip in silence: it reads on and makes something else of the text. These
rules therefore look at the lines as typed, before Markdown does. Words in backquotes and
characters behind a backslash are covered first, so that no rule sees them.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from composer.issue.source import Source

COVER = "\ue000"
"""Stands for a character that no rule may look at: private use, so nobody types it."""

BULLET = re.compile(r"\s*(?P<sign>[•●▪◦–])(?P<gap>\s+)(?=\S)|\s*(?P<tight>[•●▪◦])(?=\S)")
"""A bullet sign as word processors paste it, or an en dash with a space."""

_QUOTE_MARKS = re.compile(r"(?: {0,3}> ?)*")
_FENCE = re.compile(r"\s*(?P<sign>`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_DIVIDER = re.compile(r" {0,3}(?P<sign>[-*_])[ \t]*(?:(?P=sign)[ \t]*){2,}$")
_TABLE = re.compile(r" {0,3}\|")
_ESCAPE_OR_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")


class LineKind(StrEnum):
    """What a line is by its beginning."""

    BLANK = "blank"
    HEADING = "heading"
    ITEM = "item"
    DIVIDER = "divider"
    TABLE = "table"
    CODE = "code"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the body. `number` counts from 1, `start` from 0.

    `bare` is `raw` with code and escapes covered, character for character. The line's own
    content begins at `start`, behind its quotation marks, of which there are `depth`.
    """

    number: int
    raw: str
    bare: str
    depth: int
    start: int
    kind: LineKind

    @property
    def content(self) -> str:
        """The bare line behind its quotation marks."""
        return self.bare[self.start :]

    @property
    def indent(self) -> int:
        """Blanks between the quotation marks and the first character."""
        return len(self.content) - len(self.content.lstrip())


def body_lines(source: Source) -> tuple[Line, ...]:
    """The lines after the header block, covered and sorted by kind."""
    rows = source.lines[source.body_line - 1 :]
    fenced = _fenced(rows)
    covered = _covered(rows, fenced)
    return tuple(
        _line(number, raw, bare, index in fenced)
        for index, (number, raw, bare) in enumerate(
            zip(range(source.body_line, source.body_line + len(rows)), rows, covered, strict=True)
        )
    )


def _line(number: int, raw: str, bare: str, is_code: bool) -> Line:
    start = _start(raw)
    return Line(
        number=number,
        raw=raw,
        bare=bare,
        depth=raw[:start].count(">"),
        start=start,
        kind=LineKind.CODE if is_code else _kind(raw[start:]),
    )


def _start(raw: str) -> int:
    marks = _QUOTE_MARKS.match(raw)
    return marks.end() if marks else 0


def _kind(content: str) -> LineKind:
    if not content.strip():
        return LineKind.BLANK
    for pattern, kind in (
        (_HEADING, LineKind.HEADING),
        (_DIVIDER, LineKind.DIVIDER),
        (_ITEM, LineKind.ITEM),
        (_TABLE, LineKind.TABLE),
    ):
        if pattern.match(content):
            return kind
    return LineKind.TEXT


def _fenced(rows: Sequence[str]) -> frozenset[int]:
    """Which rows a fence of backquotes or tildes covers; an open one covers the rest."""
    inside: set[int] = set()
    fence = ""
    for index, row in enumerate(rows):
        if fence:
            inside.add(index)
            sign = row.strip("> \t")
            if sign.startswith(fence) and not sign.strip(fence[0]):
                fence = ""
        elif found := _FENCE.match(row[_start(row) :]):
            inside.add(index)
            fence = found["sign"]
    return frozenset(inside)


def _covered(rows: Sequence[str], fenced: frozenset[int]) -> Iterator[str]:
    """The rows with code and escapes covered. Code may run on over a paragraph's lines."""
    paragraph: list[str] = []
    for index, row in enumerate(rows):
        if index in fenced or _opens(row, paragraph):
            yield from cover("\n".join(paragraph)).split("\n") if paragraph else ()
            paragraph = []
        if index in fenced:
            yield COVER * len(row)
        else:
            paragraph.append(row)
    yield from cover("\n".join(paragraph)).split("\n") if paragraph else ()


def _opens(row: str, paragraph: Sequence[str]) -> bool:
    """Does the row begin something new, so that no code runs on into it?"""
    if not paragraph:
        return False
    above, start = paragraph[-1], _start(row)
    return (
        _kind(row[start:]) is not LineKind.TEXT
        or BULLET.match(row[start:]) is not None
        or _kind(above[_start(above) :]) in {LineKind.BLANK, LineKind.HEADING}
        or row[:start].count(">") > above[: _start(above)].count(">")
    )


def cover(text: str) -> str:
    """The text with words in backquotes and escaped characters covered.

    CommonMark 0.31 §6.1: a code span ends at the next run of backquotes of the same
    length; a backslash works outside code only (§2.4).
    """
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", text):
        runs[len(run[0])].append(run.start())
    out, done = [], 0
    while found := _ESCAPE_OR_TICKS.search(text, done):
        end = found.end()
        if found[0][0] == "`":
            same = runs[len(found[0])]
            after = bisect_right(same, found.start())
            if after == len(same):
                out.append(text[done:end])
                done = end
                continue
            end = same[after] + len(found[0])
        out.append(text[done : found.start()])
        out.append(re.sub(r"[^\n]", COVER, text[found.start() : end]))
        done = end
    return "".join([*out, text[done:]])
