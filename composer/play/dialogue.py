"""One SMTP session: strict RFC 5321, with the faults of a table woven in.

Offers PIPELINING (RFC 2920), SIZE (1870), 8BITMIME (6152), ENHANCEDSTATUSCODES (2034),
SMTPUTF8 (6531), and STARTTLS (3207) and AUTH PLAIN (4954, 4616) where it was given what
they need. CHUNKING is not offered.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from composer.play.faults import PER_CONNECTION, REGULAR, Fault, FaultTable, Moment
from composer.play.mailbox import Mailbox
from composer.play.misbehaving import misbehave, misbehave_midway
from composer.play.syntax import (
    Unacceptable,
    is_login,
    read_recipient,
    read_return_path,
    spell_reply,
)
from composer.play.wire import Gone, LineTooLong, Wire

NAME = "inbox.localhost"
COMMAND_LIMIT = 2_048
"""Octets of a command line. RFC 5321 §4.5.3.1.4 asks for 512, and extensions for more."""
TEXT_LIMIT = 998
"""Octets of a line of content, without its CRLF (§4.5.3.1.6)."""
RECIPIENT_LIMIT = 100
"""§4.5.3.1.8: a server must take at least as many."""
WEB_METHODS = frozenset(
    {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
)
"""How a browser begins (RFC 9110 §9.3). Any page on the web can make one send a form here, with
SMTP commands for its text; whoever begins so is hung up on, as Postfix does
(smtpd_forbidden_commands)."""
MIDWAY = 512
"""Octets of content after which `Moment.CONTENT` has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a server offers, and where it keeps messages; shared by all its sessions.

    `largest` is the most octets of a message, `login` the one user with a password.
    `next_number` counts MAIL commands; `ended` is set when the server goes.
    """

    mailbox: Mailbox
    faults: FaultTable
    largest: int
    tls: ssl.SSLContext | None
    login: tuple[str, str] | None
    next_number: Callable[[], int]
    now: Callable[[], datetime]
    ended: Event


class Dialogue:
    """The server's side of one connection; `number` counts connections from 1."""

    def __init__(self, wire: Wire, terms: Terms, number: int) -> None:
        self._wire, self._terms, self._number = wire, terms, number
        self._message_number = 0
        self._is_greeted = self._is_encrypted = self._is_known = self._is_utf8 = False
        self._return_path: str | None = None
        self._recipients: list[str] = []
        self._commands: dict[str, Callable[[str], None]] = {
            "EHLO": self._ehlo,
            "HELO": self._helo,
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": lambda _: self._say("250 2.0.0 nothing done"),
            "VRFY": lambda _: self._say("252 2.1.5 send it and see"),
            "QUIT": self._quit,
        }

    def run(self) -> None:
        """Answer until the session is over; it always ends by raising `Gone`."""
        if not self._answer(Moment.CONNECT, f"220 {NAME} ESMTP"):
            # RFC 5321 §3.1: who was not welcomed may only say QUIT.
            self._commands = {"QUIT": self._quit}
        while True:
            try:
                verb, _, words = self._wire.read_line(COMMAND_LIMIT).decode().partition(" ")
                self._command(verb)(words)
            except LineTooLong:
                self._say("500 5.5.6 the line is too long")
            except UnicodeDecodeError:
                self._say("500 5.5.2 a command is ASCII or UTF-8")
            except Unacceptable as refusal:
                self._say(refusal.reply)

    def _command(self, verb: str) -> Callable[[str], None]:
        if command := self._commands.get(verb.upper()):
            return command
        if verb.upper() in WEB_METHODS:
            self._say("421 4.7.0 this is no web server")
            raise Gone
        is_welcome = "EHLO" in self._commands
        raise Unacceptable("500 5.5.2 unknown command" if is_welcome else "503 5.5.1 only QUIT")

    # --- commands -----------------------------------------------------------------------

    def _helo(self, words: str) -> None:
        self._greet(words, NAME)

    def _ehlo(self, words: str) -> None:
        offers = [NAME, "PIPELINING", f"SIZE {self._terms.largest}", "8BITMIME"]
        offers += ["ENHANCEDSTATUSCODES", "SMTPUTF8"]
        if self._terms.tls and not self._is_encrypted:
            offers.append("STARTTLS")
        if self._terms.login:
            offers.append("AUTH PLAIN")
        self._greet(words, *offers)

    def _greet(self, words: str, *offers: str) -> None:
        _require(bool(words.strip()), "501 5.5.4 say who you are")
        self._forget()
        if self._answer(Moment.EHLO, "\n".join(f"250 {offer}" for offer in offers)):
            self._is_greeted = True

    def _starttls(self, words: str) -> None:
        tls = self._terms.tls
        if tls is None or self._is_encrypted or words:
            raise Unacceptable("503 5.5.1 not here")
        if self._answer(Moment.STARTTLS, "220 2.0.0 go on"):
            self._wire.encrypt(tls)
            # RFC 3207 §4.2: what was said in the clear counts no more.
            self._is_encrypted, self._is_greeted, self._is_known = True, False, False
            self._forget()

    def _auth(self, words: str) -> None:
        method, _, initial = words.partition(" ")
        login = self._terms.login
        if login is None or not self._is_greeted or self._is_known:
            raise Unacceptable("503 5.5.1 not here")
        _require(method.upper() == "PLAIN", "504 5.5.4 only PLAIN")
        if not initial:
            self._wire.send(b"334 \r\n")
            initial = self._wire.read_line(COMMAND_LIMIT).decode()
        _require(is_login(initial, *login), "535 5.7.8 wrong user or password")
        self._is_known = self._answer(Moment.AUTH, "235 2.7.0 welcome")

    def _mail(self, words: str) -> None:
        _require(self._is_greeted and self._return_path is None, "503 5.5.1 not now")
        _require(self._is_known or not self._terms.login, "530 5.7.0 log in first")
        path = read_return_path(words, largest=self._terms.largest)
        self._message_number = self._terms.next_number()
        if self._answer(Moment.MAIL, "250 2.1.0 go on"):
            self._return_path, self._is_utf8 = path.address, path.is_utf8

    def _rcpt(self, words: str) -> None:
        _require(self._return_path is not None, "503 5.5.1 MAIL comes first")
        recipient = read_recipient(words, is_utf8=self._is_utf8)
        _require(len(self._recipients) < RECIPIENT_LIMIT, "452 4.5.3 too many recipients")
        if self._answer(Moment.RCPT, "250 2.1.5 go on", recipient):
            self._recipients.append(recipient)

    def _data(self, words: str) -> None:
        _require(not words and self._return_path is not None, "503 5.5.1 MAIL comes first")
        _require(bool(self._recipients), "554 5.5.1 no recipient")
        if not self._answer(Moment.DATA, "354 end with a dot", *self._recipients):
            return
        is_read_on = True
        if fault := self._find(Moment.CONTENT, *self._recipients):
            self._wire.await_octets(MIDWAY)
            is_read_on = misbehave_midway(self._wire, fault, ended=self._terms.ended)
        content = self._wire.read_content(self._terms.largest)
        if is_read_on:
            self._take(content)
        self._forget()

    def _rset(self, _: str) -> None:
        self._forget()
        self._say("250 2.0.0 forgotten")

    def _quit(self, _: str) -> None:
        self._answer(Moment.QUIT, "221 2.0.0 until next time")
        raise Gone

    # --- the message --------------------------------------------------------------------

    def _take(self, content: bytes | None) -> None:
        """Keep the message, then say so: from that reply on it is ours (§4.2.5)."""
        if content is None:
            return self._say(f"552 5.3.4 more than {self._terms.largest} octets")
        longest = max(map(len, content.split(b"\r\n")))
        if longest > TEXT_LIMIT:
            return self._say(f"554 5.6.0 a line of {longest} octets; {TEXT_LIMIT} are allowed")
        fault = self._find(Moment.DOT, *self._recipients)
        if fault is None or fault.keeps or fault.does in REGULAR:
            path, recipients = self._return_path or "", tuple(self._recipients)
            try:
                self._terms.mailbox.keep(content, path, recipients, self._terms.now())
            except OSError:
                return self._say("452 4.3.1 the folder cannot take it")
        self._play(fault, "250 2.0.0 taken")
        return None

    def _forget(self) -> None:
        self._return_path, self._recipients = None, []

    # --- replies ------------------------------------------------------------------------

    def _answer(self, at: Moment, reply: str, *recipients: str) -> bool:
        """Reply, unless a fault comes first; whether what was asked counts as done."""
        return self._play(self._find(at, *recipients), reply)

    def _find(self, at: Moment, *recipients: str) -> Fault | None:
        number = self._number if at in PER_CONNECTION else self._message_number
        return self._terms.faults.find(at, number, recipients)

    def _play(self, fault: Fault | None, reply: str) -> bool:
        if fault is None:
            self._say(reply)
            return True
        return misbehave(self._wire, fault, reply, ended=self._terms.ended)

    def _say(self, reply: str) -> None:
        self._wire.send(spell_reply(reply))


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unacceptable(otherwise)
