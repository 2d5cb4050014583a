"""Numbers as people type them in a data box: signs, currencies, separators, per cent."""

import re
from typing import NamedTuple

_CURRENCY = r"(?:[A-Z]{1,3}(?:[$€£¥])?|[$€£¥₩₹₽₺₫₴₪฿₦₱₿])"
_VALUE = re.compile(
    rf"""(?P<sign>[-−+]?) \s? (?:{_CURRENCY}\s?)?
         (?P<digits> \d+ (?: [.,'’\u0020\u00a0\u202f] \d+ )* )
         (?: \s? (?:%|‰|{_CURRENCY}) )?""",
    re.VERBOSE,
)
_SEPARATOR = re.compile(r"[^\d]")
_MOST_DIGITS = 15
"""Decimal digits that survive in a double whatever they are (IEEE 754 binary64)."""

_POINT_LANGUAGES = frozenset({"en", "ja", "zh", "ko", "he", "th", "hi", "bn", "ms", "sw", "fil"})
"""Languages with a decimal point (Unicode CLDR 48, `numbers/symbols/decimal`); elsewhere
a comma."""


class Labelled(NamedTuple):
    """`label: value`: offsets of the label in the line, and the value as written."""

    label: tuple[int, int]
    value: str


def split_label(line: str) -> Labelled | None:
    """Cut a line at its last colon; bold around the label (colon in or out) is taken away."""
    before, colon, value = line.rpartition(":")
    if not colon:
        return None
    begin, end = 0, len(before)
    if value.startswith("**") and before.startswith("**"):
        begin, value = 2, value[2:]
    elif before.startswith("**") and before.rstrip().endswith("**") and len(before) > 4:
        begin, end = 2, len(before.rstrip()) - 2
    return Labelled((begin, end), value.strip()) if before[begin:end].strip() else None


def amount(value: str, language: str) -> float | None:
    """The value as a number; None if it is none.

    Of two kinds of separators the last is the decimal sign; one that comes twice is none.
    One that comes once, before exactly three digits, is the decimal sign only where the
    issue's language writes decimals with it: "1,412" is 1412 in English, 1.412 in German.
    """
    found = _VALUE.fullmatch(value)
    if not found:
        return None
    digits = found["digits"]
    point = _decimal_sign(digits, language)
    whole, _, rest = digits.rpartition(point) if point else (digits, "", "")
    whole = _SEPARATOR.sub("", whole)
    if len(whole + rest) > _MOST_DIGITS:
        return None
    number = float(f"{whole}.{rest or 0}")
    return -number if found["sign"] in {"-", "−"} else number


def _decimal_sign(digits: str, language: str) -> str:
    signs = _SEPARATOR.findall(digits)
    if not signs or signs[-1] not in ".,":
        return ""
    last = signs[-1]
    if len(set(signs)) > 1:
        return last if signs.count(last) == 1 else ""
    if len(signs) > 1:
        return ""
    whole, _, rest = digits.rpartition(last)
    usual = "." if language.partition("-")[0].lower() in _POINT_LANGUAGES else ","
    grouped = len(rest) == 3 and len(whole) <= 3 and whole.strip("0")
    return last if last == usual or not grouped else ""
