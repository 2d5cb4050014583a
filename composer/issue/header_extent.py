"""Where does the header block begin and end, even when its fences are wrong?

The block stands between two lines of three dashes. When one is missing the block is the
run of lines that read like header lines, so that one slip gives one finding and the text
below is still read as text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

HEADER_NAMES = (
    "title",
    "dek",
    "date",
    "number",
    "subject",
    "preview",
    "authors",
    "reply_to",
    "tags",
    "lang",
    "dir",
)
HEADER_LINE = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\s*:\s*(?P<value>.*)")
FENCE = "---"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"
_NEAR_FENCE = re.compile(rf"[{_DASHES}]{{2,}}|[\u2013-\u2015]|\S?[{_DASHES}]\S?[{_DASHES}]\S?")
"""Dashes, but not three; the one dash that a word processor makes of them; or three with a
character that slipped in."""


class Close(Enum):
    """How the header block ends."""

    ABSENT = auto()
    """There is no header block."""
    FENCE = auto()
    NEAR_FENCE = auto()
    SECTION = auto()
    """A section begins and the block is still open."""
    END = auto()
    """The file ends and the block is still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """`first` and `last` header line (from 1, both included; `last < first` if none);
    `closing` is the line that closes the block, or where it should have been closed."""

    opened: bool
    close: Close
    first: int
    last: int
    closing: int
    body_line: int


def header_extent(lines: Sequence[str]) -> Extent:
    """Find the header block among the lines of a file."""
    first, opened = _beginning(lines)
    if first is None:
        return Extent(opened=False, close=Close.ABSENT, first=1, last=0, closing=1, body_line=1)
    for number, line in enumerate(lines[first - 1 :], start=first):
        if line.rstrip() == FENCE or _is_near_fence(line):
            close = Close.FENCE if line.rstrip() == FENCE else Close.NEAR_FENCE
            return Extent(
                opened=opened,
                close=close,
                first=first,
                last=number - 1,
                closing=number,
                body_line=number + 1,
            )
        if line.startswith("##"):
            return _open_ended(lines, first, opened, number, Close.SECTION)
    return _open_ended(lines, first, opened, len(lines) + 1, Close.END)


def _beginning(lines: Sequence[str]) -> tuple[int | None, bool]:
    """The first header line, and whether three dashes on line 1 open the block.

    Where they do not, the first or second written line shows that there is one all the same.
    """
    if lines[0].rstrip() == FENCE:
        return 2, True
    written = [number for number, line in enumerate(lines, start=1) if line.strip()][:2]
    for number in written:
        if _is_known(lines[number - 1]):
            return number, False
    return None, False


def _is_known(line: str) -> bool:
    named = HEADER_LINE.fullmatch(line)
    return bool(named and named["name"].lower() in HEADER_NAMES)


def _is_near_fence(line: str) -> bool:
    return _NEAR_FENCE.fullmatch(line.strip()) is not None


def _open_ended(lines: Sequence[str], first: int, opened: bool, stop: int, close: Close) -> Extent:
    """Before `stop`, the block ends at the first line that is none of a header."""
    paragraphs = False
    end = first
    for number in range(first, stop):
        line = lines[number - 1]
        is_named = _is_known(line) or (not paragraphs and HEADER_LINE.fullmatch(line))
        if not line.strip():
            paragraphs = True
        elif is_named or line.startswith("# "):
            end = number + 1
        else:
            break
    return Extent(
        opened=opened,
        close=close,
        first=first,
        last=end - 1,
        closing=stop if close is Close.SECTION else 1,
        body_line=end,
    )
