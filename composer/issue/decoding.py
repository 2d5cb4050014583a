"""Is this file text? If not: what is it, and how does it become text?

An issue is UTF-8; a file that is not gets a finding that names its likely encoding. The
guesses are few and sure: byte-order marks (Unicode 17 §2.13), the pattern
of zero octets in UTF-16, the first octets of the files that people take for texts, and
for the rest Windows-1252, in which Windows programs still save "ANSI" text.
"""

import codecs

from composer.findings import Finding, Place
from composer.issue.passage import fault

MOST_OCTETS = 1_048_576
"""1 MB. Gmail cuts a message at 102 KB of HTML, so that ten times as much text is a file
given by mistake; and reading time stays bounded."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_FORMATS = (
    (b"PK\x03\x04", "a Word, Pages or other zipped document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich-text document"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_SAMPLE = 4096
"""Octets looked at to tell text from data; one page of a disk."""
_SAVE = "open it in your editor and save it as UTF-8"


def decoded(octets: bytes, path: str) -> str | Finding:
    """The text, with its byte-order mark if it has one, or the one finding that says why
    there is none."""
    start = Place(path=path)
    if len(octets) > MOST_OCTETS:
        return fault(
            "E004",
            start,
            "this file is larger than 1 MB",
            "an issue is text only: pictures are files of their own, beside it",
        )
    for mark, name in _MARKS:
        if octets.startswith(mark):
            return fault("E001", start, f"this file is {name}, not UTF-8", _SAVE)
    for beginning, name in _FORMATS:
        if octets.startswith(beginning):
            hint = "copy its words into a text file that ends in .md"
            return fault("E003", start, f"this is not a text file but {name}", hint)
    if _is_wide(octets):
        return fault("E001", start, "this file looks like UTF-16, not UTF-8", _SAVE)
    if _is_data(octets):
        hint = "an issue is a text file that ends in .md"
        return fault("E003", start, "this is not a text file", hint)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(octets, error.start, path)


def _undecodable(octets: bytes, first: int, path: str) -> Finding:
    before = octets[:first].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8").removeprefix("\ufeff")) + 1
    at = Place(path=path, line=line, column=column)
    odd = f"octet 0x{octets[first]:02X} here"
    return fault("E001", at, f"this file looks like {_guess(octets)}, not UTF-8 ({odd})", _SAVE)


def _guess(octets: bytes) -> str:
    try:
        octets.decode("cp1252")
    except UnicodeDecodeError:
        return "an older encoding"
    high = sum(octet >= 0x80 for octet in octets)
    # Western texts have an accent in every few words, not in every other letter.
    return "Windows-1252" if high * 4 < len(octets) else "an older encoding"


def _is_wide(octets: bytes) -> bool:
    sample = octets[:_SAMPLE]
    return (
        len(sample) >= 4
        and 0 in sample
        and any(
            half.count(0) * 2 > len(half) and 0 not in other
            for half, other in ((sample[::2], sample[1::2]), (sample[1::2], sample[::2]))
        )
    )


def _is_data(octets: bytes) -> bool:
    """More than one octet in twenty is a control character no text has."""
    sample = octets[:_SAMPLE]
    odd = sum(octet < 0x20 and octet not in b"\t\n\r\x0c\x1b" for octet in sample)
    return odd * 20 > len(sample)
