"""A table of what was measured: ours, a peer, their ratio, the limit and whether it holds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line. `ours` and `peer` are in `unit`; `limit` is for what `judged` names.

    `judged` is "ours" where ours must be at most the limit, "ratio" where the ratio must
    be at least it, and "" where nothing is promised.
    """

    what: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    is_rate: bool = False
    limit: float | None = None
    judged: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is: more of a rate, less of anything else."""
        if not self.peer or not self.ours:
            return None
        return self.ours / self.peer if self.is_rate else self.peer / self.ours

    @property
    def is_met(self) -> bool | None:
        """Whether the limit holds; None without one."""
        if self.limit is None:
            return None
        if self.judged == "ours":
            return self.ours <= self.limit
        return self.ratio is not None and self.ratio >= self.limit

    def as_json(self) -> dict[str, Any]:
        """The row with what follows from it."""
        return asdict(self) | {"ratio": self.ratio, "met": self.is_met}

    def cells(self) -> tuple[str, ...]:
        """The row as words."""
        limit = ""
        if self.limit is not None:
            sign = "<=" if self.judged == "ours" else ">="
            limit = f"{sign} {self.limit:g} {self.unit if self.judged == 'ours' else 'x'}"
        return (
            self.what,
            f"{_figure(self.ours)} {self.unit}",
            f"{_figure(self.peer)} {self.unit}, {self.peer_name}" if self.peer else "",
            f"{_figure(self.ratio)} x" if self.ratio else "",
            limit,
            {True: "ok", False: "not", None: ""}[self.is_met],
        )


HEAD = ("what", "ours", "peer", "ratio", "limit", "holds")


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, in columns that also read well on a terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
