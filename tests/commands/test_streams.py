"""What a command says never decides what it returns."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from composer.commands.streams import mend_streams

ROOT = Path(__file__).parents[2]
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def mended(monkeypatch: pytest.MonkeyPatch, name: str, number: int, encoding: str) -> io.TextIOBase:
    stream = os.fdopen(number, "w", encoding=encoding, closefd=False)
    monkeypatch.setattr(sys, name, stream)
    mend_streams()
    fresh = getattr(sys, name)
    assert isinstance(fresh, io.TextIOBase)
    return fresh


@pytest.fixture
def pipe() -> tuple[int, int]:
    return os.pipe()


def test_a_letter_that_cannot_be_written_is_spelled_out(
    monkeypatch: pytest.MonkeyPatch, pipe: tuple[int, int]
) -> None:
    reading, writing = pipe
    with mended(monkeypatch, "stdout", writing, "latin-1") as stream:
        stream.write("Jörg – 東京\n")
    os.close(writing)
    with os.fdopen(reading, "rb") as heard:
        assert heard.read() == b"J\xf6rg \\u2013 \\u6771\\u4eac\n"


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_who_reads_may_leave(
    monkeypatch: pytest.MonkeyPatch, pipe: tuple[int, int], name: str
) -> None:
    reading, writing = pipe
    os.close(reading)
    with mended(monkeypatch, name, writing, "utf-8") as stream:
        for _ in range(3):
            stream.write("words\n")
            stream.flush()
    os.close(writing)


@needs_full
def test_a_full_disk_below_stdout_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    number = os.open("/dev/full", os.O_WRONLY)
    with mended(monkeypatch, "stdout", number, "utf-8") as stream:
        stream.write("words\n")
        with pytest.raises(OSError, match="space") as told:
            stream.flush()
        assert told.value.errno == errno.ENOSPC
    os.close(number)


@needs_full
def test_a_full_disk_below_stderr_is_not_told_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    number = os.open("/dev/full", os.O_WRONLY)
    with mended(monkeypatch, "stderr", number, "utf-8") as stream:
        stream.write("words\n")
        stream.flush()
    os.close(number)


@pytest.mark.skipif(os.name != "posix", reason="asks a shell")
def test_a_number_that_was_closed_is_given_to_no_file() -> None:
    program = (
        "from composer.commands import mend_streams; mend_streams(); "
        "import os, sys; sys.exit(os.open('/dev/null', os.O_RDONLY))"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -c "{program}" <&- >&- 2>&-'],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode > 2
