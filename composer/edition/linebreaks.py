"""Where a line of plain text may end.

Between words, always. Inside a word, only next to a wide character (Chinese, Japanese,
emoji), because those scripts put no spaces: W3C "Requirements for Japanese Text Layout"
§3.1.7 and §3.1.8 (after JIS X 4051) say which characters may not begin or end a line.
Also after an em dash (Unicode Standard Annex #14, class B2).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from wcwidth import iter_graphemes, wcswidth

_BLANKS = re.compile(r"[ \t\r\f\v\u2000-\u2006\u2008-\u200b\u3000]+")
"""White space that may be replaced by a line's end: not the no-break spaces."""

# Stops where wide punctuation follows an address without a space.
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[^\s<>\"、。，．！？「」『』（）【】]+", re.I)

NOT_FIRST = frozenset(
    ".,:;!?)]}%’”»›…"  # Latin marks among wide characters
    "〕〉》」』】｠〙〗〟）］｝"  # cl-02 closing brackets
    "‐–〜゠"  # cl-03 hyphens
    "！？‼⁇⁈⁉"  # cl-04 dividing punctuation
    "・：；"  # cl-05 middle dots
    "。．、，"  # cl-06 full stops, cl-07 commas
    "ヽヾゝゞ々〻ー"  # cl-09 iteration marks, cl-10 prolonged sound mark
    "ぁぃぅぇぉっゃゅょゎゕゖ"  # cl-11 small kana
    "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "％‰℃"  # cl-13 postfixed abbreviations
)
NOT_LAST = frozenset("([{‘“«‹〔〈《「『【｟〘〖〝（［｛￥＄＃№¿¡")  # cl-01, cl-12


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """Width in cells: 2 for wide characters, 0 for combining ones (Unicode Annex #11)."""
    return len(text) if text.isascii() else max(0, wcswidth(text))


def words_in(line: str) -> Iterator[str]:
    """The words of a line; between any two of them it may be broken."""
    return filter(None, _BLANKS.split(line))


def parts_in(word: str, keep: re.Pattern[str]) -> Iterator[str]:
    """The parts of a word; between any two of them it may be broken too.

    What `keep` matches is never taken apart.
    """
    if word.isascii() or (len(word) == cells(word) and "—" not in word):
        yield word
        return
    part = ""
    for atom in _atoms(word, keep):
        if part and _may_break(part, atom):
            yield part
            part = ""
        part += atom
    yield part


def is_whole(part: str, keep: re.Pattern[str]) -> bool:
    """Whether a part must stay whole even where it is longer than a line."""
    return bool(_ADDRESS.search(part) or keep.search(part))


def graphemes(text: str) -> Iterator[str]:
    """Characters as readers see them (Unicode Annex #29)."""
    return iter(text) if text.isascii() else iter(iter_graphemes(text))


def _atoms(word: str, keep: re.Pattern[str]) -> Iterator[str]:
    done = 0
    for found in sorted(
        (*_ADDRESS.finditer(word), *keep.finditer(word)), key=lambda match: match.start()
    ):
        if found.start() >= done:
            yield from graphemes(word[done : found.start()])
            yield found[0]
            done = found.end()
    yield from graphemes(word[done:])


def _may_break(before: str, after: str) -> bool:
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return False
    if before[-1] == "—":
        return after[0] != "—"
    last = next(reversed(list(graphemes(before[-8:]))))
    return _is_wide(last) or _is_wide(after)


def _is_wide(character: str) -> bool:
    # Korean is wide and has spaces between its words (Hangul: U+AC00 to U+D7A3).
    return cells(character) == 2 and not "가" <= character[0] <= "힣"
