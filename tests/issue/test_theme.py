"""A theme that nobody can read is refused; contrast is WCAG's."""

import pytest

from composer.issue import Theme, contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#14213D", "#FFFFFF", 16.0)],
)
def test_contrast_is_what_wcag_computes(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)
    assert contrast(other, one) == contrast(one, other)


def test_everything_readable_in_the_shipped_theme_is_five_to_one_or_better() -> None:
    theme = Theme()
    for palette in (theme, theme.dark):
        for ink in ("ink", "text", "muted", "link", "accent", "accent2"):
            for ground in ("page", "sheet", "tint"):
                assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 5.0
