"""Slips in links: their brackets, and the addresses in them. E221, E222 and E301 to W310."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from composer.findings import Severity
from composer.issue.address_faults import fault_of, has_space, is_redirect, unwrapped
from composer.issue.lines import Line, LineKind
from composer.issue.slip import Mend, Slip
from composer.issue.targets import TypedTarget, bracket_pairs, targets_in, unpaired_brackets
from composer.issue.unfinished_slips import UNFINISHED

_LINK = "a link is [words](address)"
_ADDRESS = r"(?:https?:|www\.|mailto:)"
_SPACED = re.compile(rf"\](\s+)\(\s*(?P<address>{_ADDRESS}[^\s()]*)", re.IGNORECASE)
# Up to three characters that slipped in. Not "[T]he minister" and not "[sic]?": no address
# in round brackets comes after those.
_BETWEEN = re.compile(r"\](?=[^\s\[\](]{1,3}\((?:\w*://|www\.|mailto:))", re.IGNORECASE)
_SPACED_PICTURE = re.compile(r"!\[[^\]\[]*\](\s+)\((?P<address>[^()]*)\)")
_REVERSED = re.compile(
    rf"\((?P<words>[^()\n]+)\)\[(?P<address>{_ADDRESS}[^\]\s]*)\]", re.IGNORECASE
)
_BROKEN = re.compile(r"\[(?P<words>[^\[\]]*)\]\s*$")
_LATE = re.compile(rf"[\s>]*\((?P<address>{_ADDRESS}[^\s()]*)\)", re.IGNORECASE)
_NAKED = re.compile(rf"\](?=[<{{\[]?{_ADDRESS})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_\u2e80-\uffff]")
"""A letter of the scripts before the East Asian ones, which write without spaces."""
_ROUND = re.compile(r"[()]")
_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING}
_BLOCK_STARTS = {LineKind.ITEM, LineKind.HEADING, LineKind.TABLE, LineKind.DIVIDER}


def find_link_slips(page: Sequence[Line]) -> Iterator[Slip]:
    """Everything about links that one line can tell, every link of the line."""
    yield from _unpaired(page)
    for line, below in pairwise(page):
        yield from _broken(line, below)
    above = LineKind.BLANK
    for line in page:
        if "]" in line.bare:
            yield from _apart(line)
            for target in targets_in(line):
                yield from _unfinished(line, target)
                yield from _misplaced(line, target)
            # A bracket from the line above may be closed here, so only first lines are asked.
            if line.kind is not LineKind.TEXT or above is LineKind.BLANK:
                yield from _left_over(line)
        above = line.kind


def _unpaired(page: Sequence[Line]) -> Iterator[Slip]:
    """One slip for words that begin on one line and end on the next, not two."""
    is_open = False
    for line, below in zip_longest(page, page[1:]):
        if line.kind in _BLOCK_STARTS or line.kind is LineKind.BLANK:
            is_open = False
        lonely = unpaired_brackets(line.bare)
        if is_open and lonely and line.bare[lonely[0]] == "]":
            del lonely[0]
        if lonely:
            hint = f"{_LINK}, all on one line" if _closes(below) else _LINK
            message = "square brackets do not pair up on this line"
            yield _slip("E221", line, lonely[0], message, hint)
        is_open = bool(lonely) and line.bare[lonely[-1]] == "["


def _closes(below: Line | None) -> bool:
    """Does a bracket that is open close on the line below, with an address behind it?"""
    lonely = unpaired_brackets(below.bare) if below else []
    return below is not None and lonely[:1] != [] and below.bare.startswith("](", lonely[0])


def _apart(line: Line) -> Iterator[Slip]:
    """Words and address that something stands between."""
    partners = bracket_pairs(line.bare)
    for found in _SPACED.finditer(line.bare):
        opens = partners.get(found.start(), found.start())
        words = line.raw[opens + 1 : found.start()]
        address = line.raw[found.start("address") : found.end("address")]
        yield _slip(
            "E301",
            line,
            opens,
            "there is a space between the link's text and its address",
            f"write [{words}]({address}) with nothing between ] and (",
        )
    for found in _SPACED_PICTURE.finditer(line.bare):
        message = "there is a space between the picture's description and its file"
        yield _slip("E301", line, found.start(), message, "take it out: ![description](file)")
    for found in _REVERSED.finditer(line.bare):
        words = line.raw[slice(*found.span("words"))]
        address = line.raw[slice(*found.span("address"))]
        message = "the round and the square brackets have changed places"
        yield _slip("E222", line, found.start(), message, f"write [{words}]({address})")
    if (at := line.bare.find("![[")) >= 0:
        message = "a picture in double brackets is not in the format"
        yield _slip("E222", line, at, message, "write ![what the picture shows](file)")
    for found in _BETWEEN.finditer(line.bare):
        yield _slip("E222", line, found.start(), "something stands between ] and (")
    for found in _NAKED.finditer(line.bare):
        yield _slip("E222", line, found.start(), "the address is not in round brackets")


def _broken(line: Line, below: Line) -> Iterator[Slip]:
    """Words at the end of a line, and their address on the next."""
    words, address = _BROKEN.search(line.bare), _LATE.match(below.bare)
    if words and address:
        written = below.raw[slice(*address.span("address"))]
        message = "this link's address is on the next line"
        hint = f"write it on one line: [{line.raw[slice(*words.span('words'))]}]({written})"
        yield _slip("E301", line, words.start(), message, hint)


def _unfinished(line: Line, target: TypedTarget) -> Iterator[Slip]:
    if not target.is_closed:
        yield _slip(
            "E302", line, target.opens, "this link is not closed", "add a ) after the address"
        )
    elif not target.address:
        yield _empty(line, target)
    elif fault := fault_of(target.address, is_picture=target.is_picture):
        if not _is_told_elsewhere(target):
            yield _slip("E304", line, target.address_at, *fault)
    elif is_redirect(target.address):
        yield _wrapped(line, target)


def _is_told_elsewhere(target: TypedTarget) -> bool:
    """A placeholder (E401), a space in an address (E306), a field in a picture's name (E504)."""
    return bool(
        UNFINISHED.search(target.address)
        or has_space(target.address)
        or (target.is_picture and "{{" in target.address)
    )


def _misplaced(line: Line, target: TypedTarget) -> Iterator[Slip]:
    """Words that begin inside a word, in scripts that put spaces between words."""
    before = line.bare[max(0, target.opens - 1) : target.opens]
    if target.is_closed and line.bare[target.opens] == "[" and _LETTER.match(before):
        yield _slip(
            "W310",
            line,
            target.opens,
            "this link begins in the middle of a word",
            "put the [ before the word, or a space before the [",
        )


def _left_over(line: Line) -> Iterator[Slip]:
    """A round bracket behind a link's own, with none before the link for it to close."""
    depth = done = 0
    for target in targets_in(line):
        if target.is_closed:
            for bracket in _ROUND.findall(line.bare, done, target.round):
                depth = max(0, depth + (1 if bracket == "(" else -1))
            done = target.end
            if depth == 0 and line.bare.startswith(")", done):
                yield _slip("W309", line, done, "there is one ) too many here", "take it out")


def _empty(line: Line, target: TypedTarget) -> Slip:
    message, hint = "this link has no address yet", "paste the article's address between ( and )"
    if target.is_picture:
        message = "this picture has no file yet"
        hint = "write the picture's file between ( and )"
    return Slip(
        code="E303",
        line=line.number,
        column=target.round + 1,
        message=message,
        hint=hint,
    )


def _wrapped(line: Line, target: TypedTarget) -> Slip:
    return Slip(
        code="W305",
        line=line.number,
        column=target.address_at + 1,
        message="this is a redirect that Google Docs or Outlook wrapped around the real address",
        hint="run 'fix' to unwrap it",
        mend=Mend(
            line=line.number,
            start=target.address_at,
            end=target.address_at + len(target.address),
            text=unwrapped(target.address) or target.address,
            code="W305",
            done="unwrapped the address",
        ),
    )


def _slip(code: str, line: Line, at: int, message: str, hint: str = _LINK) -> Slip:
    return Slip(
        code=code,
        line=line.number,
        column=at + 1,
        message=message,
        hint=hint,
    )
