"""Words as HTML: everything escaped, and no more elements than words can have."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from composer.edition.filters import without_controls
from composer.edition.hrefs import href
from composer.edition.slots import SlotBook
from composer.issue import Code, Emphasis, Field, LineBreak, Link, Strong, Text, Words


def words_to_html(words: Words, book: SlotBook) -> Markup:
    """`{{ words|html }}`: strong, em, code, a and br; fields become slots."""
    return Markup("").join(_html(words, book))


def words_to_line(words: Words, book: SlotBook) -> str:
    """The words without form on one line; fields become slots (subject, preheader)."""
    return "".join(_line(words, book))


def _html(words: Words, book: SlotBook) -> Iterator[Markup]:
    for span in words:
        match span:
            case Text(text=text):
                yield _escaped(text)
            case Field(name=name, fallback=fallback):
                yield Markup(book.marker(name, fallback))  # noqa: S704 - letters and digits
            case Strong(words=inner):
                yield _element("strong", inner, book)
            case Emphasis(words=inner):
                yield _element("em", inner, book)
            case Code(text=text):
                yield Markup("<code>%s</code>") % _escaped(text)
            case Link(address=address, words=inner, at=at):
                target = href(address, book, at=at)
                yield Markup('<a href="%s">%s</a>') % (target, words_to_html(inner, book))
            case LineBreak():
                yield Markup("<br />")


def _line(words: Words, book: SlotBook) -> Iterator[str]:
    for span in words:
        match span:
            case Text(text=text) | Code(text=text):
                yield without_controls(text)
            case Field(name=name, fallback=fallback):
                yield book.marker(name, fallback)
            case LineBreak():
                yield " "
            case Strong(words=inner) | Emphasis(words=inner) | Link(words=inner):
                yield words_to_line(inner, book)


def _element(name: str, words: Words, book: SlotBook) -> Markup:
    return Markup(f"<{name}>%s</{name}>") % words_to_html(words, book)  # noqa: S704 - our own names


def _escaped(text: str) -> Markup:
    return escape(without_controls(text))
