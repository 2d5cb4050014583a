"""Lines that Markdown would join to what stands above them: E218, E219, W224 and E247."""

import re
from collections.abc import Collection, Iterator, Sequence

from composer.issue.lines import Line, LineKind
from composer.issue.slip import Slip

_RULE = re.compile(r"\s*-{3,}\s*$")
_DELIMITER = re.compile(r"\s*\|[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$")
_NUMBER = re.compile(r"\s*(?P<number>\d{1,9})[.)]")
_ITEM_INDENT = 2
"""A line that belongs to an item is indented by two blanks more than the item's sign."""


def find_glued_lines(page: Sequence[Line], explained: Collection[int]) -> Iterator[Slip]:
    """Text and dividing lines without the empty line above that would part them.

    `explained` are the lines that another slip explains already. A paragraph that is
    glued is reported once, at its first line.
    """
    item: int | None = None
    above: Line | None = None
    told: Line | None = None
    in_table = False
    for line in page:
        was_table, in_table = (
            in_table,
            _DELIMITER.match(line.content) is not None
            or (in_table and line.kind in {LineKind.TABLE, LineKind.TEXT} and "|" in line.content),
        )
        if line.number in explained:
            item = None
        elif line.kind is LineKind.DIVIDER and _RULE.match(line.content):
            if above and above.kind is not LineKind.BLANK:
                yield _undivided(line)
            item = None
        elif line.kind is LineKind.ITEM:
            is_explained = above is None or above is told or above.number in explained
            if item is None and above and not is_explained and _holds(above, line):
                yield _glued_to_text(line)
            item = line.indent
        elif line.kind is not LineKind.TEXT or (above and above.depth < line.depth):
            item = None
        elif above and above.depth > line.depth:
            yield _glued_to_quotation(line)
            item, told = None, line
        elif item is not None and line.indent < item + _ITEM_INDENT:
            yield _glued_to_item(line)
            item, told = None, line
        elif above and was_table and not in_table:
            yield _glued_to_table(line)
        above = line


def _holds(above: Line, line: Line) -> bool:
    """A numbered list interrupts a paragraph only if it starts with 1 (CommonMark 0.31 §5.3)."""
    number = _NUMBER.match(line.content)
    same = above.kind is LineKind.TEXT and above.depth == line.depth
    return same and number is not None and int(number["number"]) != 1


def _glued(code: str, line: Line, message: str, hint: str) -> Slip:
    return Slip(code=code, line=line.number, column=line.start + 1, message=message, hint=hint)


def _glued_to_text(line: Line) -> Slip:
    hint = "leave an empty line before it, or start the line above with a number, too"
    return _glued("E218", line, "this list item is glued to the text above", hint)


def _undivided(line: Line) -> Slip:
    return Slip(
        code="W224",
        line=line.number,
        column=1,
        message="a dividing line needs an empty line above it",
        hint="add an empty line",
    )


def _glued_to_quotation(line: Line) -> Slip:
    hint = "start it with '> ', or leave an empty line before it"
    return _glued("E219", line, "this line is glued to the quotation above", hint)


def _glued_to_table(line: Line) -> Slip:
    hint = "leave an empty line before it, or put a | between its cells"
    return _glued("E247", line, "this line is glued to the table above", hint)


def _glued_to_item(line: Line) -> Slip:
    hint = "start it with '- ' (or a number), or leave an empty line before it"
    if line.depth:
        hint += " (in a quotation: a line with only '>')"
    return _glued("E218", line, "this line is glued to the list item above", hint)
