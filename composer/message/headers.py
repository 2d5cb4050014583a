"""Header fields as octets: 7-bit, folded, and never more fields than were meant.

Why not the standard library's? It writes long structured fields as encoded words, which
no one-click client reads (python/cpython#85725), and costs milliseconds per message.
The rules here: RFC 5322 §2.2 (fields, folding), §3.4 (mailboxes); RFC 2047 (words beyond
ASCII); lines of at most 76 octets where a field can be folded, 998 where it cannot.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

from composer.message.escaping import UNFIT

LINE: Final = 76
"""Octets of a folded line: RFC 2047 §2 allows no more where a line has an encoded word."""
LONGEST_LINE: Final = 998
"""Octets of any line, without CRLF (RFC 5322 §2.1.1)."""
LONGEST_NAME: Final = 100
"""Characters of a reader's name in To; a longer one is not what a mailbox shows."""

_CHARSET = "=?utf-8?b?"
_ROOM_TAKEN = len(_CHARSET) + len("?=")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_WORD = re.compile(r" *[^ ]+")

# Not in a reader's name in To. `@ < >` and quotes are read differently by different
# parsers (CVE-2019-16056, CVE-2023-27043), and nobody misses a name with them.
_DOUBTFUL_IN_NAME = re.compile(r"[@<>\"\\]")


class Unfit(ValueError):
    """Characters that no header field may hold, or a line that cannot be sent."""


def field(name: str, *lines: str) -> bytes:
    """A field of ASCII, folded exactly where its lines are parted.

    Raises:
        Unfit: a line is not printable ASCII, or is too long for any server.
    """
    folded = [f"{name}: {lines[0]}" if lines[0] else f"{name}:"]
    folded += (line if line[0] == " " else " " + line for line in lines[1:])
    for line in folded:
        if len(line) > LONGEST_LINE or not (line.isascii() and line.isprintable()):
            raise Unfit(name)
    return "\r\n".join(folded).encode() + b"\r\n"


def unstructured(name: str, text: str) -> bytes:
    """A field of words (Subject): as they are where that is possible, else encoded.

    Raises:
        Unfit: a control, separating or direction character.
    """
    text = fit(name, text)
    room = LINE - len(name) - len(": ")
    if _is_plain(text):
        if 0 < len(text) <= room:
            return f"{name}: {text}\r\n".encode()
        lines = list(_folded(text, room))
        if len(lines[0]) <= room and all(len(line) <= LINE for line in lines):
            return field(name, *lines)
    return field(name, *encoded_words(text, room))


def mailbox(name: str, display_name: str, address: str) -> bytes:
    """A field of one mailbox (From, Reply-To, To). `address` is in ASCII.

    Raises:
        Unfit: as for `unstructured`, in either of them.
    """
    display_name = fit(name, display_name)
    if not (address.isascii() and address.isprintable()):
        raise Unfit(name)
    if not display_name:
        return field(name, address)
    if _is_atoms(display_name) and len(f"{name}: {display_name} <{address}>") <= LINE:
        return f"{name}: {display_name} <{address}>\r\n".encode()
    *lines, last = _phrase(display_name, LINE - len(name) - len(": "))
    begun = len(last) + (1 if lines else len(name) + len(": "))
    if begun + len(address) + len(" <>") <= LINE:
        return field(name, *lines, f"{last} <{address}>")
    return field(name, *lines, last, f"<{address}>")


def reader_mailbox(name: str, address: str) -> bytes:
    """To: with the reader's name if it is one beyond doubt. `name` is harmless already."""
    if len(name) > LONGEST_NAME or _DOUBTFUL_IN_NAME.search(name):
        name = ""
    return mailbox("To", name, address)


def fit(name: str, text: str) -> str:
    """The text without blanks around it, if a field can hold it.

    Raises:
        Unfit: a control, separating or direction character.
    """
    if not text.isprintable() and UNFIT.search(text):
        raise Unfit(name)
    return text.strip()


def _phrase(text: str, room: int) -> list[str]:
    if _is_plain(text):
        if len(text) <= room and _is_atoms(text):
            return [text]
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if len(quoted) <= room:
            return [quoted]
    return list(encoded_words(text, room))


def _is_plain(text: str) -> bool:
    """ASCII that no reader can take for an encoded word."""
    return text.isascii() and "=?" not in text


def _is_atoms(text: str) -> bool:
    """Words that stand in a phrase without quotes (RFC 5322 §3.2.5)."""
    return _is_plain(text) and _ATOMS.fullmatch(text) is not None


def encoded_words(text: str, room: int) -> Iterator[str]:
    """RFC 2047 encoded words, none cut within a character (§5); the first has `room` octets.

    Base64 and not Q: a value has the same length whatever is in it, and its alphabet is
    allowed in phrases too (§5 rule 3).
    """
    octets = b""
    fits = _octets_in(room)
    for character in text:
        more = character.encode()
        if octets and len(octets) + len(more) > fits:
            yield _word(octets)
            octets, fits = b"", _octets_in(LINE - 1)
        octets += more
    yield _word(octets)


def _octets_in(room: int) -> int:
    return (room - _ROOM_TAKEN) // 4 * 3


def _word(octets: bytes) -> str:
    return f"{_CHARSET}{b64encode(octets).decode()}?="


def _folded(text: str, room: int) -> Iterator[str]:
    """ASCII cut before blanks; each line but the first begins with the blanks it is cut at."""
    line = ""
    for word in _WORD.findall(text):
        if line and len(line) + len(word) > room:
            yield line
            line, room = "", LINE
        line += word
    yield line
