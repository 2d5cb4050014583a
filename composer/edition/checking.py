"""The finished HTML, looked at before anybody else does.

What goes in is checked by composer.edition.mjml_mistakes; here is what came out, after mrml and
premailer have had it. A letter that lost its end, a marker, an anchor or its innocence is
refused, whoever's fault it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from composer.edition.slots import SlotBook
from composer.errors import DesignerError
from composer.findings import Finding, Severity

LARGEST_STYLES = 16_384
"""Characters in all style blocks together; Gmail ignores those after it (email-bugs#90)."""
WARN_OCTETS, LOUD_OCTETS, CLIP_OCTETS = 80 * 1024, 95 * 1024, 102 * 1024
"""Gmail cuts a letter off at 102 KB, the way out with it (email-bugs#41)."""
_HOST = re.compile(r"//([A-Za-z0-9._-]+)")
"""With or without a scheme, wherever it stands."""
_NAMESPACES = frozenset({"www.w3.org"})
"""Hosts in XML namespaces; nobody calls them."""
_ACTIVE = frozenset({
    "script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input",
    "button", "select", "textarea", "svg", "math", "base", "link", "audio", "video", "template",
    "portal",
})  # fmt: skip
_HARMFUL = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
LEFT_OVER = ("{{", "{%", "%7B%7B", "%7b%7b", "%20}}", "<mj-", "</mj-", "data-premailer")
_STYLE_SCRIPT = re.compile(r"expression\s*\(|javascript:|@import", re.IGNORECASE)
_DOCTYPE = re.compile(r"<![Dd][Oo][Cc]")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_CONTROL = re.compile(r"(if|else|end)(\d{3})x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the HTML is held against.

    `hosts` are those that the issue, the template or the newsletter wrote; `markers` how
    often each marker stood in the MJML; `braces` what of the issue's own words looks like
    a placeholder that was left over.
    """

    book: SlotBook
    hosts: frozenset[str]
    markers: Counter[str]
    braces: frozenset[str]


def markers_in(text: str, nonce: str) -> Counter[str]:
    """How often each whole marker stands in `text`."""
    return Counter(re.findall(rf"{nonce}(?:s|if|else|end)\d{{3}}x", text))


def check_html(html: str, expected: Expected) -> etree._Element:
    """Look the HTML over before it may go out; the tree it gives, for who looks next.

    Raises:
        DesignerError: it may not; every reason is a finding.
    """
    root = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    complaints = [
        *_whole(html),
        *_left_over(html, expected.braces),
        *_markers(html, expected),
        *_hosts(html, expected.hosts),
        *_styles(html),
        *_active(root),
        *_anchors(root),
    ]
    if complaints:
        raise DesignerError(
            *(
                Finding(code=code, severity=Severity.ERROR, message=message, hint=hint)
                for code, message, hint in dict.fromkeys(complaints)
            )
        )
    return root


def size_findings(octets: int) -> Iterator[Finding]:
    """A warning when Gmail will soon cut the letter off, or does already."""
    if octets >= WARN_OCTETS:
        nearness = "is over" if octets > CLIP_OCTETS else "comes near"
        nearness = "is close below" if LOUD_OCTETS <= octets <= CLIP_OCTETS else nearness
        yield Finding(
            code="html-size",
            severity=Severity.WARNING,
            message=f"the HTML has {octets / 1024:.0f} KB and {nearness} Gmail's 102 KB",
            hint="split the issue, or shorten it: what is cut off has the way out in it",
        )


Complaint = tuple[str, str, str]
"""Code, message, hint."""


def _whole(html: str) -> Iterator[Complaint]:
    if not html.startswith("<!doctype html>") or len(_DOCTYPE.findall(html)) != 1:
        yield "html-doctype", "the letter does not begin with one doctype", ""
    if not re.search(r"</body>\s*</html>\s*\Z", html):
        yield "html-end", "the end of the letter is missing", "put fewer elements into each other"


def _left_over(html: str, braces: frozenset[str]) -> Iterator[Complaint]:
    for sign in LEFT_OVER:
        at = html.find(sign)
        if at >= 0 and sign not in braces:
            words = f"'{sign}' was left over: {html[at : at + 40]}"
            yield "html-left-over", words, "look for it in the template and in newsletter.toml"


def _markers(html: str, expected: Expected) -> Iterator[Complaint]:
    book = expected.book
    known = {slot.marker for slot in book.slots}
    found = markers_in(html, book.nonce)
    traces = html.lower().count(book.nonce[:8])
    if traces != sum(found.values()):
        hint = "print a slot as it is: no filter may cut or change it"
        yield "slot-broken", "a slot was cut or changed on its way", hint
    for marker, count in expected.markers.items():
        if found[marker] < count:
            name = next((s.name for s in book.slots if s.marker == marker), "a condition")
            words = f"the slot of '{name}' was lost on its way"
            yield "slot-lost", words, "print it where readers can see it: in mj-text or an address"
    controls = [m for m in found if m not in known]
    yield from _conditions(html, book, controls)


def _conditions(html: str, book: SlotBook, controls: list[str]) -> Iterator[Complaint]:
    """Every condition begins, turns at most once, and ends, in the order it was written."""
    numbers = {condition.number: condition.name for condition in book.conditions}
    for number, name in numbers.items():
        found = [
            word
            for word, digits in re.findall(rf"<!--{book.nonce}(if|else|end)(\d{{3}})x-->", html)
            if int(digits) == number
        ]
        if found not in (["if", "end"], ["if", "else", "end"]):
            hint = "inside mj-text, or between sections inside mj-raw"
            yield "slot-condition", f"when('{name}') was torn apart on its way", hint
    for marker in controls:
        control = _CONTROL.fullmatch(marker.removeprefix(book.nonce))
        if control is None or int(control[2]) not in numbers:
            yield "slot-broken", "there is a marker that belongs to no slot", ""


def _hosts(html: str, hosts: frozenset[str]) -> Iterator[Complaint]:
    for host in dict.fromkeys(host.lower() for host in _HOST.findall(html)):
        if host not in hosts and host not in _NAMESPACES:
            words = f"the letter mentions {host}, which nobody wrote"
            yield "html-host", words, "an MJML element brought it along; take that element out"


def _styles(html: str) -> Iterator[Complaint]:
    length = sum(len(style) for style in _STYLE.findall(html))
    if length > LARGEST_STYLES:
        words = f"the style blocks have {length:,} characters; Gmail reads {LARGEST_STYLES:,}"
        yield "html-styles", words, "shorten the <style> blocks of the template's head"


def _active(root: etree._Element) -> Iterator[Complaint]:
    for name in sorted({str(e.tag) for e in root.iter(etree.Element)} & _ACTIVE):
        yield "html-active", f"there is a <{name}> in the letter", "mail shows, it does nothing"
    for attribute in _strings(root, "//@*[starts-with(name(), 'on')]|//@srcdoc"):
        yield "html-active", f"an attribute would run a script: {attribute[:40]}", "remove it"
    for address in _strings(
        root, "//@href|//@src|//@background|//@action|//@*[name()='xlink:href']"
    ):
        if _HARMFUL.match(address):
            yield "html-active", f"an address begins like {address[:20]!r}", "use an https address"
    for value in _strings(root, "//meta/@http-equiv"):
        if value.strip().lower() in {"refresh", "set-cookie"}:
            yield "html-active", "the letter would reload itself", "remove the meta element"
    for style in _strings(root, "//@style"):
        if _STYLE_SCRIPT.search(style):
            yield "html-active", f"a style would run a script: {style[:40]}", "remove it"


def _strings(root: etree._Element, path: str) -> list[str]:
    """The different strings that an XPath finds."""
    found = root.xpath(path)
    assert isinstance(found, list)
    return sorted({str(each) for each in found})


def _anchors(root: etree._Element) -> Iterator[Complaint]:
    """A target has both: Gmail on the web keeps `name` only, others `id` only."""
    ids = {str(e.get("id")) for e in root.iter(etree.Element)}
    names = {str(e.get("name")) for e in root.iter("a")}
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        anchor = target[1:]
        if target.startswith("#") and anchor and not (anchor in ids and anchor in names):
            words = f"the link to #{anchor} leads nowhere"
            yield "html-anchor", words, f'write <a id="{anchor}" name="{anchor}"></a> at its target'


def braces_in(texts: Iterable[str]) -> frozenset[str]:
    """What of the issue's own words looks like a placeholder that was left over."""
    return frozenset(sign for text in texts for sign in LEFT_OVER if sign in text)


def hosts_of(texts: Iterable[str]) -> frozenset[str]:
    """Hosts that the texts mention."""
    return frozenset(host.lower() for text in texts for host in _HOST.findall(text))
