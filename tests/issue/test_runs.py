"""Edits land in the span they belong to."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from composer.findings import Place
from composer.issue import Code, Emphasis, Field, Link, Text, Words, plain
from composer.issue.runs import Edit, edit_words

AT = Place(path="i.md")


def dashes(run: str) -> Iterator[Edit]:
    return (Edit(found.start(), found.end(), "—") for found in re.finditer("--", run))


def test_what_crosses_a_border_stays_where_it_began() -> None:
    words: Words = (Text(text="a-"), Emphasis(words=(Text(text="-b--"),)), Text(text="--c"))
    assert edit_words(words, [dashes]) == (
        Text(text="a—"),
        Emphasis(words=(Text(text="b—"),)),
        Text(text="—c"),
    )


def test_code_fields_and_addresses_are_seen_and_not_touched() -> None:
    link = Link(address="https://example.org/a--b", words=(Text(text="a--b"),), at=AT)
    words: Words = (
        Code(text="x--y"),
        Text(text="--"),
        Field(name="name", fallback="--", at=AT),
        Text(text=" https://example.org/--/ a@example--b.org "),
        link,
    )
    assert edit_words(words, [dashes]) == (
        words[0],
        Text(text="—"),
        words[2],
        words[3],
        Link(address=link.address, words=(Text(text="a—b"),), at=AT),
    )


def test_an_editor_sees_what_the_one_before_has_done() -> None:
    def loud(run: str) -> Iterator[Edit]:
        return (Edit(found.start(), found.end(), "—!") for found in re.finditer("—", run))

    words: Words = (Text(text="a-"), Emphasis(words=(Text(text="-b"),)))
    assert plain(edit_words(words, [dashes, loud])) == "a—!b"


def test_without_edits_the_words_are_the_same_ones() -> None:
    words: Words = (Text(text="a"),)
    assert edit_words(words, [dashes]) is words


spans = st.recursive(
    st.text("a-", max_size=6).map(lambda text: Text(text=text)),
    lambda inner: st.lists(inner, max_size=3).map(lambda words: Emphasis(words=tuple(words))),
)


@given(st.lists(spans, max_size=5).map(tuple))
def test_spans_together_read_like_the_run_edited_in_one(words: Words) -> None:
    assert plain(edit_words(words, [dashes])) == plain(words).replace("--", "—")
