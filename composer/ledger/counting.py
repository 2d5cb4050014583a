"""How a mailing stands: a number for each state, which together are all it planned."""

from dataclasses import dataclass, fields, replace
from typing import Self

from composer.ledger.delivery import OPEN, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`planned` is written down once, when the mailing is made; the others are counted.

    Raises:
        AssertionError: they do not add up. A delivery was lost or doubled: our fault, and
            never to be passed over.
    """

    planned: int
    queued: int = 0
    leased: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    suppressed: int = 0
    withdrawn: int = 0

    def __post_init__(self) -> None:
        found = sum(self.of(state) for state in State)
        if found != self.planned:
            raise AssertionError(f"{self.planned} deliveries were planned, {found} are there")

    def of(self, state: State) -> int:
        """How many are in `state`."""
        number: int = getattr(self, state.value)
        return number

    def moved(self, source: State, target: State) -> Self:
        """The counts after one delivery went from `source` to `target`."""
        if source is target:
            return self
        change = {source.value: self.of(source) - 1, target.value: self.of(target) + 1}
        return replace(self, **change)

    @property
    def open(self) -> int:
        """How many are still to be served: queued, leased or deferred."""
        return sum(self.of(state) for state in OPEN)

    @property
    def is_complete(self) -> bool:
        """Nobody is left to be served. Uncertain ones may still wait for a person."""
        return self.open == 0

    def __str__(self) -> str:
        """ "979 accepted, 3 refused": the states that somebody is in, in the order of life."""
        states = (f.name for f in fields(self) if f.name != "planned")
        told = (f"{getattr(self, s):,} {s}" for s in states if getattr(self, s))
        return ", ".join(told) or "nobody"
