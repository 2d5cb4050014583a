"""One walk through an issue finds all it holds, in reading order."""

from dataclasses import replace

from composer.findings import Place
from composer.issue import (
    Issue,
    Newsletter,
    content_of,
    figures_of,
    links_of,
    read_issue_text,
    texts_of,
)

TEXT = """## Hub Story: One [a](https://example.org/1)

See [b](https://example.org/2) and **[c](https://example.org/3) too**.

- x [d](https://example.org/4)

  > quoted [e](https://example.org/5)
  >
  > ![one](one.png)

> [!note] Look
> ![two](two.png "A [caption](https://example.org/6)")

**[Go](https://example.org/7)**

| a | b |
|---|---|
| [f](https://example.org/8) | c |

## Links: Reading

- Paper: [g](https://example.org/9) — a note
"""


def issue_of(text: str, newsletter: Newsletter) -> Issue:
    header = "---\ntitle: A walk\ndate: 2025-02-20\n---\n\n"
    issue = read_issue_text(header + text, "2025-02-20-walk.md", newsletter).issue
    assert issue
    return issue


def test_links_and_figures_come_in_reading_order(newsletter: Newsletter) -> None:
    issue = issue_of(TEXT, newsletter)
    addresses = [address for address, _ in links_of(issue)]
    assert addresses == sorted(addresses)
    assert len(addresses) >= 8
    assert [figure.file for figure in figures_of(issue)] == ["one.png", "two.png"]
    assert "quoted " in list(texts_of(issue))


def test_the_content_is_what_is_said_and_not_where_it_lies(newsletter: Newsletter) -> None:
    issue = issue_of(TEXT, newsletter)
    moved = replace(issue, path="/elsewhere.md", folder="/elsewhere")
    lines_down = replace(
        issue, sections=tuple(replace(s, at=Place(path="y", line=99)) for s in issue.sections)
    )
    assert content_of(moved) == content_of(lines_down) == content_of(issue)
    others = [
        replace(issue, number="7"),
        replace(issue, tags=("x",)),
        replace(issue, language="de"),
        replace(issue, sections=issue.sections[:1]),
        issue_of(TEXT.replace("too", "also"), newsletter),
        issue_of(TEXT.replace("/9", "/10"), newsletter),
        issue_of(TEXT.replace("[!note]", "[!key]"), newsletter),
    ]
    assert len({content_of(issue), *map(content_of, others)}) == 8
