"""How a mailing is doing while it runs: a bar for people, a line of JSON for programs.

A bar appears only at a terminal; in a pipe there is none. It is written to stderr.
"""

import json
import sys
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from composer.commands.streams import speaks_unicode
from composer.ledger import Counts, State
from composer.transports import Outcome


def tell_line(data: object) -> None:
    """One JSON object on one line of stdout, at once."""
    click.echo(json.dumps(data, ensure_ascii=not speaks_unicode()))
    sys.stdout.flush()


def counts_as_data(counts: Counts) -> dict[str, int]:
    """The counts as JSON data."""
    return {"planned": counts.planned, **{str(state): counts.of(state) for state in State}}


class Progress:
    """Hears the counts and the outcomes of a mailing; `quiet` prints JSON lines instead."""

    def __init__(self, counts: Counts, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar = Bar(
            TextColumn("  sending"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=quiet or not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=counts.planned, said="")
        self.advance(counts)

    def __enter__(self) -> Self:
        self._bar.start()
        if not self._bar.disable:
            self._bar.console.print("  Ctrl-C pauses after the current message.", style="dim")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self, counts: Counts) -> None:
        """Show where the mailing is."""
        done = counts.planned - counts.open
        self._bar.update(self._task, total=counts.planned, completed=done, said=str(counts))

    def hear(self, outcome: Outcome) -> None:
        """Print what became of one recipient, without the address: logs are kept."""
        if self._quiet:
            tell_line(
                {
                    "event": "outcome",
                    "message_id": outcome.message.id,
                    "state": str(outcome.verdict),
                    "status": outcome.status,
                    "reply_code": outcome.reply_code,
                }
            )
