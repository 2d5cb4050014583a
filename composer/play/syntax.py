"""How SMTP commands and replies are spelled (RFC 5321 §4.1.2, §4.2; RFC 6531 §3.3)."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass

_PATH = r'<((?:"(?:[^"\\]|\\.)*"|[^<>"\s])*)>((?: [!-~]+)*)'
_MAIL = re.compile("FROM:" + _PATH, re.IGNORECASE)
_RCPT = re.compile("TO:" + _PATH, re.IGNORECASE)


class Unacceptable(Exception):
    """What the client said cannot be taken; the argument is the reply."""

    @property
    def reply(self) -> str:
        """Three digits, the status code of RFC 3463 and words."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The address of MAIL or RCPT, exactly as said; `is_utf8` when SMTPUTF8 was asked for."""

    address: str
    is_utf8: bool


def read_return_path(words: str, *, largest: int) -> Path:
    """What follows MAIL; `largest` is the most octets that SIZE may announce.

    Raises:
        Unacceptable: with the reply to give.
    """
    found = _MAIL.fullmatch(words)
    if not found:
        raise Unacceptable("501 5.5.4 write MAIL FROM:<address>")
    is_utf8 = False
    for parameter in found[2].upper().split():
        name, _, value = parameter.partition("=")
        if name == "SIZE" and re.fullmatch("[0-9]{1,20}", value):
            if int(value) > largest:
                raise Unacceptable(f"552 5.3.4 more than {largest} octets")
        elif parameter == "SMTPUTF8":
            is_utf8 = True
        elif parameter not in {"BODY=7BIT", "BODY=8BITMIME"} and name != "AUTH":
            raise Unacceptable("555 5.5.4 no such parameter")
    if found[1]:
        _refuse_no_address(found[1], is_utf8=is_utf8)
    return Path(address=found[1], is_utf8=is_utf8)


def read_recipient(words: str, *, is_utf8: bool) -> str:
    """What follows RCPT: an address.

    Raises:
        Unacceptable: with the reply to give.
    """
    found = _RCPT.fullmatch(words)
    if not found:
        raise Unacceptable("501 5.5.4 write RCPT TO:<address>")
    if found[2]:
        raise Unacceptable("555 5.5.4 no such parameter")
    _refuse_no_address(found[1], is_utf8=is_utf8)
    return found[1]


def is_login(initial: str, user: str, password: str) -> bool:
    """Whether these base64 words of AUTH PLAIN (RFC 4616 §2) name this user."""
    try:
        said = base64.b64decode(initial, validate=True).split(b"\0")
    except (binascii.Error, ValueError):
        return False
    expected = b"\0".join((user.encode(), password.encode()))
    return len(said) == 3 and hmac.compare_digest(b"\0".join(said[1:]), expected)


def spell_reply(reply: str) -> bytes:
    """The reply on the wire; all its lines but the last get a hyphen (RFC 5321 §4.2.1)."""
    *first, last = reply.split("\n")
    lines = [f"{line[:3]}-{line[4:]}" for line in first] + [f"{last[:3]} {last[4:]}"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _refuse_no_address(address: str, *, is_utf8: bool) -> None:
    local, _, domain = address.rpartition("@")
    if not (local and domain):
        raise Unacceptable("501 5.1.3 that is no address")
    if not address.isascii() and not is_utf8:
        raise Unacceptable("553 5.6.7 an address beyond ASCII needs SMTPUTF8")
