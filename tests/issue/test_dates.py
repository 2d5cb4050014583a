"""Dates as readers of each language write them."""

from datetime import date

import pytest

from composer.issue import long_date


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "20 February 2025"),
        ("en-US", "February 20, 2025"),
        ("en-NZ", "20 February 2025"),
        ("de", "20. Februar 2025"),
        ("fr-CA", "20 février 2025"),
        ("ja", "2025年2月20日"),
        ("ar", "20 فبراير 2025"),
        ("zh-Hant-TW", "2025年2月20日"),
        ("de-XX", "20. Februar 2025"),
        ("tlh", "20 February 2025"),
        ("x-private", "20 February 2025"),
    ],
)
def test_a_date_is_written_out(language: str, shown: str) -> None:
    assert long_date(date(2025, 2, 20), language) == shown
