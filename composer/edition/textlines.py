"""Lines of the text part: 72 cells wide, wrapped hard, with hanging indents.

Lines are fixed when the edition is made, and a slot's value comes later. A marker is
therefore measured as the longest plausible value: a line with a shorter name is shorter
than it might be, and none becomes longer than the page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from composer.edition.linebreaks import cells, graphemes, is_whole, parts_in, words_in

WIDTH = 72
"""Cells. RFC 5322 §2.1.1 recommends at most 78; 72 leaves room to be quoted twice."""
NARROWEST = 24
"""Cells; what is nested so deeply that less would be left is not indented further."""


class Ruler:
    """Measures in cells and knows how wide each slot may become.

    `nonce` is what every marker of the edition begins with.
    """

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce
        self._marker = re.compile(re.escape(nonce) + r"s\d{3}x")
        self._expected: dict[str, int] = {}

    def expect(self, marker: str, width: int) -> None:
        """The value of this slot is at most `width` cells wide, as a rule."""
        self._expected[marker] = max(width, self._expected.get(marker, 0))

    def holds_slot(self, text: str) -> bool:
        """Whether something in the text is filled per recipient."""
        return bool(self._marker.search(text))

    def cells(self, text: str) -> int:
        """Width, with the longest plausible value in each slot."""
        if self._nonce not in text:
            return cells(text)
        expected = sum(self._expected.get(m, len(m)) for m in self._marker.findall(text))
        return cells(self._marker.sub("", text)) + expected

    def wrap(self, text: str, width: int) -> list[str]:
        """Lines of at most `width` cells; only an address or a slot may be wider.

        A line feed in the text is a line's end.
        """
        return [line for part in text.split("\n") for line in self._wrapped(part, width)]

    def pad(self, text: str, width: int, *, right: bool = False) -> str:
        """The text with blanks up to `width` cells, before it where `right`."""
        blanks = " " * max(0, width - self.cells(text))
        return blanks + text if right else text + blanks

    def _wrapped(self, text: str, width: int) -> Iterator[str]:
        line, used = "", 0
        for word in words_in(text):
            blank = " " if line else ""
            for part in self._parts(word, width):
                needed = self.cells(part)
                if line and used + len(blank) + needed > width:
                    yield line
                    line, used, blank = "", 0, ""
                line += blank + part
                used += len(blank) + needed
                blank = ""
        if line:
            yield line

    def _parts(self, word: str, width: int) -> Iterable[str]:
        """What of the word stays together; only what is wider than a line is torn apart."""
        if word.isascii() and len(word) <= width:
            return (word,)
        return (
            piece
            for part in parts_in(word, self._marker)
            for piece in (
                (part,)
                if self.cells(part) <= width or is_whole(part, self._marker)
                else graphemes(part)
            )
        )


def inner_width(width: int, prefix: str) -> int:
    """What is left beside a prefix; all of it where too little would be left."""
    left = width - cells(prefix)
    return left if left >= NARROWEST else width


def prefixed(lines: Iterable[str], first: str, rest: str, *, width: int) -> list[str]:
    """`first` before the first line and `rest` before the others, without trailing blanks.

    Lines are those wrapped to `inner_width(width, first)`.
    """
    if inner_width(width, first) == width:
        return list(lines)
    return [f"{rest if n else first}{line}".rstrip() for n, line in enumerate(lines)]


def hanging(lines: Iterable[str], first: str, *, width: int) -> list[str]:
    """`first` before the first line, as much blank before the others."""
    return prefixed(lines, first, " " * cells(first), width=width)


def paragraphs(groups: Iterable[Sequence[str]]) -> list[str]:
    """Groups of lines with an empty line between them; empty groups are left out."""
    lines: list[str] = []
    for group in groups:
        if group:
            lines += ["", *group] if lines else group
    return lines
