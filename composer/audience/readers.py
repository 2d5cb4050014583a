"""A list of readers from a CSV file: who can be written to, and what is wrong with the rest.

Every line that is left out is reported where it stands. Values are data, whatever they look
like: nothing of ours evaluates them, and what a spreadsheet would evaluate is pointed out.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from composer.audience.address import NotAnAddress, address_key, read_address
from composer.audience.columns import Columns, read_columns
from composer.audience.subscriber import Subscriber
from composer.audience.table import Row, read_rows
from composer.findings import Finding, Place, Severity

MOST_FINDINGS = 100
"""Of one kind; more are summed up. Nobody mends a thousand lines one by one."""
LONGEST_VALUE = 400
"""Characters, the most that [fields] allows (`FieldRule.longest`). A name of 60,000 is somebody's
joke, and its message larger than a relay takes."""
_FORMULA = re.compile(r"[=+@|\t\r\uff1d\uff0b\uff0d\uff20-]")
"""How a cell begins that a spreadsheet may run (OWASP, "CSV Injection"), full width included."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOTHING = MappingProxyType[str, str]({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The readers of a list, in its order, each mailbox once; and what was left out."""

    subscribers: tuple[Subscriber, ...]
    findings: tuple[Finding, ...]
    invalid: int
    duplicates: int


def read_readers(path: Path, fields: Collection[str]) -> Readers:
    """Read the list at `path`; `fields` is `Newsletter.field_names`.

    Raises:
        OperatorError: the file is missing, is no table, or names no column of addresses.
    """
    rows = read_rows(path)
    headings = next(rows, Row(at=Place(path=path.name)))
    columns = read_columns(headings.cells, fields, headings.at)
    reading = _Reading(columns)
    subscribers = tuple(filter(None, map(reading.read, rows)))
    return Readers(
        subscribers=subscribers,
        findings=(*columns.findings, *reading.findings()),
        invalid=reading.invalid,
        duplicates=reading.seen["reader-twice"],
    )


class _Reading:
    """Goes through the rows; remembers who came and what was said."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._keys: set[str] = set()
        self._findings: list[Finding] = []
        self.seen: Counter[str] = Counter()
        self.invalid = 0

    def read(self, row: Row) -> Subscriber | None:
        """The reader in the row, or None and a finding."""
        if row.fault:
            self._leave_out(row, "reader-row", row.fault, 'write " twice inside quotes')
            return None
        address = self._address(row)
        if address is None:
            return None
        self._look_at_count(row)
        key = address_key(address)
        if key in self._keys:
            self._say(row, "reader-twice", f"{address} is already on the list", "delete this line")
            return None
        # The same object where they are equal: a million keys are a lot of text.
        self._keys.add(address if key == address else key)
        return Subscriber(address=address, fields=self._fields(row))

    def findings(self) -> Iterator[Finding]:
        """Everything said, and how much more there would have been to say."""
        yield from self._findings
        for code, times in self.seen.items():
            if times > MOST_FINDINGS:
                yield Finding(
                    code=code,
                    severity=Severity.WARNING,
                    message=f"the same in {times - MOST_FINDINGS:,} more lines",
                )

    def _address(self, row: Row) -> str | None:
        cell = _text(_cell(row, self._columns.address))
        if not cell.strip():
            fault = "reader-address", "there is no address", "add it, or delete the line"
        elif cell[0] in "=|":
            fault = "reader-formula", f"{_shown(cell)} looks like a formula", "write the address"
        else:
            try:
                return read_address(cell)
            except NotAnAddress as error:
                what = f"{_shown(cell)} is no address: {error}"
                fault = "reader-address", what, "mend it, or delete the line"
        self._leave_out(row, *fault)
        return None

    def _fields(self, row: Row) -> MappingProxyType[str, str]:
        values = {name: self._value(row, name, n) for name, n in self._columns.fields.items()}
        values = {name: value for name, value in values.items() if value}
        return MappingProxyType(values) if values else _NOTHING

    def _value(self, row: Row, name: str, column: int) -> str:
        text = _text(_cell(row, column))
        if _FORMULA.match(text):
            self._say(
                row,
                "reader-formula",
                f"{name} begins like a formula: {_shown(text)}",
                "it is used as text; mend it if readers should not see it",
            )
        value = " ".join(_CONTROL.sub(" ", text).split())
        if len(value) > LONGEST_VALUE:
            self._say(
                row,
                "reader-long",
                f"{name} has {len(value):,} characters; {LONGEST_VALUE} are used",
                "mend it in the list",
            )
        return value[:LONGEST_VALUE].rstrip()

    def _look_at_count(self, row: Row) -> None:
        count = self._columns.count
        # Spreadsheets like to add empty cells at the end.
        if len(row.cells) < count or any(cell.strip() for cell in row.cells[count:]):
            self._say(
                row,
                "reader-cells",
                f"{len(row.cells)} cells where the first line names {count}",
                "add the missing separators, or put text with separators in quotation marks",
            )

    def _leave_out(self, row: Row, code: str, message: str, hint: str) -> None:
        self.invalid += 1
        self._say(row, code, f"left out: {message}", hint)

    def _say(self, row: Row, code: str, message: str, hint: str) -> None:
        self.seen[code] += 1
        if self.seen[code] <= MOST_FINDINGS:
            self._findings.append(
                Finding(code=code, severity=Severity.WARNING, message=message, at=row.at, hint=hint)
            )


def _cell(row: Row, number: int) -> str:
    return row.cells[number] if number < len(row.cells) else ""


def _text(cell: str) -> str:
    """The cell without the `'` that exports put before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def _shown(cell: str) -> str:
    """A stranger's text as it may be printed: one line, short, no control characters."""
    text = _CONTROL.sub("�", cell.strip())
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"
