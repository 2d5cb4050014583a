"""Headings into stories and roundups: three newsletters with different sections."""

import pytest

from composer.issue import (
    Issue,
    Newsletter,
    Roundup,
    SectionRule,
    Story,
    plain,
    read_issue_text,
)

BASE = {
    "name": "Harbour Reads",
    "from": "Harbour Reads <reads@example.org>",
    "address": "1 Quay Street, Harbour Town",
}
HEADER = "---\ntitle: T\ndate: 2025-02-20\n---\n"


def newsletter_with(**sections: SectionRule) -> Newsletter:
    return Newsletter.model_validate({**BASE, "sections": sections})


def read(text: str, newsletter: Newsletter) -> Issue:
    reading = read_issue_text(HEADER + text, "2025-02-20-t.md", newsletter)
    assert [str(f) for f in reading.findings if f.code != "N217"] == []
    assert reading.issue is not None
    return reading.issue


STORY = SectionRule(label="Hub Story", labels=("Lead",), kind="story", look="lead")
PAIR = SectionRule(labels=("New", "Fixed"), kind="story")
LINKS = SectionRule(label="Reading List", kind="roundup", groups=("Asia", "Europe"))


def test_a_policy_letter_has_stories_and_links_by_country(newsletter: Newsletter) -> None:
    issue = read(
        """
## Hub Story: Ministers meet

They met.

### Four aims

1. One
2. Two

## Spoke Story: A second meeting

> They agreed.
>
> They said so twice.
>
> — Joint statement

## Alliance Insights: Around the region

### Australia

### Japan

- Naval Post: [A ship](https://example.org/ship)
""",
        newsletter,
    )
    hub, spoke, insights = issue.sections
    assert isinstance(hub, Story)
    assert isinstance(insights, Roundup)
    assert (hub.name, hub.kicker, plain(hub.headline)) == ("hub", "Hub Story", "Ministers meet")
    assert [block.kind for block in hub.blocks] == ["paragraph", "subhead", "list"]
    assert [block.kind for block in spoke.blocks] == ["quote"]
    assert [(group.name, len(group.items)) for group in insights.groups] == [
        ("Australia", 0),
        ("Japan", 1),
    ]
    assert [group.name for group in insights.shown_groups] == ["Japan"]
    assert [section.anchor for section in issue.sections] == [
        "ministers-meet",
        "a-second-meeting",
        "around-the-region",
    ]


def test_a_product_letter_uses_several_labels_for_one_kind_of_section() -> None:
    issue = read(
        "\nHello,\n\nIt is out.\n\n## New: Faster\n\nYes.\n\n**[Notes](https://example.org/n)**\n\n"
        "## new: Safer\n\n> [!data] Seconds\n>\n> - Before: 4.1\n> - After: 0.08\n>\n> — Us\n\n"
        "## Fixed: Gone\n\n- **Quotes:** curly\n- **Lists:** kept\n",
        newsletter_with(changes=PAIR),
    )
    assert [block.kind for block in issue.opening] == ["paragraph", "paragraph"]
    assert [(s.name, s.kicker) for s in issue.sections] == [
        ("changes", "New"),
        ("changes", "New"),
        ("changes", "Fixed"),
    ]
    assert [[b.kind for b in s.blocks] for s in issue.sections] == [
        ["paragraph", "button"],
        ["data"],
        ["list"],
    ]


def test_a_digest_has_links_with_notes_and_a_section_without_headline() -> None:
    issue = read(
        "\n## Reading List: Ports\n\nTwo for the weekend.\n\n"
        "- Lloyd: [A](https://example.org/a) — short.\n\n"
        "### Asia\n\n- Nikkei: Asia: [B](https://example.org/b) -- with *pictures*\n\n"
        "## Hub Story\n\nWrite.\n",
        newsletter_with(links=LINKS, hub=STORY),
    )
    links, hub = issue.sections
    assert isinstance(links, Roundup)
    assert [block.kind for block in links.blocks] == ["paragraph"]
    assert [group.name for group in links.groups] == ["", "Asia"]
    first, second = links.groups[0].items[0], links.groups[1].items[0]
    assert (first.source, plain(first.headline), first.address, plain(first.note)) == (
        "Lloyd",
        "A",
        "https://example.org/a",
        "short.",
    )
    assert (second.source, plain(second.note)) == ("Nikkei: Asia", "with pictures")
    assert (hub.name, hub.kicker, hub.headline, hub.look) == ("hub", "Hub Story", (), "lead")
    assert hub.anchor == "hub-story"


def test_a_plain_letter_has_no_section() -> None:
    issue = read("\nDear readers,\n\nthat was it.\n", newsletter_with())
    assert issue.sections == ()
    assert len(issue.opening) == 2


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Hub Story: A: b", ("hub", "Hub Story", "A: b", "story")),
        ("Lead: A", ("hub", "Hub Story", "A", "story")),
        ("hub story", ("hub", "Hub Story", "", "story")),
        ("A *new* pier {.hub}", ("hub", "Hub Story", "A new pier", "story")),
        ("Elsewhere: A {.story}", ("", "", "Elsewhere: A", "story")),
        ("Reading List: A {.story}", ("", "Reading List", "A", "story")),
        ("Fixed: A {.hub}", ("hub", "Fixed", "A", "story")),
    ],
)
def test_a_heading_says_which_section_it_begins(
    heading: str, expected: tuple[str, str, str, str]
) -> None:
    issue = read(f"\n## {heading}\n\nText.\n", newsletter_with(hub=STORY, links=LINKS, c=PAIR))
    (section,) = issue.sections
    got = (section.name, section.kicker, plain(section.headline), section.kind)
    assert got == expected


def test_a_section_between_known_ones_may_be_declared_by_its_type_alone() -> None:
    issue = read(
        "\n## Also {.roundup #more}\n\n- A: [B](https://example.org/b)\n",
        newsletter_with(hub=STORY),
    )
    (section,) = issue.sections
    assert (section.kind, section.name, section.anchor) == ("roundup", "", "more")


def test_anchors_are_different_and_made_of_plain_letters() -> None:
    texts = ["Café society", "Café society", "東京", "X {#cafe-society-2}"]
    text = "".join(f"\n## {words}\n\nText.\n" for words in texts)
    issue = read(text, newsletter_with())
    assert [section.anchor for section in issue.sections] == [
        "cafe-society",
        "cafe-society-3",
        "section-3",
        "cafe-society-2",
    ]


def test_empty_groups_are_shown_where_the_newsletter_says_so() -> None:
    rule = LINKS.model_copy(update={"empty_groups": "show"})
    text = "\n## Reading List\n\n### Asia\n\n### Europe\n\n- A: [B](https://example.org/b)\n"
    (section,) = read(text, newsletter_with(links=rule)).sections
    assert isinstance(section, Roundup)
    assert [group.name for group in section.shown_groups] == ["Asia", "Europe"]


def test_loose_text_among_the_links_is_kept_in_the_introduction() -> None:
    text = "## Reading List\n\n- A: [B](https://example.org/b)\n\nAnd more.\n"
    reading = read_issue_text(HEADER + text, "2025-02-20-t.md", newsletter_with(links=LINKS))
    assert [finding.code for finding in reading.findings] == ["E227"]
    assert reading.issue is not None
    (section,) = reading.issue.sections
    assert [block.kind for block in section.blocks] == ["paragraph"]


def test_a_line_without_link_is_kept_as_an_item_that_links_nowhere() -> None:
    text = "## Reading List\n\n- A: no link\n- none either\n"
    reading = read_issue_text(HEADER + text, "2025-02-20-t.md", newsletter_with(links=LINKS))
    assert reading.issue is not None
    (section,) = reading.issue.sections
    assert isinstance(section, Roundup)
    assert [(i.source, plain(i.headline), i.address) for i in section.groups[0].items] == [
        ("A", "no link", ""),
        ("", "none either", ""),
    ]
