"""Every `](…` of a line: where its words begin, and what its round brackets hold.

What is a link and where an address ends is decided in one place (`links`). This file asks
it about the lines as typed, so that what is nearly a link is seen as well.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from composer.issue.lines import COVER, Line
from composer.issue.links import target_at

_MOST_OPEN = 20
"""Unclosed targets of a line that are looked at. Each is looked for up to the line's end, so
without a limit one line of brackets could take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTarget:
    """The part of a link behind its words. All figures count characters of the line, from 0.

    `opens` is the square bracket that opens the words, or the closing one where the line
    has no other; `round` is the opening round bracket and `end` what follows its
    partner. `is_closed` says that it has one; if not, there is no address.
    """

    opens: int
    round: int
    end: int
    address: str
    address_at: int
    is_closed: bool
    is_picture: bool


def targets_in(line: Line) -> Iterator[TypedTarget]:
    """The targets of the line from left to right, code left out."""
    if "](" not in line.bare:  # most lines, and each is asked many times
        return
    partners = bracket_pairs(line.bare)
    done = still_open = 0
    for joint in re.finditer(r"\]\(", line.bare):
        if joint.start() >= done and still_open < _MOST_OPEN:
            target = _target(line, joint.start(), partners)
            done = target.end
            still_open += not target.is_closed
            yield target


def _target(line: Line, closing: int, partners: Mapping[int, int]) -> TypedTarget:
    opens = partners.get(closing, closing)
    found = target_at(line.bare, closing + 2, len(line.bare))
    begin = found.begin if found else closing + 2
    length = len(found.address) if found else 0
    return TypedTarget(
        opens=opens,
        round=closing + 1,
        end=found.end if found else begin,
        address=line.raw[begin : begin + length],
        address_at=begin,
        is_closed=found is not None,
        is_picture=opens > 0 and line.bare[opens - 1] == "!",
    )


def bracket_pairs(bare: str) -> dict[int, int]:
    """Closing square bracket -> opening one; both places, from 0."""
    return _pair(bare)[0]


def unpaired_brackets(bare: str) -> list[int]:
    """Square brackets without a partner on the line, from left to right."""
    return _pair(bare)[1]


def _pair(bare: str) -> tuple[dict[int, int], list[int]]:
    if "[" not in bare and "]" not in bare:
        return {}, []
    opened: list[int] = []
    pairs: dict[int, int] = {}
    lonely: list[int] = []
    for found in re.finditer(r"[\[\]]", bare):
        if found[0] == "[":
            opened.append(found.start())
        elif opened:
            pairs[found.start()] = opened.pop()
        else:
            lonely.append(found.start())
    return pairs, sorted(lonely + opened)


def without_addresses(line: Line) -> str:
    """The bare line with the addresses of its links covered, character for character."""
    pieces, done = [], 0
    for target in targets_in(line):
        pieces += [line.bare[done : target.address_at], COVER * len(target.address)]
        done = target.address_at + len(target.address)
    return "".join([*pieces, line.bare[done:]])
