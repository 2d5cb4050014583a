"""The issue with the marks a typesetter would use; what the editor typed is not changed.

Everything readers see is set: text, titles, sources, groups, captions, descriptions of
pictures. Code, addresses and fields stay as they are. Setting twice changes nothing.
"""

from dataclasses import replace
from functools import partial

from composer.issue.issue import (
    Bar,
    Block,
    Button,
    Callout,
    Data,
    Figure,
    Group,
    Issue,
    Item,
    List,
    ListItem,
    Paragraph,
    Quote,
    Roundup,
    Rule,
    Section,
    Story,
    Subhead,
    Table,
    Words,
)
from composer.issue.punctuation import sign_edits, space_edits
from composer.issue.quotation_marks import quotation_edits
from composer.issue.runs import Editor, edit_text, edit_words


def typeset(issue: Issue) -> Issue:
    """The issue, set in its language."""
    return _Typesetter(issue.language).issue(issue)


def typeset_text(text: str, language: str) -> str:
    """One line of plain characters, set in `language` (a BCP 47 tag)."""
    return _Typesetter(language).text(text)


class _Typesetter:
    def __init__(self, language: str) -> None:
        # Quotation marks look at dashes, and French spaces at quotation marks.
        self._editors: tuple[Editor, ...] = (
            sign_edits,
            partial(quotation_edits, language=language),
            partial(space_edits, language=language),
        )

    def text(self, text: str) -> str:
        return edit_text(text, self._editors)

    def words(self, words: Words) -> Words:
        return edit_words(words, self._editors)

    def issue(self, issue: Issue) -> Issue:
        return replace(
            issue,
            title=self.words(issue.title),
            dek=self.words(issue.dek),
            subject=self.words(issue.subject),
            preheader=self.words(issue.preheader),
            authors=tuple(map(self.text, issue.authors)),
            opening=self.blocks(issue.opening),
            sections=tuple(map(self.section, issue.sections)),
        )

    def section(self, section: Section) -> Section:
        kicker, headline = self.text(section.kicker), self.words(section.headline)
        blocks = self.blocks(section.blocks)
        match section:
            case Story():
                return replace(section, kicker=kicker, headline=headline, blocks=blocks)
            case Roundup():
                groups = tuple(map(self.group, section.groups))
                return replace(
                    section, kicker=kicker, headline=headline, blocks=blocks, groups=groups
                )

    def group(self, group: Group) -> Group:
        return replace(group, name=self.text(group.name), items=tuple(map(self.item, group.items)))

    def item(self, item: Item) -> Item:
        return replace(
            item,
            source=self.text(item.source),
            headline=self.words(item.headline),
            note=self.words(item.note),
        )

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(map(self.block, blocks))

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph() | Subhead() | Button():
                return replace(block, words=self.words(block.words))
            case List():
                return replace(block, items=tuple(map(self.list_item, block.items)))
            case Quote():
                return replace(
                    block, blocks=self.blocks(block.blocks), source=self.words(block.source)
                )
            case Callout():
                return replace(
                    block,
                    title=self.words(block.title),
                    blocks=self.blocks(block.blocks),
                    source=self.words(block.source),
                )
            case Data():
                return replace(
                    block,
                    title=self.words(block.title),
                    bars=tuple(map(self.bar, block.bars)),
                    source=self.words(block.source),
                )
            case Figure():
                return replace(block, alt=self.text(block.alt), caption=self.words(block.caption))
            case Table():
                return replace(
                    block,
                    head=tuple(map(self.words, block.head)),
                    rows=tuple(tuple(map(self.words, row)) for row in block.rows),
                )
            case Rule():
                return block

    def list_item(self, item: ListItem) -> ListItem:
        return replace(
            item,
            lead=self.words(item.lead),
            words=self.words(item.words),
            date=self.text(item.date),
            blocks=self.blocks(item.blocks),
        )

    def bar(self, bar: Bar) -> Bar:
        return replace(bar, label=self.words(bar.label))
