"""An issue file as lines, before anything is made of it.

What is no text at all ends here, with one finding that says what it is instead. What is
text comes out as lines without invisible characters, so that no later step needs to fear
them; a space stands for each, and columns stay what the editor's program shows.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.findings import Finding, Place
from composer.issue.decoding import MOST_OCTETS, decoded
from composer.issue.header_extent import header_extent
from composer.issue.passage import fault

_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""C0 controls but the tab, C1 controls, the two Unicode line ends, halves of pairs."""
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls: at home in a text, but never in what a message's header shows,
where they make one name look like another (UTR 36 §2.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The lines of an issue file, without their ends.

    `body_line` is the number (from 1) of the first line after the header block; 1 where
    there is no header block. `path` is shown in findings as given.
    """

    path: str
    lines: tuple[str, ...]
    body_line: int

    def place(self, line: int, column: int = 1) -> Place:
        """A place in this file, both from 1."""
        return Place(path=self.path, line=line, column=column)


def read_text(path: Path, *, root: Path, shown: str) -> str | Finding:
    """The text of the file at `path` to the octet (line ends, byte-order mark), or the one
    finding that says why there is none.

    `root` is the folder that the file, followed through symbolic links, must lie in.
    """
    start = Place(path=shown)
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            hint = "issues live in the newsletter's own folder"
            return fault("E005", start, f"{shown} lies outside {root.resolve().name}", hint)
        # A device or a pipe would never end, so what the file is comes before its octets.
        if not stat.S_ISREG(path.stat().st_mode):
            hint = "an issue is a text file, or a folder with issue.md in it"
            return fault("E005", start, f"{shown} is not a file", hint)
        with path.open("rb") as file:
            octets = file.read(MOST_OCTETS + 1)
    except FileNotFoundError:
        hint = "look at the spelling, or start one with 'newsletter new'"
        return fault("E005", start, f"there is no {shown}", hint)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return fault("E005", start, f"I cannot read {shown}: {reason}", "look at its permissions")
    return decoded(octets, shown)


def source_of(text: str, path: str) -> Source:
    """Text as lines: a byte-order mark and the kind of line ends make no difference."""
    lines = tuple(_INVISIBLE.sub(" ", line) for line in _lines(text))
    return Source(path=path, lines=lines, body_line=header_extent(lines).body_line)


def invisible_in(text: str, source: Source) -> Iterator[Finding]:
    """The first invisible character of each line of `text`, which `source` was made of."""
    for number, line in enumerate(_lines(text), start=1):
        in_header = number < source.body_line
        if found := _INVISIBLE.search(line) or (in_header and _TURNING.search(line)) or None:
            yield fault(
                "E002",
                source.place(number, found.start() + 1),
                f"an invisible control character (U+{ord(found[0]):04X}) stands here",
                "delete it; it came with pasted text",
            )


def _lines(text: str) -> list[str]:
    return _LINE_END.split(text.removeprefix("\ufeff"))
