"""A link's address as it may stand in a letter: complete, harmless, encoded exactly once.

RFC 3986 says which characters an address holds; everything else becomes UTF-8 in percent
signs here, once, because lxml would do it a second time or in the host, where it breaks
the link. Host names of other scripts become their ASCII form (RFC 5891), which every
client opens. Fields in path or query become the markers of slots.
"""

import re
from urllib.parse import quote

import idna

from composer.edition.slots import SlotBook
from composer.errors import EditorError
from composer.findings import Place
from composer.issue import Field, parts_of

_KEPT = "%:/?#[]@!$&'()*+,;=-._~"
"""RFC 3986 §2.2 and §2.3, and the percent sign of what is encoded already."""
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEB = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:(?P<user>[^@]*)@)?(?P<name>[^@:]*|\[[0-9A-Fa-f:.]+\])(?P<port>:\d*)?")
_OTHER = re.compile(r"(?:mailto|tel):[^\s{}]+", re.IGNORECASE)
_ANCHOR = re.compile(r"#\S*")


def href(address: str, book: SlotBook, *, at: Place) -> str:
    """What stands in `href=""` for an address as it was written; not yet escaped for HTML.

    An address that is still empty (finding E303, which blocks sending) leads nowhere: "#".

    Raises:
        EditorError: nothing that a link may lead to, or a field that would choose the host.
    """
    address = address.strip()
    if not address:
        return "#"
    if web := _WEB.fullmatch(address):
        scheme, authority, rest = web.groups()
        host = _authority(authority)
        if host is None:
            raise _refusal(address, at, "the site's name cannot be read")
        return f"{scheme.lower()}://{host}{_encoded(rest, book, at)}"
    if _OTHER.fullmatch(address) or _ANCHOR.fullmatch(address):
        return _quoted(address)
    raise _refusal(address, at, "a link begins with https://, mailto:, tel: or #")


def _authority(text: str) -> str | None:
    found = _HOST.fullmatch(text)
    if not found or found["user"] or not found["name"]:
        # A name before @ is how a link pretends to lead somewhere else.
        return None
    name = found["name"]
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    if not re.fullmatch(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", name):
        return None
    return name.lower() + (found["port"] or "")


def _encoded(text: str, book: SlotBook, at: Place) -> str:
    return "".join(
        book.marker(part.name, part.fallback) if isinstance(part, Field) else _quoted(part)
        for part in parts_of(text, at)
    )


def _quoted(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_KEPT)


def _refusal(address: str, at: Place, why: str) -> EditorError:
    return EditorError.saying(
        "link-address", f"'{address}' is not an address for a link: {why}", at=at
    )
