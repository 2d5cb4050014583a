"""Everything readers see is set, and nothing else."""

import re
from dataclasses import replace
from datetime import date

from composer.findings import Place
from composer.issue import (
    Bar,
    Button,
    Callout,
    Code,
    Data,
    Emphasis,
    Field,
    Figure,
    Group,
    Issue,
    Item,
    Link,
    List,
    ListItem,
    ListStyle,
    Paragraph,
    Quote,
    Roundup,
    Rule,
    Story,
    Strong,
    Subhead,
    Table,
    Text,
    Words,
    typeset,
)

AT = Place(path="i.md")


def w(text: str) -> Words:
    return (Text(text=text),)


SAID = w('it\'s "so" -- now')
SET = "it’s “so” — now"
KEPT = "it's--x"

ISSUE = Issue(
    slug=KEPT,
    path=KEPT,
    folder=KEPT,
    title=SAID,
    dek=SAID,
    date=date(2025, 3, 7),
    number=KEPT,
    subject=SAID,
    preheader=SAID,
    authors=("Ruth O'Hara",),
    reply_to=KEPT,
    tags=(KEPT,),
    language="en",
    direction="ltr",
    opening=(
        Paragraph(words=SAID, at=AT),
        Subhead(words=SAID, at=AT),
        Button(words=SAID, address=KEPT, at=AT),
        Figure(file=KEPT, alt='it\'s "so" -- now', caption=SAID, at=AT),
        Table(head=(SAID,), rows=((SAID,),), alignments=("",), at=AT),
        Rule(at=AT),
        Quote(blocks=(Paragraph(words=SAID, at=AT),), source=SAID, at=AT),
        Callout(box=KEPT, title=SAID, blocks=(Paragraph(words=SAID, at=AT),), source=SAID, at=AT),
        Data(title=SAID, bars=(Bar(label=SAID, value=KEPT, amount=1, at=AT),), source=SAID, at=AT),
        List(
            style=ListStyle.DATED,
            items=(
                ListItem(
                    lead=SAID,
                    words=SAID,
                    date="2024-2027",
                    blocks=(Paragraph(words=SAID, at=AT),),
                    at=AT,
                ),
            ),
            at=AT,
        ),
    ),
    sections=(
        Story(
            name=KEPT,
            kicker="Editor's Note",
            headline=SAID,
            anchor=KEPT,
            blocks=(Paragraph(words=SAID, at=AT),),
            at=AT,
        ),
        Roundup(
            name=KEPT,
            kicker="Editor's Note",
            headline=SAID,
            anchor=KEPT,
            blocks=(Paragraph(words=SAID, at=AT),),
            groups=(
                Group(
                    name="Editor's Note",
                    items=(
                        Item(source="Lloyd's List", headline=SAID, address=KEPT, note=SAID, at=AT),
                    ),
                    at=AT,
                ),
            ),
            at=AT,
        ),
    ),
)


def test_everything_readers_see_is_set_and_nothing_else() -> None:
    before, after = repr(ISSUE), repr(typeset(ISSUE))
    assert after.count(SET) == before.count('it\\\'s "so" -- now') == 28
    assert after.count(KEPT) == before.count(KEPT) == 15
    assert after.count("Editor’s Note") == 3
    assert "Lloyd’s List" in after
    assert "Ruth O’Hara" in after
    assert "2024–2027" in after
    assert not re.search(r"[a-z]'[a-z]", after.replace(KEPT, ""))


def test_setting_twice_changes_nothing() -> None:
    assert typeset(typeset(ISSUE)) == typeset(ISSUE)


def test_a_quotation_may_open_in_an_emphasis_and_close_after_it() -> None:
    words: Words = (
        Emphasis(words=w('"The')),
        Text(text=" sea"),
        Link(address="#x", words=(Strong(words=w(' promised"')),), at=AT),
        Text(text=' and "'),
        Code(text='"'),
        Text(text='" '),
        Field(name="name", fallback='"', at=AT),
        Text(text="'s"),
    )
    title = typeset(replace(ISSUE, title=words)).title
    assert title == (
        Emphasis(words=w("“The")),
        Text(text=" sea"),
        Link(address="#x", words=(Strong(words=w(" promised”")),), at=AT),
        Text(text=" and “"),
        Code(text='"'),
        Text(text="” "),
        Field(name="name", fallback='"', at=AT),
        Text(text="’s"),
    )


def test_the_issue_says_in_which_language() -> None:
    german = typeset(replace(ISSUE, language="de", title=w('"so"')))
    assert german.title == w("„so“")
