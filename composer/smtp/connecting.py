"""From an address to a connection that is greeted, encrypted and logged in.

smtplib does the greeting, EHLO and STARTTLS. Logging in is ours, because smtplib encodes
passwords as ASCII and tries a mechanism (CRAM-MD5) that TLS has made pointless.

Nothing is ever said in clear by accident: TLS is used wherever it is offered, certificate
and host name are verified, a relay on another machine that offers none is refused, and a
password goes in clear only to this machine and only when that was asked for.
"""

import base64
import smtplib
import socket
import ssl

from composer.errors import RelayUnavailable
from composer.smtp.client import Client, TlsClient
from composer.smtp.relay import RelayAddress
from composer.smtp.replies import Reply, one_line, read_reply
from composer.smtp.session import Session
from composer.smtp.terms import Terms


def open_session(relay: RelayAddress, terms: Terms) -> Session:
    """Connect, encrypt and log in.

    Raises:
        RelayUnavailable: it cannot be reached, trusted or logged in to; the finding tells
            which, and what to do.
    """
    try:
        client = _connected(relay, terms)
    except ssl.SSLError as error:
        raise _untrusted(relay, error) from error
    except smtplib.SMTPResponseException as error:
        raise _unwelcome(relay, error.smtp_code, _octets(error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _unavailable(
            "relay-unreached",
            f"I cannot reach {relay}: {one_line(str(error)) or 'no answer'}",
            "check host and port, and that this machine may connect to it",
        ) from error
    try:
        _introduce(client, relay, terms)
        if relay.user:
            _log_in(client, relay, terms)
    except BaseException:
        client.close()
        raise
    return Session(client, terms)


def _connected(relay: RelayAddress, terms: Terms) -> Client:
    timeout = terms.timeout.total_seconds()
    # The local name is set once the connection tells our address (_introduce): smtplib would
    # ask the DNS for it, and wait.
    if relay.tls_from_start:
        return TlsClient(
            relay.host,
            relay.port,
            local_hostname="localhost",
            timeout=timeout,
            context=_trust(terms),
        )
    return Client(relay.host, relay.port, local_hostname="localhost", timeout=timeout)


def _trust(terms: Terms) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=terms.ca)
    except OSError as error:
        raise _unavailable(
            "relay-ca", f"I cannot read the certificates in {terms.ca}: {error}", "check the path"
        ) from error


def _introduce(client: Client, relay: RelayAddress, terms: Terms) -> None:
    assert client.sock
    # The end of a message is a write of its own (it waits for the commit). Nagle would keep it
    # until the relay confirms what went before, which it delays by 40 ms (RFC 1122 §4.2.3.2).
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.local_hostname = _own_name(client.sock)
    try:
        _say_ehlo(client, relay)
        if relay.tls_from_start:
            return
        if client.has_extn("starttls"):
            client.starttls(context=_trust(terms))
            _say_ehlo(client, relay)
        elif not relay.is_loopback:
            raise _no_tls(relay, "it does not offer STARTTLS")
    except ssl.SSLError as error:
        raise _untrusted(relay, error) from error
    except smtplib.SMTPResponseException as error:
        reply = read_reply(error.smtp_code, _octets(error.smtp_error))
        raise _no_tls(relay, f"it answers {reply}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise _unavailable(
            "relay-unreached", f"{relay} hung up: {one_line(str(error)) or 'no answer'}"
        ) from error


def _own_name(line: socket.socket) -> str:
    """Our name for EHLO: the address of our end as a literal, which needs no DNS and is
    always true (RFC 5321 §4.1.4, §4.1.3)."""
    host = str(line.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{host}]" if ":" in host else f"[{host}]"


def _say_ehlo(client: Client, relay: RelayAddress) -> None:
    code, words = client.ehlo()
    if not 200 <= code < 300:
        raise _unwelcome(relay, code, words)


def _log_in(client: Client, relay: RelayAddress, terms: Terms) -> None:
    if terms.password is None:
        raise _unavailable(
            "relay-no-password",
            f"there is no password for {relay}",
            "put it into NEWSLETTER_RELAY_PASSWORD, in .env",
        )
    encrypted = isinstance(client.sock, ssl.SSLSocket)
    if not encrypted and not (relay.is_loopback and terms.allow_cleartext_login):
        raise _unavailable(
            "relay-cleartext",
            f"{relay} offers no encryption, so the password stays here",
            "for a server on this machine, set allow_cleartext_login = true",
        )
    try:
        reply = _authenticate(client, relay.user.encode(), terms.password.reveal())
    except (smtplib.SMTPException, OSError) as error:
        # Not `from error`: an error of smtplib may quote the line that was said.
        raise _unavailable(
            "relay-unreached", f"{relay} hung up while we logged in ({type(error).__name__})"
        ) from None
    if reply is None:
        offered = client.esmtp_features.get("auth", "").strip() or "none"
        raise _unavailable(
            "relay-login",
            f"{relay} has no way to log in that I know (it offers: {one_line(offered)})",
            "leave the user out of the URL if it wants no login",
        )
    if reply.code != 235:
        raise _unavailable(
            "relay-login",
            f"{relay} does not accept user and password: {reply}",
            "check the user in the relay's URL and NEWSLETTER_RELAY_PASSWORD",
        )


def _authenticate(client: Client, user: bytes, password: bytes) -> Reply | None:
    """PLAIN (RFC 4616) or else LOGIN (draft-murchison-sasl-login); None where neither is."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        initial = _base64(b"\0".join((b"", user, password)))
        return read_reply(*client.docmd("AUTH", f"PLAIN {initial}"))
    if "LOGIN" in offered:
        reply = read_reply(*client.docmd("AUTH", "LOGIN"))
        for answer in (user, password):
            if reply.code != 334:
                break
            reply = read_reply(*client.docmd(_base64(answer)))
        return reply
    return None


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _octets(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _unwelcome(relay: RelayAddress, code: int, words: bytes) -> RelayUnavailable:
    if code < 200:
        # smtplib has cut the line where three digits should have been: nothing to quote.
        return _unavailable(
            "relay-greeting",
            f"what answers at {relay} does not speak SMTP",
            "check host and port; smtps:// is for port 465, smtp:// for 587",
        )
    return _unavailable("relay-greeting", f"{relay} does not want us: {read_reply(code, words)}")


def _untrusted(relay: RelayAddress, error: ssl.SSLError) -> RelayUnavailable:
    reason = getattr(error, "verify_message", "") or error.reason or str(error)
    return _unavailable(
        "relay-untrusted",
        f"{relay} cannot prove who it is: {one_line(str(reason))}",
        "use the name its certificate is for, or name the file of its authority in SSL_CERT_FILE",
    )


def _no_tls(relay: RelayAddress, why: str) -> RelayUnavailable:
    return _unavailable(
        "relay-no-tls",
        f"{relay} does not encrypt: {why}",
        "use smtps:// or another port; readers' addresses do not travel in clear",
    )


def _unavailable(code: str, message: str, hint: str = "") -> RelayUnavailable:
    hint = hint or "try again later; if it stays so, ask whoever runs the relay"
    return RelayUnavailable.saying(
        code,
        message,
        hint=hint,
    )
