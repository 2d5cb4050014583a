"""What a template may do to a value with `|`: a short list, each paying for what it does.

Jinja's own list holds filters that switch escaping off (`safe`), fill memory (`center`,
`replace`), or cut a slot's marker in two (`truncate`); those are left out. The filters with
an underscore are written by composer.edition.metering, never by a designer.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sized
from datetime import date

from jinja2 import pass_context
from jinja2.filters import FILTERS as JINJA
from jinja2.runtime import Context, Undefined
from jinja2.tests import TESTS as JINJA_TESTS
from markupsafe import Markup, escape

from composer.edition.budget import Counted, running, weigh
from composer.edition.marks import without_marks
from composer.edition.slots import PrintableSlot

LONGEST_DIGITS = 64
"""Characters of a number in a text: LARGEST_NUMBER in base 2, with its sign and more."""
NOTHING = Markup()
"""What is called for what it does prints this."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that mean nothing in HTML (WHATWG HTML §13.2.3.5) and stop mrml's parser."""


def without_controls(text: str) -> str:
    """The text without characters that no letter can hold."""
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


@pass_context
def printed(_: Context, value: object) -> Markup:
    """What `{{ value }}` writes: escaped, paid for, and never the word "None".

    Raises:
        TypeError: there is nothing to print, or something that has no words of its own.
    """
    if value is NOTHING:
        return NOTHING
    if isinstance(value, Markup):
        text = value
    elif type(value) is str:
        text = escape(without_controls(value))
    elif value is None:
        raise TypeError("there is nothing to print here: the value is empty (None)")
    else:
        _refuse_wordless(value)
        text = escape(value)
    running().write(len(text))
    return text


def _refuse_wordless(value: object) -> None:
    """Refuse what Python would print in its own way, lists in lists without an end."""
    if isinstance(value, Undefined):
        return  # it says what is missing as soon as it is printed
    if not (isinstance(value, str | int | float | date) or hasattr(value, "__html__")):
        kind = "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__.lower()}"
        raise TypeError(f"{kind} has no words of its own: loop over it, or print a part of it")


def _text(value: object, name: str) -> str:
    """The value as text; a slot has none yet."""
    if isinstance(value, PrintableSlot):
        value % name  # a slot answers with what can be done instead
    _refuse_wordless(value)
    text = value if isinstance(value, str) else str(value)
    running().write(len(text))
    return text


def _joined(parts: Iterable[object], separator: object = "") -> str:
    things = list(Counted(parts))
    for thing in (separator, *things):
        _refuse_wordless(thing)
    as_html = any(hasattr(thing, "__html__") for thing in (separator, *things))
    form: Callable[[object], str] = escape if as_html else str
    between, texts = form(separator), [form(thing) for thing in things]
    _afford(between, texts)
    return between.join(texts)


def _afford(separator: str, texts: list[str]) -> None:
    """Pay before the memory is taken."""
    running().write(sum(map(len, texts)) + len(separator) * len(texts))


# What stands in front of nearly everything is asked a thousand times a letter: with the
# context as its argument Jinja leaves it to run time, as `_at_run_time` does for the others.


@pass_context
def _compared(_: Context, value: object) -> object:
    """A side of a comparison, or a key: looked through to its last part."""
    if type(value) is not str or len(value) >= 64:  # a short text weighs nothing
        weigh(value)
    return value


@pass_context
def _gathered(_: Context, things: Sized) -> Sized:
    """A list that a template wrote out, or a part cut from a text or list: made anew each time."""
    running().write(len(things))
    return things


@pass_context
def _charged(_: Context, count: int) -> Markup:
    running().write(count)
    return NOTHING


@pass_context
def _stepped(_: Context, count: int) -> Markup:
    running().step(count)
    return NOTHING


@pass_context
def _entered(_: Context, __: object) -> Markup:
    running().enter()
    return NOTHING


@pass_context
def _left(_: Context, __: object) -> Markup:
    running().leave()
    return NOTHING


@pass_context
def _counted(_: Context, things: object) -> Counted:
    return Counted(things)


def _default(value: object, words: object = "") -> object:
    return words if isinstance(value, Undefined) or value in (None, "", ()) else value


def _looked_through(name: str) -> Callable[..., object]:
    """Jinja's own `name`, with a step for each thing it looks at."""

    @pass_context
    def look(context: Context, value: object, *args: object, **kwargs: object) -> object:
        return JINJA[name](context, Counted(value), *args, **kwargs)

    return look


def _at_run_time(function: Callable[..., object]) -> Callable[..., object]:
    """Keep Jinja from working a filter out while it compiles, when nobody pays."""

    @pass_context
    def run(_: Context, *args: object, **kwargs: object) -> object:
        return function(*args, **kwargs)

    return run


def _number(value: float | str, base: int = 10) -> int:
    """A whole number; no text that is longer than one can be (LARGEST_NUMBER)."""
    if isinstance(value, str):
        if len(value) > LONGEST_DIGITS:
            raise ValueError(f"a number of {len(value):,} digits")
        return int(value, base)
    return int(value)


def _first(things: Iterable[object]) -> object:
    return next(iter(things), None)


def _last(things: Iterable[object]) -> object:
    return ([*Counted(things)] or [None])[-1]


_OWN: Mapping[str, Callable[..., object]] = {
    "abs": abs,
    "capitalize": lambda value: _text(value, "capitalize").capitalize(),
    "default": _default,
    "escape": escape,
    "first": _first,
    "int": _number,
    "join": _joined,
    "last": _last,
    "length": len,
    "list": lambda things: list(Counted(things)),
    "lower": lambda value: _text(value, "lower").lower(),
    "trim": lambda value: without_marks(_text(value, "trim")).strip(),
    "upper": lambda value: _text(value, "upper").upper(),
    "_joined": _joined,
}
FILTERS: Mapping[str, Callable[..., object]] = {
    **{name: _at_run_time(function) for name, function in _OWN.items()},
    "_charged": _charged,
    "_compared": _compared,
    "_counted": _counted,
    "_entered": _entered,
    "_gathered": _gathered,
    "_left": _left,
    "_stepped": _stepped,
    **{n: _looked_through(n) for n in ("map", "reject", "rejectattr", "select", "selectattr")},
}
_TESTS = (
    "boolean", "defined", "undefined", "none", "odd", "even", "divisibleby", "equalto", "eq", "ne",
    "gt", "ge", "lt", "le", "string", "number", "mapping", "sequence", "true", "false",
)  # fmt: skip


def _weighed(test: Callable[..., object]) -> Callable[..., bool]:
    def ask(*values: object) -> bool:
        weigh(values)
        return bool(test(*values))

    return ask


TESTS: Mapping[str, Callable[..., bool]] = {n: _weighed(JINJA_TESTS[n]) for n in _TESTS}  # type: ignore[arg-type]  # Jinja calls them "function"
"""Jinja's tests that a template may ask with `is`."""
