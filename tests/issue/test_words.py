"""Questions that every writer asks of words."""

import pytest

from composer.findings import Place
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
    parts_of,
    plain,
)

AT = Place(path="i.md")
INNER = Link(address="https://example.org/b", words=(Text(text="b"),), at=AT)
WORDS: Words = (
    Text(text="a "),
    Strong(words=(Emphasis(words=(INNER,)), Code(text="`c`"))),
    LineBreak(),
    Field(name="name", fallback="reader", at=AT),
    Link(address="https://example.org/d", words=(Text(text="d"),), at=AT),
)


def test_plain_words_have_no_form_and_a_field_gives_its_fallback() -> None:
    assert plain(WORDS) == "a b`c` readerd"
    assert plain(()) == ""


def test_links_come_in_reading_order_however_deep_they_stand() -> None:
    assert [link.address[-1] for link in links_in(WORDS)] == ["b", "d"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("no field", ["no field"]),
        ("{{name}}", [("name", "")]),
        ("a {{ first_name | dear reader }}, b", ["a ", ("first_name", "dear reader"), ", b"]),
        ("{{a}}{{b|}}", [("a", ""), ("b", "")]),
        ("{{Name}} {name} {{a|b|c}}", ["{{Name}} {name} {{a|b|c}}"]),
    ],
)
def test_text_is_split_at_its_fields(text: str, parts: list[str | tuple[str, str]]) -> None:
    found = [p if isinstance(p, str) else (p.name, p.fallback) for p in parts_of(text, AT)]
    assert found == parts
