"""Addresses come out complete, harmless and encoded exactly once. Trap 26."""

from collections.abc import Callable

import pytest

from composer.edition import Edition, SlotBook
from composer.edition.hrefs import href
from composer.errors import EditorError
from composer.findings import Place

AT = Place(path="issues/x.md", line=3, column=7)


def sent(address: str) -> str:
    return href(address, SlotBook(b"seed", ("name", "email")), at=AT)


@pytest.mark.parametrize(
    ("written", "as_sent"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/100%zz", "https://example.org/100%25zz"),
        ("https://example.org/é?q=日", "https://example.org/%C3%A9?q=%E6%97%A5"),
        ('https://example.org/"quoted"', "https://example.org/%22quoted%22"),
        ("https://example.org/it's_(x)", "https://example.org/it's_(x)"),
        ("https://example.org/<script>", "https://example.org/%3Cscript%3E"),
        ("https://example.org/{x}|y\\z", "https://example.org/%7Bx%7D%7Cy%5Cz"),
        ("HTTPS://EXAMPLE.org:8080/A", "https://example.org:8080/A"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x"),
        ("mailto:a@example.org?subject=x", "mailto:a@example.org?subject=x"),
        ("tel:+6434701234", "tel:+6434701234"),
        ("#hub", "#hub"),
        ("", "#"),
        (" https://example.org ", "https://example.org"),
    ],
)
def test_what_an_editor_writes_is_encoded_once(written: str, as_sent: str) -> None:
    """Trap 26, and doing it again changes nothing."""
    assert sent(written) == as_sent
    assert sent(as_sent) == as_sent or written == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc",
        "//example.org", "www.example.org", "example.org", "ftp://example.org", "https://",
        "https:///x", "https://user@example.org/", "https://a:b@example.org/",
        "https://example.org@evil.example/", "https://exa mple.org/", "https://{{name}}.example/",
        "{{name}}", "https://example.org:x/", "https://a\x00b/", "mailto:{{email}}",
        "java\nscript:x",
        "https://\u202eexample.org/", "https://ex<b>ample.org/",
    ],
)  # fmt: skip
def test_what_leads_nowhere_good_is_refused_at_its_place(address: str) -> None:
    with pytest.raises(EditorError) as caught:
        sent(address)
    assert (caught.value.findings[0].code, caught.value.findings[0].at) == ("link-address", AT)


def test_fields_in_path_and_query_become_slots() -> None:
    book = SlotBook(b"seed", ("name",))
    address = href("https://example.org/{{name}}?x={{ name|some one }}&y=ä", book, at=AT)
    first, second = (slot.marker for slot in book.slots)
    assert address == f"https://example.org/{first}?x={second}&y=%C3%A4"
    assert [slot.fallback for slot in book.slots] == ["", "some one"]


def test_an_address_survives_the_whole_way_to_the_letter(
    edition_of: Callable[..., Edition],
) -> None:
    """Trap 26: through escaping, mrml, premailer and lxml."""
    address = "https://bücher.example/é%20a?x=1&y=2&amp;z='q'"
    edition = edition_of(f"## Hub Story: One\n\nSee [this]({address}).\n")
    expected = "https://xn--bcher-kva.example/%C3%A9%20a?x=1&y=2&amp;z='q'"
    (link,) = [link for link in edition.links if link.words == "this"]
    assert link.address == expected
    assert f'href="{expected.replace("&", "&amp;")}"' in edition.html
    assert str(link.at) == "issues/2025-02-20-trial.md:9:5"
