"""Slips inside a line's words: bold marks and raw HTML. W203 and E215."""

import re
import string
from collections.abc import Iterator, Sequence
from unicodedata import category

from composer.issue.lines import COVER, Line, LineKind
from composer.issue.slip import Slip

_IDLE = "this bold mark ** has no effect"
_STARS = re.compile(r"\*{2,3}(?!\*)(?<!\*\*\*\*)")
# A tag, a closing tag, a comment. Words in angle brackets ("<your name>") are none, nor
# are "a < b" and "<3". "<o:p>" is what Word leaves behind.
_TAG = re.compile(
    r"</?[a-z][a-z0-9:-]*+(?:\s++[^<>=]*+=[^<>]*+|\s*+/?)>|<!--|<![a-z][^<>]*+>",
    re.IGNORECASE,
)
_NO_TAG = "use Markdown; ask a template author for a new block"
_INSTEAD = {
    **dict.fromkeys(("b", "strong"), "write **words**"),
    **dict.fromkeys(("i", "em"), "write *words*"),
    "a": "write [words](address)",
    "img": "write ![what the picture shows](file)",
    "br": "end the line above with a backslash, or leave an empty line",
    "hr": "write --- with an empty line above and below it",
    "p": "paragraphs need no tag: leave an empty line between them",
    "!--": "take the comment away; TK marks what is still to come",
}
_ANGLED = re.compile(
    r"(?<!\])(?<!\]\()<(?P<address>(?:https?://|mailto:)[^<>\s]++"
    r"|[^<>\s@:]++@[^<>\s@.]++\.[^<>\s@]++)>",
    re.IGNORECASE,
)


def find_text_slips(page: Sequence[Line]) -> Iterator[Slip]:
    """Bold marks without a partner, and HTML."""
    yield from _bold(page)
    for line in page:
        if slip := _html(line):
            yield slip


def _bold(page: Sequence[Line]) -> Iterator[Slip]:
    """One slip for a bold phrase that runs over a line's end, not two."""
    is_open = False
    for line in page:
        if line.kind is not LineKind.TEXT:
            is_open = False
        if line.kind is LineKind.DIVIDER:
            continue
        marks = list(_STARS.finditer(line.bare))
        if len(marks) % 2 == 0:
            if uneven := next(_uneven(line, marks), None):
                yield _slip(line, uneven)
            elif idle := next(_idle(line.bare, marks), None):
                yield _slip(line, idle, _IDLE, "put a space outside the **, and none inside")
        elif is_open:
            is_open = False
        else:
            yield _slip(line, marks[0])
            is_open = True


def _uneven(line: Line, marks: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Three stars where their partner has two."""
    is_sign = line.kind is LineKind.ITEM and line.content.lstrip().startswith("*")
    if (line.bare.count("*") - is_sign) % 2:
        yield from (mark for mark in marks if len(mark[0]) == 3)


def _idle(bare: str, marks: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Marks that cannot open or close, for what stands beside them (CommonMark 0.31 §6.2).

    A mark has to touch its words. One that touches a sign ("**Lead:**") needs a space or
    another sign on its other side.
    """
    for opening, closing in zip(marks[::2], marks[1::2], strict=True):
        begin = opening.start()
        outside, inside = bare[max(0, begin - 1) : begin], bare[opening.end() : opening.end() + 1]
        if not _flanks(outside, inside):
            yield opening
        inside, outside = bare[closing.start() - 1], bare[closing.end() : closing.end() + 1]
        if not _flanks(outside, inside):
            yield closing


def _flanks(outside: str, inside: str) -> bool:
    if not inside or inside.isspace():
        return False
    return not _is_sign(inside) or not outside or outside.isspace() or _is_sign(outside)


def _is_sign(char: str) -> bool:
    return char in string.punctuation or char == COVER or category(char)[0] == "P"


def _slip(
    line: Line,
    mark: re.Match[str],
    message: str = "a bold mark ** is not closed on this line",
    hint: str = "bold needs ** on both sides of the words",
) -> Slip:
    return Slip(
        code="W203",
        line=line.number,
        column=mark.start() + 1,
        message=message,
        hint=hint,
    )


def _html(line: Line) -> Slip | None:
    """The first tag of a line: a pair of tags is one mistake."""
    angled = _ANGLED.search(line.bare)
    tag = _TAG.search(line.bare)
    if angled and not (tag and tag.start() < angled.start()):
        found = angled
        message = "an address in angle brackets is not a link here"
        hint = f"write [words]({_followable(angled['address'])})"
    elif tag:
        found = tag
        message = "raw HTML is not allowed here"
        hint = _instead(tag[0])
    else:
        return None
    column = 1 if found is tag and not line.bare[: found.start()].strip() else found.start() + 1
    return Slip(
        code="E215",
        line=line.number,
        column=column,
        message=message,
        hint=hint,
    )


def _instead(tag: str) -> str:
    """What the format has for an HTML tag."""
    name = re.sub(r"[^a-z0-9].*", "", tag.lower().lstrip("</"), flags=re.DOTALL)
    return _INSTEAD.get("!--" if tag.startswith("<!--") else name, _NO_TAG)


def _followable(address: str) -> str:
    return address if ":" in address else f"mailto:{address}"
