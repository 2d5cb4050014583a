"""MJML rewritten so that two defects of mrml 6.0.1 cannot touch it.

- It prints attribute values with Rust's Debug escapes: `❤️` becomes `❤\\u{fe0f}`, a quote
  `\\"`. Numeric character references pass through it, and lxml reads them back.
- It drops white space between two tags when that begins with a newline: the space between
  `</b>` and `<i>` is gone. One space in its place stays.

Both go when mjml-python brings an mrml that has neither; tests/edition/test_mjml_hardening.py
then says so.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from composer.edition.mjml_grammar import BLOCKS, ELEMENTS
from composer.edition.mjml_tokens import Attribute, Kind, Token

_ODD = re.compile(r"[^ !#-\[\]-~]")
"""Anything but printable ASCII, and the quote and the backslash of it."""
_LINES = re.compile(r"[\t\r\n]+")
_SPOKEN = frozenset({"mj-title", "mj-preview"})
"""Their text becomes an attribute (aria-label) as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardened:
    """`text` for mrml; `starts` and `origins` are the offsets of each token, here and before."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """Where the character at `offset` came from."""
        index = bisect_right(self.starts, offset) - 1
        return self.origins[index] + offset - self.starts[index]


def harden(tokens: Sequence[Token]) -> Hardened:
    """The tokens' text, made proof against mrml."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    inside = ""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.name in _SPOKEN:
            inside = token.name if token.kind is Kind.OPEN else ""
        piece = _piece(token, before, after, spoken=bool(inside))
        starts.append(length)
        pieces.append(piece)
        length += len(piece)
    return Hardened(
        text="".join(pieces),
        starts=tuple(starts),
        origins=tuple(token.start for token in tokens),
    )


def _piece(token: Token, before: Token | None, after: Token | None, *, spoken: bool) -> str:
    match token.kind:
        case Kind.TEXT if spoken:
            return _ODD.sub(_reference, _LINES.sub(" ", token.text))
        case Kind.TEXT if token.text[0] in "\r\n" and token.text.isspace():
            return " " if _inline(before) and _inline(after) else "\n"
        case Kind.OPEN | Kind.EMPTY if token.attributes:
            return _tag(token)
        case _:
            return token.text


def _inline(token: Token | None) -> bool:
    """Whether white space beside this tag is seen by readers."""
    return token is not None and token.name not in BLOCKS and token.name not in ELEMENTS


def _tag(token: Token) -> str:
    if not any(_ODD.search(attribute.value) for attribute in token.attributes):
        return token.text
    attributes = "".join(f" {_attribute(attribute)}" for attribute in token.attributes)
    return f"<{token.name}{attributes}{' /' if token.kind is Kind.EMPTY else ''}>"


def _attribute(attribute: Attribute) -> str:
    return f'{attribute.name}="{_ODD.sub(_reference, attribute.value)}"'


def _reference(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"
