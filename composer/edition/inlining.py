"""The only file that knows premailer (and its cssutils): a sheet of plain rules goes inline.

premailer 3.10 does the inlining; every setting below shuts a door that it leaves open by
default, and each has a test in tests/edition/test_inlining.py. Its own style blocks are
hidden from it, so that media queries and dark mode survive byte for byte.

Loaded when the first edition is made (see rendering): importing it costs 0.2 s.
"""

import logging
import re
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

import cssutils
from lxml import etree
from lxml.cssselect import CSSSelector

from composer.edition.offline import out_of_reach
from composer.errors import DesignerError

with out_of_reach("requests"):
    import premailer.merge_style
    import premailer.premailer
    from premailer import Premailer

MOST_NODES = 20_000
MOST_WORK = 1_000_000
"""Rules times nodes: premailer 3.10 took 14.7 s for ten million."""
IGNORE = ' data-premailer="ignore"'
SENTINEL = "<!--composer: the end-->"
"""libxml2 stops silently at 2,046 levels; what came after is then gone, this with it."""
_STYLE = re.compile(r"<style\b(?:\s+data-premailer=\"ignore\")?", re.IGNORECASE)
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_IMPORT = re.compile(r"@\s*import|@\\", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<name>[a-z][a-z0-9]*)?(?:\.(?P<class>[A-Za-z_][\w-]*))?")
_CACHED = 4_096
_lock = threading.Lock()
"""cssutils keeps globals: eight threads gave six different mails."""


def inline(html: str, css: str) -> str:
    """The document with the rules of `css` in `style` attributes, and one doctype.

    Args:
        html: what MJML gave, whole.
        css: linted plain rules.

    Raises:
        DesignerError: the document is too large or too deep, or a style sheet imports.
    """
    if any(_IMPORT.search(sheet) for sheet in (css, *_SHEET.findall(html))):
        raise DesignerError.saying(
            "css-import",
            "a style sheet has an @import, which would fetch a file",
            hint="write its rules into the template",
        )
    hidden = _STYLE.sub(f"<style{IGNORE}", html)
    head, body, tail = hidden.rpartition("</body>")
    root = etree.fromstring(
        f"{head}{SENTINEL}{body}{tail}".encode(),
        etree.HTMLParser(encoding="utf-8", huge_tree=True),
    )
    _afford(root, css)
    with _lock:
        tree = _Inliner(css).transform(root)
        _Selected.forget()
    text: str = etree.tostring(tree, method="html", encoding="unicode", doctype="<!doctype html>")
    if text.count(SENTINEL) != 1:
        raise DesignerError.saying(
            "too-deep",
            "the letter is too deep, and its end was lost",
            hint="put fewer elements inside each other",
        )
    return text.replace(SENTINEL, "").replace(f"<style{IGNORE}", "<style")


def _afford(root: Any, css: str) -> None:
    nodes, rules = sum(1 for _ in root.iter()), css.count("{") + css.count(",")
    if nodes > MOST_NODES or nodes * rules > MOST_WORK:
        raise DesignerError.saying(
            "too-large",
            f"{nodes:,} elements with {rules} rules are too many to inline",
            hint="split the issue, or write fewer rules",
        )


class _Inliner(Premailer):  # type: ignore[misc]  # premailer has no types
    """premailer with its doors shut."""

    def __init__(self, css: str) -> None:
        super().__init__(
            css_text=[css],
            allow_network=False,
            allow_loading_external_files=False,
            keep_style_tags=False,
            strip_important=False,
            remove_classes=False,
            # Outlook sizes pictures by their attributes, which MJML has set.
            disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
            align_floating_images=False,
            remove_unset_properties=False,
            disable_validation=True,
            include_star_selectors=False,
            method="html",
            cssutils_logging_level=logging.CRITICAL,
        )

    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> Any:
        """cssutils writes every value anew at each call, half of premailer's time."""
        rules, leftover = _parsed(css_body, ruleset_index)
        return list(rules), list(leftover)


@lru_cache(maxsize=16)
def _parsed(css: str, index: int) -> Any:
    return Premailer._parse_style_rules(_Inliner(css), css, index)  # noqa: SLF001 - what we override


def _remembered(function: Callable[..., Any]) -> Any:
    """A pure function of premailer's behind a cache of its own.

    premailer keeps 128 results of three functions in one cache without the function in the
    key: `style="p"` then gets the selector `p`, and a TypeError.
    """
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return lru_cache(maxsize=_CACHED)(function)


def _no_fetching(_: str) -> tuple[None, bytes]:
    """cssutils' fetcher for @import, whatever allow_network says; the name is private to it."""
    return None, b""


class _Selected:
    """What a selector finds, in document order, as lxml's CSSSelector does.

    An XPath looks at every element for every rule. For plain selectors (`.dek`, `td.cell`)
    the elements of a document are sorted once by name and class.
    """

    sorted_page: Any = None
    by_name: ClassVar[dict[str, list[Any]]] = {}
    by_class: ClassVar[dict[str, list[Any]]] = {}

    def __init__(self, selector: str) -> None:
        plain = _PLAIN.fullmatch(selector)
        self._name, self._class = (plain["name"] or "", plain["class"] or "") if plain else ("", "")
        self._search: Any = None if plain else CSSSelector(selector)

    def __call__(self, page: Any) -> list[Any]:
        if self._search:
            return list(self._search(page))
        if _Selected.sorted_page is not page:
            self._sort(page)
        if not self._class:
            return self.by_name.get(self._name, [])
        found = self.by_class.get(self._class, [])
        return [each for each in found if each.tag == self._name] if self._name else found

    @classmethod
    def _sort(cls, page: Any) -> None:
        cls.by_name, cls.by_class = {}, {}
        for element in page.iter(etree.Element):
            cls.by_name.setdefault(element.tag, []).append(element)
            for name in dict.fromkeys((element.get("class") or "").split()):
                cls.by_class.setdefault(name, []).append(element)
        cls.sorted_page = page

    @classmethod
    def forget(cls) -> None:
        """Let go of the document that was sorted last."""
        cls.sorted_page, cls.by_name, cls.by_class = None, {}, {}


def _harden() -> None:
    pairs = _remembered(premailer.merge_style.csstext_to_pairs)

    def without_validation(style: str, validate: bool = False) -> Any:
        # Validating changes nothing but the log, which nobody reads.
        return pairs(style, False)

    without_validation._lock = threading.RLock()  # type: ignore[attr-defined]  # noqa: SLF001 - premailer looks for it
    premailer.merge_style.csstext_to_pairs = without_validation
    premailer.premailer.csstext_to_pairs = without_validation
    premailer.premailer._create_cssselector = lru_cache(_CACHED)(_Selected)  # noqa: SLF001 - the shared cache
    cssutils.util._defaultFetcher = _no_fetching  # noqa: SLF001 - there is no public way
    cssutils.log.setLevel(logging.CRITICAL)


_harden()
