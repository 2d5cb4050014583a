"""Slips on a line: what is said about each, where, and what is let be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.findings import Finding, Severity
from composer.issue import Newsletter
from composer.issue.causes import causes
from composer.issue.slips import find_slips
from composer.issue.source import source_of

HEADER = "---\ntitle: A week of forums\n---\n\n"
FIRST = HEADER.count("\n") + 1
"""The line on which the body that a test gives begins."""


def slips(body: str, newsletter: Newsletter, header: str = HEADER) -> list[Finding]:
    return list(causes(find_slips(source_of(header + body, "issues/a.md"), newsletter)))


def told(finding: Finding) -> tuple[str, int, int, str, str]:
    """The finding, its line counted from the body's first."""
    assert finding.at is not None
    line = finding.at.line - FIRST + 1
    return finding.code, line, finding.at.column, finding.message, finding.hint


HEADING = "a heading needs a space after the '#' signs"
BULLET = "a pasted bullet sign is not a list item"
BULLET_HINT = "start the line with '- ' (run 'fix' to change them all)"
BOLD = "a bold mark ** is not closed on this line"
BOLD_HINT = "bold needs ** on both sides of the words"
IDLE = "this bold mark ** has no effect"
IDLE_HINT = "put a space outside the **, and none inside"
HTML = "raw HTML is not allowed here"
PARAGRAPH_HINT = "paragraphs need no tag: leave an empty line between them"
BREAK_HINT = "end the line above with a backslash, or leave an empty line"
COMMENT_HINT = "take the comment away; TK marks what is still to come"
HTML_HINT = "use Markdown; ask a template author for a new block"
ANGLED = "an address in angle brackets is not a link here"
ITEM = "this line is glued to the list item above"
ITEM_HINT = "start it with '- ' (or a number), or leave an empty line before it"
QUOTED_ITEM_HINT = f"{ITEM_HINT} (in a quotation: a line with only '>')"
TABLE = "this line is glued to the table above"
TABLE_HINT = "leave an empty line before it, or put a | between its cells"
QUOTATION = "this line is glued to the quotation above"
QUOTATION_HINT = "start it with '> ', or leave an empty line before it"
SIGN = "a list item needs a space after its sign"
NUMBER = "a list item needs a space after its number"
PAIRS = "square brackets do not pair up on this line"
LINK = "a link is [words](address)"
BETWEEN = "something stands between ] and ("
NAKED = "the address is not in round brackets"
DIVIDER = "a dividing line needs an empty line above it"
SPACED = "there is a space between the link's text and its address"
OPEN = "this link is not closed"
OPEN_HINT = "add a ) after the address"
EMPTY = "this link has no address yet"
EMPTY_HINT = "paste the article's address between ( and )"
WWW_HINT = "write 'https://www.a.org/x'"
WHOLE_HINT = "it should start with https:// and a site name"
REDIRECT = "this is a redirect that Google Docs or Outlook wrapped around the real address"
REDIRECT_HINT = "run 'fix' to unwrap it"
PLACEHOLDER_HINT = "replace it; previews are fine, sending is not"
GOOGLE = "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa&sa=D&usg=x"
OUTLOOK = (
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=05"
)


def incomplete(address: str) -> str:
    return f"'{address}' is not a complete web address"


SPOKEN = [
    # E201
    ("###JASMINE's four pillars", ("E201", 1, 4, HEADING, "write '### JASMINE's four pillars'")),
    ("##Hub Story: x", ("E201", 1, 3, HEADING, "write '## Hub Story: x'")),
    ("##\u00a0Hub Story: x", ("E201", 1, 3, HEADING, "write '## Hub Story: x'")),
    ("#Spoke Story: x", ("E201", 1, 2, HEADING, "write '## Spoke Story: x'")),
    # W202
    ("• One", ("W202", 1, 1, BULLET, BULLET_HINT)),
    ("\t●\tOne", ("W202", 1, 1, BULLET, BULLET_HINT)),
    ("▪One", ("W202", 1, 1, BULLET, BULLET_HINT)),
    ("- One\n◦ Two", ("W202", 2, 1, BULLET, BULLET_HINT)),
    ("- One\n– Two", ("W202", 2, 1, BULLET, BULLET_HINT)),
    ("Three aims:\n\n– One\n\nMore.", ("W202", 3, 1, BULLET, BULLET_HINT)),
    ("> [!key] Aims\n> • One", ("W202", 2, 3, BULLET, BULLET_HINT)),
    # W203
    ("Words in **bold: more", ("W203", 1, 10, BOLD, BOLD_HINT)),
    ("- **Lead:* more", ("W203", 1, 3, BOLD, BOLD_HINT)),
    ("- **Lead: ** more", ("W203", 1, 11, IDLE, IDLE_HINT)),
    ("- ** Lead:** more", ("W203", 1, 3, IDLE, IDLE_HINT)),
    ("- **Lead:**more", ("W203", 1, 10, IDLE, IDLE_HINT)),
    ("* ***Lead:** more", ("W203", 1, 3, BOLD, BOLD_HINT)),
    ("A **bold phrase\nover two lines** ends.", ("W203", 1, 3, BOLD, BOLD_HINT)),
    # E215
    ("<p>Words</p>", ("E215", 1, 1, HTML, PARAGRAPH_HINT)),
    ('Words <div class="x"> more', ("E215", 1, 7, HTML, HTML_HINT)),
    ("Words</b> more", ("E215", 1, 6, HTML, "write **words**")),
    ("One<br />two", ("E215", 1, 4, HTML, BREAK_HINT)),
    ("<!-- to be cut -->", ("E215", 1, 1, HTML, COMMENT_HINT)),
    ("Word<o:p></o:p>", ("E215", 1, 5, HTML, HTML_HINT)),
    ("See <https://a.org>.", ("E215", 1, 5, ANGLED, "write [words](https://a.org)")),
    ("Here (<https://a.org>).", ("E215", 1, 7, ANGLED, "write [words](https://a.org)")),
    ("To <ed@a.org>", ("E215", 1, 4, ANGLED, "write [words](mailto:ed@a.org)")),
    # E218, E219
    ("- One\nMore", ("E218", 2, 1, ITEM, ITEM_HINT)),
    ("- One\n  more\nand more\nstill", ("E218", 3, 1, ITEM, ITEM_HINT)),
    ("1. One\n More", ("E218", 2, 1, ITEM, ITEM_HINT)),
    ("> - One\n> More", ("E218", 2, 3, ITEM, QUOTED_ITEM_HINT)),
    (
        "1 One\n2. Two\n3. Three",
        (
            "E218",
            2,
            1,
            "this list item is glued to the text above",
            "leave an empty line before it, or start the line above with a number, too",
        ),
    ),
    ("> Words\nMore\nand more", ("E219", 2, 1, QUOTATION, QUOTATION_HINT)),
    ("> Words\n>\n — Source", ("E219", 3, 1, QUOTATION, QUOTATION_HINT)),
    ("> Words\n– Source", ("E219", 2, 1, QUOTATION, QUOTATION_HINT)),
    # E220
    ("-One", ("E220", 1, 1, SIGN, "write '- One'")),
    ("-**Lead:** more", ("E220", 1, 1, SIGN, "write '- **Lead:** more'")),
    ("-\u00a0One", ("E220", 1, 1, SIGN, "write '- One'")),
    ("+One", ("E220", 1, 1, SIGN, "write '- One'")),
    ("*One", ("E220", 1, 1, SIGN, "write '- One'")),
    ("- One\n-Two", ("E220", 2, 1, SIGN, "write '- Two'")),
    ("> -One: 1\n> - Two: 2", ("E220", 1, 3, SIGN, "write '- One: 1'")),
    ("1.One", ("E220", 1, 1, NUMBER, "write '1. …'")),
    ("12.**One** more", ("E220", 1, 1, NUMBER, "write '12. …'")),
    # E221, E222
    ("A [link(https://a.org) more", ("E221", 1, 3, PAIRS, LINK)),
    ("A link](https://a.org) more", ("E221", 1, 7, PAIRS, LINK)),
    ("A [[link](https://a.org) more", ("E221", 1, 3, PAIRS, LINK)),
    ("A [link\nover](https://a.org) two", ("E221", 1, 3, PAIRS, f"{LINK}, all on one line")),
    ("A [link]x(https://a.org)", ("E222", 1, 8, BETWEEN, LINK)),
    ("A [link].(https://a.org)", ("E222", 1, 8, BETWEEN, LINK)),
    ("A [link]h(ttps://a.org)", ("E222", 1, 8, BETWEEN, LINK)),
    ("A [link]https://a.org)", ("E222", 1, 8, NAKED, LINK)),
    ("A [link]<https://a.org>", ("E222", 1, 8, NAKED, LINK)),
    # W224
    ("Words\n---", ("W224", 2, 1, DIVIDER, "add an empty line")),
    ("- One\n-----", ("W224", 2, 1, DIVIDER, "add an empty line")),
    # E301, E302, E303
    (
        "A [link] (https://a.org) more",
        ("E301", 1, 3, SPACED, "write [link](https://a.org) with nothing between ] and ("),
    ),
    ("A [link](https://a.org more", ("E302", 1, 3, OPEN, OPEN_HINT)),
    ("A [link](https://a.org/b_(c) more", ("E302", 1, 3, OPEN, OPEN_HINT)),
    ("A [link]() more", ("E303", 1, 9, EMPTY, EMPTY_HINT)),
    ("A [link]( ) more", ("E303", 1, 9, EMPTY, EMPTY_HINT)),
    (
        "![A ship]()",
        (
            "E303",
            1,
            10,
            "this picture has no file yet",
            "write the picture's file between ( and )",
        ),
    ),
    # E304, W305 (the hints have a table of their own)
    ("A [link](www.a.org/x)", ("E304", 1, 10, incomplete("www.a.org/x"), WWW_HINT)),
    (
        "A [link](//a.org)",
        ("E304", 1, 10, incomplete("//a.org"), "write https: in front of it: 'https://a.org'"),
    ),
    (f"A [link]({GOOGLE})", ("W305", 1, 10, REDIRECT, REDIRECT_HINT)),
    (f"A [link]({OUTLOOK})", ("W305", 1, 10, REDIRECT, REDIRECT_HINT)),
    # W309, W310
    (
        "A [link](https://a.org)) more",
        ("W309", 1, 24, "there is one ) too many here", "take it out"),
    ),
    (
        "A l[ink](https://a.org) more",
        (
            "W310",
            1,
            4,
            "this link begins in the middle of a word",
            "put the [ before the word, or a space before the [",
        ),
    ),
    # E401
    ("Ministers met on TK.", ("E401", 1, 18, "placeholder 'TK' is still in the text", "")),
    ("**TKTK** ships", ("E401", 1, 3, "placeholder 'TKTK' is still in the text", "")),
    ("## Hub Story: TODO", ("E401", 1, 15, "placeholder 'TODO' is still in the text", "")),
    ("Minister XXX said", ("E401", 1, 10, "placeholder 'XXX' is still in the text", "")),
    ("![A ship](TK)", ("E401", 1, 11, "placeholder 'TK' is still in the text", "")),
    ("A [link](TK)", ("E401", 1, 10, "placeholder 'TK' is still in the text", "")),
]


@pytest.mark.parametrize(("body", "expected"), SPOKEN, ids=[f"{e[0]} {b!r}" for b, e in SPOKEN])
def test_a_slip_is_told_once_where_it_is_and_with_what_mends_it(
    body: str, expected: tuple[str, int, int, str, str], newsletter: Newsletter
) -> None:
    code, line, column, message, hint = expected
    hint = hint or PLACEHOLDER_HINT
    assert [told(one) for one in slips(body, newsletter)] == [(code, line, column, message, hint)]


SILENT = [
    # headings and hashtags
    "#JASMINE is what the region talks about",
    "#1 in the region",
    "## Hub Story: x",
    "######## more signs than a heading has",
    "## ",
    # bullets, dashes, signs and numbers
    "- One\n- Two",
    "* One\n* Two\n  * Three",
    "– The editors",
    "> Words\n>\n> – Source",
    "> Words\n>\n> – Source, Munich",
    "> Words\n>\n> – Source, Munich\n\n— The editors",
    "– Is it safe? she asked.\n\n– It is, he said.",
    "-5 degrees in Sapporo",
    "-$3 billion",
    "+1 for the proposal",
    "2024.And so on",
    "3.5 percent",
    "--",
    "-> see below",
    "*Alliance* matters",
    "**Alliance** matters",
    "***three in one*** words",
    "> Words\n> -Source",
    "\\- no item",
    # bold and brackets
    "***bold italic*** and **bold**",
    "* ***One*** and *two*",
    "a**b**c, (**d**), “**e**”, **`f`**, **Lead:** x and **Lead:**",
    "Words\n1. One\n2. Two",
    "***",
    "* * *",
    '"[T]he minister said [sic]? Yes [sic], and "[sic]") [sic]; [sic].',
    "> [!key] Title",
    "- [ ] to do",
    "[[a]](https://a.org)",
    "\\[ and \\** stay",
    # HTML look-alikes
    "a < b and c > d",
    "I <3 ships, and <your name> too",
    "[a](<https://a.org/b>)",
    # glue look-alikes
    "- One\n  more\n\nWords",
    "- One\n- Two\n## Hub Story: x",
    "- One\n> Words",
    "> Words\n## Hub Story: x",
    "> Words\n> more\n\nMore",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "Words\n\n---\n\nMore",
    # addresses
    "[a](https://a.org/b_(c)) and ([b](https://b.org))",
    "[a](mailto:ed@a.org), [b](#jasmine), [c](tel:+81-3-1234-5678)",
    "[a](https://a.org/?r={{first_name|dear reader}})",
    "[a](https://müller.example/straße)",
    '![A ship](images/ship.png) \n\n![](ship.jpg "On its way")',
    "[words](https://a.org/TK)",
    "![A ship](images/TK.png)",
    "![A ship](images/the ship.png)",
    "(see\n[a](https://a.org)), ([b](https://b.org), [c](https://c.org))",
    "日本[語](https://a.org)と“[a](https://a.org)”",
    # placeholders that are none
    "Super Bowl XXX, Louis XXX and Chapter XXX",
    "Games of the XXX Olympiad",
    "Write `TK` where something is missing",
    "TKs, TODOs and ATK",
    # code
    "`##x` and `[a](b` and `**` and `<p>`",
    "```\n##x\n-One\n[a](b\nTK\n```",
    "~~~\n**\n~~~\n\nWords",
    "Words `a **b\nand c` end",
]


@pytest.mark.parametrize("body", SILENT)
def test_what_only_looks_like_a_slip_is_let_be(body: str, newsletter: Newsletter) -> None:
    assert [str(one) for one in slips(body, newsletter)] == []


def test_an_empty_address_and_a_placeholder_block_and_stop_nothing_else(
    newsletter: Newsletter,
) -> None:
    found = slips("[a]() and TK", newsletter)
    assert {one.code: one.severity for one in found} == {
        "E303": Severity.BLOCK,
        "E401": Severity.BLOCK,
    }


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[a]() [b]() [c]()", ["E303"] * 3),
        ("[a] (https://a.org) [b] (https://b.org)", ["E301"] * 2),
        ("[a](https://a.org [b](https://b.org", ["E302"] * 2),
        ("[a](a.org) [b](b.org) [c](https://c.org)", ["E304"] * 2),
        (f"[a]({GOOGLE}) [b]({OUTLOOK})", ["W305"] * 2),
        ("TK met TK in TK", ["E401"] * 3),
    ],
)
def test_every_link_and_placeholder_of_a_line_is_looked_at(
    body: str, codes: list[str], newsletter: Newsletter
) -> None:
    assert [one.code for one in slips(body, newsletter)] == codes


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("-[a]() and [b", ["E303"]),
        ("- One\n[a]() more", ["E303"]),
        ("-One **bold", ["E220"]),
        ("1.One\n2. Two", ["E220"]),
        ("- One\n• Two\n- Three", ["W202"]),
        ("- One\n---", ["W224"]),
        ("A [link **bold", ["E221"]),
        ("##One **bold [a](www.a.org) TK", ["E201", "W203", "E304", "E401"]),
    ],
)
def test_one_line_has_one_cause(body: str, codes: list[str], newsletter: Newsletter) -> None:
    assert [one.code for one in slips(body, newsletter)] == codes


def test_a_placeholder_in_the_header_block_is_found(newsletter: Newsletter) -> None:
    header = "---\ntitle: What TK means\ndek: `TK` is code\n---\n"
    [finding] = slips("Words\n", newsletter, header=header)
    assert (finding.code, str(finding.at)) == ("E401", "issues/a.md:2:13")


def test_header_values_are_not_read_as_text(newsletter: Newsletter) -> None:
    header = "---\ntitle: A [title with **everything <p>\n---\n"
    assert slips("Words\n", newsletter, header=header) == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1.#-*+>•–`~[]()!{}|\\<\n \u00a0TKX:/", max_size=120))
def test_any_text_is_looked_at_and_every_finding_lies_inside_it(
    newsletter: Newsletter, body: str
) -> None:
    lines = source_of(body, "issues/a.md").lines
    for finding in slips(body, newsletter, header=""):
        assert finding.at is not None
        assert 1 <= finding.at.line <= len(lines)
        assert 1 <= finding.at.column <= len(lines[finding.at.line - 1]) + 1
