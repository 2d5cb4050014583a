"""One connection as SMTP sees it: lines that end in CRLF, and content that ends in a dot.

Strict on purpose (RFC 5321 §2.3.8, §4.1.1.4): a lone CR or LF ends neither a line nor a
message, so that nothing can be smuggled past it. What it reads is kept octet for octet.
"""

import socket
import ssl
import struct

CHUNK = 65_536
END = b"\r\n.\r\n"


class Gone(Exception):
    """The connection is over: the client left, or we hung up."""


class LineTooLong(Exception):
    """A command line was longer than allowed; it has been read to its end."""


class Wire:
    """A connected socket with a buffer. Every wait ends after `patience` seconds.

    RFC 5321 §4.5.3.2.7 asks a server to wait 5 minutes for the next command.
    """

    def __init__(self, connected: socket.socket, *, patience: float = 300.0) -> None:
        self._socket = connected
        self._buffer = bytearray()
        connected.settimeout(patience)

    def send(self, octets: bytes) -> None:
        """Send all of them."""
        try:
            self._socket.sendall(octets)
        except OSError as error:
            raise Gone from error

    def read_line(self, limit: int) -> bytes:
        """The next line without its CRLF.

        Raises:
            LineTooLong: with its CRLF it has more than `limit` octets.
            Gone: there is none.
        """
        is_too_long = False
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > limit:
                is_too_long = True
                del self._buffer[:-1]  # the last octet may be the CR of the end
            self._fill()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        if is_too_long or end + 2 > limit:
            raise LineTooLong
        return line

    def read_content(self, limit: int) -> bytes | None:
        """The content up to the final dot, dots unstuffed (§4.5.2); None above `limit` octets.

        What is too large is still read to its end, so that the client hears the reply.
        """
        self._buffer[:0] = b"\r\n"  # the CRLF of the DATA line, which a lone dot may follow
        searched, is_too_large = 0, False
        while (end := self._buffer.find(END, searched)) < 0:
            if len(self._buffer) > limit + len(END):
                is_too_large = True
                del self._buffer[: -len(END)]
            searched = max(0, len(self._buffer) - len(END) + 1)
            self._fill()
        stuffed = bytes(self._buffer[: end + 2])
        del self._buffer[: end + len(END)]
        content = stuffed.replace(b"\r\n.", b"\r\n")[2:]
        return None if is_too_large or len(content) > limit else content

    def await_octets(self, count: int) -> None:
        """Return when `count` octets, or the whole content if it is shorter, are here."""
        while len(self._buffer) < count and END not in b"\r\n" + self._buffer:
            self._fill()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on. Octets sent too early are forgotten.

        Whoever can write into the clear part could else put commands into the sealed one
        (RFC 3207 §6, CVE-2011-0411).
        """
        self._buffer.clear()
        try:
            self._socket = context.wrap_socket(self._socket, server_side=True)
        except OSError as error:
            raise Gone from error

    def wait_until_gone(self) -> None:
        """Hear and forget everything until the client leaves or the wire is cut."""
        while True:
            self._buffer.clear()
            self._fill()

    def reset(self) -> None:
        """Hang up with RST: close while SO_LINGER is on with no time left."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def close(self) -> None:
        """Hang up with FIN. Octets not read yet are taken from the line first.

        Closing over unread octets would send RST (RFC 1122 §4.2.2.13), and the client
        could lose the last reply to it.
        """
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(0.0)
            while self._socket.recv(CHUNK):
                pass
        except OSError:
            # Nothing more to read, or the other end was quicker: either is the end.
            pass
        finally:
            self._socket.close()

    def cut(self) -> None:
        """End every wait on this wire, from any thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            # It is closed already, which is what was wanted.
            return

    def _fill(self) -> None:
        try:
            octets = self._socket.recv(CHUNK)
        except OSError as error:
            raise Gone from error
        if not octets:
            raise Gone
        self._buffer += octets
