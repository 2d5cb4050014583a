"""What is wrong with the MJML that a template gave, at the designer's own line.

mrml, which compiles it, either says "unable to parse next template in root template" or
says nothing and leaves the mistake out or lets it through (16 of 69 mistakes that were
tried). So nothing reaches it that this file has not understood.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from composer.edition.marks import Filled
from composer.edition.mjml_grammar import (
    ANY_ATTRIBUTE,
    DEFAULTS,
    ELEMENTS,
    ELSEWHERE,
    HTML,
    VOID,
    Attributes,
    Element,
)
from composer.edition.mjml_tokens import Attribute, Kind, Token, read_tags
from composer.errors import DesignerError
from composer.findings import Finding, Severity

DEEPEST = 100
"""Elements inside each other. mrml's parser recurses, and about 120 levels end a process
whose threads have 128 KB of stack (musl)."""
MOST_FINDINGS = 20
"""One forgotten quote makes a finding of every line after it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DECLARATION = re.compile(r"<[!?]")
_MJML_IN_COMMENT = re.compile(r"</?mj-")
_HARMFUL = re.compile(r"\s*(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_UNITLESS = re.compile(r"(^|\s)0(\s|$)")


def understood(filled: Filled) -> tuple[Token, ...]:
    """The MJML as tokens, understood.

    Raises:
        DesignerError: it has mistakes; each has the line of the template that wrote it.
    """
    tokens = tuple(read_tags(filled.text))
    findings = [
        Finding(
            code=code,
            severity=Severity.ERROR,
            message=message,
            at=filled.place(offset),
            hint=hint,
        )
        for code, offset, message, hint in _Reader(tokens).mistakes()
    ]
    if findings:
        raise DesignerError(*findings[:MOST_FINDINGS])
    return tokens


Mistake = tuple[str, int, str, str]
"""Code, offset, message, hint."""


class _Reader:
    """Walks the tokens once, with the elements that are open."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._open: list[Token] = []
        self._seen: list[str] = []

    def mistakes(self) -> Iterator[Mistake]:
        for token in self._tokens:
            match token.kind:
                case Kind.TEXT:
                    yield from self._text(token)
                case Kind.COMMENT:
                    yield from self._comment(token)
                case Kind.CLOSE:
                    yield from self._close(token)
                case _:
                    yield from self._element(token)
                    if len(self._open) > DEEPEST:
                        yield (
                            "mjml-depth",
                            token.start,
                            f"more than {DEEPEST} elements inside each other",
                            "a quotation in a quotation in a quotation…? Make it flatter",
                        )
                        return
        for left in self._open:
            yield "mjml-unclosed", left.start, f"<{left.name}> is not closed", f"add </{left.name}>"
        yield from self._bodies()

    def _bodies(self) -> Iterator[Mistake]:
        bodies = self._seen.count("mj-body")
        if "mjml" not in self._seen or bodies == 0:
            yield "mjml-body", 0, "there is no mj-body", "write <mjml><mj-body>…</mj-body></mjml>"
        elif bodies > 1:
            yield "mjml-body", 0, f"there are {bodies} mj-body", "keep one; mrml shows the last"
        elif "mj-section" not in self._seen:
            yield "mjml-body", 0, "the mj-body is empty", "put an mj-section into it"

    # --- what is around -------------------------------------------------------------

    @property
    def _around(self) -> str:
        return self._open[-1].name if self._open else ""

    @property
    def _holder(self) -> Element | None:
        """The innermost MJML element, unless HTML stands in between."""
        return ELEMENTS.get(self._around)

    @property
    def _in_html(self) -> bool:
        return bool(self._open) and (self._holder is None or self._holder.holds == "html")

    # --- one kind of token each -----------------------------------------------------

    def _text(self, token: Token) -> Iterator[Mistake]:
        for odd in _CONTROL.finditer(token.text):
            name = f"U+{ord(odd[0]):04X}"
            words = f"there is a {name} here"
            yield "mjml-character", token.start + odd.start(), words, "remove it"
        at = token.text.find("<")
        if at >= 0:
            yield self._bare(token, at)
            return
        if token.text.isspace() or self._in_html:
            return
        if self._holder is None or self._holder.holds != "text":
            start = token.start + len(token.text) - len(token.text.lstrip())
            where = f"in {self._around}" if self._open else "outside of everything"
            yield "mjml-text", start, f"text {where} is not shown", "put it into an mj-text"

    def _bare(self, token: Token, at: int) -> Mistake:
        start = token.start + at
        if _DECLARATION.match(token.text, at):
            words = "declarations and processing instructions do not belong into MJML"
            return "mjml-markup", start, words, "remove it"
        words = "a '<' that opens no element, or a quote that is not closed"
        return "mjml-markup", start, words, "write &lt; for the sign itself"

    def _comment(self, token: Token) -> Iterator[Mistake]:
        if self._around in {"mj-style", "style"}:
            hint = "CSS comments are /* … */, and Yahoo drops the rule after one"
            yield "mjml-comment", token.start, "a comment in a style sheet", hint
        elif self._holder and self._holder.holds == "text":
            yield "mjml-comment", token.start, f"a comment in {self._around} is shown", "remove it"
        if found := _MJML_IN_COMMENT.search(token.text):
            hint = "put conditional comments inside mj-raw or mj-text, around HTML"
            offset = token.start + found.start()
            yield "mjml-comment", offset, "MJML inside a comment is not compiled", hint

    def _close(self, token: Token) -> Iterator[Mistake]:
        if token.name.lower() in VOID:
            hint = f"write <{token.name.lower()} /> alone"
            yield "mjml-unclosed", token.start, f"</{token.name}> closes nothing", hint
        elif self._around == token.name:
            self._open.pop()
        elif any(opened.name == token.name for opened in self._open):
            while (inner := self._open.pop()).name != token.name:
                words = f"<{inner.name}> is not closed before </{token.name}>"
                yield "mjml-unclosed", inner.start, words, f"add </{inner.name}>"
        else:
            words = f"</{token.name}> was never opened"
            yield "mjml-unclosed", token.start, words, "remove it, or open the element before"

    def _element(self, token: Token) -> Iterator[Mistake]:
        name = token.name
        self._seen.append(name)
        if name != name.lower():
            yield "mjml-element", token.start, f"<{name}> is in capitals", f"write <{name.lower()}>"
        yield from _written_attributes(token)
        if name in ELEMENTS or name in DEFAULTS or name.startswith("mj"):
            yield from self._mjml(token)
        else:
            yield from self._html(token)
        if token.kind is Kind.OPEN and name.lower() not in VOID:
            self._open.append(token)

    def _mjml(self, token: Token) -> Iterator[Mistake]:
        name, around = token.name, self._around
        element = ELEMENTS.get(name)
        if around == "mj-attributes" and (element or name in DEFAULTS):
            yield from _attributes(token, ANY_ATTRIBUTE if element is None else element.attributes)
            return
        if element is None:
            yield "mjml-element", token.start, f"there is no <{name}> here", _instead(name)
            return
        if self._in_html:
            words = f"<{name}> cannot stand in {self._open[-1].name}: it would be sent as it is"
            yield "mjml-parent", token.start, words, "close the mj-text or mj-raw before it"
        elif (around or name != "mjml") and around not in element.parents:
            places = " or ".join(sorted(element.parents)) or "nothing"
            where = f"in {around}" if around else "outside of everything"
            words = f"<{name}> cannot stand {where}"
            yield "mjml-parent", token.start, words, f"it belongs in {places}"
        yield from _attributes(token, element.attributes)
        if name == "mj-image":
            yield from _described(token)

    def _html(self, token: Token) -> Iterator[Mistake]:
        name = token.name.lower()
        if not self._in_html:
            where = f"in {self._around}" if self._open else "outside of everything"
            words = f"<{name}> {where} is not shown"
            yield "mjml-parent", token.start, words, "put it into an mj-text or mj-raw"
        elif name not in HTML:
            words = f"<{name}> has no place in a letter"
            yield "mjml-element", token.start, words, _near(name, HTML)
        if token.kind is Kind.EMPTY and name not in VOID:
            words = f"<{name} /> is not closed by its slash in HTML"
            yield "mjml-unclosed", token.start, words, f"write <{name}></{name}>"
        if name == "img":
            yield from _described(token)
        for attribute in token.attributes:
            if attribute.name.lower().startswith("on"):
                words = f"{attribute.name} would run a script"
                yield "mjml-active", attribute.start, words, "remove it"
            elif attribute.name.lower() == "http-equiv" and "refresh" in attribute.value.lower():
                yield "mjml-active", attribute.start, "a letter does not reload itself", "remove it"


def _written_attributes(token: Token) -> Iterator[Mistake]:
    """How attributes are written, whatever they are called."""
    names: set[str] = set()
    for name, value, quote, start in token.attributes:
        if not quote:
            hint = f'write {name}="{value}"'
            yield "mjml-attribute", start, f"the value of {name} has no quotes", hint
        if name in names:
            hint = "keep one; npm's MJML takes the first and mrml the last"
            yield "mjml-attribute", start, f"{name} is there twice", hint
        names.add(name)
        if _HARMFUL.match(value) and name.lower() in {"href", "src", "background", "action"}:
            words = f"{name} may not begin with {value.partition(':')[0].strip()}:"
            yield "mjml-active", start, words, "use an https address"
        for odd in _CONTROL.finditer(value):
            yield "mjml-character", start, f"there is a U+{ord(odd[0]):04X} in {name}", "remove it"


def _attributes(token: Token, known: Attributes) -> Iterator[Mistake]:
    """What attributes of an MJML element are called, and what they say."""
    for attribute in token.attributes:
        if attribute.name not in known:
            words = f"<{token.name}> has no attribute '{attribute.name}'"
            yield "mjml-attribute", attribute.start, words, _near(attribute.name, known)
        elif not known[attribute.name].fullmatch(attribute.value):
            yield _value(attribute, known[attribute.name])


def _value(attribute: Attribute, pattern: re.Pattern[str]) -> Mistake:
    name, value = attribute.name, attribute.value
    words = f"{name} cannot be '{value}'"
    if name.endswith("padding") and _UNITLESS.search(value):
        return "mjml-padding", attribute.start, words, "write 0px among other lengths"
    bare = re.fullmatch(r"[\d. ]+", value)
    hint = "write it with px" if bare else f"it looks like {_like(pattern)}"
    return "mjml-attribute", attribute.start, words, hint


def _like(pattern: re.Pattern[str]) -> str:
    """An example of what a pattern wants; plain alternatives speak for themselves."""
    if re.fullmatch(r"[a-z|-]+", pattern.pattern):
        return pattern.pattern.replace("|", ", ")
    return "#14213D" if "#" in pattern.pattern else "12px"


def _described(token: Token) -> Iterator[Mistake]:
    if not any(attribute.name == "alt" for attribute in token.attributes):
        hint = 'say what it shows; alt="" is for decoration'
        yield "mjml-alt", token.start, f"the {token.name} has no alt text", hint


def _instead(name: str) -> str:
    return ELSEWHERE.get(name) or _near(name, [*ELEMENTS, *DEFAULTS])


def _near(name: str, known: Sequence[str] | frozenset[str] | Attributes) -> str:
    near = get_close_matches(name, sorted(known), 1, 0.6)
    return f"did you mean '{near[0]}'?" if near else "docs/add-a-template.md lists what there is"
