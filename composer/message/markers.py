"""The markers of an edition, found again in what the templates made of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.edition import Edition, Slot

SHORTEST_TRACE = 6
"""Characters of the nonce that already count as a trace of it: `zq` and 16 bits. A filter
may have cut the rest off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marker at `start` of a source. A slot has `slot`; a condition `word` (if, else or
    end), `number` and the `name` of its field."""

    start: int
    end: int
    slot: Slot | None = None
    word: str = ""
    number: int = 0
    name: str = ""


class Markers:
    """Finds the markers of one edition in any of its sources."""

    def __init__(self, edition: Edition) -> None:
        nonce = re.escape(edition.nonce)
        self._slots = {slot.marker: slot for slot in edition.slots}
        self._conditions = {c.number: c.name for c in edition.conditions}
        self._whole = re.compile(
            rf"(?P<slot>{nonce}s[0-9]{{3,}}x)"
            rf"|<!--{nonce}(?P<word>if|else|end)(?P<number>[0-9]{{3,}})x-->"
        )
        self._trace = re.compile(re.escape(edition.nonce[:SHORTEST_TRACE]), re.IGNORECASE)

    def in_source(self, source: str) -> Iterator[Mark]:
        """Every whole marker of a slot or condition that the edition knows, in order."""
        for found in self._whole.finditer(source):
            if found["slot"]:
                if slot := self._slots.get(found["slot"]):
                    yield Mark(start=found.start(), end=found.end(), slot=slot)
            elif (number := int(found["number"])) in self._conditions:
                yield Mark(
                    start=found.start(),
                    end=found.end(),
                    word=found["word"],
                    number=number,
                    name=self._conditions[number],
                )

    def traces(self, source: str) -> Iterator[str]:
        """What looks like a marker and is not a whole, known one: a filter changed it."""
        known = [range(mark.start, mark.end) for mark in self.in_source(source)]
        starts = (found.start() for found in self._trace.finditer(source))
        yield from (
            source[start : start + 24] for start in starts if not any(start in k for k in known)
        )
