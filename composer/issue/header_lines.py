"""The lines of the header block, as names and values: what cannot be read is reported."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.findings import Place
from composer.issue.header_extent import FENCE, HEADER_LINE, HEADER_NAMES, Close, Extent
from composer.issue.nearest import nearest_word
from composer.issue.passage import Passage, fault
from composer.issue.source import Source
from composer.issue.spans import Report

MOST_CHARACTERS = 65_536
"""Characters of a header block: far beyond any real one, and it keeps a file whose closing
line is missing from being taken for one long title."""

_INNER_NAME = re.compile(rf"(?P<name>{'|'.join(HEADER_NAMES)}): +(?P<value>\S.*)", re.IGNORECASE)
_SHAPES = {
    "dek": r".",
    "reply_to": r".",
    "date": r'"?\d{4}-\d',
    "number": r'"?\d+"?\s*$',
    "lang": r'"?[A-Za-z]{2,3}(-\w+)*"?\s*$',
    "dir": r'"?(ltr|rtl)"?\s*$',
}
"""What must follow a name in the middle of a line for it to be a header line that lost its
line break: "Setting a new date: what now" is a title. The other names are common words,
and count only where they are glued to the word before."""
_WORDLESS = frozenset({"date", "number", "reply_to", "lang", "dir"})
"""Names whose values are no prose: any name inside one lost its line break."""
_OTHER_WORDS = {
    **dict.fromkeys(("subtitle", "sub_title", "standfirst", "summary", "description"), "dek"),
    **dict.fromkeys(("issue", "no", "nr"), "number"),
    **dict.fromkeys(("by", "byline", "writer"), "authors"),
    **dict.fromkeys(("preheader", "snippet", "teaser"), "preview"),
    **dict.fromkeys(("headline", "heading"), "title"),
    "direction": "dir",
}
"""What other houses call the same line; "subtitle" is nearer to "title" by its letters only."""
_WORDS_ENDING_LIKE_NAMES = re.compile(r"(?:sub|over|sur|en)title|hashtags|co-?authors", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A header value without its quotation marks; `line_at` is where its line begins."""

    passage: Passage
    line_at: Place

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def at(self) -> Place:
        return self.passage.start


def read_header_lines(source: Source, extent: Extent, report: Report) -> dict[str, Value] | None:
    """The values by name; a misspelt name counts as the one it is nearest to.

    None where there is no header block to speak of, which has then been reported.
    """
    _report_fences(source, extent, report)
    lines = source.lines[extent.first - 1 : extent.last]
    if sum(map(len, lines)) > MOST_CHARACTERS:
        message = f"the header block is longer than {MOST_CHARACTERS} characters"
        hint = "put a line with three dashes (---) after the last header line"
        report(fault("E115", source.place(extent.first), message, hint))
        return None
    if extent.close is Close.ABSENT:
        return None
    values: dict[str, Value] = {}
    meant: dict[str, Value] = {}
    for name, value in _pairs(source, extent, meant, report):
        if name not in HEADER_NAMES:
            near = _unknown(name, value, report)
            if near:
                meant.setdefault(near, value)
            continue
        if name in values:
            message = f"'{name}' is given twice (first on line {values[name].line_at.line})"
            report(fault("E105", value.line_at, message, "keep one of the two lines"))
        values[name] = value
    return meant | values


def _report_fences(source: Source, extent: Extent, report: Report) -> None:
    if not extent.opened:
        hint = (
            "start the file with a line of three dashes, then 'title: …', then three dashes again"
        )
        report(fault("E101", source.place(1), "the file has no header block", hint))
        if extent.close in {Close.SECTION, Close.END}:
            return  # with neither fence there, one message asks for both
    closing = source.place(extent.closing)
    match extent.close:
        case Close.SECTION:
            message = "the header block is not closed before the first section"
            hint = "put a line with three dashes (---) above this line"
            report(fault("E102", closing, message, hint))
        case Close.END:
            hint = "put a line with three dashes (---) after the last header line"
            report(fault("E102", closing, "the header block is not closed", hint))
        case Close.NEAR_FENCE:
            written = source.lines[extent.closing - 1].strip()
            message = f"the header block is closed by '{written}'"
            report(fault("E109", closing, message, f"write three dashes: {FENCE}"))
        case Close.ABSENT | Close.FENCE:
            pass


def _pairs(
    source: Source, extent: Extent, meant: dict[str, Value], report: Report
) -> Iterator[tuple[str, Value]]:
    """Name (lower case) and value of every header line.

    What was only meant (joined to another line, without its colon) goes into `meant`.
    """
    for number in range(extent.first, extent.last + 1):
        line = source.lines[number - 1]
        if not line.strip() or line.startswith("# "):
            continue
        found = HEADER_LINE.fullmatch(line)
        if not found:
            message = f"I cannot read this header line: '{line.strip()}'"
            hint = "each header line is 'name: value', and a value stays on its line"
            report(fault("E103", source.place(number), message, hint))
            _keep_meant(source, number, meant)
            continue
        begin, end = found.span("value")
        if inner := _inner_name(line, begin, end, found["name"].lower()):
            name = inner["name"].lower()
            message = f"'{name}:' is in the middle of a line"
            at = source.place(number, inner.start() + 1)
            report(fault("E108", at, message, "put each header name on a line of its own"))
            meant[name] = _value(source, number, inner.start("value"), end)
            end = inner.start()
        yield found["name"].lower(), _value(source, number, begin, end)


def _keep_meant(source: Source, number: int, meant: dict[str, Value]) -> None:
    """A line whose colon got lost still says what it says."""
    line = source.lines[number - 1]
    name, _, value = line.strip().partition(" ")
    if value and (near := nearest_word(name, HEADER_NAMES, 0.75)):
        meant.setdefault(near, _value(source, number, line.index(value), len(line)))


def _inner_name(line: str, begin: int, end: int, outer: str) -> re.Match[str] | None:
    for found in _INNER_NAME.finditer(line, begin + 1, end):
        if outer in _WORDLESS:
            return found
        shape = _SHAPES.get(found["name"].lower())
        word = re.search(r"[\w-]*$", line[max(0, found.start() - 40) : found.start()])
        glued = (word[0] if word else "") + found["name"]
        is_glued = len(glued) > len(found["name"])
        if shape and re.match(shape, found["value"], re.IGNORECASE):
            return found
        if not shape and is_glued and not _WORDS_ENDING_LIKE_NAMES.fullmatch(glued):
            return found
    return None


def _value(source: Source, number: int, begin: int, end: int) -> Value:
    text = source.lines[number - 1][begin:end].rstrip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text, begin = text[1:-1], begin + 1
    return Value(
        passage=Passage.of_lines([(text, source.place(number, begin + 1))]),
        line_at=source.place(number),
    )


def _unknown(name: str, value: Value, report: Report) -> str | None:
    near = _OTHER_WORDS.get(name) or nearest_word(name, HEADER_NAMES, 0.6)
    hint = f"did you mean '{near}'?" if near else f"known names: {', '.join(HEADER_NAMES)}"
    if name == "from":
        hint = "the sender is 'from' in newsletter.toml, the same for every issue"
    report(fault("E104", value.line_at, f"unknown header name '{name}'", hint))
    return near
