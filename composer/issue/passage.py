"""Words that know where they stand: a stretch of the file, with the place of each line.

Markdown takes the marks of lists and quotations away before it looks at words. A passage
remembers where what is left began, so that a finding can point at the very bracket.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from composer.findings import Finding, Place, Severity

_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.INFO}


def fault(code: str, at: Place, message: str, hint: str = "") -> Finding:
    """A finding whose severity is the letter of its code."""
    return Finding(code=code, severity=_SEVERITIES[code[0]], message=message, at=at, hint=hint)


def moved(at: Place, columns: int) -> Place:
    """The place so many columns further on in the same line."""
    return Place(path=at.path, line=at.line, column=at.column + columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`text` and, for each of its lines, its offset in `text` and its place in the file."""

    text: str
    offsets: tuple[int, ...]
    starts: tuple[Place, ...]

    @classmethod
    def of_lines(cls, lines: list[tuple[str, Place]]) -> "Passage":
        """From lines (at least one) and the places of their first characters."""
        texts = [text for text, _ in lines]
        return cls(
            text="\n".join(texts),
            offsets=(0, *accumulate(len(text) + 1 for text in texts[:-1])),
            starts=tuple(place for _, place in lines),
        )

    @property
    def start(self) -> Place:
        """Where the first character stands."""
        return self.starts[0]

    def at(self, offset: int) -> Place:
        """Where the character at `offset` of the text stands."""
        line = bisect_right(self.offsets, offset) - 1
        return moved(self.starts[line], offset - self.offsets[line])

    def cut(self, begin: int, end: int | None = None) -> "Passage":
        """The part of the text from `begin` to `end`, without spaces around it."""
        text = self.text[begin:end]
        begin += len(text) - len(text.lstrip())
        text = text.strip()
        first = bisect_right(self.offsets, begin) - 1
        last = bisect_right(self.offsets, begin + len(text)) - 1
        return Passage(
            text=text,
            offsets=(0, *(offset - begin for offset in self.offsets[first + 1 : last + 1])),
            starts=(self.at(begin), *self.starts[first + 1 : last + 1]),
        )
