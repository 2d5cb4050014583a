"""What a server answers, and whose business a refusal is.

A reply is three digits and words (RFC 5321 §4.2), the words often led by a status code
(RFC 2034, RFC 3463). The words are a stranger's: they are shown, stored and never obeyed.
"""

import re
from dataclasses import dataclass

LONGEST_REPLY = 400
"""Characters kept of a reply. The longest that a person reads to the end."""
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`code` is the three digits; `text` one printable line; `status` "" where none is said."""

    code: int
    text: str
    status: str = ""

    @property
    def is_positive(self) -> bool:
        """2yz: done."""
        return 200 <= self.code < 300

    @property
    def is_refusal(self) -> bool:
        """4yz or 5yz: definitely not done."""
        return 400 <= self.code < 600

    @property
    def closes_channel(self) -> bool:
        """421: the server hangs up; what it answers was not done (RFC 5321 §3.8)."""
        return self.code == 421

    @property
    def blames_us(self) -> bool:
        """A refusal that no other recipient would change.

        500-504: not understood or out of order (RFC 5321 §4.2.3), save 501, by which some
        mean the recipient's address; 530, 534, 535, 538: log in first (RFC 4954 §6).
        """
        return self.code in {500, 502, 503, 504, 530, 534, 535, 538}

    def __str__(self) -> str:
        return f"{self.code} {self.text}".rstrip() if self.code > 0 else self.text or "no reply"


def read_reply(code: int, words: bytes) -> Reply:
    """The reply whose lines, without their digits, are `words`."""
    text = words.decode("utf-8", errors="replace")
    status = _STATUS.match(text)
    agrees = status and status[1][0] == str(code)[0]
    return Reply(code=code, text=one_line(text), status=status[1] if status and agrees else "")


def one_line(text: str) -> str:
    """A stranger's words as one printable line: no control characters, no terminal escapes,
    no marks that turn the line around."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= LONGEST_REPLY else line[: LONGEST_REPLY - 1] + "…"
