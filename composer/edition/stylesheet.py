"""What is wrong with a template's inline.css, at the designer's own line.

premailer writes these rules into `style` attributes by way of cssutils, which drops what it
does not understand without a word: a colour such as `rgb(0 0 0 / 50%)`, the rule after a
stray brace. Rules that need to stay rules (media queries, :hover, dark mode) stand in a
`<style>` of the template's head; here are plain ones only.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2.color3 import parse_color

from composer.edition.marks import Filled
from composer.errors import DesignerError
from composer.findings import Finding, Severity

MOST_RULES = 300
_SELECTOR = re.compile(
    r"(?:[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?(?:\.[A-Za-z_][\w-]*)+)"
    r"(?:\s*>\s*|\s+|$)"
)
_BARE = re.compile(r"[a-z][a-z0-9]*")
_MADE_BY: dict[str, frozenset[str]] = {
    "a": frozenset({"mj-button", "mj-image"}),
    "p": frozenset({"mj-button", "mj-divider"}),
    "img": frozenset({"mj-image"}),
    **dict.fromkeys(("table", "tbody", "tr", "td", "div", "body"), frozenset({"mj-body"})),
}
"""HTML elements that MJML's own elements become; a rule for them all would change those."""
_COLOURED = re.compile(r"(.+-)?color")
_HEX = re.compile(r"#([0-9A-Fa-f]{3}){1,2}")
_INSTEAD = {
    ":": "put it into a <style> of the template's head: it cannot be inlined",
    "#": "select by class; anchors have ids of their own",
    "[": "select by class; premailer counts attribute selectors wrongly",
    "*": "select by class",
}

Mistake = tuple[str, int, int, str, str]
"""Code, line and column of the filled sheet, message, hint."""


def plain_rules(sheet: Filled, elements: frozenset[str]) -> str:
    """The text of the sheet, when nothing is wrong with it.

    Args:
        sheet: inline.css, filled.
        elements: names of the MJML elements that the document has.

    Raises:
        DesignerError: it has mistakes; each has the line of the template that wrote it.
    """
    mistakes = _mistakes(sheet.text, elements & frozenset().union(*_MADE_BY.values()))
    if mistakes:
        lines = [0, *(found.end() for found in re.finditer("\n", sheet.text))]
        raise DesignerError(
            *(
                Finding(
                    code=code,
                    severity=Severity.ERROR,
                    message=message,
                    at=sheet.place(lines[line - 1] + column - 1),
                    hint=hint,
                )
                for code, line, column, message, hint in mistakes
            )
        )
    return sheet.text


@lru_cache(maxsize=64)
def _mistakes(css: str, elements: frozenset[str]) -> tuple[Mistake, ...]:
    return tuple(_look(css, elements))


def _look(css: str, elements: frozenset[str]) -> Iterator[Mistake]:
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    for node in nodes:
        line, column = node.source_line, node.source_column
        if node.type == "qualified-rule":
            yield from _rule(node, elements)
        elif node.type == "at-rule":
            words = f"@{node.at_keyword} cannot be inlined"
            hint = "put it into a <style> of the template's head"
            if node.lower_at_keyword == "import":
                words, hint = "@import would fetch a file", "write its rules here"
            yield "css-at-rule", line, column, words, hint
        else:
            yield "css-syntax", line, column, "I cannot read this", _reason(node)
    if len(nodes) > MOST_RULES:
        words = f"{len(nodes)} rules, and {MOST_RULES} are the most"
        yield "css-size", 1, 1, words, "inlining takes rules times elements"


def _rule(node: Any, elements: frozenset[str]) -> Iterator[Mistake]:
    line, column = node.source_line, node.source_column
    stray = next((part for part in node.prelude if part.type == "error"), None)
    if stray is not None:
        yield "css-syntax", stray.source_line, stray.source_column, "a stray brace", "remove it"
        return
    selectors = tinycss2.serialize(node.prelude)
    for selector in map(str.strip, selectors.split(",")):
        yield from ((*m[:1], line, column, *m[1:]) for m in _selector(selector, elements))
    declarations = tinycss2.parse_declaration_list(
        node.content, skip_comments=True, skip_whitespace=True
    )
    for declaration in declarations:
        yield from _declaration(declaration)


def _selector(selector: str, elements: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    if not re.fullmatch(f"(?:{_SELECTOR.pattern})+", selector):
        hint = next((h for sign, h in _INSTEAD.items() if sign in selector), "")
        yield (
            "css-selector",
            f"'{selector}' is not a plain selector",
            hint or "elements (in small letters), .classes and spaces between them",
        )
    elif _BARE.fullmatch(selector) and (makers := _MADE_BY.get(selector, frozenset()) & elements):
        yield (
            "css-selector",
            f"'{selector}' alone also changes what {' and '.join(sorted(makers))} made",
            f"say where: .text {selector}",
        )


def _declaration(node: Any) -> Iterator[Mistake]:
    line, column = node.source_line, node.source_column
    if node.type != "declaration":
        words = "I cannot read this declaration"
        yield "css-syntax", line, column, words, "write name: value; and close every brace"
        return
    value = tinycss2.serialize(node.value).strip()
    if node.important:
        hint = "take it out: inline style wins over everything but the head's own !important"
        yield "css-important", line, column, "!important cannot be inlined", hint
    if any(part.type == "function" and part.lower_name == "var" for part in node.value):
        hint = "write {{ theme.… }}: Gmail and Outlook do not know var()"
        yield "css-value", line, column, f"{node.name} uses var()", hint
    elif any(part.type == "url" for part in node.value) or "url(" in value.lower():
        hint = "use a picture of the issue, or a background colour"
        yield "css-value", line, column, f"{node.name} would fetch a file", hint
    elif _COLOURED.fullmatch(node.lower_name) and not _is_colour(value):
        yield "css-value", line, column, f"'{value}' is not a colour", "write six digits: #14213D"
    elif not value:
        yield "css-value", line, column, f"{node.name} has no value", "write one, or take it out"


def _is_colour(value: str) -> bool:
    """A colour that cssutils keeps: CSS 3, not the space syntax or #rrggbbaa of CSS 4."""
    if value.startswith("#"):
        return bool(_HEX.fullmatch(value))
    return value in {"inherit", "initial"} or (" / " not in value and bool(parse_color(value)))


def _reason(node: Any) -> str:
    return f"{getattr(node, 'message', node.type)}; close every brace and string"
