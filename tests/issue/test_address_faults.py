"""Which addresses a reader can follow, and what is said about the others."""

import pytest

from composer.issue.address_faults import LONGEST_SHOWN, fault_of, unwrapped

SITE = "it should start with https:// and a site name"
FIELD = (
    "a field may only stand behind the site name and a slash, "
    "for example https://example.org/{{name}}"
)
MACHINE = "this file is on your machine only: put it on the web and link to it with https://"
PROGRAM = "a mail runs no programs: link to a page that starts with https://"
OUTLOOK = "https://eur01.safelinks.protection.outlook.com/?url="


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://EXAMPLE.ORG:8080/a?b=c#d",
        "https://münchen.example/straße",
        "https://xn--mnchen-3ya.example/",
        "https://192.0.2.1/",
        "https://example.org/{{name|dear reader}}",
        "https://example.org?r={{email}}",
        "mailto:editor@example.org?subject=Hello",
        "tel:+81-3-1234-5678",
        "#hub",
    ],
)
def test_what_mail_programs_follow_has_no_fault(address: str) -> None:
    assert fault_of(address) is None


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("example.org/a", "write 'https://example.org/a'"),
        ("https://", SITE),
        ("https:/example.org", "write 'https://example.org'"),
        ("https://localhost/a", SITE),
        ("https://example..org", SITE),
        ("https://example.o", SITE),
        ("htps://example.org", "write 'https://example.org'"),
        ("https://https://example.org/a", "write 'https://example.org/a'"),
        ("“https://example.org/a”", "write 'https://example.org/a'"),
        ("www.example.org", "write 'https://www.example.org'"),
        ("ship.png", "a picture begins with an exclamation mark: ![what it shows](ship.png)"),
        ("ftp://example.org/a", SITE),
        ("//example.org/a", "write https: in front of it: 'https://example.org/a'"),
        ("javascript:alert(1)", PROGRAM),
        ("VBScript:x", PROGRAM),
        ("javascript&#58;alert(1)", SITE),
        ("data:text/html,x", "put the file on the web and link to it with https://"),
        ("file:///home/me/a.pdf", MACHINE),
        (r"C:\a.pdf", MACHINE),
        (r"\\server\a.pdf", MACHINE),
        ("editor@example.org", "write mailto: in front of it: 'mailto:editor@example.org'"),
        ("mailto:editor", "write it like mailto:editor@example.org"),
        (
            "https://example.org@192.0.2.1/",
            "take out what stands before the @: mail programs think such an address is a fraud",
        ),
        ("/about", "only pictures may be files: write the whole address, starting with https://"),
        ("{{link}}", FIELD),
        ("https://{{name}}.example.org/", FIELD),
        ("https://example.org{{name}}", FIELD),
        ("{{scheme}}://example.org/", FIELD),
        ("mailto:{{email}}", FIELD),
    ],
)
def test_the_hint_says_what_to_do_about_this_very_address(address: str, hint: str) -> None:
    fault = fault_of(address)
    assert fault is not None
    assert fault.message == f"'{address}' is not a complete web address"
    assert fault.hint == hint


def test_a_picture_may_be_a_file_and_a_link_may_not() -> None:
    for path in ("ship.png", "images/the ship.png", "./ship.png"):
        assert fault_of(path, is_picture=True) is None
        assert fault_of(path) is not None
    for address in ("//example.org/a.png", "data:image/png;base64,x", "file:a.png", "~/a.png"):
        assert fault_of(address, is_picture=True) is not None


def test_a_long_address_is_cut_short_in_the_message() -> None:
    fault = fault_of("www." + "a" * 500)
    assert fault is not None
    assert len(fault.message) < LONGEST_SHOWN + 50


@pytest.mark.parametrize(
    "address",
    [
        f"{OUTLOOK}javascript%3Aalert(1)",
        f"{OUTLOOK}mailto%3Aed%40a.org",
        f"{OUTLOOK}https%3A%2F%2F%7B%7Bname%7D%7D.a.org",
        f"{OUTLOOK}https%3A%2F%2Fa.org%0D%0Ab",
        f"{OUTLOOK}%FF",
        f"{OUTLOOK}",
        OUTLOOK * 50 + "https%3A%2F%2Fa.org",
        "https://www.google.com/url?sa=t",
    ],
)
def test_a_redirect_to_nowhere_is_not_unwrapped_and_is_a_fault(address: str) -> None:
    assert unwrapped(address) is None
    fault = fault_of(address)
    assert fault is not None
    assert fault.message == "this redirect does not say which web address it leads to"


def test_what_was_encoded_twice_stays_encoded_once() -> None:
    assert unwrapped(f"{OUTLOOK}https%3A%2F%2Fa.org%2F%257Bname%257D") == "https://a.org/%7Bname%7D"


def test_what_would_end_an_address_or_begin_a_field_is_encoded_again() -> None:
    wrapped = f"{OUTLOOK}https%3A%2F%2Fa.org%2Fb%20%28c%29%7B%7Bname%7D%7D"
    assert unwrapped(wrapped) == "https://a.org/b%20%28c%29%7B%7Bname%7D%7D"
