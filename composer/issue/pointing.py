"""Links within an issue: does a section have the anchor?"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from composer.findings import Finding, Place
from composer.issue.issue import (
    Block,
    Button,
    Callout,
    Data,
    Figure,
    Issue,
    List,
    Paragraph,
    Quote,
    Roundup,
    Rule,
    Subhead,
    Table,
    Words,
)
from composer.issue.nearest import nearest_word
from composer.issue.passage import fault
from composer.issue.words import links_in


class Pointer(NamedTuple):
    """An address and the place of its link."""

    address: str
    at: Place


def check_anchors(issue: Issue) -> Iterator[Finding]:
    """Links to `#anchors` that no section has."""
    anchors = [section.anchor for section in issue.sections]
    for pointer in pointers_in(issue):
        name = pointer.address.removeprefix("#")
        if name != pointer.address and name not in anchors:
            near = nearest_word(name, anchors, 0.6)
            known = ", ".join(f"#{anchor}" for anchor in anchors) or "none"
            hint = f"did you mean '#{near}'?" if near else f"anchors: {known}"
            message = f"no section has the anchor '#{name}'"
            yield fault("E307", pointer.at, message, hint)


def pointers_in(issue: Issue) -> Iterator[Pointer]:
    """Every link, button and item of the issue, in reading order."""
    yield from _in_blocks(issue.opening)
    for section in issue.sections:
        yield from _in_words(section.headline)
        yield from _in_blocks(section.blocks)
        if isinstance(section, Roundup):
            for item in (item for group in section.groups for item in group.items):
                yield Pointer(item.address, item.at)
                yield from _in_words(item.note)


def _in_words(*several: Words) -> Iterator[Pointer]:
    for words in several:
        yield from (Pointer(link.address, link.at) for link in links_in(words))


def _in_blocks(blocks: Iterable[Block]) -> Iterator[Pointer]:
    for block in blocks:
        match block:
            case Paragraph(words=words) | Subhead(words=words) | Figure(caption=words):
                yield from _in_words(words)
            case Button(address=address, at=at):
                yield Pointer(address, at)
            case List(items=items):
                for item in items:
                    yield from _in_words(item.lead, item.words)
                    yield from _in_blocks(item.blocks)
            case Quote(blocks=inner, source=source):
                yield from _in_blocks(inner)
                yield from _in_words(source)
            case Callout(title=title, blocks=inner, source=source):
                yield from _in_words(title)
                yield from _in_blocks(inner)
                yield from _in_words(source)
            case Data(title=title, bars=bars, source=source):
                yield from _in_words(title, *(bar.label for bar in bars), source)
            case Table(head=head, rows=rows):
                yield from _in_words(*head, *(cell for row in rows for cell in row))
            case Rule():
                pass
