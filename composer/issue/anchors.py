"""Anchors: each section's own name within the page, for the contents list and `#links`."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from composer.findings import Finding, Place
from composer.issue.issue import Issue
from composer.issue.nearest import nearest_word
from composer.issue.passage import fault
from composer.issue.walking import links_of

_LONGEST = 60
"""Characters of a made anchor: a readable address, as archives of weblogs make them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A section's wish: `given` in braces, else made from its `words`."""

    given: str
    words: str
    at: Place


def anchors_for(wanted: Sequence[Wanted]) -> tuple[str, ...]:
    """One anchor each, all different. Given ones come first, made ones step aside."""
    taken = {wish.given for wish in wanted if wish.given}
    return tuple(_made(wanted, taken))


def repeated(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, Wanted]]:
    """Sections whose given anchor another had before, and that other one."""
    first: dict[str, Wanted] = {}
    for wish in wanted:
        if wish.given and first.setdefault(wish.given, wish) is not wish:
            yield wish, first[wish.given]


def _made(wanted: Sequence[Wanted], taken: set[str]) -> Iterator[str]:
    given: set[str] = set()
    for number, wish in enumerate(wanted, start=1):
        if wish.given and wish.given not in given:
            given.add(wish.given)
            yield wish.given
            continue
        stem = wish.given or slug_of(wish.words)[:_LONGEST].strip("-") or f"section-{number}"
        anchor, again = stem, 1
        while anchor in taken:
            again += 1
            anchor = f"{stem}-{again}"
        taken.add(anchor)
        yield anchor


def slug_of(words: str) -> str:
    """Words in the letters of an address: a-z, 0-9 and hyphens. "" if none is left."""
    # A dash of whatever length parts two words; only then may what is not ASCII go.
    parted = re.sub(r"[^\w]+", "-", re.sub(r"['’]", "", words))
    ascii_words = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_words.lower()).strip("-")


def check_anchors(issue: Issue) -> Iterator[Finding]:
    """Links to `#anchors` that no section has."""
    anchors = [section.anchor for section in issue.sections]
    for address, at in links_of(issue):
        name = address.removeprefix("#")
        if name != address and name not in anchors:
            near = nearest_word(name, anchors, 0.6)
            known = ", ".join(f"#{anchor}" for anchor in anchors) or "none"
            hint = f"did you mean '#{near}'?" if near else f"anchors: {known}"
            message = f"no section has the anchor '#{name}'"
            yield fault("E307", at, message, hint)
