"""Straight quotation marks become those of the language, and apostrophes apostrophes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.issue import typeset_text
from composer.issue.quotation_marks import MARKS, quotation_marks


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('He said "yes".', "He said “yes”."),
        ("a 'frog in the pot' moment", "a ‘frog in the pot’ moment"),
        ("\"'Yes,' he said.\"", "“‘Yes,’ he said.”"),
        ("\"He said 'yes'\"", "“He said ‘yes’”"),
        ("('quoted') [\"bracketed\"]", "(‘quoted’) [“bracketed”]"),
        ('so -- "at last" -- yes', "so — “at last” — yes"),
        ('"Well--" he began', "“Well—” he began"),
        ('he went--"slowly"--home', "he went—“slowly”—home"),
        ("Japan's and the students' view isn't new", "Japan’s and the students’ view isn’t new"),
        (
            "'tis the season, '90s style, class of '68.",
            "’tis the season, ’90s style, class of ’68.",
        ),
        ("the '20 minutes' rule", "the ‘20 minutes’ rule"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("'rock 'n' roll'", "‘rock ’n’ roll’"),
        ("goin' home", "goin’ home"),
        ("the 'burbs", "the ’burbs"),
        ("5'10\" tall", "5′10″ tall"),
        ("a 6\" pipe, 6' long", "a 6″ pipe, 6′ long"),
        ('"He is 5\'10""', "“He is 5′10″”"),
        ('"Route 66"', "“Route 66”"),
        ("10'000 francs", "10’000 francs"),
        ("already “curly” and ‘so’ and it’s", "already “curly” and ‘so’ and it’s"),
        ('"', "“"),
        ("'", "’"),
        ("", ""),
    ],
)
def test_english(typed: str, printed: str) -> None:
    assert typeset_text(typed, "en") == printed


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("de", "\"Sie rief 'Hilfe'\", wie geht's", "„Sie rief ‚Hilfe‘“, wie geht’s"),
        ("de-AT", '"ja"', "„ja“"),
        ("fr", "l'ami dit \"non, 'jamais'\"", "l’ami dit «\u202fnon, “jamais”\u202f»"),
        ("it", "l'\"Unità\" dell'uomo", "l’«Unità» dell’uomo"),
        ("es", '"sí" y \'no\'', "“sí” y ‘no’"),
        ("pt-PT", '"sim"', "«sim»"),
        ("sv", "\"hej\" 'då'", "”hej” ’då’"),
        ("pl", '"tak"', "„tak”"),
        ("nl", "\"'s Ochtends\" in 's-Gravenhage", "“’s Ochtends” in ’s-Gravenhage"),
        ("nb", '"ja"', "«ja»"),
        ("ja", '彼は"はい"と言った。"いいえ"。', "彼は「はい」と言った。「いいえ」。"),
        ("zh-Hant-TW", '"好"', "「好」"),
        ("zh", '他说"好"。', "他说“好”。"),
        ("ko", "그는 'x'라고 \"말\"했다", "그는 ‘x’라고 “말”했다"),
        ("ar", 'قال "نعم" ثم', "قال ”نعم“ ثم"),
        ("xx", '"yes"', "“yes”"),
    ],
)  # fmt: skip
def test_every_language_has_its_own_marks(language: str, typed: str, printed: str) -> None:
    assert typeset_text(typed, language) == printed


def test_a_region_falls_back_to_its_language_and_a_stranger_to_english() -> None:
    assert quotation_marks("fr-CH") != quotation_marks("fr") == quotation_marks("fr-BE")
    assert quotation_marks("tlh") == MARKS["en"]


@given(st.text("ab1 \"'’“.,-—([)]«»!:はい。\n"), st.sampled_from(sorted(MARKS)))
def test_setting_twice_changes_nothing_and_leaves_no_straight_mark(
    text: str, language: str
) -> None:
    once = typeset_text(text, language)
    assert not {'"', "'"} & set(once)
    assert typeset_text(once, language) == once


def test_a_million_quotation_marks_are_no_trouble() -> None:
    assert set(typeset_text("'" * 300_000, "en")) <= set("‘’")
    assert len(typeset_text("\"a' " * 100_000, "en")) == 400_000
