"""Boxes and sources of quotations that miss a sign: E204 and W235 on the lines as typed.

Markdown would read all of them as words, and readers would see the signs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from composer.issue.boxes import BOXES
from composer.issue.lines import Line, LineKind
from composer.issue.newsletter import Newsletter
from composer.issue.slip import Slip

_SOURCE = re.compile(r" {0,3}(?:[—–―]|--)[ \t]*(?=\S)")
_LONGEST_SOURCE = 300
"""Characters of a source with the address in it; a longer line is a paragraph."""


def find_box_slips(page: Sequence[Line], newsletter: Newsletter) -> Iterator[Slip]:
    """Box marks without their `>`, marks misspelt, and boxes that begin inside another."""
    kinds = "|".join(re.escape(kind) for kind in (*BOXES, *newsletter.boxes))
    mark = re.compile(r"\s*\[!(?P<kind>[^\]\[]+)\](?!\()")
    nearly = re.compile(rf"\s*(?:[\[{{(]\s*!?|\[!)\s*(?P<kind>{kinds})\s*[\]}})](?!\()", re.I)
    above: Line | None = None
    for line in page:
        inside = line.depth > 0 and above is not None and above.depth == line.depth
        if line.kind is not LineKind.TEXT:
            pass
        elif found := mark.match(line.content):
            if not line.depth:
                yield _unquoted(line, found["kind"].strip())
            elif inside:
                yield _inside(line)
        elif line.depth and not inside and (found := nearly.match(line.content)):
            yield _misspelt(line, found[0].strip(), found["kind"].lower())
        above = line
    yield from _sources_outside(page)


def _sources_outside(page: Sequence[Line]) -> Iterator[Slip]:
    """A source below its quotation, with an empty line between and no `>` before it."""
    lines = [line for line in page if line.kind is not LineKind.BLANK or line.depth]
    for above, line in pairwise(lines):
        if (
            above.depth
            and not line.depth
            and line.kind is LineKind.TEXT
            and line.number > above.number + 1
            and len(line.raw) <= _LONGEST_SOURCE
            and _SOURCE.match(line.content)
            and not _SOURCE.match(above.content)
        ):
            yield _slip(
                "W235",
                line,
                "this source is not part of the quotation above",
                "put '> ' before it, and '>' on the empty line above it",
            )


def _unquoted(line: Line, kind: str) -> Slip:
    hint = f"write '> [!{kind}]', and '> ' before every line of the box"
    return _slip("E204", line, "a box needs '> ' before each of its lines", hint)


def _inside(line: Line) -> Slip:
    message = "a box cannot begin inside another box or a quotation"
    return _slip("E204", line, message, "leave an empty line above it, without '>'")


def _misspelt(line: Line, written: str, kind: str) -> Slip:
    return _slip("E204", line, f"'{written}' does not begin a box", f"write '> [!{kind}]'")


def _slip(code: str, line: Line, message: str, hint: str) -> Slip:
    return Slip(
        code=code,
        line=line.number,
        column=line.start + line.indent + 1,
        message=message,
        hint=hint,
    )
