"""A list of readers as rows of cells: encodings, separators and limits of a CSV file.

Files come from spreadsheets (RFC 4180 as far as it goes): with a byte order mark, in UTF-16,
with semicolons where the comma is the decimal sign, with tabs. What is read is never more
than a line at a time, so that no file can fill the memory.
"""

import codecs
import csv
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from composer.errors import OperatorError
from composer.findings import Place

LONGEST_LINE = 65_536
"""Characters; the longest plausible row (address, name, forty fields) has a tenth of that."""
LARGEST_FILE_BYTES = 1 << 30
"""A million readers with ten fields are a fifth of that."""
LONGEST_ROW = 2 * LONGEST_LINE
"""Of all its lines. Python's csv gives up at a cell of so many (csv.field_size_limit) and goes
on behind it: the rest of somebody's endless name would then be rows, and bring in readers."""
MOST_LINES_IN_A_ROW = 100
"""A cell may have lines; one that never ends has lost its closing quotation mark."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells, and the place where they begin. `fault` says why a row could not be read."""

    cells: tuple[str, ...] = ()
    at: Place
    fault: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of the file, headings first, empty lines left out.

    Raises:
        OperatorError: the file cannot be read as a table at all, from some line on.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as text:
        lines = _Lines(text, path.name)
        try:
            yield from _rows(lines, path.name)
        except UnicodeDecodeError as error:
            raise _unreadable(
                path.name,
                "readers-encoding",
                f"{path.name} is not UTF-8 text; it is probably Windows-1252",
                "save it as 'CSV UTF-8'",
                lines.number + 1,
            ) from error


def _rows(lines: "_Lines", shown: str) -> Iterator[Row]:
    # strict: a stray quotation mark is a fault of its row and not a part of a name.
    table = csv.reader(lines, delimiter=lines.guess_separator(), strict=True)
    while True:
        lines.row_begins()
        at = Place(path=shown, line=lines.number + 1)
        try:
            cells = tuple(next(table))
        except StopIteration:
            return
        except csv.Error:
            yield Row(at=at, fault="a quotation mark stands where none can be")
            continue
        if any(cell.strip() for cell in cells):
            yield Row(cells=cells, at=at)


class _Lines:
    """The lines of a text one by one, counted and limited."""

    def __init__(self, text: TextIO, shown: str) -> None:
        self._text, self._shown = text, shown
        self._ahead: list[str] = []
        self._row_began = self._row_length = 0
        self.number = 0

    def row_begins(self) -> None:
        """What follows is a new row."""
        self._row_began, self._row_length = self.number, 0

    def guess_separator(self) -> str:
        """The separator that the first line has most of; it is not taken from the file."""
        self._ahead = [self._read()]
        return max(_SEPARATORS, key=self._ahead[0].count)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop() if self._ahead else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self._row_length += len(line)
        if self._row_length > LONGEST_ROW:
            raise _unreadable(
                self._shown,
                "readers-line",
                f"a row is longer than {LONGEST_ROW:,} characters",
                "take the text out of its cells, or close a quotation mark",
                self._row_began + 1,
            )
        if self.number - self._row_began > MOST_LINES_IN_A_ROW:
            raise _unreadable(
                self._shown,
                "readers-quote",
                "a quotation mark is opened here and never closed",
                'close it, or write it twice ("") if it belongs to the text',
                self._row_began + 1,
            )
        return line

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise _unreadable(
                self._shown,
                "readers-line",
                f"a line is longer than {LONGEST_LINE:,} characters",
                "this is no list of readers, or its line ends are lost: save it as CSV again",
                self.number + 1,
            )
        return line


def _encoding(path: Path) -> str:
    shown = path.name
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A list is read twice, once to see what it is; a pipe gives its octets once only.
            raise _unreadable(
                shown, "readers-unread", f"{shown} is not a file", "write the list into a file"
            )
        with path.open("rb") as file:
            head = file.read(4_096)
    except OSError as error:
        raise _unreadable(
            shown, "readers-unread", f"I cannot read {shown}: {error.strerror}", "check its path"
        ) from error
    if not head.strip():
        raise _unreadable(
            shown, "readers-empty", f"{shown} is empty", "its first line names the columns: address"
        )
    if found.st_size > LARGEST_FILE_BYTES:
        raise _unreadable(
            shown, "readers-size", f"{shown} is larger than 1 GB", "split it into several files"
        )
    if head.startswith(b"PK\x03\x04"):
        raise _unreadable(
            shown, "readers-sheet", f"{shown} is a workbook and no CSV", "save it as 'CSV UTF-8'"
        )
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if _is_wide(head):
        raise _unreadable(
            shown,
            "readers-encoding",
            f"{shown} is not UTF-8 text; it is probably UTF-16 without a byte order mark",
            "save it as 'CSV UTF-8'",
        )
    if _is_data(head):
        raise _unreadable(
            shown, "readers-data", f"{shown} is not a text file", "export the list as 'CSV UTF-8'"
        )
    return "utf-8"


def _is_wide(head: bytes) -> bool:
    """Zeros stand in every other place, as where an ASCII address is UTF-16."""
    halves = sorted((head[::2].count(0), head[1::2].count(0)))
    return halves[0] == 0 and halves[1] * 4 > len(head)


def _is_data(head: bytes) -> bool:
    """Pictures, archives and the like say what they are in their first octets, with some that
    no heading has."""
    return any(octet < 0x20 and octet not in b"\t\n\r" for octet in head[:8])


def _unreadable(shown: str, code: str, message: str, hint: str, line: int = 1) -> OperatorError:
    return OperatorError.saying(
        code,
        message,
        hint=hint,
        at=Place(path=shown, line=line),
    )
