"""Standard streams that cannot end a command: closed, left alone, or of few letters.

What a command returns says what became of the newsletter, and a mailing has to go on whoever
listens. So a reader that leaves (`newsletter check | head`) is let go, and a letter that the
terminal does not know is spelled out. Only a full disk below stdout is told, once: what was
asked for has not been written.
"""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def mend_streams() -> None:
    """Make the three streams fit for what comes. Before anything else: a number that whoever
    started us has closed (`>&-`) would be given to the next file, which may be the ledger."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            # Open as long as we run.
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - see above
            setattr(sys, name, nowhere)
        elif mode == "w":
            setattr(sys, name, _steady(stream))


def speaks_unicode() -> bool:
    """Whether every letter can be written to stdout."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _steady(stream: TextIO) -> TextIO:
    if isinstance(stream, io.TextIOWrapper) and stream.isatty():
        # Left in place: on Windows a terminal is no file.
        stream.reconfigure(errors="backslashreplace")
        return stream
    outlet: io.RawIOBase = _Outlet(stream.fileno(), told=stream is sys.stdout)
    return io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream is sys.stderr,
    )


class _Outlet(io.FileIO):
    """Where octets go until they cannot; from then on they are dropped.

    `told`: a failure other than a reader's leaving is raised, the first time.
    """

    def __init__(self, number: int, *, told: bool) -> None:
        super().__init__(number, "w", closefd=False)
        self._told = told
        self._lost = False

    def write(self, octets: "ReadableBuffer") -> int:
        """As a file does."""
        if not self._lost:
            try:
                return super().write(octets) or 0
            except OSError as error:
                self._lost = True
                if self._told and not isinstance(error, BrokenPipeError):
                    raise
        return memoryview(octets).nbytes
