"""Is this an address that a reader's mail program can follow? E304 and W305.

Only what is known to work gets through: http and https with a dotted site name, mailto,
tel, and anchors; for pictures also a file's path. Everything else has a reason not to,
and the hint names it.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from composer.issue.words import FIELD

LONGEST_SHOWN = 80
"""Characters of an address that a message repeats: one line of a terminal."""
MOST_WRAPS = 5
"""Redirects inside one another that are still unwrapped; each mail gateway adds one."""

_WEB = re.compile(
    r"https?://(?P<site>[^\s/?#:@{}]+)(?::\d{1,5})?(?P<rest>[/?#].*)?", re.IGNORECASE | re.DOTALL
)
_LABELS = re.compile(r"(?:[\w-]+\.)+(?:[^\W\d_][\w-]*[^\W_]|\d{1,3})\.?")
_MAIL = re.compile(r"mailto:[^\s@?{}]+@[\w-]+(?:\.[\w-]+)+(?:\?\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9][0-9().-]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_GOOGLE = re.compile(r"https?://(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/url\?", re.IGNORECASE)
_OUTLOOK = re.compile(
    r"https?://[a-z0-9-]+\.safelinks\.protection\.outlook\.com/[^?]*\?", re.IGNORECASE
)
_MARKS = "\"'“”‘’«»"
_BEGINNING = re.compile(rf"^[{_MARKS}]?(?:h?t{{1,3}}ps?[:;/.]+)*", re.IGNORECASE)
"""What is typed for https:// in a hurry, quotation marks before it included."""
_UNSAFE = re.compile(r"""[\s()<>"\\{}\[\]`|]""")
_WHOLE = "it should start with https:// and a site name"


class Fault(NamedTuple):
    """What is wrong with an address, and what mends it."""

    message: str
    hint: str


def fault_of(address: str, *, is_picture: bool = False) -> Fault | None:
    """Why readers could not follow the address; None if they can."""
    if is_redirect(address):
        if unwrapped(address):
            return None
        return Fault(
            "this redirect does not say which web address it leads to",
            "open it in a browser and paste the address you arrive at",
        )
    if has_space(address) and not is_picture:
        return Fault(
            "there is a space in this address", "take the space out, or write %20 in its place"
        )
    if _is_complete(address) or (is_picture and _is_path(address)):
        return None
    return Fault(f"'{shown(address)}' is not a complete web address", _hint(address, is_picture))


def has_space(address: str) -> bool:
    """Is there a space in the address, fields left out? Their fallbacks may have some."""
    return re.search(r"\s", FIELD.sub("", address)) is not None


def shown(address: str) -> str:
    """The address, cut short where it would fill the screen."""
    return address if len(address) <= LONGEST_SHOWN else f"{address[: LONGEST_SHOWN - 1]}…"


def _is_complete(address: str) -> bool:
    if address.startswith("#") or _MAIL.fullmatch(address) or _PHONE.fullmatch(address):
        return "{{" not in address
    web = _WEB.fullmatch(address)
    return bool(web and _LABELS.fullmatch(web["site"]))


def _is_path(address: str) -> bool:
    return not (
        _SCHEME.match(address) or address.startswith(("//", "\\", "~")) or FIELD.search(address)
    )


_PROGRAMS = ("javascript:", "vbscript:")
_OWN_MACHINE = ("file:", "\\\\", "~")


def _hint(address: str, is_picture: bool) -> str:
    low = address.casefold()
    field = address.find("{{")
    if field >= 0 and not _has_site(address[:field]):
        return (
            "a field may only stand behind the site name and a slash, "
            "for example https://example.org/{{name}}"
        )
    if low.startswith("//"):
        return f"write https: in front of it: 'https:{shown(address)}'"
    if low.startswith(_PROGRAMS):
        return "a mail runs no programs: link to a page that starts with https://"
    if low.startswith("data:"):
        return (
            "put the picture beside the issue file and write its name here"
            if is_picture
            else "put the file on the web and link to it with https://"
        )
    if low.startswith(_OWN_MACHINE) or re.match(r"[a-z]:[\\/]", low):
        return "this file is on your machine only: put it on the web and link to it with https://"
    if re.match(r"https?://[^/?#]*@", low):
        return "take out what stands before the @: mail programs think such an address is a fraud"
    if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+", address):
        return f"write mailto: in front of it: 'mailto:{shown(address)}'"
    if low.startswith("mailto:"):
        return "write it like mailto:editor@example.org"
    if low.startswith(("/", "./", "../", "images/")):
        return "only pictures may be files: write the whole address, starting with https://"
    if re.fullmatch(r"[^:?#]+\.(?:png|jpe?g|gif|webp)", low):
        return f"a picture begins with an exclamation mark: ![what it shows]({shown(address)})"
    whole = f"https://{_BEGINNING.sub('', address, 1).rstrip(_MARKS)}"
    if _is_complete(whole) and not is_redirect(whole):
        return f"write '{shown(whole)}'"
    return _WHOLE


def _has_site(start: str) -> bool:
    web = _WEB.fullmatch(start)
    return bool(web and web["rest"])


def is_redirect(address: str) -> bool:
    """Did Google Docs or Outlook (Safe Links) wrap the address?"""
    return bool(_GOOGLE.match(address) or _OUTLOOK.match(address))


def unwrapped(address: str) -> str | None:
    """The address that a redirect leads to; None if it is no web address.

    Each wrap is percent-decoded once, and no more: what is then still encoded belongs to
    the address. Characters that would end it in Markdown are encoded again.
    """
    for _ in range(MOST_WRAPS):
        inner = _inner(address)
        if inner is None:
            return None
        address = inner
        if not is_redirect(address):
            return address if _WEB.fullmatch(address) and _is_complete(address) else None
    return None


def _inner(address: str) -> str | None:
    names = ("q", "url") if _GOOGLE.match(address) else ("url",)
    query = address.partition("?")[2].partition("#")[0].replace("&amp;", "&")
    values = dict(pair.partition("=")[::2] for pair in reversed(query.split("&")))
    value = next(filter(None, map(values.get, names)), None)
    if value is None:
        return None
    try:
        target = unquote(value, errors="strict")
    except UnicodeDecodeError:
        return None
    if re.search(r"[\x00-\x1f\x7f]", target):
        return None
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), target)
