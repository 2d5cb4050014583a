"""Mending, without asking, the slips whose mending is beyond doubt.

Missing spaces behind `##`, `-` and `1.` (E201, E220), pasted bullet signs (W202), wrapped
addresses (W305), `--` for a dash, and header values that other programs could not read.
Nothing else of the file changes, neither its line ends nor its last newline nor a
byte-order mark, and mending twice is mending once.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

from composer.errors import OperatorError
from composer.findings import Place
from composer.issue.mends import dash_mends, quote_mends
from composer.issue.newsletter import Newsletter
from composer.issue.slip import Mend
from composer.issue.slips import slips_in
from composer.issue.source import Source, source_of

_LINE_END = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done at a place of the file. `code` is a finding's, or "dash", "quotes"."""

    at: Place
    code: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The mended text, and the repairs in the order of their lines."""

    text: str
    repairs: tuple[Repair, ...]


def fix_text(text: str, newsletter: Newsletter, *, path_shown: str = "") -> Fixed:
    """Repair what `fix` may repair. Lines stay where they are."""
    repairs: list[Repair] = []
    # Once is enough for nearly every text. A line with a dash may turn out to belong to a
    # list when the line above it has become an item; every round leaves fewer such lines.
    while mends := list(_mends_of(source := source_of(text, path_shown), newsletter)):
        text = _mended(text, mends)
        repairs += (_repair(mend, source) for mend in mends)
    return Fixed(text=text, repairs=tuple(sorted(repairs, key=lambda repair: repair.at)))


def _mends_of(source: Source, newsletter: Newsletter) -> Iterator[Mend]:
    """Mends from left to right that do not touch each other."""
    done: tuple[int, int] = (0, 0)
    for mend in sorted(_all_mends(source, newsletter), key=lambda mend: (mend.line, mend.start)):
        if (mend.line, mend.start) >= done:
            done = (mend.line, mend.end + 1)
            yield mend


def _all_mends(source: Source, newsletter: Newsletter) -> Iterator[Mend]:
    yield from filter(None, (slip.mend for slip in slips_in(source, newsletter)))
    yield from dash_mends(source)
    yield from quote_mends(source)


def _mended(text: str, mends: Iterable[Mend]) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    pieces = _LINE_END.split(text.removeprefix(mark))
    for line, of_line in groupby(mends, key=lambda mend: mend.line):
        row = 2 * (line - 1)  # line ends stand between the lines
        pieces[row] = "".join(_mended_row(pieces[row], of_line))
    return mark + "".join(pieces)


def _mended_row(row: str, mends: Iterable[Mend]) -> Iterator[str]:
    done = 0
    for mend in mends:
        yield row[done : mend.start]
        yield mend.text
        done = mend.end
    yield row[done:]


def _repair(mend: Mend, source: Source) -> Repair:
    return Repair(at=source.place(mend.line, mend.start + 1), code=mend.code, done=mend.done)


def difference(before: str, after: str, *, path_shown: str) -> str:
    """What mending changes, as a unified diff of lines; "" if nothing."""
    return "".join(
        f"{line}\n"
        for line in unified_diff(
            _lines(before), _lines(after), path_shown, f"{path_shown} (fixed)", lineterm=""
        )
    )


def _lines(text: str) -> Sequence[str]:
    return _LINE_END.split(text.removeprefix("\ufeff"))[::2]


def write_fixed(path: Path, fixed: Fixed) -> None:
    """Put the mended text in place of the file, whole or not at all; its mode is kept.

    Raises:
        OperatorError: the folder cannot be written to; the file is as it was.
    """
    path = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(fixed.text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(path, fresh)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise OperatorError.saying(
            "fix-write",
            f"I cannot write {path.name}: {error.strerror or error}",
            hint="look at the permissions of its folder, and at the space that is left",
        ) from error
