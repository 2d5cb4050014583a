"""Everything an issue holds, in reading order.

The model's fields stand in the order in which they are read, so that one walk answers what
is linked, which pictures are shown, and what the whole of the content is.
"""

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from composer.findings import Place
from composer.issue.issue import Button, Code, Figure, Issue, Item, Link, ListStyle, Text

_LEAVES = frozenset({str, int, float, bool, date, Place, ListStyle, type(None)})
"""What holds nothing to walk to."""
_ELSEWHERE = frozenset({"path", "folder"})
"""Where the file lies is no part of what it says."""


def everything_in(issue: Issue) -> Iterator[Any]:
    """The issue and every section, block and span in it, each before what it holds."""
    waiting: list[Any] = [issue]
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if kind is tuple:
            waiting += reversed(part)
        elif kind not in _LEAVES:
            yield part
            waiting += [getattr(part, name) for name in reversed(_names(part))]


def content_of(issue: Issue) -> str:
    """All that the issue says, as one text that differs when anything of it does."""
    return "\n".join(
        f"{type(part).__name__}\t"
        + "\t".join(
            repr(value)
            for name in _names(part)
            if name not in _ELSEWHERE and _is_said(value := getattr(part, name))
        )
        for part in everything_in(issue)
    )


def _names(part: Any) -> tuple[str, ...]:
    """The fields of a part of the model, all of which have slots."""
    return type(part).__slots__  # type: ignore[no-any-return]


def _is_said(value: object) -> bool:
    """Whether a field says something itself, and is not a part that is walked to."""
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], str)
    return not is_dataclass(value)


def links_of(issue: Issue) -> Iterator[tuple[str, Place]]:
    """Every address the issue links to, as written, and where."""
    for part in everything_in(issue):
        if isinstance(part, Link | Item | Button):
            yield part.address, part.at


def figures_of(issue: Issue) -> Iterator[Figure]:
    """Every figure."""
    return (part for part in everything_in(issue) if isinstance(part, Figure))


def texts_of(issue: Issue) -> Iterator[str]:
    """What stands in running text, without form."""
    return (part.text for part in everything_in(issue) if isinstance(part, Text | Code))
