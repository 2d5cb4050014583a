"""From a file to the model: every finding of the reader at its place, and nothing else."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import EditorError
from composer.findings import Place, Severity
from composer.issue import Newsletter, Reading, read_issue, read_issue_text

ISSUE = """\
---
title: The tide tables
dek: Two harbours, one moon
date: 2025-02-20
number: 12
---

Good morning, {{first_name|reader}}.

## Hub Story: A new pier

The pier opened on [Monday](https://example.org/pier).

- **Longer:** by forty metres
- **Lower:** by one

> [!note] How we measured
>
> With a tape.

## Alliance Insights: What others wrote

Six links this week.

### Japan

- Harbour News: [Two cranes for Kobe](https://example.org/kobe) — with pictures

### South Korea

- The Quay: [Busan dredges on](https://example.org/busan)
"""
PATH = "issues/2025-02-20-tides.md"


def read(text: str, newsletter: Newsletter) -> Reading:
    return read_issue_text(text, PATH, newsletter)


class Slip(NamedTuple):
    """One mutation of the issue above, and the one finding it must give."""

    code: str
    old: str
    new: str
    line: int
    column: int
    message: str
    hint: str


SLIPS = [
    Slip("E101", "---\ntitle", "title", 1, 1, "the file has no header block", "three dashes"),
    Slip("E102", "number: 12\n---\n", "number: 12\n", 9, 1, "not closed before the first", "above"),
    Slip("E103", "number: 12", "number 12", 5, 1, "header line: 'number 12'", "'name: value'"),
    Slip("E104", "dek:", "deck:", 3, 1, "unknown header name 'deck'", "did you mean 'dek'?"),
    Slip(
        "E104", "number: 12", "reply-to: a@example.org", 5, 1, "name 'reply-to'", "mean 'reply_to'?"
    ),
    Slip("E104", "number: 12", "qqqq: 12", 5, 1, "unknown header name 'qqqq'", "lang, dir"),
    Slip("E104", "dek:", "subtitle:", 3, 1, "unknown header name 'subtitle'", "mean 'dek'?"),
    Slip("E104", "number:", "issue:", 5, 1, "unknown header name 'issue'", "mean 'number'?"),
    Slip("E104", "number: 12", "from: a@example.org", 5, 1, "name 'from'", "newsletter.toml"),
    Slip(
        "E105", "number: 12", "dek: Again", 5, 1, "'dek' is given twice (first on line 3)", "keep"
    ),
    Slip("E106", "title: The tide tables", "title:", 2, 7, "the issue has no title", "title: …"),
    Slip("E106", "title: The tide tables\n", "", 1, 1, "the issue has no title", "title: …"),
    Slip("E107", "2025-02-20", "2025-02-30", 4, 7, "'2025-02-30' is not a date", "2025-02-20"),
    Slip("E107", "2025-02-20", "20250220", 4, 7, "'20250220' is not a date", "year-month-day"),
    Slip("E107", "2025-02-20", "2025-W08-4", 4, 7, "'2025-W08-4' is not a date", "year-month-day"),
    Slip("E107", "2025-02-20", '"20.02.2025"', 4, 8, "'20.02.2025' is not a date", "2025-02-20"),
    Slip("E107", "2025-02-20", "March 7, 2025", 4, 7, "'March 7, 2025'", "2025-03-07"),
    Slip("E107", "2025-02-20", "7 Mar 2025", 4, 7, "'7 Mar 2025'", "2025-03-07"),
    Slip("E107", "2025-02-20", "2025/03/07", 4, 7, "'2025/03/07'", "2025-03-07"),
    Slip("E107", "2025-02-20", "03.04.2025", 4, 7, "'03.04.2025'", "example 2025-02-20"),
    Slip("E108", "number: 12", "number: 12 subject: A", 5, 12, "'subject:' is in the", "its own"),
    Slip("E108", "tables\ndek", "tablesdek", 2, 23, "'dek:' is in the middle", "line of its own"),
    Slip("E108", "moon\ndate", "moon date", 3, 29, "'date:' is in the middle", "line of its own"),
    Slip("E109", "number: 12\n---", "number: 12\n—", 6, 1, "closed by '—'", "three dashes"),
    Slip(
        "W111", "The tide", "The [tide](https://example.org)", 2, 12, "a link in 'title'", "words"
    ),
    Slip("E112", "number: 12", "reply_to: nobody", 5, 11, "'nobody' is not an address", "editor@"),
    Slip("E113", "number: 12", "lang: English!", 5, 7, "not a language tag", "pt-BR"),
    Slip("E114", "number: 12", "dir: up", 5, 6, "'up' is not a direction", "ltr or rtl"),
    Slip(
        "E115", "number: 12", "number: " + "1" * 65_536, 2, 1, "longer than 65536", "three dashes"
    ),
    Slip("E204", "[!note]", "[!noet]", 17, 5, "unknown box '[!noet]'", "did you mean [!note]?"),
    Slip("E204", "[!note]", "[!xyz]", 17, 5, "unknown box '[!xyz]'", "note, key, data, action"),
    Slip("E204", "[!note]", "[note]", 17, 3, "'[note]' does not begin a box", "'> [!note]'"),
    Slip("E204", "Six", "[!key] Six", 23, 1, "a box needs '> '", "'> [!key]', and '> '"),
    Slip("E204", "a tape.", "a tape.\n> [!key] X", 20, 3, "cannot begin inside", "leave an empty"),
    Slip("E205", "Six links", "# Big\n\nSix links", 23, 1, "a '#' heading", "start with '##'"),
    Slip("E206", "Hub Story:", "Hub Storry:", 10, 4, "called 'Hub Storry'", "mean 'Hub Story'?"),
    Slip(
        "E207", "pier\n\nThe", "pier {.hubb}\n\nThe", 10, 28, "type '.hubb'", "hub, spoke, insights"
    ),
    Slip("E206", "Story: A", "Story – A", 10, 4, "no colon after 'Hub Story'", "'## Hub Story: A"),
    Slip(
        "E206", "Story: A", "Story A", 10, 4, "no colon after 'Hub Story'", "'## Hub Story: A new"
    ),
    Slip("W209", "South Korea", "South Corea", 29, 5, "'South Corea' is not one", "'South Korea'?"),
    Slip("W209", "South Korea", "Peru", 29, 5, "usual groups", "usual groups: Australia, Japan"),
    Slip(
        "E210",
        "[Busan dredges on](https://example.org/busan)",
        "Busan dredges on",
        31,
        13,
        "this item has no link",
        "'- The Quay: [Busan dredges on](https://…)'",
    ),
    Slip(
        "E210",
        "The Quay: [Busan dredges on](https://example.org/busan)",
        "Busan",
        31,
        3,
        "this item has no link",
        "'- Outlet: [Headline](https://…)'",
    ),
    Slip(
        "E210",
        "[Busan dredges on](https://example.org/busan)",
        "Busan dredges on (https://example.org/busan)",
        31,
        13,
        "this item has no link",
        "[Busan dredges on](https://example.org/busan)'",
    ),
    Slip("E211", "Quay: [", "Quay – [", 31, 14, "no colon", "'- The Quay: [Busan dredges on](…)'"),
    Slip("E211", ": [Bus", ': "[Bus', 31, 14, "the outlet's colon", "'- The Quay: [Busan dredges"),
    Slip("E211", "Quay: [", "Quay [", 31, 12, "no colon", "'- The Quay: [Busan dredges on](…)'"),
    Slip("W212", "The Quay: [", "[", 31, 3, "this link names no outlet", "'- Outlet: [Headline]"),
    Slip("W213", "With a tape.", "![](tape.png)", 19, 5, "no description", "![what the picture"),
    Slip("W214", "Six links", "##### Deep\n\nSix links", 23, 1, "'#####' is deeper", "use ###"),
    Slip("E216", "## Hub Story: A new pier", "## Hello {.story}", 6, 1, "no 'Hub Story'", "## Hub"),
    Slip("E216", "## Hub Story: A new pier", "## A new pier", 6, 1, "no 'Hub Story'", "'## Hub"),
    Slip("N217", "### South", "### Australia\n\n### South", 29, 5, "will be left out", "hidden"),
    Slip(
        "E223", "## Hub", "Hub", 10, 1, "'Hub Story' starts a section", "'## Hub Story: A new pier'"
    ),
    Slip(
        "E223", "## Hub Story: A new pier", "**Hub Story: A new pier**", 10, 1, "two #", "'## Hub"
    ),
    Slip(
        "E223", "## Alli", "Alli", 21, 1, "'Alliance Insights' starts", "'## Alliance Insights: W"
    ),
    Slip(
        "E223",
        "## Alliance Insights: What others wrote",
        "Alliance Insights\n===",
        21,
        1,
        "two",
        "##",
    ),
    Slip("E223", "## Alli", "### Alli", 21, 1, "'Alliance Insights' starts a section", "'## All"),
    Slip(
        "E225", "### South Korea", "South Korea:", 29, 1, "'South Korea' is a group", "'### South"
    ),
    Slip("E225", "### Japan", "**Japan**", 25, 1, "'Japan' is a group", "write '### Japan'"),
    Slip("E225", "### South", "## South", 29, 1, "'South Korea' is a group", "three # signs"),
    Slip(
        "W226", "## Alli", "## Weather\n\nFine.\n\n## Alli", 21, 4, "'Weather' does not", "{.story}"
    ),
    Slip("E227", "### South", "And more.\n\n### South", 29, 1, "loose text among", "go before"),
    Slip(
        "E228", "With a tape.\n", "With.\n\n```\n# x\n```\n", 21, 1, "block of code", "`backquotes`"
    ),
    Slip("E228", "The pier", "```\n\nThe pier", 12, 1, "block of code", "paragraph or a list"),
    Slip(
        "E229", "pier\n\nThe", "pier {.hub big}\n\nThe", 10, 32, "'big' in braces", "{.story #name}"
    ),
    Slip("E229", "### Japan", "### Japan {#j}", 25, 11, "'##') only", "take them away"),
    Slip("E230", "With a tape.", "> " * 40 + "deep", 19, 41, "more than 20 deep", "take some"),
    Slip("E231", "With a tape.", "## Tape", 19, 3, "a heading cannot stand inside", "**bold**"),
    Slip("E232", "### South", "#### South", 29, 1, "'####' is deeper", "groups take three"),
    Slip("E233", "[!note]", "[!data]", 19, 3, "holds a list of 'label: number'", "1,412"),
    Slip("E234", "With a", "With ![it](a.png) a", 19, 8, "in the middle of a text", "of its own"),
    Slip("W235", "a tape.", "a tape.\n\n— Mia", 21, 1, "not part of the quotation", "put '> '"),
    Slip(
        "W235",
        "[!note] How we measured\n>\n> With a tape.",
        "We measured.\n>\n> - Mia",
        19,
        3,
        "begins with a long dash",
        "write '> — …'",
    ),
    Slip("W235", "a tape.", "a tape.\n> — Mia", 20, 3, "part of the quotation", "only '>' above"),
    Slip(
        "E236",
        "## Alli",
        "## Spoke Story: X\n\n## Alli",
        21,
        4,
        "'Spoke Story' has no text",
        "below",
    ),
    Slip(
        "E238",
        "## Alli",
        "## A {.story #a}\n\nB.\n\n## C {.story #a}\n\nD.\n\n## Alli",
        25,
        1,
        "'#a'",
        "name",
    ),
    Slip(
        "W239", "busan)", "busan) [b](https://example.org/b)", 31, 59, "a second link", "one link"
    ),
    Slip(
        "W239",
        "The Quay:",
        "[The Quay](https://example.org/):",
        31,
        3,
        "the outlet of this line is a link",
        "'- The Quay: [Busan dredges on](…)'",
    ),
    Slip("E240", "busan)", "busan)\n  - more", 32, 3, "hangs below", "an item is one line"),
    Slip("W242", "- **Lower:** by one", "-", 15, 1, "this list item is empty", "write something"),
    Slip("E243", "### South Korea", "###", 29, 1, "this heading is empty", "behind the # signs"),
    Slip("W244", "With a tape.", "| A | B |", 19, 3, "no line below its head", "|---|---|"),
    Slip("E245", "opened on", "opened[^1] on", 12, 16, "footnotes are not", "into the text"),
    Slip("E245", "Six links", "[1]: https://example.org", 23, 1, "link definitions", "[words]("),
    Slip("E246", "measured\n>\n> With", "measured\n\nWith", 17, 1, "this box has no text", "'> '"),
    Slip(
        "E247",
        "With a tape.",
        "| A |\n> |---|\n> | b |\n> Done.",
        22,
        3,
        "to the table",
        "an empty",
    ),
    Slip("W308", "org/pier)", 'org/pier "P")', 12, 54, "quotation marks after", "into the text"),
    Slip("E306", "example.org/busan", "example.org/bu san", 31, 32, "a space in this", "%20"),
    Slip(
        "E307",
        "https://example.org/pier",
        "#pear",
        12,
        20,
        "anchor '#pear'",
        "anchors: #a-new-pier",
    ),
    Slip("E311", "[Monday]", "[]", 12, 20, "this link has no words", "where it leads"),
    Slip("E312", "With a tape.", "![A](a.png “B c”)", 19, 14, "between straight", '(a.png "B c")'),
    Slip("E312", "With a tape.", "![A](a.png B c)", 19, 14, "between straight", '(a.png "B c")'),
    Slip("E501", "{{first_name|", "{{firstname|", 8, 15, "no field 'firstname'", "'first_name'?"),
    Slip(
        "E501",
        "(https://example.org/pier",
        "(https://example.org/{{nam}}",
        12,
        49,
        "'nam'",
        "'name'?",
    ),
    Slip(
        "E502",
        "reader}}",
        "reader}",
        8,
        15,
        "not complete: '{{first_name|reader}'",
        "{{first_name|reader}}",
    ),
    Slip(
        "E502", "{{first_name|reader}}", "{first_name}", 8, 15, "'{first_name}'", "{{first_name}}"
    ),
    Slip(
        "E502", "{{first_name|reader}}", "*|FNAME|*", 8, 15, "of another program", "{{first_name|"
    ),
    Slip("E502", "number: 12", "subject: Hi {name}", 5, 13, "not complete: '{name}'", "{{name}}"),
    Slip("E503", "Good", "{% if x %} Good", 8, 1, "template commands", "template's own files"),
    Slip(
        "E504", "The Quay", "The {{name}}", 31, 7, "cannot stand in an outlet's name", "each reader"
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.code}-{s.old[:12]!r}-{s.new[:12]!r}")
def test_one_slip_gives_one_finding_where_it_was_made(slip: Slip, newsletter: Newsletter) -> None:
    assert slip.old in ISSUE
    reading = read(ISSUE.replace(slip.old, slip.new, 1), newsletter)
    told = [str(finding) for finding in reading.findings]
    assert [finding.code for finding in reading.findings] == [slip.code], told
    (finding,) = reading.findings
    assert finding.at == Place(path=PATH, line=slip.line, column=slip.column), told
    assert slip.message in finding.message
    assert slip.hint in finding.hint
    assert reading.issue is not None


def test_the_letter_of_a_code_is_its_severity(newsletter: Newsletter) -> None:
    letters = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.INFO}
    for slip in SLIPS:
        for finding in read(ISSUE.replace(slip.old, slip.new, 1), newsletter).findings:
            assert finding.severity is letters[finding.code[0]]


def test_the_issue_itself_has_nothing_to_report(newsletter: Newsletter) -> None:
    assert read(ISSUE, newsletter).findings == ()


SILENT = {
    "a byte-order mark": ("---\ntitle", "\ufeff---\ntitle"),
    "a title with a common word before its colon": ("The tide", "Setting a new date: what now"),
    "a title with a word that ends like a name": ("The tide", "The candidate: a subtitle: the"),
    "a title about a subject": ("The tide", "Changing the subject: number: one"),
    "a comment in the header": ("number: 12", "# number: to come"),
    "names in capitals": ("dek:", "DEK:"),
    "a value without a space": ("number: 12", "number:12"),
    "a label in other letters": ("## Hub Story:", "## HUB  story :"),
    "a section that says it is a story": ("## Alli", "## Weather {.story}\n\nFine.\n\n## Alli"),
    "a section that says it is a roundup": (
        "## Alli",
        "## Weather {.roundup}\n\n- Met: [Rain](https://example.org/rain)\n\n## Alli",
    ),
    "a section named by its type": ("## Hub Story: A new pier", "## A new pier {.hub}"),
    "two spokes": (
        "## Alli",
        "## Spoke Story: A\n\nB.\n\n## Spoke Story: A\n\nC.\n\n## Alli",
    ),
    "an anchor of the editor's own": ("A new pier\n", "A new pier {#pier}\n\n[x](#pier)\n"),
    "a link to a made anchor": ("https://example.org/pier", "#a-new-pier"),
    "an address with a field": ("/pier", "/{{first_name|a reader}}?m={{email}}"),
    "an address with brackets": ("/pier", "/pier_(new)"),
    "a field in backquotes": ("With a tape.", "With `{{tape}}`."),
    "a mailto link": ("https://example.org/pier", "mailto:a@example.org?subject=Pier"),
    "a box in capitals": ("[!note]", "[!NOTE]"),
    "a quotation that begins with a dash": ("> [!note] How we measured", "> — I measured it."),
    "an outlet in bold": ("The Quay: [", "**The Quay:** ["),
    "an outlet with a colon": ("The Quay: [", "The Quay: Weekly: ["),
    "an editorial bracket": ("The pier opened", "The pier [sic] opened"),
    "a section's name in bold": ("Hub Story: A new pier", "**Hub Story:** A new pier"),
    "a section heading in bold": ("Hub Story: A new pier", "**Hub Story: A new pier**"),
    "a box with a colon after its mark": ("[!note] How", "[!note]: How"),
    "a sentence that begins with a label": ("The pier", "Hub Story: this week it is long.\n\nThe"),
    "a group's name in a story": ("The pier", "Japan:\n\nThe pier"),
    "a note that begins with a comma": ("busan)", "busan), with maps"),
    "braces that are no field": ("Six links", "Six {first} links"),
    "a heading with closing signs": ("### Japan", "### Japan ###"),
}


@pytest.mark.parametrize("change", SILENT.values(), ids=SILENT)
def test_nothing_is_said_about(change: tuple[str, str], newsletter: Newsletter) -> None:
    old, new = change
    assert old in ISSUE
    assert [str(f) for f in read(ISSUE.replace(old, new, 1), newsletter).findings] == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_kind_of_line_end_makes_no_difference(end: str, newsletter: Newsletter) -> None:
    assert read(ISSUE.replace("\n", end), newsletter) == read(ISSUE, newsletter)


def test_pasted_text_is_told_at_every_line_that_should_be_a_heading(
    newsletter: Newsletter,
) -> None:
    text = ISSUE.replace("## ", "").replace("#", "").replace("{}", "")
    found = [(f.code, f.at and f.at.line) for f in read(text, newsletter).findings]
    assert found == [("E223", 10), ("E223", 21), ("E225", 25), ("E225", 29)]


def test_a_group_is_seen_below_a_section_with_a_sign_too_many(newsletter: Newsletter) -> None:
    text = ISSUE.replace("## Alli", "### Alli").replace("### Japan", "**Japan**")
    assert [f.code for f in read(text, newsletter).findings] == ["E223", "E225"]


def test_an_empty_roundup_is_one_finding(newsletter: Newsletter) -> None:
    text = ISSUE[: ISSUE.index("Six links")] + "### Japan\n\n### Australia\n"
    assert [f.code for f in read(text, newsletter).findings] == ["W237"]


def test_one_slip_in_a_list_or_a_data_box_is_one_finding(newsletter: Newsletter) -> None:
    text = ISSUE.replace("- **Longer:** by forty metres", "1. One\nTwo\n3. Three\n")
    assert [(f.code, f.at and f.at.line) for f in read(text, newsletter).findings] == [("E218", 15)]
    text = ISSUE.replace("[!note]", "[!data]").replace("With a tape.", "- A: 5\n> — Mia")
    assert [(f.code, f.at and f.at.line) for f in read(text, newsletter).findings] == [("E218", 20)]


def test_six_mistakes_give_six_findings_in_the_order_of_lines(newsletter: Newsletter) -> None:
    text = ISSUE
    for code in ("E104", "E107", "E206", "E204", "W209", "E211"):
        slip = next(slip for slip in SLIPS if slip.code == code)
        text = text.replace(slip.old, slip.new, 1)
    codes = [finding.code for finding in read(text, newsletter).findings]
    assert codes == ["E104", "E107", "E206", "E204", "W209", "E211"]


def test_a_broken_bracket_is_the_cause_and_the_missing_link_is_not_told(
    newsletter: Newsletter,
) -> None:
    text = ISSUE.replace("(https://example.org/busan)", "(https://example.org/busan")
    assert [f.code for f in read(text, newsletter).findings] == ["E302"]
    text = ISSUE.replace("[Busan dredges on](", "[Busan dredges on] (")
    assert [f.code for f in read(text, newsletter).findings] == ["E301"]


def test_a_line_that_lost_its_sign_is_told_once(newsletter: Newsletter) -> None:
    item = "- The Quay: [Busan dredges on](https://example.org/busan)"
    more = "The Bay: [Ulsan too](https://example.org/ulsan)"
    text = ISSUE.replace(item, f"{item}\n{more}")
    assert [(f.code, f.at and f.at.line) for f in read(text, newsletter).findings] == [("E218", 32)]
    text = ISSUE.replace("### South", "###South")
    assert [f.code for f in read(text, newsletter).findings] == ["E201"]


def test_a_section_whose_heading_lost_a_sign_is_still_that_section(newsletter: Newsletter) -> None:
    reading = read(ISSUE.replace("## Hub", "# Hub"), newsletter)
    assert [finding.code for finding in reading.findings] == ["E205"]
    assert reading.issue is not None
    assert [section.name for section in reading.issue.sections] == ["hub", "insights"]


def test_a_missing_address_blocks_sending_only(newsletter: Newsletter) -> None:
    reading = read(ISSUE.replace("https://example.org/busan", ""), newsletter)
    assert [finding.code for finding in reading.blocking] == ["E303"]
    assert reading.errors == ()
    assert reading.require_issue() is reading.issue


def test_an_unclosed_header_is_one_finding_even_with_text_below(newsletter: Newsletter) -> None:
    header = ISSUE[: ISSUE.index("---\n\nGood")]
    text = f"{header}\nGood morning.\n\nMore words: of prose.\n"
    reading = read(text, newsletter.model_copy(update={"sections": {}}))
    assert [(f.code, f.at) for f in reading.findings] == [("E102", Place(path=PATH))]
    assert reading.issue is not None
    assert len(reading.issue.opening) == 2


def test_what_an_empty_group_says_follows_the_newsletter(newsletter: Newsletter) -> None:
    text = ISSUE.replace("### South", "### Australia\n\n### South")
    told = {}
    for choice in ("hide", "show", "error"):
        rule = newsletter.sections["insights"].model_copy(update={"empty_groups": choice})
        sections = newsletter.sections | {"insights": rule}
        reading = read(text, newsletter.model_copy(update={"sections": sections}))
        told[choice] = [(f.code, str(f.severity), f.message) for f in reading.findings]
    assert told == {
        "hide": [("N217", "info", "'Australia' has no links; it will be left out")],
        "show": [("N217", "info", "'Australia' has no links; readers will see it empty")],
        "error": [("E217", "error", "'Australia' has no links")],
    }


def test_a_section_too_many_is_told_what_else_it_may_be(newsletter: Newsletter) -> None:
    text = ISSUE.replace("## Alli", "## Hub Story: Again\n\nText.\n\n## Alli")
    (finding,) = read(text, newsletter).findings
    assert (finding.code, finding.at) == ("E208", Place(path=PATH, line=21, column=4))
    assert finding.message == "a second 'Hub Story' (the first is on line 10)"
    assert finding.hint == "only one is allowed; make this one a 'Spoke Story'"
    alone = {k: v for k, v in newsletter.sections.items() if k != "spoke"}
    (finding,) = read(text, newsletter.model_copy(update={"sections": alone})).findings
    assert finding.hint == "only one is allowed; put its text into one of the others"


def test_errors_keep_the_issue_from_being_used(newsletter: Newsletter) -> None:
    reading = read(ISSUE.replace("dek:", "deck:"), newsletter)
    with pytest.raises(EditorError, match="unknown header name 'deck'"):
        reading.require_issue()


# --- files ---------------------------------------------------------------------------


def test_an_issue_is_a_file_or_a_folder_with_issue_md(
    tmp_path: Path, newsletter: Newsletter
) -> None:
    file = tmp_path / "issues" / "2025-02-20-tides.md"
    folder = tmp_path / "issues" / "2025-02-21-piers"
    folder.mkdir(parents=True)
    file.write_text(ISSUE)
    (folder / "issue.md").write_text(ISSUE.replace("date: 2025-02-20\n", ""))
    one = read_issue(file, newsletter, root=tmp_path).require_issue()
    other = read_issue(folder, newsletter, root=tmp_path).require_issue()
    assert (one.slug, one.path) == ("2025-02-20-tides", "issues/2025-02-20-tides.md")
    assert (other.slug, str(other.date)) == ("2025-02-21-piers", "2025-02-21")
    assert Path(other.folder) == folder.resolve()


def test_a_link_out_of_the_newsletters_folder_is_not_followed(
    tmp_path: Path, newsletter: Newsletter
) -> None:
    root = tmp_path / "newsletter"
    root.mkdir()
    (tmp_path / "secret.md").write_text(ISSUE)
    (root / "issue.md").symlink_to(tmp_path / "secret.md")
    (root / "loop.md").symlink_to(root / "loop.md")
    for name in ("issue.md", "../secret.md", "none.md", "loop.md"):
        reading = read_issue(root / name, newsletter, root=root)
        assert reading.issue is None
        assert [finding.code for finding in reading.findings] == ["E005"]


# --- anything ------------------------------------------------------------------------

MARKUP = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "\n## Hub Story: ",
            "\n## Alliance Insights: ",
            "\n## New ",
            "\n### Japan\n",
        ),
        *(
            "\n# ",
            "\n#### ",
            "\n- ",
            "\n1. ",
            "\n> ",
            "\n  ",
            "> ",
            "- ",
            "> [!note] ",
            "> [!data] x\n",
        ),
        *("*", "**", "_", "`", "\n```\n", "\\", "[", "]", "(", ")", "](", "![", "{{", "}}", "{%"),
        *(
            "{{name|x}}",
            "{.story}",
            "{#a}",
            "|",
            "\n|a|b|\n|-|-|\n",
            "\n---\n",
            "title: ",
            "date: ",
        ),
        *(": ", "— ", "https://example.org/a", "#a", "4.1", "(2024)", "TK", "\t", "\x00", "\u2028"),
        *("\ufeff", "é", "東", "word", " "),
    ]
)


def places_in(thing: object) -> list[Place]:
    if isinstance(thing, Place):
        return [thing]
    if isinstance(thing, tuple):
        return [place for part in thing for place in places_in(part)]
    if is_dataclass(thing):
        return [place for f in fields(thing) for place in places_in(getattr(thing, f.name))]
    return []


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(MARKUP, max_size=60).map("".join)))
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    newsletter = Newsletter.model_validate(NEWSLETTER)
    header = ISSUE[: ISSUE.index("Good morning")]
    for whole in (text, header + text):
        reading = read_issue_text(whole, PATH, newsletter)
        lines = whole.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert reading.issue is not None
        for place in (*places_in(reading.issue), *places_in(reading.findings)):
            assert 1 <= place.line <= len(lines)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1


NEWSLETTER = {
    "name": "Harbour Reads",
    "from": "Harbour Reads <reads@example.org>",
    "address": "1 Quay Street, Harbour Town",
    "boxes": ["warning"],
    "sections": {
        "hub": {"label": "Hub Story", "kind": "story", "required": True, "max": 1},
        "new": {"labels": ["New", "Fixed"], "kind": "story"},
        "insights": {"label": "Alliance Insights", "kind": "roundup", "groups": ["Japan"]},
    },
}
