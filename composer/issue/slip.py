"""A slip: one character too many or too few, seen on the line where it was made.

Where the mending is beyond doubt, the slip brings its `Mend`, so that what is reported
and what `fix` repairs cannot drift apart.
"""

from dataclasses import dataclass

from composer.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Put `text` in place of the characters `start` to `end` of a line.

    `line` counts from 1; `start` and `end` count from 0 and the end is left out, as in a
    slice. `code` is the finding's, or the name of a repair that no finding asks for
    ("dash", "quotes"); `done` says to a person what was done.
    """

    line: int
    start: int
    end: int
    text: str
    code: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip. Line and column count from 1."""

    code: str
    severity: Severity
    line: int
    column: int
    message: str
    hint: str
    mend: Mend | None = None
