"""Which texts are addresses, and which two are one mailbox."""

import pytest

from composer.audience import NotAnAddress, address_key, read_address


@pytest.mark.parametrize(
    "text",
    [
        "reader@example.org",
        "First.Last+news@Sub.Example.ORG",
        "o'brien@example.org",
        "a_b-c@x.test",
        "a@b.invalid",
        "customer/department=shipping@example.com",
        "a" * 64 + "@example.org",
        "a@xn--bcher-kva.example",
    ],
)
def test_an_address_stays_as_it_was_written(text: str) -> None:
    assert read_address(text) == text
    assert read_address(f"  {text}\n") == text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        ("A@ｅｘａｍｐｌｅ.org", "A@example.org"),
        ("a@日本語.example", "a@xn--wgv71a119e.example"),
    ],
)
def test_a_domain_beyond_ascii_is_written_as_messages_carry_it(text: str, address: str) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "reader",
        "reader@",
        "@example.org",
        "a@localhost",
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + ".".join(["b" * 60] * 5) + ".org",
        "a@-x.org",
        "a@x-.org",
        "a@x..org",
        "a@x_y.org",
        "a@1.2.3.4",
        "a@[127.0.0.1]",
        '"quoted"@example.org',
        "a b@example.org",
        "a@exa mple.org",
        "a@b@example.org",
        "Aiko <a@example.org>",
        "a@example.org,b@example.org",
        "a@example.org;b@example.org",
        "a@example.org>\r\nRCPT TO:<c@example.org",
        "a@example.org\r\nDATA",
        "a\x00@example.org",
        "a@example.org\x00",
        "a\u202e@example.org",
        "ä@example.org",
        "(note)a@example.org",
        "a@xn--a-ecp.ru\u200b",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(NotAnAddress) as caught:
        read_address(text)
    assert str(caught.value)
    assert "\n" not in str(caught.value)
    assert "email" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A@x.test", "a@X.test"),
        ("a@bücher.example", "A@xn--bcher-kva.example"),
        ("a@ｅｘａｍｐｌｅ.org", "a@example.org"),
        ("o\u0301@example.org", "ó@example.org"),
        (" a@example.org", "a@example.org "),
        ("not an address", "NOT an address"),
    ],
)
def test_one_mailbox_has_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a@example.org", "b@example.org"), ("a@x.test", "a@y.test"), ("a.b@x.test", "ab@x.test")],
)
def test_two_mailboxes_have_two_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)
