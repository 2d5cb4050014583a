"""How a relay may be written, and what is refused because it would go wrong later."""

import pytest

from composer.errors import OperatorError
from composer.smtp import RelayAddress, read_relay


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example.org", RelayAddress(host="mail.example.org", port=587)),
        ("smtp://mail.example.org:25/", RelayAddress(host="mail.example.org", port=25)),
        (
            "smtps://brief@mail.example.org",
            RelayAddress(host="mail.example.org", port=465, user="brief", tls_from_start=True),
        ),
        (
            "smtp://brief%40example.org@mail.example.org:2525",
            RelayAddress(host="mail.example.org", port=2525, user="brief@example.org"),
        ),
        ("localhost:2525", RelayAddress(host="localhost", port=2525)),
        ("mail.example.org", RelayAddress(host="mail.example.org", port=587)),
        (
            "mail.example.org:465",
            RelayAddress(host="mail.example.org", port=465, tls_from_start=True),
        ),
        ("smtp://[::1]:2525", RelayAddress(host="::1", port=2525)),
        ("smtp://bücher.example", RelayAddress(host="xn--bcher-kva.example", port=587)),
    ],
)
def test_a_relay_is_understood(url: str, relay: RelayAddress) -> None:
    assert read_relay(url) == relay


@pytest.mark.parametrize(
    "url",
    ["smtp://brief:hunter2@mail.example.org", "smtps://brief:@mail.example.org", "a:hunter2@b"],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(OperatorError) as caught:
        read_relay(url)
    assert caught.value.findings[0].code == "relay-password"
    assert "NEWSLETTER_RELAY_PASSWORD" in caught.value.findings[0].hint
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smtp://",
        "http://mail.example.org",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?tls=no",
        "smtp://mail example.org",
        "smtp://mail.example.org\r\nMAIL",
        "smtp://brief%0d%0aX@mail.example.org",
        "smtp://-oops.example.org",
        "smtp://[::zz]:25",
        "smtp://" + "a" * 300,
        "smtp://" + "a" * 64 + ".example.org",
        "smtp://mail..example.org",
        "smtp://mail.-.example.org",
    ],
)
def test_what_is_no_relay_is_refused(url: str) -> None:
    with pytest.raises(OperatorError) as caught:
        read_relay(url)
    assert caught.value.findings[0].code == "relay-url"


@pytest.mark.parametrize(
    "url",
    [
        "smtp://brief:hunter2#x@mail.example.org",
        "smtp://brief:hunter2/x@mail.example.org:25",
        "smtp://brief:hunter2?@mail.example.org",
        "smtp://brief:hunter2[x@mail.example.org",
        "smtps://brief@mail.example.org:hunter2",
    ],
)
def test_a_password_that_looks_like_a_port_is_not_repeated(url: str) -> None:
    """A URL ends its host at `/`, `?` and `#`, which passwords hold: then "brief" is the host."""
    with pytest.raises(OperatorError) as caught:
        read_relay(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_is_known(host: str) -> None:
    assert read_relay(f"smtp://{host}").is_loopback


@pytest.mark.parametrize("host", ["mail.example.org", "127.1", "localhost.example.org", "10.0.0.1"])
def test_every_other_name_is_another_machine(host: str) -> None:
    assert not read_relay(f"smtp://{host}").is_loopback


def test_a_relay_shows_neither_user_nor_scheme() -> None:
    assert str(read_relay("smtps://brief@mail.example.org")) == "mail.example.org:465"
    assert str(read_relay("smtp://[::1]:25")) == "[::1]:25"
