"""One connection to a relay that is ready: commands, octets, replies.

`open_session` (composer.smtp.connecting) makes it. Nothing here decides what a reply means
for a message; it only tells a reply from the silence in which nobody can know.
"""

import re
import smtplib
import socket
import ssl

from composer.smtp.client import Client
from composer.smtp.replies import Reply, one_line, read_reply
from composer.smtp.terms import Terms

PIECE = 65_536
"""Octets handed to the line at once."""


class ConnectionLost(Exception):
    """The line broke or stayed silent. Whether the last command was done, nobody knows."""


class Session:
    """A connection that is ready for MAIL.

    Raises, from every method that waits for a reply:
        ConnectionLost: no reply came, or nothing that is one.
    """

    def __init__(self, client: Client, terms: Terms) -> None:
        self._client, self._terms = client, terms

    @property
    def longest_message(self) -> int | None:
        """Octets the relay takes (SIZE, RFC 1870), or None where it does not say."""
        size = self._client.esmtp_features.get("size", "").strip()
        # No more than the 20 digits that RFC 1870 §4 allows: a number of thousands is none.
        return int(size) or None if re.fullmatch(r"[0-9]{1,20}", size) else None

    @property
    def states_size(self) -> bool:
        """Whether MAIL may say SIZE=."""
        return self._client.has_extn("size")

    def command(self, line: str) -> Reply:
        """Say one line, of ASCII without line ends, and hear the reply."""
        try:
            code, words = self._client.docmd(line)
        except smtplib.SMTPResponseException as error:
            raise ConnectionLost("the reply was no reply") from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise ConnectionLost(one_line(str(error))) from error
        return _understood(code, words)

    def expect_silence(self) -> None:
        """Make sure, before a message is committed, that the relay still listens and has not
        answered what was not asked: its next reply would be taken for the answer to the next
        question, and a message for accepted.

        Raises:
            ConnectionLost: the connection is of no more use.
        """
        line, file = self._socket(), self._client.file
        assert file, "the greeting was read from it"
        line.settimeout(0)
        try:
            # First what was read ahead, then what has just come: None where there is nothing.
            heard = file.peek(1) or file.raw.read(1)
        except ssl.SSLWantReadError:
            heard = None
        except OSError as error:
            raise ConnectionLost(one_line(str(error))) from error
        finally:
            line.settimeout(self._terms.timeout.total_seconds())
        if heard is not None:
            raise ConnectionLost("the relay spoke out of turn" if heard else "the relay hung up")

    def write(self, octets: bytes) -> None:
        """Hand octets to the line as they are."""
        try:
            # In pieces: Python's patience is for all that one call sends, and a slow line
            # needs minutes for pictures (RFC 5321 §4.5.3.2.5 counts by the piece, too).
            for begin in range(0, len(octets), PIECE):
                self._socket().sendall(octets[begin : begin + PIECE])
        except OSError as error:
            raise ConnectionLost(one_line(str(error))) from error

    def end(self, octets: bytes) -> Reply:
        """Hand over the last octets of a message and wait for the verdict."""
        self.write(octets)
        self._client.patience = self._terms.end_timeout.total_seconds()
        try:
            code, words = self._client.getreply()
        except smtplib.SMTPResponseException as error:
            raise ConnectionLost("the reply was no reply") from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise ConnectionLost(one_line(str(error))) from error
        finally:
            self._client.patience = None
        return _understood(code, words)

    def quit(self) -> None:
        """Say goodbye if anybody listens, and close."""
        try:
            self.command("QUIT")
        except ConnectionLost:
            # They hung up first; there was nothing left to say.
            return
        finally:
            self.close()

    def close(self) -> None:
        """Hang up. A message whose end has not been sent is thrown away by the relay."""
        self._client.close()

    def _socket(self) -> socket.socket:
        if self._client.sock is None:
            raise ConnectionLost("the connection is closed")
        return self._client.sock


def _understood(code: int, words: bytes) -> Reply:
    if not 200 <= code < 600:
        raise ConnectionLost("the reply was no reply")
    return read_reply(code, words)
