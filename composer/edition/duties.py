"""What a letter owes its readers wherever they live: who sent it, and the way out.

The postal address and the unsubscribe link stand in the HTML and in the text, for every
reader and in sight (CAN-SPAM, 16 CFR 316.5; PECR and CASL ask for the same). A template that
leaves one out can be looked at and tested, never sent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from composer.edition.checking import LEFT_OVER
from composer.edition.slots import SlotBook
from composer.findings import Finding, Place, Severity

UNSUBSCRIBE = "unsubscribe_url"
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SIGN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a letter is held against.

    `address` is the newsletter's postal address, `braces` what of the issue's own words
    looks like a placeholder that was left over, `at` the template's file for findings.
    """

    address: str
    book: SlotBook
    braces: frozenset[str]
    at: Place


def duty_findings(html: str, text: str, owed: Owed, tree: etree._Element) -> Iterator[Finding]:
    """What is missing, each by its name; `tree` is that of the HTML."""
    for_everybody = _for_everybody(html, owed.book)
    shown = list(_shown(tree if for_everybody == html else etree.HTML(for_everybody)))
    words = "".join(word for word, _ in shown)
    if not _holds(words, owed.address):
        hint = "print {{ newsletter.address }} outside of when … done, where readers see it"
        yield _finding("html-address", "the HTML does not show the postal address", hint, owed.at)
    ways = [slot.marker for slot in owed.book.slots if slot.name == UNSUBSCRIBE]
    if not any(way in link for way in ways for _, link in shown):
        hint = 'write <a href="{{ reader.unsubscribe_url }}">…</a> outside of when … done'
        yield _finding("html-unsubscribe", "the HTML has no unsubscribe link", hint, owed.at)
    yield from _in_text(text, ways, owed)


def _in_text(text: str, ways: list[str], owed: Owed) -> Iterator[Finding]:
    hint = "the text part is written from the issue and newsletter.toml; mend it there"
    if not text.strip():
        yield _finding("text-empty", "the text part is empty", hint)
        return
    if not _holds(text, owed.address):
        yield _finding("text-address", "the text part does not show the postal address", hint)
    if not any(way in text for way in ways):
        yield _finding("text-unsubscribe", "the text part has no unsubscribe address", hint)
    for sign in LEFT_OVER:
        if sign in text and sign not in owed.braces:
            at = text.index(sign)
            words = f"'{sign}' was left over in the text part: {text[at : at + 40].splitlines()[0]}"
            yield _finding("text-left-over", words, hint)


def _for_everybody(html: str, book: SlotBook) -> str:
    """The HTML without what some readers do not get."""
    return re.sub(
        rf"<!--{book.nonce}if([0-9]+)x-->.*?<!--{book.nonce}end\1x-->", "", html, flags=re.DOTALL
    )


def _shown(element: etree._Element | None) -> Iterator[tuple[str, str]]:
    """The words in sight, in order, each with the address of the link it is in."""
    # A stack and not recursion: how deep a letter is, is not ours to say.
    left: list[tuple[etree._Element | str, str]] = [] if element is None else [(element, "")]
    while left:
        here, link = left.pop()
        if isinstance(here, str):
            yield here, link
            continue
        inside: list[tuple[etree._Element | str, str]] = [(here.tail or "", link)]
        if _is_seen(here):
            link = (here.get("href") or "") if here.tag == "a" else link
            words = [str(here.text or ""), here.get("alt", "")]
            inside += [(child, link) for child in reversed(here)]
            inside += [(word, link) for word in words if word.strip()]
        left += inside


def _is_seen(element: etree._Element) -> bool:
    # A comment has a function where an element has its name.
    if callable(element.tag) or element.tag in {"head", "style", "title"}:
        return False
    return element.get("hidden") is None and not _UNSEEN.search(element.get("style", ""))


def _holds(text: str, address: str) -> bool:
    """Whether the address is in the text, however it is broken, spaced and capitalised."""
    return _SIGN.sub("", address).casefold() in _SIGN.sub("", text).casefold()


def _finding(code: str, message: str, hint: str, at: Place | None = None) -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, message=message, hint=hint, at=at)
