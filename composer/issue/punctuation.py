"""Dashes, ellipses and the spaces of French, from what a keyboard has.

`--` is a dash and `...` an ellipsis; a hyphen between two years is an en dash. Dates
(2025-02-20), telephone numbers and options (--dry-run) are none of these.
"""

import re
from collections.abc import Iterator

from composer.issue.runs import EXEMPT, Edit

NARROW_SPACE = "\u202f"
"""NARROW NO-BREAK SPACE, the French espace fine insécable."""

_YEAR = r"(?:1[5-9]|20)\d\d"
_SIGNS = re.compile(
    r"(?<!\.)(?P<ellipsis>\.\.\.)(?!\.)"
    r"|(?<!-)(?P<dash>-{2,3})(?!-)"
    rf"|(?<![\w/.+)-])(?<!\d )(?P<from>{_YEAR})(?P<hyphen>-)(?P<to>{_YEAR})(?![\w/-])"
)
_BEFORE_OPTION = re.compile(r"(?:^|[\s(\[{])[\"'“”‘’„‚«»「」『』]?$")
_WORD_END = rf"[\w»”’)\]%…{EXEMPT}]"

# Imprimerie nationale, "Lexique des règles typographiques": a fine space before ; ! ? and
# inside guillemets. The colon takes a whole one there; a narrow one reads as well on a
# screen and does not tear the line apart.
_FRENCH = re.compile(
    r"«[ \u00a0]?(?=\S)"
    r"|(?<=\S)[ \u00a0]?»"
    r"|(?<=\S)[ \u00a0](?=[;!?]|:(?:[\s»]|$))"
    rf"|(?<={_WORD_END})(?:[;!?](?=[\s;!?.,»”)\]…]|$)|:(?=[\s»]|$))"
)
# Office québécois de la langue française: no space before ; ! ?
_CANADIAN = re.compile(
    r"«[ \u00a0]?(?=\S)"
    r"|(?<=\S)[ \u00a0]?»"
    r"|(?<=\S)[ \u00a0](?=:(?:[\s»]|$))"
    rf"|(?<={_WORD_END}):(?=[\s»]|$)"
)


def sign_edits(run: str) -> Iterator[Edit]:
    """Dashes, ellipses and en dashes between years."""
    for found in _SIGNS.finditer(run):
        if found["ellipsis"]:
            yield Edit(found.start(), found.end(), "…")
        elif found["dash"]:
            if not _is_option(run, found.start(), found.end()):
                yield Edit(found.start(), found.end(), "—")
        elif found["from"] < found["to"]:
            yield Edit(found.start("hyphen"), found.end("hyphen"), "–")


def _is_option(run: str, start: int, end: int) -> bool:
    """Whether the dashes begin a word, bare or quoted, as in `send --dry-run`."""
    return run[end : end + 1].isalnum() and bool(
        _BEFORE_OPTION.search(run[max(0, start - 2) : start])
    )


def space_edits(run: str, language: str) -> Iterator[Edit]:
    """Narrow spaces before ; : ! ? and inside « », where the language wants them."""
    subtags = language.lower().split("-")
    if subtags[0] != "fr":
        return
    for found in (_CANADIAN if "ca" in subtags else _FRENCH).finditer(run):
        signs = found[0].strip()
        new = signs + NARROW_SPACE if signs == "«" else NARROW_SPACE + signs
        yield Edit(found.start(), found.end(), new)
