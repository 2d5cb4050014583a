"""What a template may spend while it is filled, counted and never timed.

A template is somebody's program, and `{% for %}` around `{% for %}` around a long text can
keep a machine busy for a year. Counting steps and characters ends it at the same place on
every machine, in the process that asked, with the line at fault (docs/decisions/: budgets
instead of a child process). composer.edition.metering puts the counters into a template.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

STEPS = 50_000
"""Turns of loops, calls and includes; the longest issue of the benchmarks takes 3,000."""
CHARACTERS = 2 * 1024 * 1024
"""Characters printed or joined: twenty times what Gmail shows of a letter."""
DEPTH = 30
"""Includes and macros inside each other. Each costs a few frames of the C stack, of which a
thread on musl has 128 KB in all."""
LONGEST_RANGE = 1_000
LARGEST_NUMBER = 10**15
NODES_A_STEP = 100
"""Pieces of syntax that one step pays for: the body of a loop may be as long as its file."""


class BudgetSpent(Exception):
    """The template wanted more than it may have; the words are for the designer."""


@dataclass(slots=True)
class Budget:
    """What is left of one filling."""

    steps: int = STEPS
    characters: int = CHARACTERS
    depth: int = DEPTH

    def step(self, count: int = 1) -> None:
        """Take `count` steps."""
        self.steps -= count
        if self.steps < 0:
            raise BudgetSpent(f"the template takes more than {STEPS:,} steps; is a loop too many?")

    def write(self, count: int) -> None:
        """Write `count` characters."""
        self.characters -= count
        if self.characters < 0:
            raise BudgetSpent(f"the template makes more than {CHARACTERS:,} characters")

    def enter(self) -> None:
        """Go one include or macro deeper; `leave` comes back."""
        self.step()
        self.depth -= 1
        if self.depth < 0:
            raise BudgetSpent(f"more than {DEPTH} includes or macros inside each other")

    def leave(self) -> None:
        """Come back from an include or a macro."""
        self.depth += 1


_RUNNING: ContextVar[Budget] = ContextVar("budget of the filling that runs")


@contextmanager
def spending(budget: Budget) -> Iterator[Budget]:
    """Fillings inside the block spend from `budget`; each thread has its own."""
    token = _RUNNING.set(budget)
    try:
        yield budget
    finally:
        _RUNNING.reset(token)


def running() -> Budget:
    """The budget of the filling that runs."""
    return _RUNNING.get()


def weigh(value: object) -> None:
    """Pay for looking through `value` and all that is inside it.

    Lists in lists need little memory (`[x, x]`, forty times over) and take a year to print,
    compare or hash.
    """
    budget, left = running(), [value]
    while left:
        thing = left.pop()
        if isinstance(thing, str | range):
            budget.step(len(thing) // 64)
        elif isinstance(thing, list | tuple | dict):
            budget.step(1 + len(thing) // 64)
            left += [*thing, *thing.values()] if isinstance(thing, dict) else thing


class Counted:
    """`things`, with a step taken for each that is looked at; as long as they are."""

    __slots__ = ("_things",)

    def __init__(self, things: object) -> None:
        self._things = things

    def __iter__(self) -> Iterator[object]:
        budget = running()
        for thing in self._things:  # type: ignore[attr-defined]  # a template may loop over anything
            budget.step()
            yield thing

    def __len__(self) -> int:
        return len(self._things)  # type: ignore[arg-type]  # TypeError is the answer Jinja expects
