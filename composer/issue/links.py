"""Cutting links, pictures and fields out of running text, with the offset of each.

An address is kept as it was written, `{{name|fallback}}` in it included; nothing is
decoded or encoded. It ends at the bracket that closes it on the same line. These are
rules for markdown-it-py's inline parser, so they take its state and say whether they
matched; the tokens they leave carry a `Link`, `Picture` or `Field` mark in `meta`.
"""

import re
from dataclasses import dataclass

from markdown_it.rules_inline import StateInline

_FIELD = re.compile(r"\{\{(?P<name>[^{}|\n]*)(?:\|(?P<fallback>[^{}|\n]*))?\}\}")
_QUOTED = re.compile(r'"(?P<words>(?:\\.|[^"\\\n])*)"[ \t]*\)')
_ESCAPED = re.compile(r"\\([()\\])")

_LONGEST_LABEL = 1000
"""Characters between the square brackets. Every opening bracket may have to look this far
for its partner, so the limit keeps a line of brackets from taking minutes."""

_DEEPEST_BRACKETS = 32
"""Round brackets inside each other in an address; cmark stops at the same number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What stands in the round brackets; offsets are those of the text."""

    address: str
    begin: int
    """Offset of the address."""
    words: tuple[int, int] | None
    """Offsets of the words in quotation marks after it."""
    end: int
    """Offset after the closing round bracket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMark:
    """`[words](address)`, beginning at `start`."""

    start: int
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMark:
    """`![alt](file "caption")`, beginning at `start`."""

    start: int
    alt: tuple[int, int]
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMark:
    """`{{name|fallback}}`; `name` is None where what began like one does not go on so."""

    start: int
    name: str | None
    fallback: str = ""


def cut_link(state: StateInline, silent: bool) -> bool:
    """A rule: `[words](address)`."""
    start = state.pos
    if state.src[start] != "[" or not (found := _label_and_target(state, start)):
        return False
    label_end, target = found
    most = state.posMax
    if not silent:
        state.pos, state.posMax = start + 1, label_end
        token = state.push("link_open", "a", 1)
        token.meta["mark"] = LinkMark(start=start, target=target)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
    state.pos, state.posMax = target.end, most
    return True


def cut_picture(state: StateInline, silent: bool) -> bool:
    """A rule: `![alt](file "caption")`."""
    start = state.pos
    if not state.src.startswith("![", start) or not (found := _label_and_target(state, start + 1)):
        return False
    label_end, target = found
    if not silent:
        token = state.push("image", "img", 0)
        token.meta["mark"] = PictureMark(start=start, alt=(start + 2, label_end), target=target)
    state.pos = target.end
    return True


def cut_field(state: StateInline, silent: bool) -> bool:
    """A rule: `{{name|fallback}}`, and what only begins like one or like a template's command."""
    start = state.pos
    if not state.src.startswith(("{{", "{%"), start):
        return False
    found = _FIELD.match(state.src, start, state.posMax)
    end = found.end() if found else start + 2
    if not silent:
        token = state.push("field", "", 0)
        token.content = state.src[start:end]
        token.meta["mark"] = FieldMark(
            start=start,
            name=found["name"].strip() if found else None,
            fallback=(found["fallback"] or "").strip() if found else "",
        )
    state.pos = end
    return True


def _label_and_target(state: StateInline, bracket: int) -> tuple[int, Target] | None:
    """The offset of the bracket that closes the words, and what follows it."""
    most = state.posMax
    horizon = min(most, bracket + _LONGEST_LABEL)
    # Looking first for what any link must have is what makes lone brackets cheap.
    if state.src.find("](", bracket, horizon + 1) < 0:
        return None
    state.posMax = horizon
    is_link = state.src[bracket - 1 : bracket] != "!" or bracket != state.pos + 1
    label_end = state.md.helpers.parseLinkLabel(state, bracket, is_link)
    state.posMax = most
    if label_end < 0 or not state.src.startswith("(", label_end + 1):
        return None
    target = target_at(state.src, label_end + 2, most)
    return (label_end, target) if target else None


def target_at(src: str, begin: int, most: int) -> Target | None:
    """Read from after the opening round bracket to the one that closes it on this line."""
    depth, here = 0, begin
    while here < most and (char := src[here]) != "\n":
        if char == "\\":
            here += 1
        elif char == "{" and (field := _FIELD.match(src, here, most)):
            here = field.end() - 1
        elif char == '"' and src[here - 1] in " \t" and (quoted := _QUOTED.match(src, here, most)):
            return _made(src, begin, here, quoted.span("words"), quoted.end())
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        if depth < 0:
            return _made(src, begin, here, None, here + 1)
        if depth > _DEEPEST_BRACKETS:
            return None
        here += 1
    return None


def _made(src: str, begin: int, stop: int, words: tuple[int, int] | None, end: int) -> Target:
    written = src[begin:stop]
    begin += len(written) - len(written.lstrip(" \t"))
    written = written.strip(" \t")
    if written.startswith("<") and written.endswith(">") and len(written) > 1:
        begin, written = begin + 1, written[1:-1]
    return Target(address=_ESCAPED.sub(r"\1", written), begin=begin, words=words, end=end)
