"""A slip: one character too many or too few, seen on the line where it was made.

Where the mending is beyond doubt, the slip brings its `Mend`, so that what is reported
and what `fix` repairs cannot drift apart.
"""

from dataclasses import dataclass

from composer.findings import Severity

BLOCKING = frozenset({"E303", "E401"})
"""Unfinished, not wrong: may be looked at and tested, and is never sent."""


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
    line: int
    column: int
    message: str
    hint: str
    mend: Mend | None = None

    @property
    def severity(self) -> Severity:
        """What the letter of the code says: E for errors, W for warnings."""
        if self.code in BLOCKING:
            return Severity.BLOCK
        return Severity.ERROR if self.code[0] == "E" else Severity.WARNING
