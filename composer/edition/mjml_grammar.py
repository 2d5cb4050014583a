"""What MJML a template may hold: elements, where they stand, their attributes and values.

The table is MJML 4.18's (`allowedAttributes` of the npm packages), less what mrml 6.0.1
does not do. Left out on purpose: `mj-include` (Jinja includes), `mj-font` (a mail that
fetches a font tells its server who reads), `mj-social`, `mj-navbar`, `mj-carousel`,
`mj-accordion` (pictures from mailjet.com and imgur.com, and radio buttons), `mj-hero`
(mrml leaves out its side cells).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PX = re.compile(r"-?\d+(\.\d+)?px|0")
LENGTH = re.compile(r"\d+(\.\d+)?(px|%)|0")
LENGTHS = re.compile(r"(\d+(\.\d+)?(px|%))( +\d+(\.\d+)?(px|%)){0,3}|0")
"""A shorthand of paddings. A bare 0 is fine alone and nowhere else: mrml then drops the
whole value from its widths (fixed on its main branch after 6.0.1)."""
COLOUR = re.compile(r"#[0-9A-Fa-f]{3}([0-9A-Fa-f]{3})?|[a-z]+|rgba?\([\d., %]+\)")
SPACING = re.compile(r"-?\d+(\.\d+)?(px|em)|0|normal")
LEADING = re.compile(r"\d+(\.\d+)?(px|%|)")
SIDE = re.compile(r"left|right|center")
TEXT_SIDE = re.compile(r"left|right|center|justify")
ALTITUDE = re.compile(r"top|middle|bottom")
WAY = re.compile(r"ltr|rtl")
ANY = re.compile(r".*", re.DOTALL)

Attributes = Mapping[str, re.Pattern[str]]

_EDGES = ("border", "border-top", "border-right", "border-bottom", "border-left")
_BORDERS: Attributes = dict.fromkeys(_EDGES, ANY)
_PADDING: Attributes = {
    "padding": LENGTHS,
    **dict.fromkeys(("padding-top", "padding-right", "padding-bottom", "padding-left"), LENGTH),
}
_EVERY: Attributes = {"css-class": ANY, "mj-class": ANY}
_CELL: Attributes = {**_PADDING, "container-background-color": COLOUR}
_TYPE: Attributes = {
    "color": COLOUR,
    "font-family": ANY,
    "font-size": PX,
    "font-style": ANY,
    "font-weight": ANY,
    "letter-spacing": SPACING,
    "line-height": LEADING,
    "text-decoration": ANY,
    "text-transform": ANY,
}
_SECTION: Attributes = {
    **_BORDERS,
    **_PADDING,
    "background-color": COLOUR,
    "border-radius": ANY,
    "direction": WAY,
    "full-width": re.compile("full-width"),
    "text-align": SIDE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """`parents` it may stand in, its `attributes`, and what it may hold.

    `holds` is "elements", "html" (an ending tag, in MJML's words), "text" or "nothing".
    """

    parents: frozenset[str]
    attributes: Attributes
    holds: str = "elements"


_COLUMNS = frozenset({"mj-section", "mj-group"})
_IN_COLUMN = frozenset({"mj-column"})
_HEAD = frozenset({"mj-head"})

ELEMENTS: Mapping[str, Element] = {
    "mjml": Element(parents=frozenset(), attributes={"lang": ANY, "dir": WAY}),
    "mj-head": Element(parents=frozenset({"mjml"}), attributes={}),
    "mj-title": Element(parents=_HEAD, attributes={}, holds="text"),
    "mj-preview": Element(parents=_HEAD, attributes={}, holds="text"),
    "mj-style": Element(parents=_HEAD, attributes={}, holds="text"),
    "mj-breakpoint": Element(parents=_HEAD, attributes={"width": PX}, holds="nothing"),
    "mj-attributes": Element(parents=_HEAD, attributes={}),
    "mj-body": Element(
        parents=frozenset({"mjml"}),
        attributes={"css-class": ANY, "width": PX, "background-color": COLOUR},
    ),
    "mj-wrapper": Element(
        parents=frozenset({"mj-body"}), attributes={**_EVERY, **_SECTION, "gap": PX}
    ),
    "mj-section": Element(
        parents=frozenset({"mj-body", "mj-wrapper"}), attributes={**_EVERY, **_SECTION}
    ),
    "mj-group": Element(
        parents=frozenset({"mj-section"}),
        attributes={
            **_EVERY,
            "background-color": COLOUR,
            "direction": WAY,
            "vertical-align": ALTITUDE,
            "width": LENGTH,
        },
    ),
    "mj-column": Element(
        parents=_COLUMNS,
        attributes={
            **_EVERY,
            **_BORDERS,
            **_PADDING,
            "background-color": COLOUR,
            "border-radius": ANY,
            "direction": WAY,
            "inner-background-color": COLOUR,
            "inner-border-radius": ANY,
            **{f"inner-{edge}": ANY for edge in _EDGES},
            "vertical-align": ALTITUDE,
            "width": LENGTH,
        },
    ),
    "mj-text": Element(
        parents=_IN_COLUMN,
        attributes={**_EVERY, **_CELL, **_TYPE, "align": TEXT_SIDE, "height": LENGTH},
        holds="html",
    ),
    "mj-button": Element(
        parents=_IN_COLUMN,
        attributes={
            **_EVERY,
            **_CELL,
            **_TYPE,
            **_BORDERS,
            "align": SIDE,
            "background-color": COLOUR,
            "border-radius": ANY,
            "height": LENGTH,
            "href": ANY,
            "inner-padding": LENGTHS,
            "name": ANY,
            "rel": ANY,
            "target": ANY,
            "text-align": SIDE,
            "title": ANY,
            "vertical-align": ALTITUDE,
            "width": LENGTH,
        },
        holds="html",
    ),
    "mj-image": Element(
        parents=_IN_COLUMN,
        attributes={
            **_EVERY,
            **_CELL,
            **_BORDERS,
            "align": SIDE,
            "alt": ANY,
            "border-radius": ANY,
            "fluid-on-mobile": re.compile("true|false"),
            "font-size": PX,
            "height": re.compile(rf"{PX.pattern}|auto"),
            "href": ANY,
            "max-height": LENGTH,
            "name": ANY,
            "rel": ANY,
            "src": ANY,
            "target": ANY,
            "width": PX,
        },
        holds="nothing",
    ),
    "mj-divider": Element(
        parents=_IN_COLUMN,
        attributes={
            **_EVERY,
            **_CELL,
            "align": SIDE,
            "border-color": COLOUR,
            "border-style": ANY,
            "border-width": PX,
            "width": LENGTH,
        },
        holds="nothing",
    ),
    "mj-spacer": Element(
        parents=_IN_COLUMN, attributes={**_EVERY, **_CELL, "height": LENGTH}, holds="nothing"
    ),
    "mj-table": Element(
        parents=_IN_COLUMN,
        attributes={
            **_EVERY,
            **_CELL,
            **_TYPE,
            "align": SIDE,
            "border": ANY,
            "cellpadding": re.compile(r"\d+"),
            "cellspacing": re.compile(r"\d+"),
            "role": re.compile("none|presentation"),
            "table-layout": re.compile("auto|fixed|initial|inherit"),
            "width": re.compile(rf"{LENGTH.pattern}|auto"),
        },
        holds="html",
    ),
    "mj-raw": Element(
        parents=frozenset(
            {"mj-head", "mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column"}
        ),
        attributes={},
        holds="html",
    ),
}
DEFAULTS = frozenset({"mj-all", "mj-class"})
"""Inside `mj-attributes`, beside the elements that are given defaults there."""
ANY_ATTRIBUTE: Attributes = {
    "name": ANY,
    **{name: pattern for e in ELEMENTS.values() for name, pattern in e.attributes.items()},
}
"""What `mj-all` and `mj-class` may set."""
ELSEWHERE: Mapping[str, str] = {
    "mj-include": 'write {% include "…" %}: it is read inside the template folder only',
    "mj-font": "letters use the fonts that readers have; a fetched font is a trace",
    "mj-social": "write links in mj-text; its icons come from another company's server",
    "mj-navbar": "write links in mj-text",
    "mj-carousel": "most mail programs show its first picture only; use mj-image",
    "mj-accordion": "most mail programs show it open; use mj-text",
    "mj-hero": "use mj-section",
    "mj-html-attributes": "mrml does not know it",
}

HTML = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite",
    "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "meta", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong",
    "style", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "title",
    "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
"""HTML that mail programs show and that does nothing."""
VOID = frozenset({"br", "col", "hr", "img", "meta", "wbr"})
"""Elements without an end (WHATWG HTML §13.1.2), of those above."""
BLOCKS = frozenset({
    "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "div", "dl", "dt",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "meta", "ol", "p",
    "pre", "style", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
"""White space beside these is never seen."""
