"""How a reader leaves: List-Unsubscribe, one-click, and the link in the letter.

The address for machines comes first, as readers' programs take the first they can use
(RFC 2369 §2), then the one for programs that only write mail. Both are ASCII, never
encoded, and the field is folded after the comma between them and nowhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from composer.audience import TEST_TOKEN, NotAnAddress, read_address
from composer.findings import Finding, Severity
from composer.issue import Newsletter
from composer.message.headers import LONGEST_LINE, Unfit, field

_PLACE_OF_TOKEN: Final = "{token}"  # noqa: S105 - the place of one
_HINT: Final = (
    'add a table [unsubscribe] with url = "https://…/{token}", mailto = "leave@…" or both'
)
_ADDRESS = re.compile(r"https?://[!#-;=?-~]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The ways out of one newsletter. Each place of a reader's token says `{token}`."""

    address_of_token: str
    """What the slot `unsubscribe_url` becomes: the address for machines, else the mailto."""
    fields: bytes
    """List-Unsubscribe."""
    one_click: bytes
    """List-Unsubscribe-Post, which promises that a POST to the https address is enough
    (RFC 8058 §3.1); empty where there is none to post to."""

    def address(self, token: str) -> str:
        """Where the reader with this token leaves."""
        return self.address_of_token.replace(_PLACE_OF_TOKEN, token)

    def field(self, token: str) -> bytes:
        """List-Unsubscribe for the reader with this token."""
        return self.fields.replace(_PLACE_OF_TOKEN.encode(), token.encode())


def leaving_of(newsletter: Newsletter) -> Leaving:
    """The ways out that newsletter.toml declares; `amiss_in_leaving` found nothing."""
    rule = newsletter.unsubscribe
    mailto = quote(rule.mailto or "", safe="@!$'*+-._~")
    ways = (rule.url, mailto and f"mailto:{mailto}?subject=unsubscribe%20{_PLACE_OF_TOKEN}")
    written = [way for way in ways if way]
    lines = [f"<{way}>," for way in written]
    return Leaving(
        address_of_token=written[0],
        fields=field("List-Unsubscribe", *lines[:-1], lines[-1].rstrip(",")),
        one_click=field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        if has_one_click(newsletter)
        else b"",
    )


def has_one_click(newsletter: Newsletter) -> bool:
    """Whether readers leave by one POST (RFC 8058 §3.1 asks for https)."""
    return (newsletter.unsubscribe.url or "").lower().startswith("https://")


def amiss_in_leaving(newsletter: Newsletter) -> Iterator[Finding]:
    """No way out, or one that no header can carry; the operator mends it."""
    rule = newsletter.unsubscribe
    if not (rule.url or rule.mailto):
        yield _finding("newsletter.toml does not say how a reader leaves", _HINT)
    yield from _amiss_in_url(rule.url or "")
    yield from _amiss_in_mailto(rule.mailto or "")


def _amiss_in_url(url: str) -> Iterator[Finding]:
    if not url:
        return
    if not _ADDRESS.fullmatch(url):
        yield _finding(
            f"unsubscribe.url cannot stand in a header: {url!a}",
            "it needs https:// and only ASCII, without blanks, quotes and angle brackets; "
            "copy it from a browser's address bar",
        )
    elif _PLACE_OF_TOKEN not in url:
        yield _finding("unsubscribe.url has no {token}", "put {token} where the reader is named")
    else:
        try:
            field("List-Unsubscribe", f"<{url.replace(_PLACE_OF_TOKEN, TEST_TOKEN)}>,")
        except Unfit:
            yield _finding(
                f"unsubscribe.url is too long for a header ({len(url)} characters)",
                f"a line of a message has {LONGEST_LINE} at most; use a shorter address",
            )


def _amiss_in_mailto(address: str) -> Iterator[Finding]:
    if not address:
        return
    try:
        why = "" if read_address(address) == address else "it has letters beyond ASCII"
    except NotAnAddress as error:
        why = str(error)
    if why:
        yield _finding(
            f"unsubscribe.mailto {address!a} is not an address that mail can carry: {why}",
            "write it like leave@example.org",
        )


def _finding(message: str, hint: str) -> Finding:
    return Finding(code="unsubscribe", severity=Severity.ERROR, message=message, hint=hint)
