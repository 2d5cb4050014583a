"""The filters that know of words, addresses and slots: `html`, `line`, `plain`, `href`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from composer.edition.budget import running
from composer.edition.hrefs import href
from composer.edition.markup import words_to_html, words_to_line
from composer.edition.slots import SlotBook
from composer.findings import Place
from composer.issue import Words, plain

_T = TypeVar("_T", bound=str)
_BOOK: ContextVar[SlotBook] = ContextVar("book of the filling that runs")


@contextmanager
def writing_into(book: SlotBook) -> Iterator[None]:
    """Filters inside the block print the slots of `book`; each thread has its own."""
    token = _BOOK.set(book)
    try:
        yield
    finally:
        _BOOK.reset(token)


@pass_context
def _html(_: Context, words: Words) -> Markup:
    """`{{ words|html }}`: strong, em, code, links, breaks and slots."""
    return _paid(words_to_html(words, _BOOK.get()))


@pass_context
def _line(_: Context, words: Words) -> str:
    """`{{ words|line }}`: no form, but with slots; for mj-title and the preheader."""
    return _paid(words_to_line(words, _BOOK.get()))


@pass_context
def _plain(_: Context, words: Words) -> str:
    """`{{ words|plain }}`: no form and no slots; a field gives its fallback."""
    return _paid(plain(words))


@pass_context
def _href(context: Context, address: str) -> str:
    """`{{ address|href }}`: encoded once, fields as slots."""
    return href(address, _BOOK.get(), at=Place(path=str(context.name)))


def _paid(text: _T) -> _T:
    running().write(len(text))
    return text


WORD_FILTERS: Mapping[str, Callable[..., object]] = {
    "html": _html,
    "line": _line,
    "plain": _plain,
    "href": _href,
}
