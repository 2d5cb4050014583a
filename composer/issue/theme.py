"""The look that a newsletter may choose: a handful of colours and two font stacks.

Contrast is checked when newsletter.toml is loaded, in light and in dark, because a
colour nobody can read is a mistake whoever made it (WCAG 2.2 §1.4.3: 4.5 : 1 for text;
§1.4.11: 3 : 1 for what only guides the eye).
"""

import re
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

TEXT_CONTRAST = 4.5
ORNAMENT_CONTRAST = 1.2
"""Hairlines part things that white space parts already; they need only be seen."""

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_FONTS = re.compile(r"[A-Za-z0-9 ,'\-]+")


def _colour(value: str) -> str:
    if not _HEX.fullmatch(value):
        raise ValueError("a colour is written with six digits, for example #14213D")
    return value.upper()


def _fonts(value: str) -> str:
    if not _FONTS.fullmatch(value):
        raise ValueError(
            "a font stack is names and commas, for example Georgia, 'Times New Roman', serif"
        )
    return value


Colour = Annotated[str, AfterValidator(_colour)]
FontStack = Annotated[str, AfterValidator(_fonts)]


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1 (WCAG 2.2, definition)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


class Palette(BaseModel):
    """The colours of one mode, as "#RRGGBB"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Colour
    """Behind the letter."""
    sheet: Colour
    """The letter's own paper."""
    tint: Colour
    """Behind quotes and boxes."""
    ink: Colour
    """Headlines."""
    text: Colour
    muted: Colour
    """Dates, sources, the foot."""
    link: Colour
    accent: Colour
    """The hub's label, numerals, bullets."""
    accent2: Colour
    """The labels of other sections."""
    gold: Colour
    """The edge of a quote; ornament."""
    hairline: Colour
    button: Colour
    button_text: Colour
    bar: Colour
    """Bars after the first."""
    trough: Colour
    """What a bar runs in; ornament."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        for name in ("ink", "text", "muted", "link", "accent", "accent2"):
            for ground in ("page", "sheet", "tint"):
                yield from self._fault(name, ground, TEXT_CONTRAST)
        yield from self._fault("button_text", "button", TEXT_CONTRAST)
        yield from self._fault("hairline", "sheet", ORNAMENT_CONTRAST)
        yield from self._fault("gold", "tint", ORNAMENT_CONTRAST)
        yield from self._fault("bar", "tint", 3.0)

    def _fault(self, name: str, ground: str, least: float) -> Iterator[str]:
        got = contrast(getattr(self, name), getattr(self, ground))
        if got < least:
            yield f"{name} on {ground} has a contrast of {got:.1f} to 1, and needs {least}"


class Light(Palette):
    """The colours of the letter as it is sent."""

    page: Colour = "#F1EEE7"
    sheet: Colour = "#FFFFFF"
    tint: Colour = "#F8F5EF"
    ink: Colour = "#14213D"
    text: Colour = "#2B3038"
    muted: Colour = "#5B626D"
    link: Colour = "#1B4B8A"
    accent: Colour = "#9B2C2C"
    accent2: Colour = "#1E5C68"
    gold: Colour = "#B58B3B"
    hairline: Colour = "#DED8CC"
    button: Colour = "#14213D"
    button_text: Colour = "#FFFFFF"
    bar: Colour = "#7C8798"
    trough: Colour = "#E9E4DA"


class Dark(Palette):
    """The same where a client asks for dark and lets us answer."""

    page: Colour = "#0F1216"
    sheet: Colour = "#181C22"
    tint: Colour = "#20262E"
    ink: Colour = "#F3EEE3"
    text: Colour = "#D8D5CD"
    muted: Colour = "#A7ADB7"
    link: Colour = "#9DC3F5"
    accent: Colour = "#F09A8B"
    accent2: Colour = "#86CBD6"
    gold: Colour = "#D3AB5C"
    hairline: Colour = "#353D47"
    button: Colour = "#F3EEE3"
    button_text: Colour = "#14213D"
    bar: Colour = "#8B96A6"
    trough: Colour = "#2C343E"


class Theme(Light):
    """`[theme]` in newsletter.toml: the light colours, two font stacks, and `[theme.dark]`."""

    serif: FontStack = "Georgia, 'Times New Roman', Times, serif"
    sans: FontStack = "'Helvetica Neue', Helvetica, Arial, sans-serif"
    dark: Dark = Field(default_factory=Dark)
