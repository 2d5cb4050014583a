"""Dashes, ellipses and French spaces, and what looks like them and is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.issue import typeset_text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("two frames -- Japan and ASEAN", "two frames — Japan and ASEAN"),
        ("frames--Japan", "frames—Japan"),
        ("frames --- Japan", "frames — Japan"),
        ("and then...", "and then…"),
        ("...and then", "…and then"),
        ("from 2024-2027", "from 2024–2027"),
        ("(2008-2012)", "(2008–2012)"),
    ],
)
def test_signs_are_set(typed: str, printed: str) -> None:
    assert typeset_text(typed, "en") == printed


@pytest.mark.parametrize(
    "typed",
    [
        "on 2025-02-20 at noon",
        "in 2025-02",
        "call 555-2024 or +64 3 1900-2000",
        "2027-2024",
        "ISBN 978-2024-2027-1",
        "/2024-2027/ and v1.2024-2027",
        "newsletter send --dry-run",
        "(--json)",
        "rules-based",
        "a----b",
        "wait....",
        "https://example.org/a--b...c?x=o'hara",
        "write to o'hara--x@example.org",
        "www.example.org/2024-2027",
    ],
)
def test_what_only_looks_like_a_sign_is_left(typed: str) -> None:
    assert typeset_text(typed, "en") == typed


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("fr", "Quoi ? Oui ! Bien : a ; b", "Quoi\u202f? Oui\u202f! Bien\u202f: a\u202f; b"),
        ("fr", "Quoi? Oui! Bien: a; b?!", "Quoi\u202f? Oui\u202f! Bien\u202f: a\u202f; b\u202f?!"),
        ("fr", "« mot » «mot»", "«\u202fmot\u202f» «\u202fmot\u202f»"),
        ("fr", "à 10:30, https://example.org/?a", "à 10:30, https://example.org/?a"),
        ("fr-CA", "Quoi? Oui : « mot »", "Quoi? Oui\u202f: «\u202fmot\u202f»"),
        ("en", "What? « word » !", "What? « word » !"),
    ],
)
def test_french_has_its_spaces(language: str, typed: str, printed: str) -> None:
    assert typeset_text(typed, language) == printed


@given(st.text('ab19 -.«»!?:;\u202f\u00a0—…"('), st.sampled_from(["en", "fr", "fr-CA"]))
def test_setting_twice_changes_nothing(text: str, language: str) -> None:
    once = typeset_text(text, language)
    assert typeset_text(once, language) == once
