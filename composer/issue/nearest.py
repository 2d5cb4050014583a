"""What was probably meant: the nearest of the words that would have been right.

"Near" is Python's `difflib` ratio; the floors are those that the format's slip tests
settled on (header names, groups and fields 0.6, boxes 0.5, section labels 0.75).
"""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest_word(word: str, known: Iterable[str], floor: float) -> str | None:
    """The nearest known word, in its own spelling; case makes no difference."""
    folded = {other.casefold(): other for other in known}
    found = get_close_matches(word.casefold(), folded, 1, floor)
    return folded[found[0]] if found else None


def nearest(word: str, known: Iterable[str], floor: float) -> str:
    """The hint "did you mean '…'?", or "" where nothing is near."""
    found = nearest_word(word, known, floor)
    return f"did you mean '{found}'?" if found else ""
