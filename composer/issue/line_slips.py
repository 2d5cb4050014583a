"""Slips at a line's beginning: headings, bullets and list signs that Markdown does not see.

E201, W202 and E220. Each of them has a look-alike that is right as it stands (a hashtag,
a line of speech, a temperature), and `fix` acts on what is found here, so in doubt
nothing is found.
"""

import re
from collections.abc import Iterator, Sequence

from composer.issue.lines import BULLET, COVER, Line, LineKind
from composer.issue.newsletter import Newsletter
from composer.issue.slip import Mend, Slip

# A pasted no-break space looks like a space and is none to Markdown (CommonMark 0.31 §2.1).
_ODD_SPACE = r"[^\S \t]"
_SIGNS = re.compile(rf" {{0,3}}(?P<signs>#{{1,6}})(?=[^#\s]|{_ODD_SPACE})")
# What an item may begin with. No digits: "-5 degrees" is a number and "3.5" a fraction.
_WORDS = rf"(?:[^\W\d_]|[\[{{(*_\"'“‘«{COVER}]|{_ODD_SPACE})"
_DASH = re.compile(rf"\s*(?P<sign>[-+])(?={_WORDS})|\s*(?P<star>\*)(?!\*)(?={_WORDS})")
# Three digits at most: "2024.And" is a year that ran into the next sentence.
_NUMBER = re.compile(rf"\s*(?P<number>\d{{1,3}}\.)(?={_WORDS})")


def find_line_slips(page: Sequence[Line], newsletter: Newsletter) -> Iterator[Slip]:
    """Headings, bullets and list signs that are nearly right."""
    labels = {
        label.casefold() for rule in newsletter.sections.values() for label in rule.all_labels
    }
    for index, line in enumerate(page):
        if line.kind is not LineKind.TEXT:
            continue
        slips = (
            _heading(line, labels),
            _pasted_bullet(page, index),
            _sign(page, index),
            _number(line),
        )
        yield from filter(None, slips)


def _heading(line: Line, labels: set[str]) -> Slip | None:
    """Two signs or more, or one before a known label.

    One sign alone is a hashtag or a number ("#JASMINE", "#1 in Asia"), and no heading of
    this format has only one; nobody begins a hashtag with two.
    """
    found = _SIGNS.match(line.content)
    if not found or line.depth:
        return None
    rest = line.raw[found.end() :].strip()
    signs = found["signs"]
    if signs == "#":
        if rest.partition(":")[0].strip().casefold() not in labels:
            return None
        signs = "##"
    end = len(line.raw) - len(line.raw[found.end() :].lstrip())
    return Slip(
        code="E201",
        line=line.number,
        column=found.end() + 1,
        message="a heading needs a space after the '#' signs",
        hint=f"write '{signs} {rest}'",
        mend=Mend(
            line=line.number,
            start=found.start("signs"),
            end=end,
            text=f"{signs} ",
            code="E201",
            done="put a space after the '#' signs",
        ),
    )


def _pasted_bullet(page: Sequence[Line], index: int) -> Slip | None:
    line = page[index]
    found = BULLET.match(line.content)
    if not found or (found["sign"] == "–" and not _is_one_of_many(page, index)):
        return None
    sign = line.start + found.start("sign" if found["sign"] else "tight")
    return Slip(
        code="W202",
        line=line.number,
        column=sign + 1 if line.depth else 1,
        message="a pasted bullet sign is not a list item",
        hint="start the line with '- ' (run 'fix' to change them all)",
        mend=Mend(
            line=line.number,
            start=sign,
            end=line.start + found.end(),
            text="- ",
            code="W202",
            done=f"put '- ' in place of '{line.raw[sign]}'",
        ),
    )


def _is_one_of_many(page: Sequence[Line], index: int) -> bool:
    """Does a line with an en dash belong to a list?

    It does beside another such line or an item, or below a line that ends in a colon.
    Alone it is a source under a quotation, or the editors signing off.
    """
    line = page[index]
    before = (page[number] for number in range(index - 1, -1, -1))
    above = next((one for one in before if one.kind is not LineKind.BLANK), None)
    if above and above.depth > line.depth:
        return False
    beside = _neighbours(page, index)
    return any(one.kind is LineKind.ITEM or BULLET.match(one.content) for one in beside) or (
        above is not None and above.depth == line.depth and above.raw.rstrip().endswith(":")
    )


def _neighbours(page: Sequence[Line], index: int) -> list[Line]:
    beside = [*page[max(0, index - 1) : index], *page[index + 1 : index + 2]]
    return [one for one in beside if one.depth == page[index].depth]


def _sign(page: Sequence[Line], index: int) -> Slip | None:
    line = page[index]
    found = _DASH.match(line.content)
    if not found:
        return None
    # "*Alliance* matters" and "> -Source" are right as they stand.
    if found["star"] and "*" in line.content[found.end() :]:
        return None
    items = (one.kind is LineKind.ITEM for one in _neighbours(page, index))
    if line.depth and not any(items):
        return None
    return _unspaced(line, found, "sign")


def _number(line: Line) -> Slip | None:
    found = _NUMBER.match(line.content)
    return _unspaced(line, found, "number") if found else None


def _unspaced(line: Line, found: re.Match[str], noun: str) -> Slip:
    after = line.start + found.end()
    rest = line.raw[after:].strip()
    start = line.start + len(found[0]) - len(found[0].lstrip())
    return Slip(
        code="E220",
        line=line.number,
        column=start + 1 if line.depth else 1,
        message=f"a list item needs a space after its {noun}",
        hint=f"write '- {rest}'" if noun == "sign" else f"write '{found['number']} …'",
        mend=Mend(
            line=line.number,
            start=after,
            end=len(line.raw) - len(line.raw[after:].lstrip()),
            text=" ",
            code="E220",
            done=f"put a space after the list item's {noun}",
        ),
    )
