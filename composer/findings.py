"""The one shape for everything a person must look at.

Reading errors, checks, preview, CI and editors all speak it: code, severity,
message, place, hint. The words of a message are the newsroom's (docs/glossary.md).
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; docs/findings.md says what each stops."""

    BLOCK = "block"
    """May be previewed and tested, never sent (an empty address, a TK)."""
    ERROR = "error"
    """Must be mended before anything can be made of the file."""
    WARNING = "warning"
    """Probably not what was meant."""
    INFO = "info"
    """Worth knowing, nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A spot in a file. Line and column count from 1; a column counts characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a person should look at.

    `code` is stable and can be looked up; `message` says what is wrong, `hint` what
    mends it. `at` is None only where no file is at fault.
    """

    code: str
    severity: Severity
    message: str
    at: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        mended = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{where}{self.severity}[{self.code}]: {self.message}{mended}"
