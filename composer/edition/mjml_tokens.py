"""Markup cut into tags, comments and text, each with its offset.

Not a forgiving parser: what mrml would refuse or quietly re-nest shall be seen as the
designer wrote it, so nothing is closed, moved or repaired here.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

# Possessive quantifiers: a quote that is never closed must not cost exponential time.
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)-->"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)"
    r"(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s=\"'<>/]++)(?:\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?"
)


class Kind(Enum):
    """What a stretch of markup is."""

    OPEN = "open"
    EMPTY = "empty"
    """Ends in `/>`."""
    CLOSE = "close"
    COMMENT = "comment"
    TEXT = "text"


class Attribute(NamedTuple):
    """`value` is as written, without its quotes; `quote` is "" where it has none."""

    name: str
    value: str
    quote: str
    start: int


class Token(NamedTuple):
    """A stretch of markup: `text` as written, from offset `start`; `name` of a tag."""

    kind: Kind
    text: str
    start: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()


def read_tags(markup: str) -> Iterator[Token]:
    """All of the markup, in order; joined, the tokens' texts are the markup again."""
    end = 0
    for found in _TOKEN.finditer(markup):
        start = found.start()
        if start > end:
            yield Token(Kind.TEXT, markup[end:start], end)
        end = found.end()
        yield _token(found, start)
    if end < len(markup):
        yield Token(Kind.TEXT, markup[end:], end)


def _token(found: re.Match[str], start: int) -> Token:
    name = found["name"]
    if name is None:
        return Token(Kind.COMMENT, found[0], start)
    if found["close"]:
        return Token(Kind.CLOSE, found[0], start, name)
    rest = found["rest"]
    kind = Kind.EMPTY if rest.endswith("/") else Kind.OPEN
    if not rest:
        return Token(kind, found[0], start, name)
    offset = found.start("rest")
    return Token(kind, found[0], start, name, tuple(_attributes(rest, offset)))


def _attributes(rest: str, offset: int) -> Iterator[Attribute]:
    for found in _ATTRIBUTE.finditer(rest):
        value = found["value"]
        start = offset + found.start()
        if value is None:
            yield Attribute(found["name"], "", "", start)
        elif value[0] in "\"'":
            yield Attribute(found["name"], value[1:-1], value[0], start)
        else:
            yield Attribute(found["name"], value, "", start)
