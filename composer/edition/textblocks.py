"""Blocks of an issue as lines of plain text.

Each kind of block has one method; a block inside another is written to the width that
is left beside the other's mark ("> ", "| ", "- ") and then given that mark.
"""

from collections.abc import Sequence

from composer.edition.capitals import capitals, has_capitals
from composer.edition.phrases import Phrases
from composer.edition.textlines import (
    Ruler,
    hanging,
    inner_width,
    paragraphs,
    prefixed,
)
from composer.edition.texttables import BarLine, bar_lines, table_lines
from composer.edition.textwords import WordWriter
from composer.issue import (
    Block,
    Button,
    Callout,
    Data,
    Figure,
    List,
    ListItem,
    ListStyle,
    Paragraph,
    Quote,
    Rule,
    Subhead,
    Table,
    Words,
)

_DASH = "-- "
"""Before a source: the dash of a typewriter, which reads well in any font."""


class BlockWriter:
    """Writes blocks in one language."""

    def __init__(self, words: WordWriter, ruler: Ruler, phrases: Phrases, language: str) -> None:
        self._words, self._ruler, self._phrases = words, ruler, phrases
        self._language = language

    def blocks(self, blocks: Sequence[Block], width: int) -> list[str]:
        """All of them, with an empty line between two."""
        return paragraphs(self.block(block, width) for block in blocks)

    def block(self, block: Block, width: int) -> list[str]:
        """One of them, in at most `width` cells."""
        match block:
            case Paragraph():
                return self._ruler.wrap(self._words.line(block.words), width)
            case Subhead():
                return self.heading(self._words.high(block.words), width)
            case List():
                return self._list(block, width)
            case Quote():
                return self._quote(block, width)
            case Callout():
                body = self._with_source(block.blocks, block.source, inner_width(width, "| "))
                return self._box(block.box, block.title, body, width)
            case Data():
                return self._data(block, width)
            case Button():
                return self._button(block, width)
            case Figure():
                return self._figure(block, width)
            case Table():
                return self._table(block, width)
            case Rule():
                return ["* * *"]

    def heading(self, words: str, width: int, *, under: str = "-") -> list[str]:
        """A headline; underlined where the script has no capitals to tell it by."""
        lines = self._ruler.wrap(words, width)
        return lines if has_capitals(self._language) else self.underlined(lines, under)

    def underlined(self, lines: list[str], sign: str) -> list[str]:
        """The lines and below them a rule as long as the longest."""
        return [*lines, sign * max(map(self._ruler.cells, lines))] if lines else []

    def capitals(self, text: str) -> str:
        """Plain characters in capitals."""
        return capitals(text, self._language)

    def _list(self, block: List, width: int) -> list[str]:
        numbers = range(block.start, block.start + len(block.items))
        if block.style is ListStyle.NUMBERS:
            figures = max((len(str(number)) for number in numbers), default=1)
            marks = [f"{number:>{figures}}. " for number in numbers]
        else:
            marks = ["- "] * len(block.items)
        items = [
            hanging(self._item(item, inner_width(width, mark)), mark, width=width)
            for mark, item in zip(marks, block.items, strict=True)
        ]
        airy = any(not isinstance(inner, List) for item in block.items for inner in item.blocks)
        return paragraphs(items) if airy else [line for item in items for line in item]

    def _item(self, item: ListItem, width: int) -> list[str]:
        lead, words = self._words.line(item.lead), self._words.line(item.words)
        date = f"({item.date})" if item.date else ""
        text = " ".join(part for part in (lead, words, date) if part)
        lines = self._ruler.wrap(text, width)
        for block in item.blocks:
            if lines and not isinstance(block, List):
                lines.append("")
            lines += self.block(block, width)
        return lines

    def _quote(self, block: Quote, width: int) -> list[str]:
        body = self._with_source(block.blocks, block.source, inner_width(width, "> "))
        return prefixed(body, "> ", "> ", width=width)

    def _with_source(self, blocks: Sequence[Block], source: Words, width: int) -> list[str]:
        return paragraphs((self.blocks(blocks, width), self._source(source, width)))

    def _source(self, source: Words, width: int) -> list[str]:
        lines = self._ruler.wrap(self._words.line(source), inner_width(width, _DASH))
        return hanging(lines, _DASH, width=width)

    def _box(self, box: str, title: Words, body: list[str], width: int) -> list[str]:
        shown = self._words.line(title) or self._phrases.box_title(box)
        top = self._ruler.wrap(shown, inner_width(width, "+-- "))
        return [
            *prefixed(top, "+-- ", "|   ", width=width),
            *prefixed(["", *body] if body else [], "| ", "| ", width=width),
            "+--",
        ]

    def _data(self, block: Data, width: int) -> list[str]:
        inner = inner_width(width, "| ")
        bars = [
            BarLine(
                label=self._words.line(bar.label).replace("\n", " "),
                value=bar.value,
                share=block.share(bar),
            )
            for bar in block.bars
        ]
        body = paragraphs(
            (
                bar_lines(bars, width=inner, ruler=self._ruler),
                self._source(block.source, inner),
            )
        )
        return self._box("data", block.title, body, width)

    def _button(self, block: Button, width: int) -> list[str]:
        label = self._phrases.labelled(self._words.line(block.words))
        address = self._words.address(block.address, block.at)
        return [*self._ruler.wrap(label, width), *([address] if address else [])]

    def _figure(self, block: Figure, width: int) -> list[str]:
        shown = f"[{self._phrases.labelled(self._phrases.picture, block.alt)}]"
        return [
            *self._ruler.wrap(shown if block.alt else "", width),
            *self._ruler.wrap(self._words.line(block.caption), width),
        ]

    def _table(self, block: Table, width: int) -> list[str]:
        def cells(row: Sequence[Words]) -> list[str]:
            return [self._words.line(cell).replace("\n", " ") for cell in row]

        return table_lines(
            cells(block.head),
            [cells(row) for row in block.rows],
            block.alignments,
            width=width,
            ruler=self._ruler,
            phrases=self._phrases,
        )
