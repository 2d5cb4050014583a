"""Every mistake in inline.css is told at its line, and plain rules pass. Trap 24."""

import pytest

from composer.edition.marks import Filled
from composer.edition.stylesheet import plain_rules
from composer.errors import DesignerError
from composer.findings import Place

BODY = frozenset({"mjml", "mj-body", "mj-section", "mj-text"})


def complaints(css: str, elements: frozenset[str] = BODY) -> list[tuple[str, str]]:
    sheet = Filled.of(css, (), Place(path="templates/trial/inline.css.j2"))
    try:
        plain_rules(sheet, elements)
    except DesignerError as error:
        return [(f.code, str(f.at).removeprefix("templates/trial/")) for f in error.findings]
    return []


@pytest.mark.parametrize(
    "css",
    [
        "",
        "/* a comment */ .a { color: #14213D }",
        "p { margin: 0 0 18px; }\na { color: #1B4B8A; text-decoration: underline; }",
        ".a, td.b, .a > .b p { padding: 1px 2px; background-color: transparent; }",
        "h1 { font-family: Georgia, 'Times New Roman', serif; mso-line-height-rule: exactly }",
        ".a { color: rgb(0, 0, 0); border: 1px solid #DED8CC; color: inherit }",
    ],
)
def test_plain_rules_are_left_alone(css: str) -> None:
    assert complaints(css) == []


@pytest.mark.parametrize(
    ("css", "code", "place"),
    [
        (".a { color: #12345 }", "css-value", "inline.css.j2:1:6"),
        ("\n.a {\n  color: reddish }", "css-value", "inline.css.j2:3:3"),
        (".a { background-color: rgb(0 0 0 / 50%) }", "css-value", "inline.css.j2:1:6"),
        (".a { color: #12345678 }", "css-value", "inline.css.j2:1:6"),
        ("} .a { color: red }", "css-syntax", "inline.css.j2:1:1"),
        (".a { color: red } }\n.b { color: red }", "css-syntax", "inline.css.j2:1:19"),
        (".a { color red }", "css-syntax", "inline.css.j2:1:12"),
        (".a { color: }", "css-value", "inline.css.j2:1:6"),
        ("@import url(x.css);", "css-at-rule", "inline.css.j2:1:1"),
        ("@media print { .a { color: red } }", "css-at-rule", "inline.css.j2:1:1"),
        ("\n@font-face { src: url(x) }", "css-at-rule", "inline.css.j2:2:1"),
        (".a { margin: 0 !important }", "css-important", "inline.css.j2:1:6"),
        (".a { color: var(--ink) }", "css-value", "inline.css.j2:1:6"),
        (".a { background: url(https://example.org/x.png) }", "css-value", "inline.css.j2:1:6"),
        ("[href='a,b'] { color: red }", "css-selector", "inline.css.j2:1:1"),
        ("a:hover { color: red }", "css-selector", "inline.css.j2:1:1"),
        ("#x { color: red }", "css-selector", "inline.css.j2:1:1"),
        ("* { color: red }", "css-selector", "inline.css.j2:1:1"),
        ("P { color: red }", "css-selector", "inline.css.j2:1:1"),
        (".\\31 0 { color: red }", "css-selector", "inline.css.j2:1:1"),
        ("td { padding: 0 }", "css-selector", "inline.css.j2:1:1"),
    ],
)
def test_a_mistake_is_told_at_its_line(css: str, code: str, place: str) -> None:
    """Trap 24: cssutils drops each of these without a word, or stumbles."""
    assert (code, place) in complaints(css)


@pytest.mark.parametrize(
    ("css", "element"),
    [("a { color: #14213D }", "mj-button"), ("p { margin: 0 }", "mj-divider"),
     ("img { border: 0 }", "mj-image")],
)  # fmt: skip
def test_a_rule_for_all_is_refused_where_it_would_hit_what_mjml_made(
    css: str, element: str
) -> None:
    """Trap 25: a button is an `a`, a divider a `p`."""
    assert complaints(css) == []
    assert complaints(css, BODY | {element}) == [("css-selector", "inline.css.j2:1:1")]
    assert complaints(f".text {css}", BODY | {element}) == []


def test_too_many_rules_are_refused() -> None:
    assert complaints(".a { margin: 0 }" * 301) == [("css-size", "inline.css.j2:1:1")]
