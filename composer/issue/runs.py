"""Words seen as one run of characters, so that typography can look across spans.

A quotation may open inside an emphasis and close outside it. An editor of runs sees
the characters of all spans in a row, answers with edits, and each edit lands in the
span it belongs to. What typography must leave alone (code, fields, addresses written
out in the text) appears as `EXEMPT` characters and cannot be edited.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from composer.issue.issue import Emphasis, LineBreak, Link, Span, Strong, Text, Words

EXEMPT = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER: stands for something that is not to be touched."""

# The local part of an address has at most 64 octets (RFC 5321 §4.5.3.1.1); the bound also
# keeps the search linear in a long text without spaces.
_SIGN = r"(?:[^\s\"'<>]|(?<=\w)'(?=\w))"
_ADDRESS = re.compile(
    rf"(?:https?://|mailto:|www\.){_SIGN}+|(?:(?!@){_SIGN}){{1,64}}@[^\s\"'<>@]{{1,255}}\.[a-z]{{2,}}",
    re.IGNORECASE,
)


class Edit(NamedTuple):
    """Characters `start` to `end` of a run, replaced by `new`; never an empty stretch."""

    start: int
    end: int
    new: str


Editor = Callable[[str], Iterable[Edit]]
"""Sees a run, answers with edits in order, none overlapping another."""


def edit_words(words: Words, editors: Iterable[Editor]) -> Words:
    """The same spans with the changes of each editor, who sees those of the one before."""
    run = _masked("".join(_characters(words)))
    for editor in editors:
        if edits := tuple(editor(run)):
            words = _Rewriter(edits).words(words)
            run = _Rewriter(edits).text(run)
    return words


def edit_text(text: str, editors: Iterable[Editor]) -> str:
    """The same for plain characters."""
    (span,) = edit_words((Text(text=text),), editors)
    assert isinstance(span, Text)
    return span.text


def _characters(words: Words) -> Iterator[str]:
    for span in words:
        match span:
            case Text(text=text):
                yield text
            case Strong(words=inner) | Emphasis(words=inner) | Link(words=inner):
                yield from _characters(inner)
            case LineBreak():
                yield "\n"
            case _:
                yield EXEMPT


def _masked(run: str) -> str:
    if not any(sign in run for sign in ("://", "@", "www.", "mailto:")):
        return run
    return _ADDRESS.sub(lambda found: EXEMPT * len(found[0]), run)


class _Rewriter:
    """Walks the spans in the order in which the run was made."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._at = 0
        self._next = 0

    def words(self, words: Words) -> Words:
        return tuple(self._span(span) for span in words)

    def _span(self, span: Span) -> Span:
        match span:
            case Text(text=text):
                return Text(text=self.text(text))
            case Strong() | Emphasis() | Link():
                return replace(span, words=self.words(span.words))
            case _:
                self._at += 1
                return span

    def text(self, text: str) -> str:
        """An edit that crosses into the next span leaves its new characters where it began."""
        begin, self._at = self._at, self._at + len(text)
        kept, pieces = begin, []
        while self._next < len(self._edits) and self._edits[self._next].start < self._at:
            edit = self._edits[self._next]
            pieces.append(text[kept - begin : max(edit.start, begin) - begin])
            pieces.append(edit.new if edit.start >= begin else "")
            kept = min(edit.end, self._at)
            if edit.end > self._at:
                break
            self._next += 1
        pieces.append(text[kept - begin :])
        return "".join(pieces)
