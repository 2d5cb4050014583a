"""Small questions about words that every writer asks."""

import re
from collections.abc import Iterator

from composer.findings import Place
from composer.issue.issue import Code, Emphasis, Field, LineBreak, Link, Strong, Text, Words

FIELD = re.compile(r"\{\{\s*(?P<name>[a-z_][a-z0-9_]*)\s*(?:\|\s*(?P<fallback>[^{}|]*?)\s*)?\}\}")
"""`{{name}}` or `{{name|fallback}}`, as the grammar has it."""


def plain(words: Words) -> str:
    """The words without any form; a field gives its fallback."""
    return "".join(_plain(words))


def _plain(words: Words) -> Iterator[str]:
    for span in words:
        match span:
            case Text(text=text) | Code(text=text):
                yield text
            case Field(fallback=fallback):
                yield fallback
            case LineBreak():
                yield " "
            case Strong(words=inner) | Emphasis(words=inner) | Link(words=inner):
                yield from _plain(inner)


def links_in(words: Words) -> Iterator[Link]:
    """Every link among the words, in reading order."""
    for span in words:
        match span:
            case Link():
                yield span
            case Strong(words=inner) | Emphasis(words=inner):
                yield from links_in(inner)
            case _:
                continue


def parts_of(text: str, at: Place) -> Iterator[str | Field]:
    """Split text (an address, a header value) at its fields."""
    end = 0
    for found in FIELD.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield Field(name=found["name"], fallback=found["fallback"] or "", at=at)
        end = found.end()
    if end < len(text):
        yield text[end:]
