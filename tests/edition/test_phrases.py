"""The words a letter says by itself."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from composer.edition import phrases

LANGUAGES = files("composer.edition") / "languages"


def told(name: str) -> dict[str, Any]:
    return tomllib.loads((LANGUAGES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(file.name for file in LANGUAGES.iterdir()))
def test_every_language_says_everything_that_english_says(name: str) -> None:
    english, other = told("en.toml"), told(name)
    assert other.keys() == english.keys()
    assert other["boxes"].keys() == english["boxes"].keys()
    assert all(other.values())
    assert other["number"].count("{number}") == 1


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("en", "en"), ("de-AT", "de"), ("fr-CA", "fr"), ("AR", "AR"), ("ja-JP", "ja"), ("sw", "en")],
)
def test_a_tag_falls_back_to_its_language_and_then_to_english(asked: str, answered: str) -> None:
    assert phrases(asked).language == answered


@pytest.mark.parametrize(
    ("names", "listed"),
    [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")],
)
def test_names_are_listed(names: tuple[str, ...], listed: str) -> None:
    assert phrases("en").listed(names) == listed


@pytest.mark.parametrize(
    ("language", "label", "words", "shown"),
    [
        ("en", "Naval News", "A ship", "Naval News: A ship"),
        ("en", "What now?", "A ship", "What now? A ship"),
        ("en", "Unsubscribe", "", "Unsubscribe:"),
        ("en", "", "A ship", "A ship"),
        ("fr", "Le Monde", "Le Havre", "Le Monde\u202f: Le Havre"),
        ("ja", "日経", "港", "日経：港"),
        ("ja", "何が？", "港", "何が？港"),
    ],
)
def test_a_label_has_its_colon(language: str, label: str, words: str, shown: str) -> None:
    assert phrases(language).labelled(label, words) == shown


def test_numbers_and_boxes() -> None:
    assert phrases("en").numbered("12") == "No. 12"
    assert phrases("ja").numbered("12") == "第12号"
    assert phrases("en").box_title("key") == "Key point"
    assert phrases("en").box_title("house-rules") == "House rules"
