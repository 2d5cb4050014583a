"""The text part: an issue as somebody would type it on a good day.

It is written from the issue and never from the HTML, so that structure survives: 72
columns, hanging indents, headlines in capitals under a rule, quotations with `>`, items
with their address on a line of its own, numbered links listed once at the end. Every
word and every address of the issue is in it.

Above the foot stands a rule and not the signature mark "-- " (RFC 3676 §4.3): clients
fold away or strip what follows that mark, and the way out must stay in sight.
"""

from collections.abc import Iterator

from composer.edition.phrases import Phrases
from composer.edition.slots import SlotBook
from composer.edition.textblocks import BlockWriter
from composer.edition.textlines import (
    WIDTH,
    Ruler,
    hanging,
    inner_width,
    paragraphs,
    prefixed,
)
from composer.edition.textwords import WordWriter
from composer.issue import Group, Issue, Item, Newsletter, Roundup, Section, long_date

_RULE = ["-" * WIDTH]
_DOT = " · "


def plain_text(issue: Issue, newsletter: Newsletter, book: SlotBook, phrases: Phrases) -> str:
    """The text part of a typeset issue, lines ended by line feeds.

    Slots hold the book's markers. No line is wider than 72 cells but one with a long
    address, and none ends in a blank.
    """
    return "\n".join(_TextWriter(issue, newsletter, book, phrases).lines()) + "\n"


class _TextWriter:
    def __init__(
        self, issue: Issue, newsletter: Newsletter, book: SlotBook, phrases: Phrases
    ) -> None:
        self._issue, self._newsletter, self._phrases = issue, newsletter, phrases
        self._ruler = Ruler(book.nonce)
        self._words = WordWriter(newsletter, book, self._ruler, issue.language)
        self._blocks = BlockWriter(self._words, self._ruler, phrases, issue.language)

    def lines(self) -> list[str]:
        """Everything, in the order of the letter."""
        return paragraphs(
            (
                self._masthead(),
                self._title(),
                self._blocks.blocks(self._issue.opening, WIDTH),
                self._contents(),
                *(self._section(section) for section in self._issue.sections),
                self._links(),
                self._foot(),
            )
        )

    def _masthead(self) -> list[str]:
        number = self._phrases.numbered(self._issue.number) if self._issue.number else ""
        day = long_date(self._issue.date, self._issue.language)
        name = self._blocks.capitals(self._newsletter.name)
        return self._ruler.wrap(_DOT.join(filter(None, (name, number, day))), WIDTH)

    def _title(self) -> list[str]:
        title = self._ruler.wrap(self._words.line(self._issue.title), WIDTH)
        authors = self._phrases.listed(self._issue.authors)
        return [
            *self._blocks.underlined(title, "="),
            *self._ruler.wrap(self._words.line(self._issue.dek), WIDTH),
            *self._ruler.wrap(f"{self._phrases.by} {authors}" if authors else "", WIDTH),
        ]

    def _contents(self) -> list[str]:
        if len(self._issue.sections) < 2:
            return []
        entries = (
            prefixed(
                self._ruler.wrap(self._label(section, high=False), WIDTH - 4),
                "  ",
                "    ",
                width=WIDTH,
            )
            for section in self._issue.sections
        )
        return [self._phrases.contents, *(line for entry in entries for line in entry)]

    def _label(self, section: Section, *, high: bool) -> str:
        kicker = self._blocks.capitals(section.kicker) if high else section.kicker
        write = self._words.high if high else self._words.bare
        headline = write(section.headline)
        return (
            self._phrases.labelled(kicker, headline) if kicker and headline else kicker + headline
        )

    def _section(self, section: Section) -> list[str]:
        heading = self._blocks.heading(self._label(section, high=True), WIDTH)
        groups = section.shown_groups if isinstance(section, Roundup) else ()
        return paragraphs(
            (
                [*_RULE, *heading],
                self._blocks.blocks(section.blocks, WIDTH),
                *(self._group(group) for group in groups),
            )
        )

    def _group(self, group: Group) -> list[str]:
        items = [line for item in group.items for line in self._item(item)]
        nothing = self._ruler.wrap(self._phrases.nothing, WIDTH) if not items else []
        return [*self._ruler.wrap(group.name, WIDTH), *items, *nothing]

    def _item(self, item: Item) -> list[str]:
        shown = self._phrases.labelled(item.source, self._words.line(item.headline))
        width = inner_width(WIDTH, "- ")
        address = self._words.address(item.address, item.at)
        lines = [
            *self._ruler.wrap(shown, width),
            *filter(None, [address]),
            *self._ruler.wrap(self._words.line(item.note), width),
        ]
        return hanging(lines, "- ", width=WIDTH)

    def _links(self) -> list[str]:
        addresses = self._words.addresses
        if not addresses:
            return []
        heading = self._blocks.heading(self._blocks.capitals(self._phrases.links), WIDTH)
        figures = len(str(len(addresses))) + 2
        listed = (
            f"{f'[{number}]':>{figures}} {address}" for number, address in enumerate(addresses, 1)
        )
        return [*_RULE, *heading, "", *listed]

    def _foot(self) -> list[str]:
        return [*_RULE, *self._colophon()]

    def _colophon(self) -> Iterator[str]:
        newsletter = self._newsletter
        for text in (
            newsletter.publisher or newsletter.name,
            newsletter.address,
            newsletter.home or "",
            newsletter.reason or self._phrases.reason,
            self._phrases.labelled(self._phrases.unsubscribe),
        ):
            yield from self._ruler.wrap(text, WIDTH)
        # How long the address with its token is, is not known here: it has a line to itself.
        yield self._words.slot("unsubscribe_url")
