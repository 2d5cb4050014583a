"""Words of an issue as characters: *strong*, _emphasis_, links by number, slots.

A link in running text becomes "words [3]", joined by a no-break space, and the addresses
stand once, together, at the end: an address in the middle of a sentence cannot be read
aloud. The same address has the same number. A link whose words already are its address
needs none, and one to another section of the issue leads nowhere in a text.
"""

from collections.abc import Iterator

from composer.edition.capitals import capitals
from composer.edition.filters import without_controls
from composer.edition.hrefs import href
from composer.edition.plausible import longest_values
from composer.edition.slots import SlotBook
from composer.edition.textlines import Ruler
from composer.findings import Place
from composer.issue import (
    Code,
    Emphasis,
    Field,
    LineBreak,
    Link,
    Newsletter,
    Span,
    Strong,
    Text,
    Words,
    plain,
)


class WordWriter:
    """Writes words, and collects the addresses they link to, in order."""

    def __init__(self, newsletter: Newsletter, book: SlotBook, ruler: Ruler, language: str) -> None:
        self._book, self._ruler, self._language = book, ruler, language
        self._widths = longest_values(newsletter)
        self._numbers: dict[str, int] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """What `[1]`, `[2]`, … stand for."""
        return tuple(self._numbers)

    def line(self, words: Words) -> str:
        """The words; a break the editor asked for is a line feed."""
        return "".join(self._spans(words, linked=True, high=False))

    def high(self, words: Words) -> str:
        """The words in capitals, on one line."""
        return "".join(self._spans(words, linked=True, high=True)).replace("\n", " ")

    def bare(self, words: Words) -> str:
        """The words on one line, without the numbers of links."""
        return "".join(self._spans(words, linked=False, high=False)).replace("\n", " ")

    def address(self, address: str, at: Place) -> str:
        """An address exactly as the HTML has it; "" where it leads nowhere outside the issue."""
        return "" if address.strip()[:1] in {"", "#"} else href(address, self._book, at=at)

    def slot(self, name: str) -> str:
        """The marker of a field that the edition itself asks for."""
        return self._book.marker(name)

    def _slot(self, field: Field) -> str:
        marker = self._book.marker(field.name, field.fallback)
        self._ruler.expect(marker, self._widths.get(field.name, len(marker)))
        return marker

    def _spans(self, words: Words, *, linked: bool, high: bool) -> Iterator[str]:
        for span in words:
            yield from self._span(span, linked=linked, high=high)

    def _span(self, span: Span, *, linked: bool, high: bool) -> Iterator[str]:
        match span:
            case Text(text=text):
                text = without_controls(text).replace("\n", " ")
                yield capitals(text, self._language) if high else text
            case Code(text=text):
                yield f"`{text}`"
            case LineBreak():
                yield "\n"
            case Field():
                yield self._slot(span)
            case Strong(words=inner):
                yield from ("*", *self._spans(inner, linked=linked, high=high), "*")
            case Emphasis(words=inner):
                yield from ("_", *self._spans(inner, linked=linked, high=high), "_")
            case Link(words=inner):
                yield from self._spans(inner, linked=linked, high=high)
                yield self._number(span) if linked else ""

    def _number(self, link: Link) -> str:
        address = self.address(link.address, link.at)
        shown = plain(link.words).strip()
        if not address or address in {shown, f"mailto:{shown}"}:
            return ""
        return f"\u00a0[{self._numbers.setdefault(address, len(self._numbers) + 1)}]"
