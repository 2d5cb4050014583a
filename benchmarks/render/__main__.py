"""`python -m benchmarks.render`: every figure about rendering in one run, with its limit.

Options:
    --quick   fewer rounds, and no peers that would have to be installed first
    --json    the figures as JSON

Ends with 1 when a limit does not hold, and with 3 when something could not be measured.
"""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.render.children import (
    PEERS,
    NotMeasured,
    install_peers,
    measure,
    measure_peer,
    wall,
)
from benchmarks.render.table import Row, table

MESSAGE_TIMES_STDLIB = 100.0
WARM_COMPILE_MS = 25.0
HELP_MS = 150.0
COLD_RENDER_MB = 80.0
NEWSLETTER = [sys.executable, "-m", "composer"]


def compile_rows(rounds: int) -> Iterator[Row]:
    """The shipped issue from its text to a checked edition, by stage."""
    colds = [measure("compile-stages", 0) for _ in range(rounds)]
    warm = measure("compile-stages", 20)["warm"]
    yield Row(
        what="compile, warm, each time another text",
        ours=warm["whole"],
        unit="ms",
        limit=WARM_COMPILE_MS,
        judged="ours",
    )
    for stage, spent in warm.items():
        if stage != "whole":
            yield Row(what=f"  of it {stage}", ours=spent, unit="ms")
    yield Row(
        what="compile, cold, imports apart",
        ours=median(cold["cold"]["whole"] for cold in colds),
        unit="ms",
    )
    for stage in warm:
        if stage != "whole":
            spent = median(cold["cold"][stage] for cold in colds)
            yield Row(what=f"  of it {stage}", ours=spent, unit="ms")
    imports = median(cold["imports"] for cold in colds)
    yield Row(what="imports for it", ours=imports, unit="ms")


def message_rows(times: int) -> Iterator[Row]:
    """Complete messages, addressed."""
    figures = measure("messages", times)
    yield Row(
        what=f"messages, {figures['octets'] / 1024:.0f} KB, ten slots",
        ours=figures["spliced"],
        unit="/s",
        peer=figures["stdlib"],
        peer_name="EmailMessage",
        is_rate=True,
        limit=MESSAGE_TIMES_STDLIB,
        judged="ratio",
    )


def command_rows(rounds: int) -> Iterator[Row]:
    """The command as a person meets it."""
    yield Row(
        what="newsletter --help",
        ours=wall([*NEWSLETTER, "--help"], rounds),
        unit="ms",
        peer=wall([sys.executable, "-c", "pass"], rounds),
        peer_name="python -c pass",
        limit=HELP_MS,
        judged="ours",
    )
    yield Row(
        what="newsletter render, cold, memory at its peak",
        ours=median(measure("child-memory")["megabytes"] for _ in range(3)),
        unit="MB",
        limit=COLD_RENDER_MB,
        judged="ours",
    )


def peer_rows(times: int) -> Iterator[Row]:
    """One reader's HTML by the peers, beside one reader's whole message by us."""
    install_peers()
    ours = 1e3 / measure("shipped", times)["spliced"]
    warm = measure("compile-stages", 20)["warm"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.json"
        source.write_text(json.dumps(measure("source-for-peers")), encoding="utf-8")
        mjml = measure_peer("mjml.mjs", source, times)
        react = measure_peer("react-email.mjs", source, times)
    for peer in (mjml, react):
        yield Row(
            what="one reader (we: the whole message; they: its HTML)",
            ours=ours,
            unit="ms",
            peer=peer["milliseconds"],
            peer_name=peer["peer"],
        )
    yield Row(
        what="the same MJML to HTML",
        ours=warm["mjml"],
        unit="ms",
        peer=mjml["milliseconds"],
        peer_name=mjml["peer"],
    )
    yield Row(
        what="one issue (we: read, inline, check, text too; they: MJML to HTML)",
        ours=warm["whole"],
        unit="ms",
        peer=mjml["milliseconds"],
        peer_name=mjml["peer"],
    )


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.render", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--quick", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    quick: bool = chosen.quick
    parts: list[tuple[str, Callable[[], Iterator[Row]]]] = [
        ("compile", lambda: compile_rows(3)),
        ("messages", lambda: message_rows(20 if quick else 100)),
        ("command", lambda: command_rows(3 if quick else 10)),
    ]
    if not quick or (PEERS / "node_modules").exists():
        parts.append(("peers", lambda: peer_rows(20 if quick else 100)))
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for part, measured in parts:
        print(f"measuring {part} ...", file=sys.stderr)
        try:
            rows += measured()
        except NotMeasured as why:
            missing[part] = str(why)
    tell(rows, missing, as_json=chosen.json)
    if any(row.is_met is False for row in rows):
        return 1
    return 3 if missing else 0


def tell(rows: list[Row], missing: dict[str, str], *, as_json: bool) -> None:
    """Print all of it: on what, the rows, and what is not among them."""
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if as_json:
        figures: dict[str, Any] = {
            "machine": machine,
            "rows": [row.as_json() for row in rows],
            "not_measured": missing,
        }
        print(json.dumps(figures, indent=2))
        return
    print(f"{machine}\n\n{table(rows)}")
    for part, why in missing.items():
        print(f"\nnot measured: {part}: {why}")


if __name__ == "__main__":
    sys.exit(main())
