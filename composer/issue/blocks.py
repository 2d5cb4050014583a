"""The blocks of a body: paragraphs, lists, quotations, pictures, tables and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from composer.findings import Place
from composer.issue.boxes import read_box
from composer.issue.grammar import DEEPEST, outline
from composer.issue.issue import (
    Block,
    Button,
    Code,
    Figure,
    LineBreak,
    Link,
    List,
    ListItem,
    ListStyle,
    Paragraph,
    Rule,
    Span,
    Strong,
    Subhead,
)
from composer.issue.listing import shaped
from composer.issue.passage import Passage, fault
from composer.issue.source import Source
from composer.issue.spans import Report, WordReader
from composer.issue.tables import read_table

_SIGN = re.compile(r"(?:[-*+]|\d{1,9}[.)]|>)\s*$")
_BEGINNING = re.compile(r"[\s>]*")
_LISTS = {"bullet_list": ListStyle.BULLETS, "ordered_list": ListStyle.NUMBERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line with one to six # signs; `at` is the first of them."""

    level: int
    passage: Passage
    at: Place


@dataclass(slots=True, kw_only=True)
class BlockReader:
    """Reads the blocks of an issue's body, and reports what is not in the format."""

    source: Source
    words: WordReader
    boxes: tuple[str, ...]
    language: str
    report: Report

    def read_body(self) -> tuple[Block | Heading, ...]:
        """All blocks and headings in order. Lists are bare: leads and dates not cut off yet."""
        found = outline(self.source)
        for line in found.fenced:
            self.report(
                fault(
                    "E228",
                    self.source.place(line),
                    "a block of code between fences is not in the format",
                    "write a paragraph or a list; single words of code go between `backquotes`",
                )
            )
        for line, column in found.too_deep[:1]:
            self.report(
                fault(
                    "E230",
                    self.source.place(line, column),
                    f"lists or quotations are more than {DEEPEST} deep here",
                    "take some of the signs at the start of the line away",
                )
            )
        return tuple(self._top(node) for node in found.root.children)

    def blocks(self, nodes: list[SyntaxTreeNode]) -> tuple[Block, ...]:
        """Blocks inside a list item or a quotation."""
        return tuple(self._inner(node) for node in nodes)

    def passage(self, node: SyntaxTreeNode) -> Passage:
        """The words of a paragraph or heading, each line where it stands in the file."""
        inline = node.children[0]
        first = node.map[0] if node.map else 0
        return Passage.of_lines(
            [
                (text, self._stands(first + index, text))
                for index, text in enumerate(inline.content.split("\n"))
            ]
        )

    def paragraph(self, passage: Passage) -> Paragraph | Button | Figure:
        """A paragraph, or what a paragraph with one thing in it is."""
        if figure := self._figure(passage):
            return figure
        if passage.text.startswith("|"):
            hint = "put a line |---|---| below its head, with as many columns"
            self.report(fault("W244", passage.start, "this table has no line below its head", hint))
        match self.words.words(passage):
            case (Strong(words=(Link(address=address, words=words),)),):
                return Button(words=words, address=address, at=passage.start)
            case words:
                return Paragraph(words=words, at=passage.start)

    def beginning(self, line: int) -> Place:
        """The first character of a line behind its indent and quotation signs."""
        found = _BEGINNING.match(self.source.lines[line - 1])
        return self.source.place(line, (found.end() if found else 0) + 1)

    def start(self, node: SyntaxTreeNode) -> Place:
        """Where a block begins: its sign if it has one, else its first word."""
        line = (node.map[0] if node.map else 0) + 1
        match node.type:
            case "paragraph":
                return self.passage(node).start
            case "bullet_list" | "ordered_list" | "list_item" | "blockquote" if node.children:
                inner = self.start(node.children[0])
                if node.type == "list_item" or inner.line != line:
                    return inner if inner.line == line else self.beginning(line)
                sign = _SIGN.search(self.source.lines[line - 1][: inner.column - 1])
                return self.source.place(line, sign.start() + 1) if sign else inner
            case _:
                return self.beginning(line)

    def _stands(self, index: int, text: str) -> Place:
        """Words are the end of their line: all that Markdown takes away stands before them."""
        line = self.source.lines[index].rstrip()
        text = text.rstrip()
        if not line.endswith(text):  # a heading with closing signs
            return self.source.place(index + 1, line.find(text) + 1)
        return self.source.place(index + 1, len(line) - len(text) + 1)

    def _top(self, node: SyntaxTreeNode) -> Block | Heading:
        if node.type == "heading":
            return Heading(level=len(node.markup), passage=self.passage(node), at=self.start(node))
        return self._block(node)

    def _inner(self, node: SyntaxTreeNode) -> Block:
        if node.type == "heading":
            self.report(
                fault(
                    "E231",
                    self.start(node),
                    "a heading cannot stand inside a list or a quotation",
                    "take away what stands before its '#' signs, or write it in **bold**",
                )
            )
            return Subhead(words=self.words.words(self.passage(node)), at=self.start(node))
        block = self._block(node)
        return shaped(block) if isinstance(block, List) else block

    def _block(self, node: SyntaxTreeNode) -> Block:
        match node.type:
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                return read_box(self, node)
            case "table":
                return read_table(node, self.source, self.words, self.start(node))
            case "hr":
                return Rule(at=self.start(node))
            case "fence":
                return self._kept(node)
            case _:
                return self.paragraph(self.passage(node))

    def _list(self, node: SyntaxTreeNode) -> List:
        start = node.attrs.get("start", 1)
        return List(
            style=_LISTS[node.type],
            items=tuple(self._items(node)),
            start=int(start),
            at=self.start(node),
        )

    def _items(self, node: SyntaxTreeNode) -> Iterator[ListItem]:
        for item in node.children:
            at = self.start(item)
            first, rest = self._first_words(item.children)
            if first and (figure := self._figure(first)):
                yield ListItem(words=(), blocks=(figure, *self.blocks(rest)), at=at)
            elif first:
                words = self.words.words(first)
                yield ListItem(words=words, blocks=self.blocks(rest), at=at)
            elif rest:
                yield ListItem(words=(), blocks=self.blocks(rest), at=at)
            else:
                hint = "write something after its sign, or take the line away"
                self.report(fault("W242", at, "this list item is empty", hint))

    def _first_words(
        self, nodes: list[SyntaxTreeNode]
    ) -> tuple[Passage | None, list[SyntaxTreeNode]]:
        if nodes and nodes[0].type == "paragraph":
            return self.passage(nodes[0]), nodes[1:]
        return None, nodes

    def _figure(self, passage: Passage) -> Figure | None:
        return self.words.figure(passage) if passage.text.startswith("![") else None

    def _kept(self, node: SyntaxTreeNode) -> Paragraph:
        """The lines of a fenced block, so that no word gets lost before it is mended."""
        spans: list[Span] = []
        for line in node.content.rstrip("\n").split("\n"):
            spans += [Code(text=line), LineBreak()]
        return Paragraph(words=tuple(spans[:-1]), at=self.start(node))
