"""A stranger's HTML, made harmless to look at.

Three walls, each enough alone for most attacks: the iframe's `sandbox` attribute, the
`sandbox` directive of the document's own policy (which also holds when the document is
opened by itself), and a policy that loads nothing but our own pictures.
"""

import re
from collections.abc import Callable

from composer.play.reading import Opened

FRAME_POLICY = (
    "sandbox; default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
PICTURE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'self'"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What is served as a picture. SVG is a document that can hold script."""

# What no policy stops: <link rel=preconnect> opens a connection, Chromium opens one for a
# frame before it finds that the policy forbids it, and <base> would move our picture
# addresses. A tag begins nowhere but at "<" and its name (HTML §13.2.5.6), so another
# name in its place leaves no such element.
_REACHING_OUT = re.compile(
    r"<(?=(?:base|embed|fencedframe|frame|iframe|link|object|portal)\b)", re.IGNORECASE
)
_CID = re.compile(r"""(?<=["'(=])\s*cid:([^"'()<>\s]+)""", re.IGNORECASE)


def frame(opened: Opened, part_address: Callable[[int], str]) -> str:
    """The HTML of a message with its `cid:` pictures (RFC 2392) at addresses of ours."""
    numbers = {part.content_id: part.number for part in opened.parts if part.content_id}

    def replace(found: re.Match[str]) -> str:
        number = numbers.get(found[1])
        return part_address(number) if number else found[0]

    return _CID.sub(replace, _REACHING_OUT.sub("<x-", opened.html))
