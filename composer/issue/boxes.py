"""What stands behind `>` signs: a quotation, a box or a data box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from markdown_it.tree import SyntaxTreeNode

from composer.findings import Place
from composer.issue.amounts import amount, split_label
from composer.issue.issue import Bar, Block, Callout, Data, Quote, Words
from composer.issue.nearest import nearest_word
from composer.issue.passage import Passage, fault
from composer.issue.spans import WordReader

BOXES = ("note", "key", "data", "action")
"""The kinds that every newsletter has."""

_MARK = re.compile(r"\[!(?P<kind>[^\]\n]*)\][ \t:：]*(?P<title>[^\n]*)")
_DASH = re.compile(r"(?:[—–―]|--)\s*")
_LATE_DASH = re.compile(r"\n(?:[—–―]|--)[ \t]")
_BEGINS_BOX = re.compile(r"^\[!", re.MULTILINE)
_LISTS = {"bullet_list", "ordered_list"}
_NO_BARS = "a data box holds a list of 'label: number', and a source, and nothing else"
_BARS_HINT = "write '> - Label: 1,412'; a unit goes into the box's title"


class NodeReader(Protocol):
    """What reading a box needs of whoever reads the blocks around it."""

    words: WordReader
    boxes: tuple[str, ...]
    language: str

    def start(self, node: SyntaxTreeNode) -> Place: ...
    def passage(self, node: SyntaxTreeNode) -> Passage: ...
    def paragraph(self, passage: Passage) -> Block: ...
    def blocks(self, nodes: list[SyntaxTreeNode]) -> tuple[Block, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inside:
    """What is left when mark and source are taken away: `first` is the rest of a paragraph."""

    first: Passage | None
    nodes: list[SyntaxTreeNode]
    source: Words


def read_box(reader: NodeReader, node: SyntaxTreeNode) -> Quote | Callout | Data:
    """The quotation or box of a node."""
    at = reader.start(node)
    opening = reader.passage(node.children[0]) if _opens_with_words(node) else None
    mark = _MARK.match(opening.text) if opening else None
    if not opening or not mark:
        inside = _inside(reader, None, list(node.children), is_titled=False)
        if len(inside.nodes) > 1 and _is_one_item(inside.nodes[-1]):
            message = "a quotation's source begins with a long dash, not with a hyphen"
            hint = "write '> — …', or write a list of more than one item"
            reader.words.report(fault("W235", reader.start(inside.nodes[-1]), message, hint))
        return Quote(blocks=_blocks(reader, inside), source=inside.source, at=at)
    kind = _kind(reader, opening, mark)
    title = reader.words.words(opening.cut(*mark.span("title")))
    rest = opening.cut(mark.end())
    inside = _inside(reader, rest if rest.text else None, node.children[1:], is_titled=True)
    if kind == "data":
        bars = tuple(_bars(reader, inside))
        if not bars and not inside.first and not inside.nodes:
            reader.words.report(fault("E233", at, "this data box is empty", _BARS_HINT))
        return Data(title=title, bars=bars, source=inside.source, at=at)
    if not inside.first and not inside.nodes:
        hint = "write its text on the lines below, each with '> ' before it; empty ones with '>'"
        reader.words.report(fault("E246", at, "this box has no text", hint))
    return Callout(
        box=kind, title=title, blocks=_blocks(reader, inside), source=inside.source, at=at
    )


def _opens_with_words(node: SyntaxTreeNode) -> bool:
    return bool(node.children) and node.children[0].type == "paragraph"


def _is_one_item(node: SyntaxTreeNode) -> bool:
    return node.type == "bullet_list" and len(node.children) == 1


def _blocks(reader: NodeReader, inside: _Inside) -> tuple[Block, ...]:
    first = (reader.paragraph(inside.first),) if inside.first else ()
    return (*first, *reader.blocks(inside.nodes))


def _kind(reader: NodeReader, opening: Passage, mark: re.Match[str]) -> str:
    """The kind that was written; where it is unknown, the nearest, and a finding."""
    known = (*BOXES, *reader.boxes)
    written = mark["kind"].strip()
    if written.casefold() in known:
        return written.casefold()
    near = nearest_word(written, known, 0.5)
    reader.words.report(
        fault(
            "E204",
            opening.at(mark.start("kind")),
            f"unknown box '[!{mark['kind']}]'",
            f"did you mean [!{near}]?" if near else f"known boxes: {', '.join(known)}",
        )
    )
    return near or "note"


def _inside(
    reader: NodeReader, first: Passage | None, nodes: list[SyntaxTreeNode], *, is_titled: bool
) -> _Inside:
    """Cut the source off: a last paragraph that begins with a dash, with something above."""
    if not nodes or nodes[-1].type != "paragraph":
        return _Inside(first=first, nodes=nodes, source=())
    last = reader.passage(nodes[-1])
    dash = _DASH.match(last.text)
    if dash and (is_titled or first or len(nodes) > 1):
        source = reader.words.words(last.cut(dash.end()))
        return _Inside(first=first, nodes=nodes[:-1], source=source)
    if not dash and (late := _LATE_DASH.search(last.text)):
        reader.words.report(
            fault(
                "W235",
                last.at(late.start() + 1),
                "this source is part of the quotation",
                "put a line with only '>' above it",
            )
        )
    return _Inside(first=first, nodes=nodes, source=())


def _bars(reader: NodeReader, inside: _Inside) -> Iterator[Bar]:
    """The items of the lists in a data box; whatever else stands in it is reported."""
    if inside.first:
        reader.words.report(fault("E233", inside.first.start, _NO_BARS, _BARS_HINT))
    for node in inside.nodes:
        if node.type == "paragraph" and _BEGINS_BOX.search(reader.passage(node).text):
            return  # the lines below are another box's, which is told on its own line
        if node.type not in _LISTS:
            reader.words.report(fault("E233", reader.start(node), _NO_BARS, _BARS_HINT))
            continue
        for item in node.children:
            if (bar := _bar(reader, item)) is not None:
                yield bar
            else:
                message = "this line of the data box is not 'label: number'"
                reader.words.report(fault("E233", reader.start(item), message, _BARS_HINT))


def _bar(reader: NodeReader, item: SyntaxTreeNode) -> Bar | None:
    if len(item.children) != 1 or not _opens_with_words(item):
        return None
    passage = reader.passage(item.children[0])
    found = split_label(passage.text)
    number = amount(found.value, reader.language) if found else None
    if not found or number is None:
        return None
    return Bar(
        label=reader.words.words(passage.cut(*found.label)),
        value=found.value,
        amount=number,
        at=passage.start,
    )
