"""A Markdown table, cell by cell."""

import re
from collections.abc import Iterator
from typing import cast

from markdown_it.tree import SyntaxTreeNode

from composer.findings import Place
from composer.issue.issue import Alignment, Table, Words
from composer.issue.passage import Passage, fault
from composer.issue.source import Source
from composer.issue.spans import WordReader

_MARKS = re.compile(r"^[\s>]*")
_PIPE = re.compile(r"(?<!\\)\|")


def read_table(node: SyntaxTreeNode, source: Source, words: WordReader, at: Place) -> Table:
    """The table of a node; a row with more cells than the head has is reported."""
    head, *rest = (row for part in node.children for row in part.children)
    columns = len(head.children)
    for row in rest:
        line = row.map[0] if row.map else 0
        written = _MARKS.sub("", source.lines[line]).strip().strip("|")
        if len(_PIPE.split(written)) > columns:
            words.report(
                fault(
                    "E241",
                    source.place(line + 1),
                    f"this row has more cells than the table has columns ({columns})",
                    "a bar that is part of the words is written \\|",
                )
            )
    return Table(
        head=tuple(_cells(head, source, words)),
        rows=tuple(tuple(_cells(row, source, words)) for row in rest),
        alignments=tuple(_alignment(cell) for cell in head.children),
        at=at,
    )


def _alignment(cell: SyntaxTreeNode) -> Alignment:
    return cast("Alignment", str(cell.attrs.get("style", "")).removeprefix("text-align:"))


def _cells(row: SyntaxTreeNode, source: Source, reader: WordReader) -> Iterator[Words]:
    """Cells from left to right, each looked for behind the one before it."""
    index = row.map[0] if row.map else 0
    line, behind = source.lines[index], 0
    for cell in row.children:
        text = cell.children[0].content if cell.children else ""
        found = line.find(text.replace("|", "\\|"), behind)
        behind = max(found, behind)
        place = source.place(index + 1, behind + 1)
        yield reader.words(Passage.of_lines([(text, place)]))
        behind = min(behind + len(text), len(line))
