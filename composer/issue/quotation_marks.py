"""Which quotation mark belongs where: straight ones typed, curly ones printed.

The marks of each language are those of Unicode CLDR 48 (`delimiters`): a typed double
gives the outer pair, a typed single the inner one. Two departures: CLDR has the outer
pair twice for French, and single marks as the outer pair for Dutch; what was typed
double and what was typed single would then look the same, so French takes “ ” inside
« » and Dutch “ ” outside ‘ ’.

Only neighbours and what is open decide. No straight mark is left: what neither opens
nor closes is an apostrophe or, after a figure, a prime (5′10″).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from composer.issue.runs import EXEMPT, Edit

APOSTROPHE, PRIME, DOUBLE_PRIME = "’", "′", "″"


class Marks(NamedTuple):
    """The outer pair and the inner pair."""

    outer_open: str
    outer_close: str
    inner_open: str
    inner_close: str


MARKS = {
    tag: Marks(*marks)
    for tags, marks in {
        "en es pt da tr ko zh ga lv nl": "“”‘’",
        "de cs sk sl hr et is": "„“‚‘",
        "bg lt": "„“„“",
        "fr it el ca eu pt-pt": "«»“”",
        "sv fi he": "””’’",
        "nb no nn": "«»‘’",
        "pl ro": "„”«»",
        "hu": "„”»«",
        "ru uk": "«»„“",
        "sr": "„”’’",
        "ja zh-hant": "「」『』",
        "ar ur": "”“’‘",
        "fa fr-ch": "«»‹›",
    }.items()
    for tag in tags.split()
}

_LEADING = {
    "en": "tis|twas|twere|twill|twould|em|til|nuff",
    "nl": "s|t|n|m|r|k",
}
"""Words with an apostrophe in front of them; `'em` is never the start of a quotation."""

_STRAIGHT = re.compile(r"[\"']")
_SINGLE = re.compile("'")
_AFTER_OPENING = re.compile(r"[\s(\[{<\-‐‑–—/“‘„‚«‹「『（［｛【〈《¿¡]")
_BEFORE_CLOSING = re.compile(r"[\s.,;:!?…)\]}>”’»›」』）］｝】〉》。、，．：；！？]")
_FEET_AND_INCHES = re.compile(r"(?<=\d)(')\d{1,2}(?:(\")|(?![\d\w]))")
_DECADE = re.compile(r"(?<!\w)(')\d\d(?:s\b|(?=[,.;:!?)]))")
_AND = re.compile(r"(?<!\w)(')n(')(?!\w)", re.IGNORECASE)
_CJK_BEGINS = "\u2e80"
"""From here on (CJK Radicals Supplement) scripts put no spaces around words."""


def quotation_marks(language: str) -> Marks:
    """The marks of a BCP 47 tag: exactly it, else its language, else English."""
    subtags = language.lower().split("-")
    tags = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((MARKS[tag] for tag in tags if tag in MARKS), MARKS["en"])


def quotation_edits(run: str, language: str) -> Iterator[Edit]:
    """Curly marks for the straight ones of a run."""
    if not _STRAIGHT.search(run):
        return
    settled = dict(_settled(run, language.lower().partition("-")[0]))
    state = _Open(marks=quotation_marks(language))
    for found in _STRAIGHT.finditer(run):
        at = found.start()
        spot = _Spot(run, at, just_opened=state.opened_at == at - 1)
        mark = settled.get(at)
        if mark is None:
            mark = state.double(spot) if found[0] == '"' else state.single(spot, settled)
        yield Edit(at, at + 1, mark)


def _settled(run: str, language: str) -> Iterator[tuple[int, str]]:
    """Marks whose meaning is plain from the word they are part of, by position."""
    for found in _FEET_AND_INCHES.finditer(run):
        yield found.start(1), PRIME
        if found[2]:
            yield found.start(2), DOUBLE_PRIME
    patterns = [_DECADE, _AND]
    if words := _LEADING.get(language):
        patterns.append(re.compile(rf"(?<!\w)(')(?:{words})\b(?!')", re.IGNORECASE))
    for pattern in patterns:
        for found in pattern.finditer(run):
            yield from ((found.start(group), APOSTROPHE) for group in range(1, pattern.groups + 1))


class _Spot:
    """A straight mark among its neighbours."""

    __slots__ = ("after", "at", "before", "may_close", "may_open", "run")

    def __init__(self, run: str, at: int, *, just_opened: bool = False) -> None:
        self.run, self.at = run, at
        self.before = run[at - 1 : at]
        # Straight marks in a row ("'Yes,' he said") look past each other; nobody nests eight.
        self.after = run[at + 1 : at + 9].lstrip("\"'")[:1]
        self.may_open = just_opened or not self.before or bool(_AFTER_OPENING.match(self.before))
        self.may_close = not self.after or bool(_BEFORE_CLOSING.match(self.after))

    @property
    def inside_word(self) -> bool:
        return self._is_letter(self.before) and self._is_letter(self.after)

    @property
    def touches_cjk(self) -> bool:
        return any(c.isalnum() and c >= _CJK_BEGINS for c in (self.before, self.after))

    def is_closed_later(self, settled: dict[int, str]) -> bool:
        """Whether a closing single mark comes before another opening one."""
        for found in _SINGLE.finditer(self.run, self.at + 1):
            other = _Spot(self.run, found.start())
            if found.start() in settled or other.inside_word:
                continue
            return not other.may_open or other.may_close
        return False

    @staticmethod
    def _is_letter(character: str) -> bool:
        return character == EXEMPT or (character.isalnum() and character < _CJK_BEGINS)


@dataclass(slots=True, kw_only=True)
class _Open:
    """How many quotations of each kind are open, and where the last one opened."""

    marks: Marks
    outer: int = 0
    inner: int = 0
    opened_at: int = -2

    def double(self, spot: _Spot) -> str:
        opens = spot.may_open if spot.may_open != spot.may_close else not self.outer
        if not opens or (not spot.may_open and spot.before.isdigit()):
            if not self.outer and spot.before.isdigit():
                return DOUBLE_PRIME
            self.outer = max(0, self.outer - 1)
            return self.marks.outer_close
        self.outer += 1
        self.opened_at = spot.at
        return self.marks.outer_open

    def single(self, spot: _Spot, settled: dict[int, str]) -> str:
        if spot.inside_word:
            return APOSTROPHE
        may_open = spot.may_open or spot.touches_cjk
        if may_open and not (spot.may_close or (self.inner and not spot.may_open)):
            if not spot.is_closed_later(settled):
                return APOSTROPHE
            self.inner += 1
            self.opened_at = spot.at
            return self.marks.inner_open
        if self.inner:
            self.inner -= 1
            return self.marks.inner_close
        return PRIME if spot.before.isdigit() else APOSTROPHE
