"""Words that stand for what is still to come: TK, TKTK, TODO and XXX. E401.

"TK" is the trade's mark for "to come": two letters that begin no English word.
"""

import re
from collections.abc import Iterator, Sequence

from composer.issue.address_faults import fault_of
from composer.issue.header_extent import HEADER_LINE
from composer.issue.lines import Line, cover
from composer.issue.slip import Slip
from composer.issue.source import Source
from composer.issue.targets import targets_in, without_addresses

UNFINISHED = re.compile(r"(?<!\w)(?:(?:TK)+|TODO|XXX)(?!\w)")

# Three tens are thirty in Roman numerals, and are read so only beside a word that is counted so:
# "Minister XXX" lacks a name, and a mailing that says so cannot be called back.
_COUNTED_BEFORE = re.compile(
    r"\b(?:Bowl|WrestleMania|Louis|Legion?|Chapter|Part|Volume|Vol\.|Book|Article|Title|Section"
    r"|Annex|Appendix|Act|Canto|Psalm|Sonnet|Session|Congress|Chapitre|Tome|Livre|Annexe|Kapitel"
    r"|Band|Teil|Anhang)\s+$"
)
_LONGEST_BEFORE = 24
_COUNTED_AFTER = re.compile(r"\s+(?:Olympiad|Olympic|Corps|Legion|Congress|Session)\b")


def find_placeholders(source: Source, page: Sequence[Line]) -> Iterator[Slip]:
    """Every placeholder in header values and in the text. Code and addresses are let be.

    An address that is nothing but a placeholder is one; one that works, and has the
    letters somewhere in its path, is none.
    """
    for number, row in enumerate(source.lines[: source.body_line - 1], start=1):
        if found := HEADER_LINE.fullmatch(row):
            yield from _in_text(cover(row), number, found.start("value"))
    for line in page:
        yield from _in_text(without_addresses(line), line.number)
        for target in targets_in(line):
            if UNFINISHED.fullmatch(target.address) or fault_of(
                target.address, is_picture=target.is_picture
            ):
                for word in UNFINISHED.finditer(target.address):
                    yield _slip(word[0], line.number, target.address_at + word.start())


def _in_text(text: str, number: int, start: int = 0) -> Iterator[Slip]:
    for word in UNFINISHED.finditer(text, start):
        if word[0] == "XXX" and (
            _COUNTED_BEFORE.search(text[max(0, word.start() - _LONGEST_BEFORE) : word.start()])
            or _COUNTED_AFTER.match(text, word.end())
        ):
            continue
        yield _slip(word[0], number, word.start())


def _slip(word: str, number: int, at: int) -> Slip:
    return Slip(
        code="E401",
        line=number,
        column=at + 1,
        message=f"placeholder '{word}' is still in the text",
        hint="replace it; previews are fine, sending is not",
    )
