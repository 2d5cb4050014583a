"""What is fixed, what is filled, what depends: one part of a message as a program.

Compiled once per edition and part. Per message a program is only walked; its steps are
few (a slot is one, all between two slots another), so walking costs next to nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from composer.audience import Subscriber
from composer.message.escaping import Context, harmless

UNSUBSCRIBE = "unsubscribe_url"
"""The slot whose value is ours and not the subscriber's."""

Fixed = TypeVar("Fixed")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fill:
    """A value here: that of `name`, or else `fallback`, in the spelling of `context`.

    Equal ones are one object (composer.message.reading sees to it), so that a message
    spells each of them once.
    """

    name: str
    fallback: str
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Generic[Fixed]):
    """`then` for those who have a value for `name`, `otherwise` for the others."""

    name: str
    then: "Steps[Fixed]"
    otherwise: "Steps[Fixed]"


Steps = tuple[Fixed | Fill | Branch[Fixed], ...]
"""A program, in the order of the source; `Fixed` is what all messages share."""


class Values:
    """What one message is filled with: the subscriber's values, made harmless, and the
    address that ends the subscription."""

    __slots__ = ("_known", "_subscriber")

    def __init__(self, subscriber: Subscriber, unsubscribe_address: str) -> None:
        self._subscriber = subscriber
        self._known = {UNSUBSCRIBE: unsubscribe_address}

    def __getitem__(self, name: str) -> str:
        """The value of a field, "" where there is none."""
        value = self._known.get(name)
        if value is None:
            value = self._known[name] = harmless(self._subscriber.value(name))
        return value

    def spelled(self, fill: Fill) -> str:
        """The value, or its fallback, as its context needs it."""
        return fill.context.spell(self[fill.name] or fill.fallback)


def chosen(steps: Steps[Fixed], values: Values) -> Sequence[Fixed | Fill]:
    """The steps that this message takes, its branches decided."""
    taken: list[Fixed | Fill] = []
    for step in steps:
        if isinstance(step, Branch):
            side: Steps[Fixed] = step.then if values[step.name] else step.otherwise
            inside = chosen(side, values)
            taken += inside
        else:
            taken.append(step)
    return taken


def fixed_in(steps: Steps[Fixed]) -> Iterator[Fixed]:
    """Everything fixed, on all branches."""
    for step in steps:
        if isinstance(step, Branch):
            yield from fixed_in(step.then + step.otherwise)
        elif not isinstance(step, Fill):
            yield step


def fixed_as(make: Callable[[Fixed], Other], steps: Steps[Fixed]) -> Steps[Other]:
    """The same program with everything fixed in another form."""

    def changed(step: Fixed | Fill | Branch[Fixed]) -> Other | Fill | Branch[Other]:
        if isinstance(step, Fill):
            return step
        if isinstance(step, Branch):
            then, otherwise = fixed_as(make, step.then), fixed_as(make, step.otherwise)
            return Branch(name=step.name, then=then, otherwise=otherwise)
        return make(step)

    return tuple(changed(step) for step in steps)
