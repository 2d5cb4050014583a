"""The body: text and HTML side by side, and the pictures that the HTML shows.

    multipart/alternative            the reader's program shows the last it can (RFC 2046 §5.1.4)
    ├── text/plain
    └── text/html                    or, with inline pictures, multipart/related (RFC 2387):
        ├── text/html
        └── image/…                  one for each picture

Why are the pictures inside the alternative? There they belong to the HTML alone. Beside
it, Apple Mail shows them a second time under the letter (pallets-eco/flask-mail#121), and
who reads the text gets attachments. Outlook and Gmail take this order as well
(Stack Overflow 3902455).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from composer.edition import Edition, Picture
from composer.message.headers import field
from composer.message.program import Values
from composer.message.quoting import Encoded, base64_lines, encoded
from composer.message.reading import Programs

BOUNDARY_LENGTH: Final = 24
_CID = re.compile(r"cid:([^\s\"'()<>&]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What follows the header of every message; `content_type` is the header's last field."""

    content_type: bytes
    pieces: tuple[bytes | Encoded, ...]

    def spliced(self, values: Values) -> list[bytes]:
        """The body of one message, in pieces: joined once, since it is large."""
        out: list[bytes] = []
        for piece in self.pieces:
            out += [piece] if isinstance(piece, bytes) else piece.spliced(values)
        return out


def with_content_ids(edition: Edition, domain: str) -> Edition:
    """The edition with its `cid:` addresses as Content-ID has them: `name@domain`.

    A Content-ID is world-unique and has a right side like a Message-ID (RFC 2392 §2).
    """
    if not edition.pictures_inline:
        return edition
    names = {picture.name for picture in edition.pictures}
    html = _CID.sub(
        lambda found: f"{found[0]}@{domain}" if found[1] in names else found[0], edition.html
    )
    return replace(edition, html=html)


def body_of(edition: Edition, programs: Programs, domain: str) -> Body:
    """The body in its MIME parts, each encoded as suits it."""
    outer, inner = (_boundary(edition, level) for level in ("alternative", "related"))
    html: tuple[bytes | Encoded, ...] = _text_part("html", encoded(programs.html))
    if edition.pictures_inline and edition.pictures:
        html = (
            field("Content-Type", 'multipart/related; type="text/html";', f'boundary="{inner}"'),
            _opening(inner),
            *html,
            *_picture_parts(edition.pictures, inner, domain),
            _closing(inner),
        )
    return Body(
        content_type=field("Content-Type", "multipart/alternative;", f'boundary="{outer}"'),
        pieces=_joined(
            _opening(outer),
            *_text_part("plain", encoded(programs.text)),
            _opening(outer),
            *html,
            _closing(outer),
        ),
    )


def _boundary(edition: Edition, level: str) -> str:
    """The same for the same content. `=_` occurs in neither transfer encoding
    (RFC 2045 §6.7 recommends it for that), so no part can contain it."""
    said = f"{level}\0{edition.fingerprint}".encode()
    return "=_" + hashlib.sha256(said).hexdigest()[:BOUNDARY_LENGTH]


# The line end before a boundary is the boundary's (RFC 2046 §5.1.1): one more than the
# part's own last one.
def _opening(boundary: str) -> bytes:
    return f"\r\n--{boundary}\r\n".encode()


def _closing(boundary: str) -> bytes:
    return f"\r\n--{boundary}--\r\n".encode()


def _text_part(kind: str, part: Encoded) -> tuple[bytes, Encoded]:
    header = field("Content-Type", f"text/{kind}; charset=utf-8")
    return header + field("Content-Transfer-Encoding", part.name) + b"\r\n", part


def _picture_parts(pictures: tuple[Picture, ...], boundary: str, domain: str) -> Iterator[bytes]:
    for picture in pictures:
        yield _opening(boundary)
        yield field("Content-Type", f"{picture.content_type};", f'name="{picture.name}"')
        yield field("Content-Transfer-Encoding", "base64")
        yield field("Content-ID", f"<{picture.name}@{domain}>")
        yield field("Content-Disposition", "inline;", f'filename="{picture.name}"')
        yield b"\r\n" + base64_lines(picture.octets)


def _joined(*pieces: bytes | Encoded) -> tuple[bytes | Encoded, ...]:
    """Neighbouring octets as one piece."""
    out: list[bytes | Encoded] = []
    for piece in pieces:
        if out and isinstance(piece, bytes) and isinstance(out[-1], bytes):
            out[-1] += piece
        else:
            out.append(piece)
    return tuple(out)
