"""Which line of which template file wrote a stretch of MJML.

composer.edition.metering puts a mark in front of every piece of template text; here they
are taken out again, and an offset in the clean text leads back to the designer's line.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from composer.findings import Place

MARK = re.compile("\x02([0-9]+)\x03")


def without_marks(text: str) -> str:
    """The text as a reader of it would see it."""
    return MARK.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What filling a template gave: clean text, and where its pieces were written.

    `starts` are offsets in `text`, ascending; `places` say where each was written.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    @classmethod
    def of(cls, marked: str, table: Sequence[Place], whole: Place) -> "Filled":
        """Of text with marks; `whole` is the place of text before the first of them."""
        # A mark's number is the pattern's one group, so every other part is a number.
        parts = MARK.split(marked)
        pieces, numbers = parts[::2], parts[1::2]
        return cls(
            text="".join(pieces),
            starts=(0, *accumulate(map(len, pieces[:-1]))),
            places=(whole, *(table[int(number)] for number in numbers)),
        )

    def place(self, offset: int) -> Place:
        """The file, line and column that wrote the character at `offset`."""
        index = bisect_right(self.starts, offset) - 1
        start, place = self.starts[index], self.places[index]
        before = self.text[start:offset]
        lines = before.count("\n")
        column = offset - start + place.column if not lines else len(before) - before.rfind("\n")
        return Place(path=place.path, line=place.line + lines, column=column)
