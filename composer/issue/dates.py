"""How a date is written out in the language of the issue.

The order of day, month and year is the language's own (Unicode CLDR "long" format,
through Babel). One departure: plain `en` is written as most English-speaking countries
write it, "20 February 2025" (CLDR `en-001`); `en-US` is "February 20, 2025".
"""

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

_WORLD_ENGLISH = "en-001"


def long_date(day: date, language: str) -> str:
    """2025-02-20 in `de` -> "20. Februar 2025".

    `language` is a BCP 47 tag; an unknown one falls back to its language, then to English.
    """
    return format_date(day, "long", locale=_locale(language))


def _locale(language: str) -> Locale:
    subtags = language.split("-")
    for length in range(len(subtags), 0, -1):
        tag = "-".join(subtags[:length])
        try:
            return Locale.parse(_WORLD_ENGLISH if tag.lower() == "en" else tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_WORLD_ENGLISH, sep="-")
