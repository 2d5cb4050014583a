"""Running text into words: everything a line may hold, and where it stands."""

import pytest

from composer.findings import Finding, Place
from composer.issue import (
    Code,
    Emphasis,
    Field,
    LineBreak,
    Link,
    Strong,
    Text,
    Words,
    links_in,
    plain,
)
from composer.issue.passage import Passage
from composer.issue.spans import WordReader


def at(column: int, line: int = 1) -> Place:
    return Place(path="a.md", line=line, column=column)


def read(text: str) -> tuple[Words, list[Finding]]:
    found: list[Finding] = []
    reader = WordReader(report=found.append, fields=("name", "first_name"))
    lines = [(line, at(1, number)) for number, line in enumerate(text.split("\n"), start=1)]
    return reader.words(Passage.of_lines(lines)), found


A = (Text(text="a"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", A),
        ("*a*", (Emphasis(words=A),)),
        ("**a**", (Strong(words=A),)),
        ("***a***", (Emphasis(words=(Strong(words=A),)),)),
        ("snake_case_name", (Text(text="snake_case_name"),)),
        ("`a *b* {{c}}`", (Code(text="a *b* {{c}}"),)),
        ("a\nb", (Text(text="a b"),)),
        ("a  \nb", (*A, LineBreak(), Text(text="b"))),
        ("a\\\nb", (*A, LineBreak(), Text(text="b"))),
        (r"\*a\* \[b\]", (Text(text="*a* [b]"),)),
        ("<b>a</b> &amp; b", (Text(text="<b>a</b> & b"),)),
        ("[a](#b)", (Link(address="#b", words=A, at=at(1)),)),
        ("{{name}}", (Field(name="name", fallback="", at=at(1)),)),
        ("a{{ name | you }}", (*A, Field(name="name", fallback="you", at=at(2)))),
    ],
)
def test_words(text: str, words: Words) -> None:
    assert read(text) == (words, [])


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ('https://example.org/a "title"', "https://example.org/a"),
        ("https://example.org/{{name|a reader}}?x={{first_name}}", None),
        ("https://example.org/%20é&y", "https://example.org/%20é&y"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:+47-123", "tel:+47-123"),
        ("#a", "#a"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("file:///etc/passwd", ""),
        ("//example.org", ""),
        ("www.example.org", ""),
        ("https://{{name}}/a", ""),
        ("&#106;avascript:x", ""),
    ],
)
def test_only_what_a_mail_program_follows_becomes_an_address(
    written: str, address: str | None
) -> None:
    words, _ = read(f"x [a]({written})")
    (link,) = links_in(words)
    assert link.address == (written if address is None else address)
    assert link.at == at(3)


def test_every_link_knows_its_bracket_over_several_lines() -> None:
    words, _ = read("a [b](#b)\n**c [d](#d)** [e\nf](#e)")
    assert [link.at for link in links_in(words)] == [at(3), at(5, 2), at(15, 2)]


def test_a_link_does_not_go_on_to_the_next_line() -> None:
    words, _ = read("[a](https://example.org\n/b)")
    assert list(links_in(words)) == []


def test_what_is_nested_without_end_is_read_flat() -> None:
    words, _ = read("**a *b " * 300 + "c" + "* **" * 300)
    assert "c" in plain(words)


def test_control_characters_behind_entities_become_spaces() -> None:
    words, _ = read("a&#10;b&#x0D;c")
    assert plain(words) == "a b c"


def test_an_unknown_field_gives_its_fallback() -> None:
    words, found = read("{{nobody|friend}}")
    assert plain(words) == "friend"
    assert [finding.code for finding in found] == ["E501"]
