"""List-Unsubscribe is raw ASCII, folded after its comma, and only promises what there is."""

import random
import re
import string

import pytest

from composer.errors import OperatorError
from composer.message.leaving import leaving_of
from tests.message.editions import compiled, newsletter, parsed, part, reader

IN_ADDRESS = string.ascii_letters + string.digits + "-._~/?&=%+:@!$'()*;,#"


def field_of(octets: bytes, name: str) -> list[bytes]:
    """The raw field, with its folding, every time it occurs."""
    header = octets.partition(b"\r\n\r\n")[0]
    return re.findall(rb"(?m)^" + name.encode() + rb":[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", header)


@pytest.mark.parametrize("has_mailto", [True, False])
def test_an_address_of_any_length_is_neither_encoded_nor_broken(has_mailto: bool) -> None:
    """20 to 900 characters, of all that an address may hold."""
    chance = random.Random(has_mailto)
    token = "5f" * 20
    by = newsletter()
    for length in range(20, 901):
        filling = "".join(chance.choice(IN_ADDRESS) for _ in range(length - len("https://x/")))
        rule = by.unsubscribe.model_copy(
            update={
                "url": f"https://x/{filling}{{token}}",
                "mailto": "leave@x.example" if has_mailto else None,
            }
        )
        first, *more = (
            leaving_of(by.model_copy(update={"unsubscribe": rule})).field(token).split(b"\r\n")
        )
        comma = "," if has_mailto else ""
        assert first == f"List-Unsubscribe: <https://x/{filling}{token}>{comma}".encode()
        mailto = f" <mailto:leave@x.example?subject=unsubscribe%20{token}>".encode()
        assert more == [mailto, b""][not has_mailto :]


@pytest.mark.parametrize(
    ("rule", "ways", "posts"),
    [
        ({"url": "https://x.example/{token}"}, 1, True),
        ({"url": "http://127.0.0.1:8000/{token}"}, 1, False),
        ({"mailto": "leave@x.example"}, 1, False),
        ({"url": "https://x.example/{token}", "mailto": "leave@x.example"}, 2, True),
    ],
)
def test_one_click_is_only_promised_where_it_can_be_kept(
    rule: dict[str, str], ways: int, posts: bool
) -> None:
    """RFC 8058 §3.1: with an https address, and then exactly once."""
    octets = compiled(by=newsletter(unsubscribe=rule)).addressed_to(reader()).octets
    assert field_of(octets, "List-Unsubscribe")[0].count(b"<") == ways
    expected = [b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if posts else []
    assert field_of(octets, "List-Unsubscribe-Post") == expected


def test_without_a_web_address_the_link_in_the_letter_writes_a_mail() -> None:
    message = compiled(by=newsletter(unsubscribe={"mailto": "leave+x@x.example"}))
    got = parsed(message.addressed_to(reader()).octets)
    token = message.tokens.of("bob@example.net")
    link = f"mailto:leave+x@x.example?subject=unsubscribe%20{token}"
    assert f'href="{link}"' in part(got, "html")
    assert f"Leave: {link}" in part(got, "plain")


def test_an_address_with_ampersands_is_escaped_for_html_alone() -> None:
    url = "https://x.example/?a=1&t={token}&b='2'"
    message = compiled(by=newsletter(unsubscribe={"url": url}))
    got = parsed(message.addressed_to(reader()).octets)
    token = message.tokens.of("bob@example.net")
    assert f'href="https://x.example/?a=1&amp;t={token}&amp;b=&#x27;2&#x27;"' in part(got, "html")
    assert url.replace("{token}", token) in part(got, "plain")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "how a reader leaves"),
        ({"url": "https://b\u00fccher.example/{token}"}, "cannot stand in a header"),
        ({"url": "https://x.example/<{token}>"}, "cannot stand in a header"),
        ({"url": "https://x.example/" + "x" * 970 + "{token}"}, "too long"),
        ({"mailto": "r\u00e9n\u00e9@x.example"}, "not an address"),
    ],
)
def test_a_way_out_that_no_header_can_carry_is_refused(rule: dict[str, str], said: str) -> None:
    by = newsletter()
    changed = by.unsubscribe.model_copy(update={"url": None, "mailto": None} | rule)
    with pytest.raises(OperatorError, match=said) as refusal:
        compiled(by=by.model_copy(update={"unsubscribe": changed}))
    assert refusal.value.findings[0].hint
