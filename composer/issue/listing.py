"""Typography of lists: bold leads and dates, where every item has one.

"Every item" is the rule of the format: one item without a date makes it a plain list
again, with nothing lost, because leads and dates are cut off only together.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from composer.issue.issue import List, ListItem, ListStyle, Span, Strong, Text, Words
from composer.issue.words import plain

_DATE = re.compile(r"\((?P<date>[^()]*(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)[^()]*)\)\s*$")
"""A closing bracket with a year from 1500 to 2199 in it."""

_FEWEST_DATED = 3
"""Items of a dated list at least; two may end in a year by chance."""


def shaped(bare: List) -> List:
    """The list with its leads and dates cut off, if every item has one."""
    items = bare.items
    style = bare.style
    if style is ListStyle.BULLETS and len(items) >= _FEWEST_DATED:
        dated = [_dated(item) for item in items]
        if all(item.date for item in dated):
            items, style = tuple(dated), ListStyle.DATED
    led = [_led(item) for item in items]
    if led and all(item.lead for item in led):
        items = tuple(led)
    return replace(bare, items=items, style=style)


def _dated(item: ListItem) -> ListItem:
    match item.words:
        case (*before, Text(text=text)) if found := _DATE.search(text):
            rest = text[: found.start()].rstrip()
            words = (*before, Text(text=rest)) if rest else tuple(before)
            return replace(item, words=words, date=found["date"].strip()) if words else item
        case _:
            return item


def _led(item: ListItem) -> ListItem:
    """`**Lead:** text`, and `**Lead**: text`, which many type."""
    match item.words:
        case (Strong(words=lead), Text(text=text), *rest) if plain(lead).endswith(":"):
            return replace(item, lead=lead, words=_after(text, rest))
        case (Strong(words=lead), Text(text=text), *rest) if text.startswith(":"):
            return replace(item, lead=(*lead, Text(text=":")), words=_after(text[1:], rest))
        case (Strong(words=lead), *rest) if plain(lead).endswith(":") and (rest or item.blocks):
            return replace(item, lead=lead, words=tuple(rest))
        case _:
            return item


def _after(text: str, rest: Sequence[Span]) -> Words:
    text = text.lstrip()
    return (Text(text=text), *rest) if text else tuple(rest)
