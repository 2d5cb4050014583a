"""Messages to a relay by SMTP (RFC 5321), one at a time, over one connection.

What is refused before the last octet, or answered after it, is certain. Where the line
breaks between the two nobody can know, and the outcome says so. Where it breaks earlier, the
message has not been taken: it is tried once more on a new connection.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from composer.errors import RelayUnavailable
from composer.message import Envelope, Message
from composer.smtp import ConnectionLost, Reply, Session, Terms, open_session, read_relay
from composer.transports.transport import Outcome, Verdict

SCHEMES = ("smtp", "smtps")
END = b".\r\n"
"""What ends a message after its last line (RFC 5321 §4.1.1.4); the octets of the commit."""
LONGEST_LINE = 998
"""RFC 5322 §2.1.1, without CRLF. RFC 5321 §4.5.3.1.6 would allow dots added beyond it."""
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})")
"""Exactly what is put on the wire between angle brackets: an ASCII dot-string and a domain
(RFC 5321 §4.1.2), so that no address can hold a bracket, a space or a line end."""


def open_from(url: str, terms: Terms) -> "SmtpTransport":
    """The transport for an `smtp://` or `smtps://` URL (see `composer.smtp.read_relay`)."""
    return SmtpTransport(url, terms)


class SmtpTransport:
    """Delivers through the relay at `url`.

    Raises:
        OperatorError: the URL is none of a relay, or holds a password.
    """

    def __init__(self, url: str, terms: Terms | None = None) -> None:
        self.relay = read_relay(url)
        self._terms = terms or Terms()
        self._session: Session | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session and kind is None:
            self._session.quit()
        self._drop()

    def deliver(
        self, messages: Iterable[Message], *, committing: Callable[[Message], None]
    ) -> Iterator[Outcome]:
        """See `Transport.deliver`."""
        for message in messages:
            if fault := unfaithful(message):
                yield Outcome(message=message, verdict=Verdict.REFUSED, reply=fault)
                continue
            try:
                yield self._deliver(message, committing)
            except BaseException:
                # In the middle of a dialogue; hanging up makes the relay forget it.
                self._drop()
                raise

    def _deliver(self, message: Message, committing: Callable[[Message], None]) -> Outcome:
        """Twice at most: a relay may have closed a connection that was idle, or had enough
        messages on it, and a new one is all it wants."""
        first = True
        while True:
            try:
                return self._transact(self._open(), message, committing)
            except ConnectionLost as lost:
                self._drop()
                if not first:
                    raise _unavailable("relay-lost", f"{self.relay} hung up: {lost}") from lost
                first = False

    def _transact(
        self, session: Session, message: Message, committing: Callable[[Message], None]
    ) -> Outcome:
        """One message, from MAIL to the reply to its end.

        Raises:
            ConnectionLost: before the commit; the message has not been taken.
            RelayUnavailable: the relay will take nothing from us, whoever it is for.
        """
        self._refuse_too_long(session, message)
        size = f" SIZE={len(message.octets)}" if session.states_size else ""
        sender = session.command(f"MAIL FROM:<{message.envelope.return_path}>{size}")
        if not sender.is_positive:
            # Nobody has been named yet: a refusal for good is about us.
            return self._refused(message, sender, is_ours=not 400 <= sender.code < 500)
        recipient = session.command(f"RCPT TO:<{message.envelope.recipient}>")
        if not recipient.is_positive:
            return self._refused(message, recipient, is_ours=recipient.blames_us)
        ready = session.command("DATA")
        if ready.code != 354:
            return self._refused(message, ready, is_ours=ready.blames_us)
        session.write(dot_stuffed(message.octets))
        session.expect_silence()
        committing(message)
        return self._ended(session, message)

    def _ended(self, session: Session, message: Message) -> Outcome:
        try:
            reply = session.end(END)
        except ConnectionLost as lost:
            self._drop()
            return Outcome(message=message, verdict=Verdict.UNCERTAIN, reply=str(lost))
        if reply.closes_channel:
            self._drop()
        return _outcome(message, reply, _verdict(reply))

    def _refused(self, message: Message, reply: Reply, *, is_ours: bool) -> Outcome:
        """A refusal before the commit.

        Raises:
            ConnectionLost: the server hangs up (421), or its reply answers something else.
            RelayUnavailable: `is_ours`: no other recipient would fare better.
        """
        if reply.closes_channel or not reply.is_refusal:
            raise ConnectionLost(str(reply))
        if is_ours:
            raise _unavailable(
                "relay-refuses",
                f"{self.relay} takes no messages from us: {reply}",
                "check the relay's URL, its user, and that it may send for your From address",
            )
        outcome = _outcome(message, reply, _verdict(reply))
        self._reset()
        return outcome

    def _reset(self) -> None:
        """End the refused transaction. Where that fails, the next message gets a new line."""
        try:
            done = bool(self._session and self._session.command("RSET").is_positive)
        except ConnectionLost:
            done = False
        if not done:
            self._drop()

    def _refuse_too_long(self, session: Session, message: Message) -> None:
        longest = session.longest_message
        if longest and len(message.octets) > longest:
            raise _unavailable(
                "relay-size",
                f"{self.relay} takes messages of {longest:,} octets at most;"
                f" this issue makes {len(message.octets):,}",
                "use smaller pictures, or host them ([pictures] base_url)",
            )

    def _open(self) -> Session:
        if self._session is None:
            self._session = open_session(self.relay, self._terms)
        return self._session

    def _drop(self) -> None:
        if self._session:
            self._session.close()
            self._session = None


def unfaithful(message: Message) -> str:
    """Why the message could not arrive as it is, or "": then it goes out octet for octet.

    A line end that is not CRLF would let one server see two messages where another sees one
    (SMTP smuggling); an address is put on the wire only if it can mean nothing else.
    """
    octets, envelope = message.octets, message.envelope
    if not _is_safe(envelope):
        return "the address cannot be written in SMTP without changing it"
    line_ends = octets.count(b"\r\n")
    if not octets.endswith(b"\r\n") or octets.count(b"\r") != line_ends:
        return "the message has line ends other than CRLF"
    if octets.count(b"\n") != line_ends or b"\0" in octets:
        return "the message has line ends other than CRLF, or NUL"
    if not octets.isascii():
        return "the message is not 7-bit"
    if max(map(len, octets.split(b"\r\n"))) > LONGEST_LINE:
        return f"the message has a line longer than {LONGEST_LINE} octets"
    return ""


def dot_stuffed(octets: bytes) -> bytes:
    """The octets with a dot before each line that begins with one (RFC 5321 §4.5.2)."""
    if octets.startswith(b"."):
        octets = b"." + octets
    return octets.replace(b"\r\n.", b"\r\n..") if b"\r\n." in octets else octets


def _is_safe(envelope: Envelope) -> bool:
    path = envelope.return_path
    return bool(_ADDRESS.fullmatch(envelope.recipient)) and (
        not path or bool(_ADDRESS.fullmatch(path))
    )


def _verdict(reply: Reply) -> Verdict:
    if reply.is_positive:
        return Verdict.ACCEPTED
    if reply.is_refusal:
        return Verdict.DEFERRED if reply.code < 500 else Verdict.REFUSED
    # 3yz to a message's end says neither yes nor no.
    return Verdict.UNCERTAIN


def _outcome(message: Message, reply: Reply, verdict: Verdict) -> Outcome:
    return Outcome(
        message=message,
        verdict=verdict,
        reply_code=reply.code,
        status=reply.status,
        reply=reply.text,
    )


def _unavailable(code: str, message: str, hint: str = "") -> RelayUnavailable:
    hint = hint or "run the command again later: it goes on where it stopped"
    return RelayUnavailable.saying(
        code,
        message,
        hint=hint,
    )
