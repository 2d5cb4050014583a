"""Quoted-printable and base64 in pieces that fit together whatever stands between them.

What all messages share is encoded once; a value is encoded alone and laid in between.
Both encodings (RFC 2045 §6.7 and §6.8) allow a line to end early, and that is the joint:

* Quoted-printable: every piece begins at the start of a line and ends at the end of one,
  with a soft break where the text goes on. So each piece can be encoded without its
  neighbours, and no value makes a line longer.
* Base64: octets are encoded by threes, so a piece is kept in three phases (with 0, 1 or
  2 of its first octets given away to what came before). Only the octets at the seams are
  encoded per message.

In quoted-printable a line never begins with a dot (no dot-stuffing, RFC 5321 §4.5.2, and
nothing to smuggle with) nor with "From " (which mailbox files take for a new message and
relays change, breaking signatures), and no blank follows a blank or ends a line: DKIM's
"simple" and "relaxed" forms of the body are the same (RFC 6376 §3.4.4).
"""

import re
from binascii import b2a_base64
from dataclasses import dataclass
from typing import Final, Protocol

from composer.message.program import Branch, Fill, Steps, Values, chosen, fixed_as, fixed_in

LINE: Final = 76
"""Octets of an encoded line without its CRLF (RFC 2045 §6.7 rule 5, §6.8)."""
CRLF: Final = b"\r\n"
SOFT_BREAK: Final = b"=\r\n"
_THIRDS_OF_LINE: Final = LINE // 4 * 3

_EQUALS: Final = ord("=")
_UNSAFE = re.compile(rb"[^ -<>-~]|(?<= ) |\A\.|\AFrom ")
_BLANK_END = re.compile(rb" \Z")
_UNSAFE_BEGIN = re.compile(rb"\.|From ")
_SAFE_VALUE = re.compile(r"(?!\.|From )[!-<>-~]+(?: [!-<>-~]+)*", re.ASCII)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Encoded(Protocol):
    """One part's program in its transfer encoding."""

    @property
    def name(self) -> str:
        """For Content-Transfer-Encoding."""
        ...

    def spliced(self, values: Values) -> list[bytes]:
        """The encoded body for one message, in pieces; ends with CRLF."""
        ...


def encoded(steps: Steps[str]) -> Encoded:
    """The program in quoted-printable, or in base64 where that needs fewer octets.

    Only what is fixed decides, without its joints: a value is a few octets beside tens of
    thousands, and English in base64 looks like spam (SpamAssassin's MIME_BASE64_TEXT).
    """
    quoted = QuotedPrintable.of(steps)
    size_quoted = sum(len(piece.removesuffix(SOFT_BREAK)) for piece in fixed_in(quoted.steps))
    size_raw = sum(len(_with_crlf(text)) for text in fixed_in(steps))
    size_base64 = size_raw * 4 // 3 + size_raw // _THIRDS_OF_LINE * len(CRLF)
    return Base64.of(steps) if size_base64 < size_quoted else quoted


# --- quoted-printable --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPrintable:
    """A part in quoted-printable."""

    steps: Steps[bytes]
    name: str = "quoted-printable"

    @classmethod
    def of(cls, steps: Steps[str]) -> "QuotedPrintable":
        return cls(steps=fixed_as(quoted_piece, steps))

    def spliced(self, values: Values) -> list[bytes]:
        out: list[bytes] = []
        self._lay(self.steps, values, {}, out)
        return out

    def _lay(
        self, steps: Steps[bytes], values: Values, known: dict[Fill, bytes], out: list[bytes]
    ) -> None:
        for step in steps:
            if isinstance(step, bytes):
                out.append(step)
            elif isinstance(step, Branch):
                self._lay(step.then if values[step.name] else step.otherwise, values, known, out)
            else:
                if step not in known:
                    known[step] = quoted_value(values.spelled(step))
                out.append(known[step])


def quoted_piece(text: str) -> bytes:
    """Text of any number of lines; a last line without end goes on in what follows."""
    *whole, rest = _LINE_END.split(text)
    lines = [_BLANK_END.sub(b"=20", _quoted_line(line)) + CRLF for line in whole]
    return b"".join(lines) + (_quoted_line(rest) + SOFT_BREAK if rest else b"")


def quoted_value(value: str) -> bytes:
    """One value, without line ends. Nearly all are short words, which encode themselves."""
    if len(value) < LINE and _SAFE_VALUE.fullmatch(value):
        return value.encode() + SOFT_BREAK
    return _quoted_line(value) + SOFT_BREAK if value else b""


def _quoted_line(line: str) -> bytes:
    """One line or the beginning of one, in as many encoded lines as it needs."""
    octets = _UNSAFE.sub(_hex, line.encode())
    out, begin, at = [], b"", 0
    # A line with room for two more, so that its last blank may become `=20`.
    while len(begin) + len(octets) - at > LINE - 2:
        # The break takes one octet, and may not fall within the three of an `=XX`.
        cut = at + LINE - 1 - len(begin)
        cut -= 1 if octets[cut - 1] == _EQUALS else 2 if octets[cut - 2] == _EQUALS else 0
        out.append(begin + octets[at:cut] + SOFT_BREAK)
        found = _UNSAFE_BEGIN.match(octets, cut)
        begin, at = (_hex(found), found.end()) if found else (b"", cut)
    return b"".join(out) + begin + octets[at:]


def _hex(found: re.Match[bytes]) -> bytes:
    octets = found[0]
    return b"=%02X" % octets[0] + octets[1:]


# --- base64 ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """A fixed piece in base64, by how many of its first octets (0, 1, 2) go to the seam."""

    octets: bytes
    by_phase: tuple[tuple[bytes, bytes], ...]
    """For each phase the encoded lines, and the octets left over for the next seam."""

    @classmethod
    def of(cls, text: str) -> "Phases":
        octets = _with_crlf(text)
        return cls(octets=octets, by_phase=tuple(_thirds(octets[n:]) for n in range(3)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Base64:
    """A part in base64."""

    steps: Steps[Phases]
    name: str = "base64"

    @classmethod
    def of(cls, steps: Steps[str]) -> "Base64":
        return cls(steps=fixed_as(Phases.of, steps))

    def spliced(self, values: Values) -> list[bytes]:
        out: list[bytes] = []
        seam = b""
        for step in chosen(self.steps, values):
            if isinstance(step, Fill):
                seam += values.spelled(step).encode()
                continue
            given = -len(seam) % 3
            if len(step.octets) < given:
                seam += step.octets
                continue
            lines, left = step.by_phase[given]
            out += (base64_lines(seam + step.octets[:given]), lines)
            seam = left
        return [*out, base64_lines(seam)]


def base64_lines(octets: bytes) -> bytes:
    """Base64 in lines of at most 76, each ended by CRLF (RFC 2045 §6.8)."""
    return b"".join(
        b2a_base64(octets[at : at + _THIRDS_OF_LINE], newline=False) + CRLF
        for at in range(0, len(octets), _THIRDS_OF_LINE)
    )


def _with_crlf(text: str) -> bytes:
    """Text as MIME has it before it is encoded (RFC 2046 §4.1.1)."""
    return _LINE_END.sub("\r\n", text).encode()


def _thirds(octets: bytes) -> tuple[bytes, bytes]:
    whole = len(octets) // 3 * 3
    return base64_lines(octets[:whole]), octets[whole:]
