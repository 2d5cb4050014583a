"""Lines into blocks: lists, quotations, boxes, pictures, tables."""

import pytest

from composer.findings import Finding
from composer.issue import (
    Block,
    Button,
    Callout,
    Code,
    Data,
    Figure,
    List,
    ListStyle,
    Newsletter,
    Paragraph,
    Quote,
    Rule,
    Table,
    plain,
    read_issue_text,
)
from composer.issue.amounts import amount

LETTER = {
    "name": "Harbour Reads",
    "from": "Harbour Reads <reads@example.org>",
    "address": "1 Quay Street, Harbour Town",
    "boxes": ["warning"],
}
HEADER = "---\ntitle: T\ndate: 2025-02-20\n---\n"


def read_all(text: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    newsletter = Newsletter.model_validate(LETTER)
    reading = read_issue_text(HEADER + text, "2025-02-20-t.md", newsletter)
    assert reading.issue is not None
    return reading.issue.opening, reading.findings


def read(text: str) -> Block:
    """The only block of a text with nothing to report."""
    (block,), findings = read_all(text)
    assert [str(finding) for finding in findings] == []
    return block


# --- lists ---------------------------------------------------------------------------


def test_a_list_of_leads_has_them_cut_off_with_their_colons() -> None:
    block = read("- **Quick:** a *b*\n- **Slow**: c\n")
    assert isinstance(block, List)
    assert block.is_lead_list
    assert [(plain(i.lead), plain(i.words)) for i in block.items] == [
        ("Quick:", "a b"),
        ("Slow:", "c"),
    ]


def test_a_list_with_one_item_without_lead_is_a_plain_list() -> None:
    block = read("- **Quick:** a\n- slow\n")
    assert isinstance(block, List)
    assert [plain(item.words) for item in block.items] == ["Quick: a", "slow"]
    assert not block.is_lead_list


def test_three_items_that_end_in_a_year_are_a_dated_list() -> None:
    block = read(
        "- A (June 2024)\n- B [c](https://example.org) d (Nov. 2023 and 2024)\n- E (2024–2027)\n"
    )
    assert isinstance(block, List)
    assert block.style is ListStyle.DATED
    assert [item.date for item in block.items] == [
        "June 2024",
        "Nov. 2023 and 2024",
        "2024–2027",
    ]
    assert [plain(item.words) for item in block.items] == ["A", "B c d", "E"]


@pytest.mark.parametrize(
    "text",
    [
        "- A (2023)\n- B (2024)\n",
        "- A (2023)\n- B (2024)\n- C (soon)\n",
        "- A (2023)\n- B (2024)\n- C (20245)\n",
        "- A (2023)\n- B (2024)\n- (2025)\n",
    ],
)
def test_a_list_is_not_dated(text: str) -> None:
    block = read(text)
    assert isinstance(block, List)
    assert block.style is ListStyle.BULLETS
    assert all("(2023)" in plain(item.words) for item in block.items[:1])


def test_numbers_begin_where_the_editor_began_them() -> None:
    block = read("3. A\n4. B\n")
    assert isinstance(block, List)
    assert (block.style, block.start) == (ListStyle.NUMBERS, 3)


def test_lists_inside_lists_and_further_paragraphs_stay_in_their_item() -> None:
    block = read("- A\n\n  More.\n\n  1. B\n  2. C\n- D\n")
    assert isinstance(block, List)
    first, second = block.items
    assert [inner.kind for inner in first.blocks] == ["paragraph", "list"]
    assert (first.at.line, first.at.column) == (5, 3)
    assert (first.blocks[1].at.line, first.blocks[1].at.column) == (9, 3)
    assert second.blocks == ()


# --- quotations and boxes ------------------------------------------------------------


def test_a_quotation_has_its_source_cut_off() -> None:
    block = read("> One.\n>\n> Two.\n>\n> — [Survey, *2024*](https://example.org/s)\n")
    assert isinstance(block, Quote)
    assert len(block.blocks) == 2
    assert plain(block.source) == "Survey, 2024"


@pytest.mark.parametrize("dash", ["—", "–", "--", "―"])
def test_any_dash_begins_a_source(dash: str) -> None:
    block = read(f"> One.\n>\n> {dash} Mia\n")
    assert isinstance(block, Quote)
    assert plain(block.source) == "Mia"


def test_a_box_has_a_kind_a_title_and_blocks() -> None:
    block = read("> [!key] Nothing is *sent*\n> At once.\n>\n> - A\n> - B\n>\n> — Us\n")
    assert isinstance(block, Callout)
    assert (block.box, plain(block.title), plain(block.source)) == ("key", "Nothing is sent", "Us")
    assert [inner.kind for inner in block.blocks] == ["paragraph", "list"]


def test_a_newsletter_may_have_boxes_of_its_own() -> None:
    block = read("> [!warning]\n>\n> Mind the gap.\n")
    assert isinstance(block, Callout)
    assert (block.box, block.title) == ("warning", ())


def test_a_data_box_has_bars() -> None:
    block = read(
        "> [!data] Dollars per box\n>\n> - January: 3,095\n> - **February:** 2,274\n"
        "> - Note: that is March: −14.5 %\n>\n> — [Index](https://example.org/i)\n"
    )
    assert isinstance(block, Data)
    assert plain(block.title) == "Dollars per box"
    assert [(plain(bar.label), bar.value, bar.amount) for bar in block.bars] == [
        ("January", "3,095", 3095.0),
        ("February", "2,274", 2274.0),
        ("Note: that is March", "−14.5 %", -14.5),
    ]
    assert (block.bars[0].at.line, block.bars[0].at.column) == (7, 5)
    assert plain(block.source) == "Index"


@pytest.mark.parametrize("line", ["- January", "- January: many", "- : 4", "- A: 4\n>   - B: 5"])
def test_a_line_of_a_data_box_that_is_no_label_and_number_is_reported(line: str) -> None:
    _, findings = read_all(f"> [!data] D\n>\n> {line}\n")
    assert [(f.code, f.at and f.at.line) for f in findings] == [("E233", 7)]


@pytest.mark.parametrize(
    ("value", "language", "number"),
    [
        ("4.1", "en", 4.1),
        ("0.08", "de", 0.08),
        ("1,412", "en", 1412),
        ("1,412", "de", 1.412),
        ("1.412", "de-AT", 1412),
        ("1.412", "en", 1.412),
        ("0.412", "de", 0.412),
        ("1,5", "en", 1.5),
        ("1,234,567.8", "en", 1234567.8),
        ("1.234.567", "en", 1234567),
        ("1 234,5", "fr", 1234.5),
        ("1\u202f234", "fr", 1234),
        ("1'234", "de-CH", 1234),
        ("$3,095", "en", 3095),
        ("3095 €", "de", 3095),
        ("USD 12", "en", 12),
        ("US$12", "en", 12),
        ("-5%", "en", -5),
        ("−5 %", "sv", -5),
        ("+5", "en", 5),
        ("٤", "ar", 4),
        ("many", "en", None),
        ("4.1 s", "en", None),
        ("", "en", None),
        ("1" * 400, "en", None),
        ("nan", "en", None),
    ],
)
def test_numbers_as_people_type_them(value: str, language: str, number: float | None) -> None:
    assert amount(value, language) == number


# --- single things -------------------------------------------------------------------


def test_a_bold_link_alone_is_a_button_and_in_a_sentence_a_bold_link() -> None:
    block = read("**[Read on](https://example.org/a)**\n")
    assert isinstance(block, Button)
    assert (plain(block.words), block.address) == ("Read on", "https://example.org/a")
    assert isinstance(read("Or **[read on](https://example.org/a)**\n"), Paragraph)
    assert isinstance(read("- **[Read on](https://example.org/a)**\n"), List)


def test_a_picture_alone_is_a_figure() -> None:
    block = read('![The *new* pier](pier.jpg "Seen from (the) east")\n')
    assert isinstance(block, Figure)
    assert (block.file, block.alt, plain(block.caption)) == (
        "pier.jpg",
        "The new pier",
        "Seen from (the) east",
    )


@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_a_picture_without_description_is_seen_wherever_it_stands(before: str) -> None:
    _, findings = read_all(f"{before}![](pier.jpg)\n")
    assert [f.code for f in findings] == ["W213"]
    assert findings[0].at is not None
    assert findings[0].at.column == len(before) + 3


def test_a_table_has_heads_rows_and_alignments() -> None:
    block = read("| Port | Boxes |\n|:-----|------:|\n| Kobe \\| Osaka | *2* |\n| Busan |\n")
    assert isinstance(block, Table)
    assert [plain(cell) for cell in block.head] == ["Port", "Boxes"]
    assert [[plain(cell) for cell in row] for row in block.rows] == [
        ["Kobe | Osaka", "2"],
        ["Busan", ""],
    ]
    assert block.alignments == ("left", "right")


def test_a_row_with_a_cell_too_many_is_reported() -> None:
    _, findings = read_all("| A | B |\n|---|---|\n| 1 | 2 | 3 |\n")
    assert [(f.code, f.at and f.at.line) for f in findings] == [("E241", 7)]


def test_a_link_in_a_table_knows_its_bracket() -> None:
    _, findings = read_all("| A | B |\n|---|---|\n| a | [a](#none) |\n")
    assert [(f.code, f.at and (f.at.line, f.at.column)) for f in findings] == [("E307", (7, 7))]


def test_a_rule_has_empty_lines_around_it() -> None:
    blocks, findings = read_all("A\n\n---\n\nB\n")
    assert [type(block) for block in blocks] == [Paragraph, Rule, Paragraph]
    assert findings == ()


@pytest.mark.parametrize("text", ["    indented\n", "A\n===\n", "[a]: https://example.org/b\n"])
def test_what_the_format_has_no_use_for_is_text(text: str) -> None:
    blocks, _ = read_all(text)
    assert [type(block) for block in blocks] == [Paragraph]


def test_the_words_between_code_fences_are_kept() -> None:
    blocks, findings = read_all("```sh\n# not a heading\nls\n```\n\nText.\n")
    assert [finding.code for finding in findings] == ["E228"]
    assert isinstance(blocks[0], Paragraph)
    assert [s.text for s in blocks[0].words if isinstance(s, Code)] == ["# not a heading", "ls"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(">" * depth + " x" for depth in range(300)),
        "\n".join("  " * depth + "- x" for depth in range(300)),
        "> " * 3000 + "x",
        "- " * 3000 + "x",
        "[" * 3000,
        "](" * 3000,
        "```a\n" * 3000,
    ],
)
def test_what_is_nested_or_opened_without_end_is_read_to_the_end(text: str) -> None:
    blocks, _ = read_all(f"{text}\n\nLast words.\n")
    assert isinstance(blocks[-1], Paragraph)
    assert plain(blocks[-1].words) == "Last words."
