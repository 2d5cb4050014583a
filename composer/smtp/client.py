"""smtplib's client, with an end to how long and how much a relay may answer.

smtplib reads a reply for as long as lines come: a relay that never stops fills the memory,
and one that drips octets holds a mailing for ever, because its patience begins anew with
every octet. Here a reply as a whole has a deadline and a size.
"""

import re
import smtplib
import socket
import time
from typing import Final

LONGEST_LINE: Final = 8_192
"""Octets. RFC 5321 §4.5.3.1.5 allows 512; smtplib takes as many as here."""
LONGEST_REPLY: Final = 65_536
"""Octets of all lines together; the longest answers to EHLO have a thirtieth of that."""
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([- ])[^\n]*)?\r?\n")


class Client(smtplib.SMTP):
    """A connection that begins in clear.

    `patience`, in seconds, is for a reply from its first octet to its last; without it,
    `timeout` is.
    """

    patience: float | None = None

    def getreply(self) -> tuple[int, bytes]:
        """The next reply: its code, and its lines without it; -1 where it is none.

        Raises:
            smtplib.SMTPServerDisconnected: it did not come in time, or had no end.
        """
        deadline = time.monotonic() + (self.patience or float(self.timeout))
        words: list[bytes] = []
        size, first = 0, b""
        while True:
            line = self._line(deadline)
            size += len(line)
            if size > LONGEST_REPLY:
                raise self._lost("the reply has no end")
            found = _LINE.fullmatch(line)
            # All lines of a reply have one code (RFC 5321 §4.2.1); else which would count?
            if not found or found[1] != (first or found[1]):
                return -1, line[4:].strip()
            first = found[1]
            words.append(line[4:].strip(b" \t\r\n"))
            if found[2] != b"-":
                self._timed().settimeout(float(self.timeout))
                return int(first), b"\n".join(words)

    def _line(self, deadline: float) -> bytes:
        if self.file is None:
            self.file = self._timed().makefile("rb")
        line = b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._lost("timed out")
            self._timed().settimeout(left)
            try:
                # At most one wait for the line; `read` then takes what has been read ahead.
                ahead = self.file.peek(1)
                line += self.file.read(ahead.find(b"\n") + 1 or len(ahead))
            except OSError as error:
                raise self._lost(str(error)) from error
            if not ahead:
                raise self._lost("")
            if len(line) > LONGEST_LINE:
                raise self._lost("the reply has no end")
        return line

    def _timed(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        return self.sock

    def _lost(self, why: str) -> smtplib.SMTPServerDisconnected:
        self.close()
        words = "Connection unexpectedly closed"
        return smtplib.SMTPServerDisconnected(f"{words}: {why}" if why else words)


class TlsClient(Client, smtplib.SMTP_SSL):
    """A connection encrypted from its first octet."""
