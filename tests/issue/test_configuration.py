"""newsletter.toml: every mistake at its line, all at once, with a hint."""

from pathlib import Path

import pytest

from composer.errors import OperatorError
from composer.findings import Finding
from composer.issue import Newsletter, read_newsletter

GOOD = """\
name = "The Brief"
from = "The Brief <brief@example.org>"
address = "1 Harbor Street, Honolulu"

[sections.hub]
label = "Hub Story"
kind = "story"
"""


def read(folder: Path, text: str) -> Newsletter:
    file = folder / "newsletter.toml"
    file.write_text(text, encoding="utf-8")
    return read_newsletter(file)


def faults(folder: Path, text: str) -> tuple[Finding, ...]:
    with pytest.raises(OperatorError) as refused:
        read(folder, text)
    return refused.value.findings


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    newsletter = read(tmp_path, GOOD)
    assert newsletter.author_address == "brief@example.org"
    assert newsletter.list_identifier == "the-brief.example.org"
    assert newsletter.sections["hub"].all_labels == ("Hub Story",)


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        (
            'name = "The Brief"',
            'nmae = "The Brief"',
            1,
            "unknown key 'nmae'",
            "did you mean 'name'?",
        ),
        ("[sections.hub]", "[section.hub]", 5, "unknown key 'section'", "did you mean 'sections'?"),
        (
            'kind = "story"',
            'kidn = "story"',
            7,
            "unknown key 'sections.hub.kidn'",
            "did you mean 'kind'?",
        ),
        ('kind = "story"', 'kind = "novel"', 7, "sections.hub.kind", ""),
        ("brief@example.org", "brief@example", 2, "'brief@example' is not an address", ""),
        ("The Brief <brief@example.org>", "a@x.org, b@x.org", 2, "from", ""),
        ('label = "Hub Story"', "label = Hub Story", 6, "I cannot read this line", ""),
        ('address = "1 Harbor Street, Honolulu"\n', "", 1, "'address' is missing", "address ="),
        ("kind", 'list_id = "not an id"\nkind', 7, "unknown key", ""),
        ('"The Brief"', '"The\\nBrief"', 1, "one line", ""),
        ('"The Brief"', '"The \\u202eBrief"', 1, "one line", ""),
    ],
)
def test_a_mistake_is_reported_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str, hint: str
) -> None:
    found = faults(tmp_path, GOOD.replace(old, new, 1))
    assert any(
        f.at is not None and f.at.line == line and message in f.message and hint in f.hint
        for f in found
    ), [str(f) for f in found]


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("name", "nmae").replace("brief@example.org", "brief").replace("story", "x")
    assert len(faults(tmp_path, text)) >= 4


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('[unsubscribe]\nurl = "https://example.org/leave"\n', "must hold {token}"),
        ('[unsubscribe]\nurl = "ftp://example.org/{token}"\n', "not a web address"),
        ('[pictures]\ninline = true\nbase_url = "https://example.org/p/"\n', "not both"),
        ("[fields.name]\n", "always there"),
        ('[[relays]]\nurl = "http://relay.example.org"\n', "relays"),
        ('[theme]\nink = "navy"\n', "six digits"),
        ('[theme]\ntext = "#999999"\n', "text on sheet has a contrast of 2.8 to 1"),
        ('[theme.dark]\nlink = "#1B4B8A"\n', "link on sheet"),
        ('[theme]\nserif = "x; } body { display: none"\n', "font stack"),
        ('[sections.other]\nlabel = "hub story"\nkind = "story"\n', "share the label"),
        ('[sections.other]\nkind = "story"\n', "needs a label"),
        ('[sections.o]\nlabel = "O"\nkind = "story"\ngroups = ["A"]\n', "only a roundup"),
    ],
)
def test_what_would_harm_is_refused(tmp_path: Path, more: str, message: str) -> None:
    assert message in " ".join(f.message for f in faults(tmp_path, GOOD + "\n" + more))


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="newsletter init"):
        read_newsletter(tmp_path / "newsletter.toml")


def test_a_file_that_is_not_utf_8_is_refused_kindly(tmp_path: Path) -> None:
    file = tmp_path / "newsletter.toml"
    file.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(OperatorError, match="save it as UTF-8"):
        read_newsletter(file)


def test_brackets_without_end_are_refused_kindly(tmp_path: Path) -> None:
    file = tmp_path / "newsletter.toml"
    file.write_text("name = " + "[" * 5_000, encoding="utf-8")
    with pytest.raises(OperatorError, match="nested too deeply"):
        read_newsletter(file)


def test_the_shipped_newsletter_has_its_labels_and_countries(newsletter: Newsletter) -> None:
    assert [r.label for r in newsletter.sections.values()] == [
        "Hub Story",
        "Spoke Story",
        "Alliance Insights",
    ]
    assert newsletter.sections["insights"].groups == (
        "Australia",
        "Japan",
        "South Korea",
        "New Zealand",
        "The Philippines",
    )
