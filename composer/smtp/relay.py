"""Where a relay is: one URL, without its password.

smtp://user@mail.example.org:587     STARTTLS (RFC 6409); 587 is the port if none is given
smtps://user@mail.example.org        TLS from the first octet (RFC 8314 §3.3); port 465
mail.example.org:587                 the same as smtp://, or smtps:// at port 465
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from composer.errors import OperatorError

SUBMISSION_PORT = 587
"""RFC 6409 §3.1."""
SUBMISSIONS_PORT = 465
"""RFC 8314 §7.3."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
"""RFC 1123 §2.1, RFC 1035 §2.3.4: other names make the resolver stumble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayAddress:
    """`tls_from_start` tells smtps from smtp; `user` is "" where nobody logs in."""

    host: str
    port: int
    user: str = ""
    tls_from_start: bool = False

    def __str__(self) -> str:
        """For people: no user, no secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether what is said to it never leaves this machine. A name other than
        `localhost` is not looked up: it may mean something else tomorrow."""
        if self.host.casefold() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_relay(url: str) -> RelayAddress:
    """Understand a relay's URL.

    Raises:
        OperatorError: it holds a password, or is no address of a relay.
    """
    if not url.isprintable() or " " in url:
        # urlsplit would drop line ends and read on.
        raise _wrong("it holds spaces or control characters")
    scheme, separator, rest = url.partition("://")
    scheme = scheme.lower()
    if not separator:
        scheme, rest = "smtp", url
    try:
        parts = urlsplit(f"//{rest}")
        password, port = parts.password, parts.port
    except ValueError:
        # Not in the library's words: it quotes what stands where the port should be, which
        # is the secret if the password holds a `/`, `?` or `#`.
        raise _wrong("host or port cannot be read") from None
    if password is not None:
        # The URL itself is not shown: it holds the secret.
        raise OperatorError.saying(
            "relay-password",
            "the relay's URL holds a password; files and process lists show URLs",
            hint="take it out and put it into NEWSLETTER_RELAY_PASSWORD, in .env",
        )
    tls_from_start = scheme == "smtps" or (not separator and port == SUBMISSIONS_PORT)
    if scheme not in {"smtp", "smtps"}:
        raise _wrong(f"'{scheme}' is not smtp or smtps")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _wrong("something follows the port")
    return RelayAddress(
        host=_host(parts.hostname or ""),
        port=port or (SUBMISSIONS_PORT if tls_from_start else SUBMISSION_PORT),
        user=_user(unquote(parts.username or "")),
        tls_from_start=tls_from_start,
    )


def _host(host: str) -> str:
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise _wrong("its host is no IPv6 address") from None
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise _wrong("its host is no name") from None
    if not _HOST.fullmatch(host):
        raise _wrong("its host is no name")
    return host


def _user(user: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in user):
        raise _wrong("its user holds control characters")
    return user


def _wrong(why: str) -> OperatorError:
    return OperatorError.saying(
        "relay-url",
        f"this is no address of a relay: {why}",
        hint="write it like smtp://user@mail.example.org:587",
    )
