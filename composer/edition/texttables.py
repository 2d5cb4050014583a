"""Tables and bars of the text part, from cells that are already characters."""

from collections.abc import Sequence
from dataclasses import dataclass

from composer.edition.phrases import Phrases
from composer.edition.textlines import Ruler, hanging, inner_width
from composer.issue import Alignment

_GAP = "  "
_LONGEST_BAR = 24
"""Cells: a third of a line, so that labels and values keep the rest."""
_SHORTEST_BAR = 8
"""Cells; where less would be left, the labels stand on lines of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarLine:
    """A labelled value and its length in percent of the longest."""

    label: str
    value: str
    share: int


def table_lines(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    alignments: Sequence[Alignment],
    *,
    width: int,
    ruler: Ruler,
    phrases: Phrases,
) -> list[str]:
    """Columns where the table fits; else one line a cell, "Head: cell".

    What a slot will hold is not known, so a table with one is never set in columns.
    """
    everything = (head, *rows)
    widths = [max(map(ruler.cells, column)) for column in zip(*everything, strict=True)]
    total = sum(widths) + len(_GAP) * (len(widths) - 1)
    slotted = any(ruler.holds_slot(cell) for row in everything for cell in row)
    if total > width or slotted:
        return _labelled(head, rows, width=width, ruler=ruler, phrases=phrases)

    def line(row: Sequence[str]) -> str:
        padded = (
            ruler.pad(cell, cells, right=alignment == "right")
            for cell, cells, alignment in zip(row, widths, alignments, strict=True)
        )
        return _GAP.join(padded).rstrip()

    titles = [line(head), _GAP.join("-" * cells for cells in widths)] if any(head) else []
    return [*titles, *map(line, rows)]


def _labelled(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    ruler: Ruler,
    phrases: Phrases,
) -> list[str]:
    inner = inner_width(width, "- ")
    lines = []
    for row in rows:
        cells = (
            line
            for title, cell in zip(head, row, strict=True)
            if cell
            for line in ruler.wrap(phrases.labelled(title, cell), inner)
        )
        lines += hanging(cells, "- ", width=width)
    return lines


def bar_lines(bars: Sequence[BarLine], *, width: int, ruler: Ruler) -> list[str]:
    """ "Version 0.3  4.1  ####################", scaled to what is left of the line."""
    labels = max((ruler.cells(bar.label) for bar in bars), default=0)
    values = max((ruler.cells(bar.value) for bar in bars), default=0)
    left = width - labels - values - 2 * len(_GAP)
    if left >= _SHORTEST_BAR:
        return [
            f"{ruler.pad(bar.label, labels)}{_GAP}{_value(bar, values, left, ruler)}".rstrip()
            for bar in bars
        ]
    left = width - values - 2 * len(_GAP)
    return [
        line
        for bar in bars
        for line in (
            *ruler.wrap(bar.label, width),
            f"{_GAP}{_value(bar, values, left, ruler)}".rstrip(),
        )
    ]


def _value(bar: BarLine, values: int, left: int, ruler: Ruler) -> str:
    length = max(1, round(min(left, _LONGEST_BAR) * bar.share / 100))
    return f"{ruler.pad(bar.value, values, right=True)}{_GAP}{'#' * length}"
