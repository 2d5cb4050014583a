"""Words as HTML, and as one line."""

import pytest

from composer.edition import SlotBook
from composer.edition.markup import words_to_html, words_to_line
from composer.findings import Place
from composer.issue import Code, Emphasis, Field, LineBreak, Link, Strong, Text, Words

AT = Place(path="x")
BOOK = SlotBook(b"seed", ("name",))
MARKER = BOOK.marker("name", "you")


@pytest.mark.parametrize(
    ("words", "html", "line"),
    [
        (
            (Text(text="a < b & \"c\" 'd'"),),
            "a &lt; b &amp; &#34;c&#34; &#39;d&#39;",
            "a < b & \"c\" 'd'",
        ),
        ((Strong(words=(Text(text="<b>"),)),), "<strong>&lt;b&gt;</strong>", "<b>"),
        ((Emphasis(words=(Code(text="x<y"),)),), "<em><code>x&lt;y</code></em>", "x<y"),
        ((Text(text="a"), LineBreak(), Text(text="b")), "a<br />b", "a b"),
        ((Field(name="name", fallback="you", at=AT),), MARKER, MARKER),
        ((Text(text="a\x00b\x0bc\x1bd\x7fe\x9ff\ufffeg"),), "abcdefg", "abcdefg"),
        ((Text(text="lone \ud800 half"),), "lone  half", "lone  half"),
        (
            (Link(address='https://example.org/?a=1&b="2"', words=(Text(text="x"),), at=AT),),
            '<a href="https://example.org/?a=1&amp;b=%222%22">x</a>',
            "x",
        ),
        ((Link(address="", words=(Text(text="x"),), at=AT),), '<a href="#">x</a>', "x"),
        ((), "", ""),
    ],
)
def test_words_have_the_form_of_their_kind(words: Words, html: str, line: str) -> None:
    assert words_to_html(words, BOOK) == html
    assert words_to_line(words, BOOK) == line
