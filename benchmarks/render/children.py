"""Runs each measurement in a process of its own, one at a time, and takes medians."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PEERS = Path(__file__).parent / "peers"


class NotMeasured(Exception):
    """A measurement could not be taken; the argument says why."""


def measure(name: str, times: int = 1) -> dict[str, Any]:
    """What `benchmarks.render.measures` says in a fresh process."""
    return _json_of([sys.executable, "-m", "benchmarks.render.measures", name, str(times)])


def wall(command: Sequence[str], rounds: int) -> float:
    """Milliseconds from start to end of a command; the median of these rounds, after one more."""
    spent = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        spent.append((time.perf_counter() - began) * 1e3)
    return median(spent[1:])


def install_peers() -> str:
    """Install the Node peers beside their drivers, once; say which Node runs them.

    Raises:
        NotMeasured: there is no Node or no npm, or the registry could not be reached.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NotMeasured("there is no Node here")
    if not (PEERS / "node_modules/.package-lock.json").exists():
        words = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
        done = subprocess.run(words, cwd=PEERS, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotMeasured(f"npm install failed: {done.stderr.strip().splitlines()[-1:]}")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return f"Node {version.stdout.strip()}"


def measure_peer(driver: str, source: Path, times: int) -> dict[str, Any]:
    """What a Node driver says about itself."""
    return _json_of(["node", str(PEERS / driver), str(source), str(times)])


def _json_of(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise NotMeasured(f"{Path(command[0]).name} {' '.join(command[1:4])}: {last}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
