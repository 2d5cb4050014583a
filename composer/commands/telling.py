"""How findings are told: to a person, to a program, to an editor or a CI.

The plain form `path:line:column: severity[code]: message` is what editors' problem
matchers read; `github` writes workflow annotations. stdout is data, stderr is talk.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from composer.commands.streams import speaks_unicode
from composer.errors import ComposerError, OperatorError
from composer.findings import Finding, Place, Severity

COLOURS = {
    Severity.BLOCK: "magenta",
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
FORMS = ("text", "json", "github")
# Workflow commands know three levels; a block stops the sending, so it is an error there.
GITHUB = {
    Severity.BLOCK: "error",
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def safe(text: str) -> str:
    """The text without anything a terminal would obey (escape sequences, bidi controls)."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def tell(findings: Iterable[Finding], form: str = "text", *, err: bool = False) -> None:
    """Print findings in the form asked for; `err` sends the plain form to stderr."""
    for finding in findings:
        if form == "github":
            click.echo(_annotation(finding))
        else:
            _tell_one(finding, err=err)


def _tell_one(finding: Finding, *, err: bool) -> None:
    stream = sys.stderr if err else sys.stdout
    # NO_COLOR (no-color.org) is obeyed whatever its value.
    coloured = stream.isatty() and "NO_COLOR" not in os.environ
    where = f"{finding.at}: " if finding.at else ""
    label = f"{finding.severity}[{finding.code}]"
    if coloured:
        label = click.style(label, fg=COLOURS[finding.severity], bold=True)
    click.echo(f"{safe(where)}{label}: {safe(finding.message)}", err=err)
    if finding.hint:
        click.echo(f"  hint: {safe(finding.hint)}", err=err)


def _annotation(finding: Finding) -> str:
    def value(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def attribute(text: str) -> str:
        return value(text).replace(":", "%3A").replace(",", "%2C")

    where = ""
    if at := finding.at:
        where = f" file={attribute(at.path)},line={at.line},col={at.column},title={finding.code}"
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"::{GITHUB[finding.severity]}{where}::{value(safe(finding.message + hint))}"


def as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON data (docs/json.md)."""
    return [
        {
            "code": f.code,
            "severity": str(f.severity),
            "message": f.message,
            "hint": f.hint,
            "path": f.at.path if f.at else None,
            "line": f.at.line if f.at else None,
            "column": f.at.column if f.at else None,
        }
        for f in findings
    ]


def tell_json(data: object) -> None:
    """One JSON object on stdout, readable by people too."""
    click.echo(json.dumps(data, ensure_ascii=not speaks_unicode(), indent=2, default=str))


def tell_error(error: ComposerError, *, as_json: bool) -> None:
    """An error that ends a command: findings on stderr, or an object on one line of stdout."""
    if as_json:
        told = {"ok": False, "exit_code": error.exit_code, "findings": as_data(error.findings)}
        click.echo(json.dumps(told, ensure_ascii=not speaks_unicode()))
    else:
        tell(error.findings, err=True)


def unusable(error: OSError) -> ComposerError:
    """What the operating system refused: a folder that is not ours, a full disk."""
    why = error.strerror or str(error)
    if isinstance(error.filename, str | os.PathLike):
        file = str(error.filename)
        return OperatorError.saying(
            "file",
            f"I cannot use this file or folder: {why}",
            hint="look at its name, at its permissions and at the space that is left",
            at=Place(path=file),
        )
    return OperatorError.saying(
        "disk",
        f"I cannot go on here: {why}",
        hint="look at the disk and at the folder you are in, then run the command again",
    )


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 reader", "1,243 readers"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(octets: int) -> str:
    """Octets in KB of 1,024, as Gmail's limit is counted."""
    return f"{octets / 1024:.0f} KB" if octets >= 1024 else f"{octets} B"
