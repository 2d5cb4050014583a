"""Where in the HTML each marker ended up, and so what its value must be escaped for.

The finished HTML is read, not the template: escaping is decided by where a marker is,
whatever an author meant. The reader understands what lxml serialises and what stands
inside Outlook's conditional comments, by the states of the WHATWG tokenizer (HTML
§13.2.5); a tag it cannot read for certain is refused and never guessed at, because a
browser might find an end of it elsewhere. Text and subject have simpler rules, below.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from composer.message.escaping import Context
from composer.message.markers import Mark
from composer.message.program import UNSUBSCRIBE

ADDRESS_ATTRIBUTES: Final = frozenset({"href", "src", "background", "cite", "longdesc"})
WORD_ATTRIBUTES: Final = frozenset(
    {"abbr", "alt", "label", "placeholder", "summary", "title", "value"}
)
"""Attributes that hold words, as do `aria-*` and `data-*`. In any other one a value would
choose a look, a name or a behaviour, so no slot stands there."""

RAW_ELEMENTS: Final = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "xmp"}
)
"""Their content has no character references, hence no safe spelling (HTML §13.1.2)."""

_MARKUP = re.compile(
    r"""
    <!--(?:-?>|(?P<comment>.*?)--!?>)
  | (?P<declaration><(?:!\[?[a-z]|\?)[^>]*>)
  | </(?P<end>[a-z][^\s/>]*)\s*>
  | <(?P<tag>[a-z][^\s/>"'<=]*)
     (?P<attributes>(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)
     \s*/?>
    """,
    re.ASCII | re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"']+))?""", re.ASCII
)
_OPENS_MARKUP = re.compile(r"<[a-z!/?]", re.ASCII | re.IGNORECASE)
_CONDITIONAL = re.compile(r"\[if[^\]]*\]>(?P<inside>.*?)<!\[endif\]\Z", re.DOTALL | re.IGNORECASE)

# What must stand before a value: a scheme, a whole host, and the sign that ends it.
# A backslash ends a host as well (WHATWG URL §4.4), so the host may hold none.
_BEYOND_HOST = re.compile(r"https?://[^\s/?#\\]+[/?#]|mailto:[^\s?]+\?", re.IGNORECASE)
_IN_WRITTEN_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:)[^\s<>\"]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the HTML in which all characters mean the same.

    `refusal` says why no slot can stand here; "" where one can. `address` is the
    beginning of the attribute value, for those that hold an address, else -1. A comment
    that is nothing but a marker is where a condition turns.
    """

    start: int
    end: int
    where: str
    refusal: str = ""
    address: int = -1
    is_comment: bool = False


def context_in(source: str, stretch: Stretch, mark: Mark, name: str) -> Context | str:
    """The context of the slot `name` marked in this stretch, or why it cannot be."""
    if stretch.refusal:
        return stretch.refusal
    if stretch.address < 0:
        return Context.MARKUP
    if name == UNSUBSCRIBE and (mark.start, mark.end) == (stretch.address, stretch.end):
        return Context.MARKUP
    before = html.unescape(source[stretch.address : mark.start])
    if not _BEYOND_HOST.match(before.lstrip()):
        return "there it would choose the site that the link leads to"
    return Context.ADDRESS


def context_in_text(text: str, mark: Mark, name: str) -> Context | str:
    """The context of the slot `name` marked in the text part, or why it cannot be."""
    line = text.rfind("\n", 0, mark.start) + 1
    written = _IN_WRITTEN_ADDRESS.search(text, line, mark.start)
    if not written or name == UNSUBSCRIBE:
        return Context.PLAIN
    if not _BEYOND_HOST.match(written[0]):
        return "there it would choose the site that the link leads to"
    return Context.ADDRESS


def stretches(source: str, start: int = 0, end: int | None = None) -> Iterator[Stretch]:
    """The HTML from start to end, cut into stretches, in order and without gaps that
    could hold a slot."""
    end = len(source) if end is None else end
    at = text_from = start
    while (at := source.find("<", at, end)) >= 0:
        found = _MARKUP.match(source, at, end)
        if not found:
            if _OPENS_MARKUP.match(source, at, end):
                yield Stretch(start=text_from, end=at, where="the text")
                yield _unreadable(source, at, end)
                return
            at += 1
            continue
        yield Stretch(start=text_from, end=at, where="the text")
        yield from _inside(source, found)
        at = text_from = found.end()
        if found["tag"] and (tag := found["tag"].lower()) in RAW_ELEMENTS:
            close = re.compile(rf"</{re.escape(tag)}(?=[\s/>])", re.IGNORECASE)
            ended = close.search(source, at, end)
            at = text_from = ended.start() if ended else end
            yield _refused(found.end(), at, f"<{tag}>", "nothing can be escaped there")
    yield Stretch(start=text_from, end=end, where="the text")


def _inside(source: str, found: re.Match[str]) -> Iterator[Stretch]:
    if found["tag"]:
        yield from _in_tag(found)
    elif found["comment"] is not None:
        outlook = _CONDITIONAL.match(found["comment"])
        if outlook:
            first, last = (found.start("comment") + at for at in outlook.span("inside"))
            yield from stretches(source, first, last)
        else:
            yield Stretch(start=found.start(), end=found.end(), where="a comment", is_comment=True)
    else:
        yield _refused(found.start(), found.end(), "a closing tag", "only words can differ")


def _in_tag(found: re.Match[str]) -> Iterator[Stretch]:
    tag, begin = found["tag"].lower(), found.start("attributes")
    yield _refused(found.start(), begin, f"the tag <{tag}>", "only words can differ")
    for attribute in _ATTRIBUTE.finditer(found["attributes"]):
        yield _refused(
            begin + attribute.start(),
            begin + attribute.end("name"),
            f"<{tag}>",
            "an attribute's name is never a reader's",
        )
        if value := attribute["value"]:
            first, last = (begin + at for at in attribute.span("value"))
            quoted = value[0] in "\"'"
            yield _in_value(tag, attribute["name"].lower(), first + quoted, last - quoted, quoted)


def _in_value(tag: str, name: str, first: int, last: int, quoted: bool) -> Stretch:
    where, bare = f"{name}= on <{tag}>", name.rpartition(":")[2]
    if not quoted:
        return _refused(first, last, where, "put the attribute's value in double quotes")
    if tag in {"base", "link", "meta"} or not (
        bare in ADDRESS_ATTRIBUTES | WORD_ATTRIBUTES or name.startswith(("aria-", "data-"))
    ):
        return _refused(first, last, where, "only words and addresses can differ between readers")
    return Stretch(
        start=first, end=last, where=where, address=first if bare in ADDRESS_ATTRIBUTES else -1
    )


def _refused(start: int, end: int, where: str, why: str) -> Stretch:
    return Stretch(start=start, end=end, where=where, refusal=why)


def _unreadable(source: str, at: int, end: int) -> Stretch:
    shown = " ".join(source[at : at + 40].split())
    return _refused(at, end, f"or after '{shown}'", "this is no complete tag")
