"""What a subscriber's value may become, by where it stands.

A value is what a stranger typed. First it is made harmless once, whatever its place
(`harmless`); then each context gives it the spelling in which it can only be data.
"""

import html
import re
from collections.abc import Callable
from enum import Enum
from typing import Final
from urllib.parse import quote

LONGEST_IN_HEADER = 400
"""Characters of a value in Subject, the most that `FieldRule.longest` allows. Servers cut
long headers (Postfix at 100 KB, header_size_limit), and all readers do."""

_SEPARATORS: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTION: Final = "\u202a-\u202e\u2066-\u2069"
_NOT_CHARACTERS: Final = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_SEPARATING = re.compile(f"[{_SEPARATORS}]+")
_DIRECTING = re.compile(f"[{_DIRECTION}]+")
_NO_CHARACTER = re.compile(f"[{_NOT_CHARACTERS}]")
UNFIT = re.compile(f"[{_SEPARATORS}{_DIRECTION}{_NOT_CHARACTERS}]")
"""What no header may hold, and no value after `harmless`: control characters (C0, C1,
U+0085), line and paragraph separators, direction controls, surrogates, noncharacters."""


def harmless(value: str) -> str:
    """The value on one line, in its own direction, in characters that can be sent.

    A run of control characters or line separators becomes one space: two names that a
    line break kept apart stay apart. Direction controls (U+202A-202E, U+2066-2069) go
    without a trace: what one of them opens lasts to the end of the line, also beyond the
    value, and a name in Hebrew or Arabic has its direction from its own letters (UAX #9
    §3.2). The marks U+200E, U+200F and U+061C, which open nothing, stay. A surrogate or
    noncharacter becomes U+FFFD. Blanks at both ends go, so that a name that was all
    blanks counts as none.
    """
    # Why this test first? Nearly every name passes it, and it costs a fifth of the rest.
    if value.isprintable():
        return value.strip()
    value = _SEPARATING.sub(" ", _DIRECTING.sub("", value))
    return _NO_CHARACTER.sub("\ufffd", value).strip()


def _in_markup(value: str) -> str:
    # Both quotes and `>` too: the value may stand in an attribute or in a comment, and
    # without them neither can be ended (WHATWG HTML §13.2.5.36-52).
    return html.escape(value, quote=True)


_RESERVED = {
    code: f"%{code:02X}" for code in range(0x80) if not (chr(code).isalnum() or chr(code) in "-._~")
}


def _in_address(value: str) -> str:
    # All but the unreserved characters (RFC 3986 §2.3): a value ends no part of an address.
    return value.translate(_RESERVED) if value.isascii() else quote(value, safe="")


def _in_plain_text(value: str) -> str:
    return value


def _in_subject(value: str) -> str:
    return value[:LONGEST_IN_HEADER]


class Context(Enum):
    """Where a slot stands; `spell` writes a harmless value so that it can stand there."""

    MARKUP = "markup", _in_markup
    """Text, a quoted attribute or a comment of the HTML."""
    ADDRESS = "address", _in_address
    """The path, query or fragment of a web address, in HTML or in text."""
    PLAIN = "plain", _in_plain_text
    """The text part."""
    SUBJECT = "subject", _in_subject
    """The Subject field, which is encoded as a whole (composer.message.headers)."""

    def __init__(self, _: str, spell: Callable[[str], str]) -> None:
        self.spell = spell
