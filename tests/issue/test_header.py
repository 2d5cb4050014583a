"""Header lines into what the issue says about itself."""

from datetime import date

import pytest

from composer.issue import Field, Issue, Newsletter, Text, plain, read_issue_text
from composer.issue.header import direction_of

LETTER = {
    "name": "Harbour Reads",
    "from": "Harbour Reads <reads@example.org>",
    "address": "1 Quay Street, Harbour Town",
    "language": "en-GB",
    "reply_to": "desk@example.org",
}


def read(header: str, path: str = "issues/2025-02-20-tides.md") -> Issue:
    text = f"---\n{header}\n---\n\nHello.\n"
    reading = read_issue_text(text, path, Newsletter.model_validate(LETTER))
    assert [str(finding) for finding in reading.findings] == []
    assert reading.issue is not None
    return reading.issue


def codes(header: str, path: str = "issues/2025-02-20-tides.md") -> list[str]:
    text = f"---\n{header}\n---\n\nHello.\n"
    reading = read_issue_text(text, path, Newsletter.model_validate(LETTER))
    return [finding.code for finding in reading.findings]


def test_a_title_is_enough() -> None:
    issue = read("title: Tides: high and low")
    assert plain(issue.title) == plain(issue.subject) == "Tides: high and low"
    assert (issue.slug, issue.date) == ("2025-02-20-tides", date(2025, 2, 20))
    assert (issue.language, issue.direction) == ("en-GB", "ltr")
    assert (issue.reply_to, issue.authors, issue.number) == ("desk@example.org", (), "")
    assert issue.preheader == issue.dek == ()


def test_eleven_names_are_understood() -> None:
    issue = read(
        'title: "A: *b*"\ndek: C\ndate: 2025-03-01\nnumber: 7\nsubject: D, {{first_name|you}}\n'
        "preview: E\nauthors: Mia Lund, Jo Berg\nreply_to: mia@example.org\ntags: ports, , cables\n"
        "lang: ar\ndir: ltr"
    )
    assert plain(issue.title) == "A: b"
    assert (plain(issue.dek), plain(issue.preheader)) == ("C", "E")
    assert (issue.date, issue.number) == (date(2025, 3, 1), "7")
    assert issue.subject[0] == Text(text="D, ")
    assert isinstance(issue.subject[1], Field)
    assert (issue.subject[1].name, issue.subject[1].fallback) == ("first_name", "you")
    assert issue.authors == ("Mia Lund", "Jo Berg")
    assert (issue.reply_to, issue.tags) == ("mia@example.org", ("ports", "cables"))
    assert (issue.language, issue.direction) == ("ar", "ltr")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [('"Quoted"', "Quoted"), ('"A" and "B', '"A" and "B'), ('A "b"', 'A "b"'), ('"', '"')],
)
def test_one_outer_pair_of_quotation_marks_is_removed(written: str, read_as: str) -> None:
    assert plain(read(f"title: {written}").title) == read_as


def test_bold_and_links_leave_their_words_behind() -> None:
    text = "---\ntitle: A **bold** [link](https://example.org)\n---\n\nHello.\n"
    reading = read_issue_text(text, "2025-02-20-a.md", Newsletter.model_validate(LETTER))
    assert [finding.code for finding in reading.findings] == ["W111"]
    assert reading.issue is not None
    assert "".join(s.text for s in reading.issue.title if isinstance(s, Text)) == "A bold link"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("titel: A", ["E104"]),
        ("title: A\ntitle: B\ntitle: C", ["E105", "E105"]),
        ("dek: A", ["E106"]),
        ('title: ""', ["E106"]),
        ("title: A\nReply-To: me@example.org", ["E104"]),
        ("title: A\n- Mail Desk", ["E103"]),
        ("title: A dek: B", ["E108"]),
        ("title: A reply_to: a@example.org", ["E108"]),
        ("title: Asubject: B", ["E108"]),
        ("title: A number: 12", ["E108"]),
        ("title: A date: later", []),
        ("title: An update: what now", []),
        ("title: Three hashtags: which one", []),
        ("title: {{nam}}", ["E501"]),
        ("title: A\nauthors: {{name}}", ["E504"]),
    ],
)
def test_header_slips(header: str, expected: list[str]) -> None:
    assert codes(header) == expected


def test_a_joined_line_is_read_as_the_two_it_was() -> None:
    text = "---\ntitle: High tidedek: And low\n---\n\nHello.\n"
    reading = read_issue_text(text, "2025-02-20-a.md", Newsletter.model_validate(LETTER))
    assert reading.issue is not None
    assert (plain(reading.issue.title), plain(reading.issue.dek)) == ("High tide", "And low")


@pytest.mark.parametrize(
    ("path", "slug", "expected"),
    [
        ("issues/2025-02-20-tides.md", "2025-02-20-tides", []),
        ("issues/2025-02-20-tides/issue.md", "2025-02-20-tides", []),
        ("tides.md", "tides", ["E110"]),
        ("issues/2025-02-20-Tides & Piers.md", "2025-02-20-Tides & Piers", ["E006"]),
        ("issues/2025-02-20-" + "a" * 81 + ".md", "2025-02-20-" + "a" * 81, ["E006"]),
    ],
)
def test_the_file_name_is_the_identity(path: str, slug: str, expected: list[str]) -> None:
    text = "---\ntitle: A\n---\n\nHello.\n"
    reading = read_issue_text(text, path, Newsletter.model_validate(LETTER))
    assert reading.issue is not None
    assert reading.issue.slug == slug
    assert [finding.code for finding in reading.findings] == expected


def test_a_mended_file_name_is_suggested() -> None:
    text = "---\ntitle: A\n---\n\nHello.\n"
    path = "issues/2025-02-20-Tides & Piers.md"
    (finding,) = read_issue_text(text, path, Newsletter.model_validate(LETTER)).findings
    assert "'2025-02-20-tides-piers.md'" in finding.hint


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        *((tag, "rtl") for tag in ("ar", "he-IL", "FA", "ur", "ps", "sd", "ug", "yi", "dv", "ckb")),
        *((tag, "ltr") for tag in ("en", "ja", "ar-Latn", "pt-BR")),
        ("az-Arab", "rtl"),
    ],
)
def test_the_direction_follows_the_language(language: str, direction: str) -> None:
    assert direction_of(language) == direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.\n", ["E101"]),
        ("", ["E101"]),
        ("title: A\n---\n\nHello.\n", ["E101"]),
        ("-x-\ntitle: A\n---\n\nHello.\n", ["E101"]),
        ("---title: A\ndek: B\n---\n\nHello.\n", ["E101"]),
        ("title: A\n\n## B\n\nHello.\n", ["E101"]),
        ("---\ntitle: A\n\nHello.\n\n## B\n\nC.\n", ["E102"]),
        ("---\ntitle: A\n\nHello: you.\n\nYou too.\n", ["E102"]),
        ("---\ntitle: A\n--\n\nHello.\n", ["E109"]),
        ("---\ntitle: A\n--x-\n\nHello.\n", ["E109"]),
        ("---\ntitle A\n---\n\nHello.\n", ["E103"]),
    ],
)
def test_one_slip_in_the_frame_of_the_header_is_one_finding(text: str, expected: list[str]) -> None:
    reading = read_issue_text(text, "2025-02-20-a.md", Newsletter.model_validate(LETTER))
    assert [finding.code for finding in reading.findings] == expected
