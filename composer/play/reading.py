"""What is in a message that arrived: header fields, the two bodies, pictures.

The message is a stranger's. Whatever it holds, something can be shown: what the standard
library cannot read is shown as it stands, and nothing here raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.parser import BytesHeaderParser, BytesParser

MOST_PARTS = 500
"""Parts that are looked at; a newsletter has three and its pictures."""

_CONTROL = re.compile(
    # C0, DEL and C1 (terminal escapes begin there), line and paragraph separator,
    # and what turns the direction of the text around it (UAX #9).
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_CONTROL_IN_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A leaf of the MIME tree, its transfer encoding undone. `number` counts from 1."""

    number: int
    content_type: str
    name: str
    content_id: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message laid open. `html` and `text` are "" where there is none.

    `fields` are the header in its order, unfolded and decoded; all strings but the two
    bodies are one line without control characters.
    """

    subject: str
    author: str
    recipient: str
    fields: tuple[tuple[str, str], ...]
    html: str = field(repr=False)
    text: str = field(repr=False)
    parts: tuple[Part, ...]

    def find_part(self, number: int) -> Part | None:
        """The part of this number."""
        return next((part for part in self.parts if part.number == number), None)


def open_message(octets: bytes) -> Opened:
    """Read a message of any shape."""
    # Why compat32 and not the modern policy? Its header objects parse on access, and
    # malformed fields make that raise; these are plain strings.
    header = BytesHeaderParser(policy=policy.compat32).parsebytes(octets)
    fields = tuple((one_line(name), _decoded(value)) for name, value in header.raw_items())
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name.lower(), value)
    parts, bodies = _read_parts(octets)
    return Opened(
        subject=first.get("subject", ""),
        author=first.get("from", ""),
        recipient=first.get("to", ""),
        fields=fields,
        html=bodies.get("text/html", ""),
        text=readable(bodies.get("text/plain", "")),
        parts=parts,
    )


def one_line(text: str) -> str:
    """The text without what could move a cursor, break a line or turn its direction."""
    return _CONTROL.sub(" ", text).strip()


def readable(text: str) -> str:
    """The text in its lines, without what could move a cursor or turn their direction."""
    return _CONTROL_IN_TEXT.sub("", text.replace("\r\n", "\n"))


def _decoded(value: str) -> str:
    # raw_items smuggles octets beyond ASCII through as surrogates (RFC 6532 allows UTF-8).
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return one_line(str(make_header(decode_header(value))))
    except (MessageError, LookupError, ValueError):
        return one_line(value)


def _read_parts(octets: bytes) -> tuple[tuple[Part, ...], dict[str, str]]:
    """The leaves, and the first body of each type."""
    try:
        leaves = list(_leaves(BytesParser(policy=policy.compat32).parsebytes(octets)))
    except RecursionError:
        # Multiparts within multiparts, hundreds deep: an attack, and its source can be read.
        return (), {}
    parts: list[Part] = []
    bodies: dict[str, str] = {}
    for number, leaf in enumerate(leaves, 1):
        part = _read_part(leaf, number)
        parts.append(part)
        if part.content_type in {"text/html", "text/plain"} and not part.name:
            bodies.setdefault(part.content_type, _text(leaf, part.octets))
    return tuple(parts), bodies


def _leaves(message: "Parsed[str, str]") -> Iterator["Parsed[str, str]"]:
    count = 0
    for part in message.walk():
        if not part.is_multipart():
            count += 1
            yield part
        if count == MOST_PARTS:
            return


def _read_part(leaf: "Parsed[str, str]", number: int) -> Part:
    payload = leaf.get_payload(decode=True)
    try:
        name = one_line(leaf.get_filename() or "")
    except (LookupError, ValueError):
        name = "unreadable"  # RFC 2231 with a charset or an octet that does not exist
    return Part(
        number=number,
        content_type=leaf.get_content_type(),
        name=name,
        content_id=one_line(str(leaf.get("Content-ID", ""))).strip("<>"),
        octets=payload if isinstance(payload, bytes) else b"",
    )


def _text(leaf: "Parsed[str, str]", octets: bytes) -> str:
    try:
        return octets.decode(leaf.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return octets.decode("utf-8", "replace")
