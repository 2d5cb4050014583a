"""The benchmarks can be run: what they measure is still there. How fast is their own affair."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def measured(name: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.render.measures", name, "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_compile_is_measured_by_stage() -> None:
    stages = {"read", "typeset", "pictures", "fill", "lint", "harden", "mjml", "inline", "check"}
    assert (
        stages | {"text", "template", "bind", "whole"} == measured("compile-stages")["warm"].keys()
    )


@pytest.mark.parametrize("name", ["messages", "shipped"])
def test_messages_are_spliced_and_counted(name: str) -> None:
    assert measured(name)["octets"] > 10_000


def test_peers_are_given_the_same_issue() -> None:
    assert measured("source-for-peers")
