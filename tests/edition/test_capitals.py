"""Capitals by the rules of the language."""

import pytest

from composer.edition.capitals import capitals, has_capitals


@pytest.mark.parametrize(
    ("language", "text", "high"),
    [
        ("en", "JASMINE’s four pillars", "JASMINE’S FOUR PILLARS"),
        ("de", "Große Straße", "GROẞE STRAẞE"),
        ("tr", "İstanbul ışık iyi", "İSTANBUL IŞIK İYİ"),
        ("el", "Καλημέρα Μαΐου", "ΚΑΛΗΜΕΡΑ ΜΑΪΟΥ"),
        ("fr", "À lire cet été", "À LIRE CET ÉTÉ"),
        ("ja", "USB と NHK news", "USB と NHK news"),
        ("ar-EG", "news أخبار", "news أخبار"),
    ],
)
def test_a_headline_in_capitals(language: str, text: str, high: str) -> None:
    assert capitals(text, language) == high


def test_some_scripts_have_none() -> None:
    assert has_capitals("en-NZ")
    assert not has_capitals("zh-Hant")
