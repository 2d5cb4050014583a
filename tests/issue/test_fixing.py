"""What `fix` repairs, what it leaves alone, and how the file is written."""

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.errors import OperatorError
from composer.issue import Newsletter
from composer.issue.fixing import difference, fix_text, write_fixed
from composer.issue.slips import find_slips
from composer.issue.source import source_of

FIXABLE = {"E201", "E220", "W202", "W305"}
HEADER = "---\ntitle: A week of forums\n---\n\n"
GOOGLE = "https://www.google.com/url?q="
OUTLOOK = "https://eur01.safelinks.protection.outlook.com/ap/w-59523e83/?url="


def fixed(body: str, newsletter: Newsletter) -> str:
    return fix_text(HEADER + body, newsletter).text.removeprefix(HEADER)


REPAIRED = [
    ("###JASMINE's pillars", "### JASMINE's pillars"),
    ("##\u00a0Hub Story: x", "## Hub Story: x"),
    ("#Hub Story: x", "## Hub Story: x"),
    ("-One\n-Two", "- One\n- Two"),
    ("-**Lead:** more", "- **Lead:** more"),
    ("1.One\n2.Two", "1. One\n2. Two"),
    ("• One\n  ◦\tTwo\n●Three", "- One\n  - Two\n- Three"),
    ("– One\n– Two", "- One\n- Two"),
    ("> [!key] Aims\n> • One", "> [!key] Aims\n> - One"),
    ("-One\n– Two\n– Three", "- One\n- Two\n- Three"),
    ("ships -- and planes", "ships — and planes"),
    ("ships--and planes", "ships—and planes"),
    ('"Stop"--he said', '"Stop"—he said'),
    ("- Naval News: [A -- b](https://a.org/x--y) -- a note", None),
    (f"[a]({GOOGLE}https%3A%2F%2Fa.org%2Fb%3Fc%3D1%26d&sa=D&ust=1)", "[a](https://a.org/b?c=1&d)"),
    (f"[a]({GOOGLE}https%3A%2F%2Fa.org%2F%2520x)", "[a](https://a.org/%20x)"),
    (f"[a]({GOOGLE}https%3A%2F%2Fa.org%2Fb%20(c))", "[a](https://a.org/b%20%28c%29)"),
    (f"[a]({OUTLOOK}https%3A%2F%2Fa.org%2F&data=05%7C01)", "[a](https://a.org/)"),
    (
        f"[a]({OUTLOOK}https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.org%252Fb)",
        "[a](https://a.org/b)",
    ),
]


@pytest.mark.parametrize(("body", "expected"), REPAIRED)
def test_what_is_beyond_doubt_is_repaired(
    body: str, expected: str | None, newsletter: Newsletter
) -> None:
    expected = expected or "- Naval News: [A — b](https://a.org/x--y) — a note"
    assert fixed(body, newsletter) == expected


LET_BE = [
    "#JASMINE and\n-5 degrees, +1 for\n2024.And",
    "– The editors",
    "`a -- b` and `##x`",
    "```\n##x\na -- b\n```",
    "https://a.org/x--y, www.a.org/b--c, ed--itor@a.org and xn--bcher-kva.example",
    "[a](https://a.org/x--y)",
    "Hello {{first_name|dear -- reader}}",
    "## Words {#a--b}",
    "--\n\n---\n\n----",
    "| a | b |\n| --- | -- |",
    "run it with --dry-run, from 2024--2027, and x---y",
    "<!-- a comment -->",
    f"[a]({GOOGLE}javascript%3Aalert(1))",
    f"[a]({GOOGLE}ftp%3A%2F%2Fa.org)",
    f"[a]({GOOGLE}https%3A%2F%2Fa.org%0Ab)",
    f"[a]({GOOGLE}https%3A%2F%2Fa.org%2F%FF)",
    "[a](https://www.google.com/url?sa=t)",
    "[a](https://a.org/url?q=https%3A%2F%2Fb.org)",
    "[a](https://google.com.a.org/url?q=https%3A%2F%2Fb.org)",
    "[a](https://safelinks.protection.outlook.com.a.org/?url=https%3A%2F%2Fb.org)",
]


@pytest.mark.parametrize("body", LET_BE)
def test_what_is_in_doubt_is_let_be(body: str, newsletter: Newsletter) -> None:
    assert fixed(body, newsletter) == body


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("title: Hub: the case", 'title: "Hub: the case"'),
        ("title:  Hub: the case  ", 'title:  "Hub: the case"  '),
        ("subject: {{first_name|Reader}}, hello", 'subject: "{{first_name|Reader}}, hello"'),
        ("dek: 'Frog' moment", "dek: \"'Frog' moment\""),
        ("dek: Number #1 and # 2", 'dek: "Number #1 and # 2"'),
        ("tags: @home", 'tags: "@home"'),
        ("title: Ends in a colon:", 'title: "Ends in a colon:"'),
        ("title: One -- two", "title: One — two"),
        ("title: One: two -- three", 'title: "One: two — three"'),
    ],
)
def test_header_values_that_yaml_refuses_get_quotation_marks(
    line: str, expected: str, newsletter: Newsletter
) -> None:
    text = f"---\n{line}\n---\n\nWords\n"
    assert fix_text(text, newsletter).text == text.replace(line, expected)


@pytest.mark.parametrize(
    "line",
    [
        'title: "Hub: the case"',
        "title: 'Hub: the case'",
        "title: Hub:the case at 10:30",
        "date: 2025-02-20",
        "number: 12",
        "title: It's one–two, isn't it? (yes)",
        'title: The "frog": a story',
        "title: A back\\slash: here",
        "reply_to: ed--itor@example.org",
        "tags: ships, planes--trains",
        "title:",
        "# a remark: with a colon",
        "no header line",
    ],
)
def test_other_header_lines_stay_as_they_are(line: str, newsletter: Newsletter) -> None:
    text = f"---\n{line}\n---\n\nWords\n"
    assert fix_text(text, newsletter).text == text


def test_every_repair_says_where_and_what(newsletter: Newsletter) -> None:
    text = f"---\ntitle: A: b -- c\n---\n\n##One\n-Two [a]({GOOGLE}https%3A%2F%2Fa.org)\n"
    repairs = fix_text(text, newsletter, path_shown="a.md").repairs
    assert [(str(one.at), one.code, one.done) for one in repairs] == [
        ("a.md:2:8", "quotes", "put the title in quotation marks"),
        ("a.md:2:14", "dash", "put a dash in place of '--'"),
        ("a.md:5:1", "E201", "put a space after the '#' signs"),
        ("a.md:6:2", "E220", "put a space after the list item's sign"),
        ("a.md:6:10", "W305", "unwrapped the address"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
def test_line_ends_last_newline_and_byte_order_mark_stay(
    end: str, mark: str, last: str, newsletter: Newsletter
) -> None:
    before = (mark + "---\ntitle: A: b\n---\n\n-One\n\n  \nWords" + last).replace("\n", end)
    after = (mark + '---\ntitle: "A: b"\n---\n\n- One\n\n  \nWords' + last).replace("\n", end)
    assert fix_text(before, newsletter).text == after


PIECES = st.sampled_from(
    [
        *"ab1#-*>•–`~[]()!{}|\\:.\"'\n\n\r \t\u00a0\x00\ufeff\u2028",
        "--",
        " -- ",
        "---\n",
        "title: ",
        "Hub Story: ",
        "](",
        "](https://a.org/",
        f"]({GOOGLE}",
        f"]({OUTLOOK}",
        "https%3A%2F%2Fa.org",
        "%2520",
        "```\n",
        "> ",
        "1.",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_mending_twice_is_mending_once_and_leaves_nothing_to_mend(
    newsletter: Newsletter, text: str
) -> None:
    once = fix_text(text, newsletter)
    assert fix_text(once.text, newsletter).text == once.text
    left = {one.code for one in find_slips(source_of(once.text, "a.md"), newsletter)}
    assert not left & FIXABLE
    # Nothing was mended exactly if nothing has changed.
    assert bool(once.repairs) == (once.text != text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_lines_are_neither_made_nor_lost(newsletter: Newsletter, text: str) -> None:
    after = fix_text(text, newsletter).text
    assert [c for c in after if c in "\r\n"] == [c for c in text if c in "\r\n"]


def test_the_difference_shows_old_and_new_lines(newsletter: Newsletter) -> None:
    before = "---\r\ntitle: One\r\n---\r\n\r\n##Two\r\nWords"
    after = fix_text(before, newsletter).text
    assert difference(before, after, path_shown="a.md") == (
        "--- a.md\n+++ a.md (fixed)\n@@ -2,5 +2,5 @@\n"
        " title: One\n ---\n \n-##Two\n+## Two\n Words\n"
    )
    assert difference(after, after, path_shown="a.md") == ""


def test_the_file_is_replaced_whole_and_keeps_its_mode(
    tmp_path: Path, newsletter: Newsletter
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeff-Äs\r\n".encode())
    path.chmod(0o640)
    before = path.stat().st_ino
    write_fixed(path, fix_text(path.read_bytes().decode(), newsletter))
    assert path.read_bytes() == "\ufeff- Äs\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != before
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path, newsletter: Newsletter) -> None:
    path, link = tmp_path / "a.md", tmp_path / "link.md"
    path.write_text("-One\n")
    link.symlink_to(path)
    write_fixed(link, fix_text("-One\n", newsletter))
    assert link.is_symlink()
    assert path.read_text() == "- One\n"


def test_a_file_that_cannot_be_replaced_is_as_it_was(
    tmp_path: Path, newsletter: Newsletter
) -> None:
    folder = tmp_path / "a.md"
    folder.mkdir()
    (folder / "kept").touch()
    with pytest.raises(OperatorError, match="I cannot write"):
        write_fixed(folder, fix_text("-One\n", newsletter))
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]
    assert (folder / "kept").exists()
