"""How long a reader's values may well be: lines are wrapped and sizes counted with it."""

from collections.abc import Iterable

from composer.edition.edition import Slot
from composer.issue import Newsletter

PLAUSIBLE = {"name": 30, "first_name": 30, "email": 40}
"""Characters of the fields that every newsletter has; others say it themselves."""
OCTETS_A_CHARACTER = 2
"""In UTF-8: one for English, two for most other alphabets; names of three are short."""
TOKEN_OCTETS = 40
"""Of an unsubscribe token, instead of `{token}`."""


def longest_values(newsletter: Newsletter) -> dict[str, int]:
    """Characters of the longest plausible value of each field."""
    return PLAUSIBLE | {name: rule.longest for name, rule in newsletter.fields.items()}


def values_octets(html: str, slots: Iterable[Slot], newsletter: Newsletter) -> int:
    """Octets that such values take more than the markers in `html`; 0 if fewer."""
    longest = longest_values(newsletter)
    more = 0
    for slot in slots:
        # What is no field is the way out, an address of ours.
        octets = (
            OCTETS_A_CHARACTER * longest[slot.name]
            if slot.name in longest
            else _way_out(newsletter)
        )
        more += html.count(slot.marker) * (octets - len(slot.marker))
    return max(more, 0)


def _way_out(newsletter: Newsletter) -> int:
    rule = newsletter.unsubscribe
    return len(rule.url or f"mailto:{rule.mailto}?subject=unsubscribe%20") + TOKEN_OCTETS
