"""How many slips of one character are seen, and whether on the right line.

A sign of the markup (or a line's end) is taken out, typed twice or swapped with the next
character; every place of a small issue is tried.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from composer.issue import Newsletter
from composer.issue.reading import Reading, read_issue_text

PATH = "issues/2025-02-20-sea.md"
SAMPLE = """\
---
title: A quiet month at sea
---

## Hub Story: What the forum decided

Ministers met for [two days](https://example.org/forum) and agreed on **three aims** for the year:

- **Plan together:** one calendar for all exercises
- **Stay longer:** trainers remain after the ceremony
- **Share more:** reports go to [every member](https://example.org/members)

### Four steps

1. Agree on a list
2. Publish the list
3. Review it every *second* year

> The list is the news. Everything else was known before.
>
> — [Harbor Institute, *Yearbook*](https://example.org/yearbook)

## Alliance Insights: Reading

### Japan

- Naval News: [A fourth ship is launched](https://example.org/ship)
- The Japan Times: [Frigates go south](https://example.org/frigates)
"""
MARKUP = re.compile(
    r"^(?:#+ |- |\d\. |> — |> ?)|\*+|\]\(|[\[)]|:(?=\*\*| \[)"
    r"|(?:(?<=Story)|(?<=Insights)): |\n(?!\n)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """The sample with one slip in it, and the line the slip is on."""

    line: int
    text: str


def tries() -> Iterator[Try]:
    for sign in MARKUP.finditer(SAMPLE, SAMPLE.index("## Hub")):
        for at in range(*sign.span()):
            line = SAMPLE.count("\n", 0, at) + 1
            before, char, after = SAMPLE[:at], SAMPLE[at], SAMPLE[at + 1 :]
            texts = {
                before + after,
                before + char * 2 + after,
                before + after[:1] + char + after[1:],
            }
            yield from (Try(line=line, text=text) for text in sorted(texts - {SAMPLE}))


def verdict(slip: Try, sound: Reading, newsletter: Newsletter) -> str:
    reading = read_issue_text(slip.text, PATH, newsletter)
    if lines := [finding.at.line for finding in reading.findings if finding.at]:
        return "right" if min(abs(line - slip.line) for line in lines) <= 1 else "elsewhere"
    return "harmless" if without_places(reading) == without_places(sound) else "silent"


def without_places(reading: Reading) -> str:
    return re.sub(r"Place\([^)]*\)", "", repr(reading.issue))


def test_slips_of_one_character_are_reported_where_they_were_made(newsletter: Newsletter) -> None:
    sound = read_issue_text(SAMPLE, PATH, newsletter)
    assert sound.findings == ()
    counted = Counter(verdict(slip, sound, newsletter) for slip in tries())
    # The format's own trial had 17 in a hundred silent; here it was 13, and 66 were reported.
    # Silent are one star of a pair, a colon, the line's end between two items.
    assert counted["silent"] <= 0.14 * counted.total(), counted
    assert counted["right"] >= 0.65 * counted.total(), counted
    assert counted["elsewhere"] <= 0.01 * counted["right"] + 1, counted
