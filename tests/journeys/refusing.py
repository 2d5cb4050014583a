"""What every refusal has, whatever was wrong: one exit code, words, a place, a hint."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.commands.conftest import Said

PLACE = re.compile(r"^(?P<place>[^\s:]+:\d+:\d+): (?:error|block|warning)\[", re.MULTILINE)
FINDING = re.compile(r"^(?:\S+:\d+:\d+: )?(?:error|block)\[[\w-]+\]: \S.*\n(.*)", re.MULTILINE)
"""A finding, and the line below it."""
OUR_FAULT = "This is a fault of newsletter-composer"


def contents(folder: Path) -> Mapping[str, bytes]:
    """Every file below `folder`, links among them, and what it holds."""
    return {
        str(path.relative_to(folder)): b"-> " + str(path.readlink()).encode()
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def assert_refused(said: Said, code: int, *words: str, at: str = "", findings: int = 1) -> None:
    """`said` ended with `code` and told, once for each cause, what is wrong and what mends it.

    Args:
        said: what a command returned and printed.
        code: of docs/commands.md.
        words: which all stand in what it printed.
        at: the file at fault, perhaps with line and column; "" where none is.
        findings: how many causes there are.
    """
    told = said.out + said.err
    assert said.code == code, told
    assert "Traceback" not in told
    assert OUR_FAULT not in told
    below = FINDING.findall(told)
    assert len(below) == findings, told
    assert all(line.startswith("  hint: ") for line in below), told
    for word in words:
        assert word in told, told
    if at:
        places = PLACE.findall(told)
        assert any(place.startswith(f"{at}:") or place == at for place in places), told


def assert_usage(said: Said, *words: str) -> None:
    """`said` was not understood as a command line: code 2, and where to read on."""
    assert said.code == 2
    assert "--help" in said.err
    assert all(word in said.err for word in words), said.err
