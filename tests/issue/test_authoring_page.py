"""docs/authoring.md promises a format: every example on it is read, and says what it shows."""

import re
from pathlib import Path

import pytest

from composer.findings import Severity
from composer.issue import (
    Button,
    Callout,
    Data,
    Issue,
    Link,
    List,
    ListStyle,
    Newsletter,
    Paragraph,
    Quote,
    Roundup,
    Rule,
    Subhead,
    Table,
    read_issue_text,
)

PAGE = (Path(__file__).parent.parent.parent / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^## ([^\n]+)$|^```markdown\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """(heading on the page, example), in order."""
    found, heading = [], "A whole issue"
    for title, example in EXAMPLES:
        heading = title or heading
        if example:
            found.append((heading, example))
    return found


def read(example: str, newsletter: Newsletter) -> Issue:
    """The example as an issue; what it needs around it is added."""
    text = (
        example if example.startswith("---\ntitle") else f"---\ntitle: An example\n---\n\n{example}"
    )
    if "## Hub Story" not in text:
        text += "\n## Hub Story: Beside the example\n\nWords.\n"
    reading = read_issue_text(text, "issues/2025-03-07-example.md", newsletter)
    assert not [f for f in reading.findings if f.severity is not Severity.INFO]
    assert reading.issue is not None
    return reading.issue


@pytest.mark.parametrize(("heading", "example"), examples())
def test_every_example_is_read_without_a_word(
    heading: str, example: str, newsletter: Newsletter
) -> None:
    assert read(example, newsletter).title


def test_examples_are_what_the_page_calls_them(newsletter: Newsletter) -> None:
    page = {h: read(e, newsletter).opening for h, e in reversed(examples())}
    assert isinstance(page["Quotations and their sources"][0], Quote)
    assert [type(block) for block in page["Boxes"]] == [Callout, Callout, Callout]
    assert isinstance(page["Figures as bars"][0], Data)
    assert isinstance(page["Buttons"][0], Button)
    assert isinstance(page["Tables"][0], Table)
    assert [type(block) for block in page["A dividing line"]] == [Paragraph, Rule, Paragraph]
    assert isinstance(page["Words"][0], Paragraph)
    assert any(isinstance(span, Link) for span in page["Words"][0].words)


def test_lists_and_sections_are_what_the_page_calls_them(newsletter: Newsletter) -> None:
    plain, lead, dated = (
        read(e, newsletter).opening for heading, e in examples() if heading == "Lists"
    )
    assert [b.style for b in plain if isinstance(b, List)] == [ListStyle.BULLETS, ListStyle.NUMBERS]
    assert isinstance(lead[0], List)
    assert lead[0].is_lead_list
    assert isinstance(dated[0], List)
    assert dated[0].style is ListStyle.DATED
    page = {h: read(e, newsletter).sections for h, e in examples()}
    assert isinstance(page["Subheadings"][0].blocks[0], Subhead)
    roundup = page["Roundups: sections of links"][0]
    assert isinstance(roundup, Roundup)
    assert [g.name for g in roundup.shown_groups] == ["Japan"]
