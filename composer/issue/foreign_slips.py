"""What other programs understand and this format does not: it would be printed as typed.

Fields of mailing programs (E502), footnotes and link definitions (E245), underlined
headings and dividing lines of other signs (W224).
"""

import re
from collections.abc import Iterator, Sequence

from composer.issue.header_extent import HEADER_LINE
from composer.issue.lines import Line, LineKind, cover
from composer.issue.newsletter import Newsletter
from composer.issue.slip import Slip
from composer.issue.source import Source

# Mailchimp writes *|FNAME|*, Salesforce Marketing Cloud %%first_name%%.
_FIELD_ELSEWHERE = re.compile(r"\*\|[A-Z][A-Z0-9_:]*\|\*|%%[A-Za-z_][\w .]*%%")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_DEFINITION = re.compile(r" {0,3}\[[^\]^]+\]:\s*(?:<?https?:|mailto:|www\.)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<=\])\[[\w .-]+\](?![(\[:])")
_UNDERLINE = re.compile(r"\s*={3,}\s*$")
_SIGNS = re.compile(r"\s*(?:[—–―]+|[-—–―]{3,}|[=_~*·•]{3,}|[=~·•](?: [=~·•]){2,})\s*$")


def find_foreign_slips(
    source: Source, page: Sequence[Line], newsletter: Newsletter
) -> Iterator[Slip]:
    """The first of each kind on a line."""
    names = "|".join(map(re.escape, newsletter.field_names))
    single = re.compile(rf"(?<!\{{)\{{(?:{names})(?:\|[^{{}}]*)?\}}(?!\}})", re.IGNORECASE)
    for number, row in enumerate(source.lines[: source.body_line - 1], start=1):
        if HEADER_LINE.fullmatch(row):
            yield from _fields(cover(row), number, single)
    above: Line | None = None
    for index, line in enumerate(page):
        below = page[index + 1] if index + 1 < len(page) else None
        yield from _fields(line.bare, line.number, single)
        yield from _notes(line)
        if line.kind is LineKind.TEXT:
            yield from _underline(above, line, below)
        above = line


def _fields(bare: str, number: int, single: re.Pattern[str]) -> Iterator[Slip]:
    if found := single.search(bare):
        inner = found[0].strip("{}")
        message = f"this field is not complete: '{found[0]}'"
        yield _slip("E502", number, found.start(), message, f"write {{{{{inner}}}}}")
    if found := _FIELD_ELSEWHERE.search(bare):
        message = f"'{found[0]}' is a field of another program"
        hint = "write {{first_name}} or {{first_name|reader}}"
        yield _slip("E502", number, found.start(), message, hint)


def _notes(line: Line) -> Iterator[Slip]:
    if found := _FOOTNOTE.search(line.bare):
        hint = "write what it says into the text, or behind the words in brackets"
        message = "footnotes are not in the format"
        yield _slip("E245", line.number, found.start(), message, hint)
    elif found := _DEFINITION.match(line.bare) or _REFERENCE.search(line.bare):
        message = "link definitions are not in the format"
        hint = "write the address behind its words: [words](https://…)"
        at = found.start() + len(found[0]) - len(found[0].lstrip())
        yield _slip("E245", line.number, at, message, hint)


def _underline(above: Line | None, line: Line, below: Line | None) -> Iterator[Slip]:
    """Signs alone on a line: under text a heading is meant, between empty lines a rule."""
    is_below_text = above is not None and above.kind is LineKind.TEXT and above.depth == line.depth
    at = line.start + line.indent
    if is_below_text and _UNDERLINE.match(line.content):
        message = "an underlined heading is not in the format"
        hint = "take this line away, and write '## ' or '### ' before the words above"
        yield _slip("W224", line.number, at, message, hint)
    elif not is_below_text and _SIGNS.match(line.content) and _is_end(below):
        message = "these signs make no dividing line"
        yield _slip("W224", line.number, at, message, "write three hyphens: ---")


def _is_end(below: Line | None) -> bool:
    return below is None or below.kind is LineKind.BLANK


def _slip(code: str, number: int, at: int, message: str, hint: str) -> Slip:
    return Slip(
        code=code,
        line=number,
        column=at + 1,
        message=message,
        hint=hint,
    )
