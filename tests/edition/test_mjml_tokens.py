"""Markup is cut into tokens that are the markup again when joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.edition.mjml_tokens import Kind, read_tags


@given(st.text(alphabet="<>/!-ab =\"'\n", max_size=60))
def test_nothing_is_lost_or_added(markup: str) -> None:
    tokens = list(read_tags(markup))
    assert "".join(token.text for token in tokens) == markup
    assert all(markup.startswith(token.text, token.start) for token in tokens)


@pytest.mark.parametrize(
    ("markup", "kind", "name", "attributes"),
    [
        ("<p>", Kind.OPEN, "p", []),
        ("</p >", Kind.CLOSE, "p", []),
        ("<br/>", Kind.EMPTY, "br", []),
        ("<o:p x>", Kind.OPEN, "o:p", [("x", "", "")]),
        ("<a href='x>y' b = \"c'd\">", Kind.OPEN, "a", [("href", "x>y", "'"), ("b", "c'd", '"')]),
        ("<a href=x/y>", Kind.OPEN, "a", [("href", "x/y", "")]),
        ("<!--[if mso]><b><![endif]-->", Kind.COMMENT, "", []),
        ("<!--[if !mso]><!-->", Kind.COMMENT, "", []),
        ("<3", Kind.TEXT, "", []),
        ('<a href="x', Kind.TEXT, "", []),
    ],
)
def test_a_tag_is_read_as_it_was_written(
    markup: str, kind: Kind, name: str, attributes: list[tuple[str, str, str]]
) -> None:
    (token,) = read_tags(markup)
    assert (token.kind, token.name) == (kind, name)
    assert [(a.name, a.value, a.quote) for a in token.attributes] == attributes
    assert all(markup.startswith(a.name, a.start) for a in token.attributes)
