"""Greeting, encryption and login: refused unless all is in order, and told why."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from composer.errors import RelayUnavailable
from composer.findings import Finding
from composer.play import Fault, Inbox, Misdeed, Moment
from composer.settings import Secret
from composer.smtp import Terms, open_session, read_relay

SHORT = timedelta(seconds=0.3)
"""Patience with servers that are known to stay silent."""


def connected(url: str, terms: Terms | None = None) -> None:
    open_session(read_relay(url), terms or Terms(timeout=timedelta(seconds=5))).quit()


def refusal(url: str, terms: Terms | None = None) -> Finding:
    with pytest.raises(RelayUnavailable) as caught:
        connected(url, terms)
    (finding,) = caught.value.findings
    return finding


def url_of(inbox: Inbox, *, user: str = "", host: str = "") -> str:
    return f"smtp://{user}{'@' if user else ''}{host or inbox.host}:{inbox.port}"


@contextmanager
def answering(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server for one connection that does what `talk` does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            talk(peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join()


# --- reaching -------------------------------------------------------------------------------


def test_a_server_that_behaves_is_greeted_with_our_own_address() -> None:
    heard: list[bytes] = []

    def talk(peer: socket.socket) -> None:
        peer.sendall(b"220 ready\r\n")
        heard.append(peer.recv(1_000))
        peer.sendall(b"250 mail.test\r\n")
        heard.append(peer.recv(1_000))
        peer.sendall(b"221 bye\r\n")

    with answering(talk) as relay:
        connected(relay)
    assert heard == [b"ehlo [127.0.0.1]\r\n", b"QUIT\r\n"]


def test_nobody_at_the_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    finding = refusal(f"smtp://127.0.0.1:{port}")
    assert finding.code == "relay-unreached"
    assert f"127.0.0.1:{port}" in finding.message


def test_a_name_that_is_none_is_told() -> None:
    assert refusal("smtp://relay.invalid:25").code == "relay-unreached"


@pytest.mark.parametrize(
    ("at", "reply"),
    [
        (Moment.CONNECT, "554 5.7.1 go away"),
        (Moment.CONNECT, "421 4.3.2 too busy"),
        (Moment.EHLO, "550 5.7.1 who are you"),
    ],
)
def test_a_server_that_does_not_want_us_is_quoted(at: Moment, reply: str) -> None:
    with Inbox(faults=[Fault(at=at, does=Misdeed.REPLY, reply=reply)]) as inbox:
        finding = refusal(url_of(inbox))
    assert finding.code == "relay-greeting"
    assert reply in finding.message


@pytest.mark.parametrize("at", [Moment.CONNECT, Moment.EHLO])
@pytest.mark.parametrize("does", [Misdeed.CLOSE, Misdeed.RESET, Misdeed.HANG, Misdeed.GARBAGE])
def test_a_server_that_does_not_speak_smtp_is_left(at: Moment, does: Misdeed) -> None:
    with Inbox(faults=[Fault(at=at, does=does)]) as inbox:
        finding = refusal(url_of(inbox), Terms(timeout=SHORT))
    assert finding.code in {"relay-unreached", "relay-greeting"}
    assert finding.message.isprintable()
    assert finding.hint


# --- encryption -----------------------------------------------------------------------------


def test_starttls_is_used_where_it_is_offered(tls: ssl.SSLContext, ca: Path) -> None:
    with Inbox(tls=tls, login=("brief", "secret")) as inbox:
        # The inbox offers AUTH in TLS only, so logging in proves that there was one.
        terms = Terms(ca=ca, password=Secret(b"secret"))
        connected(url_of(inbox, user="brief"), terms)


def test_a_certificate_that_nobody_vouches_for_is_refused(tls: ssl.SSLContext) -> None:
    with Inbox(tls=tls) as inbox:
        finding = refusal(url_of(inbox))
    assert finding.code == "relay-untrusted"
    assert "certificate" in finding.message


def test_a_certificate_for_another_name_is_refused(
    tls_of_another: ssl.SSLContext, ca: Path
) -> None:
    with Inbox(tls=tls_of_another) as inbox:
        assert refusal(url_of(inbox), Terms(ca=ca)).code == "relay-untrusted"


@pytest.mark.parametrize("reply", ["454 4.7.0 TLS not available", "502 5.5.1 what"])
def test_starttls_offered_and_not_kept_is_refused(
    tls: ssl.SSLContext, ca: Path, reply: str
) -> None:
    fault = Fault(at=Moment.STARTTLS, does=Misdeed.REPLY, reply=reply)
    with Inbox(tls=tls, faults=[fault]) as inbox:
        finding = refusal(url_of(inbox), Terms(ca=ca))
    assert finding.code == "relay-no-tls"
    assert reply in finding.message


def test_another_machine_without_starttls_gets_nothing() -> None:
    # 127.1 is this machine to the system and another one to us, who look nothing up.
    with Inbox() as inbox:
        finding = refusal(url_of(inbox, host="127.1"))
        assert inbox.messages == ()
    assert finding.code == "relay-no-tls"


def test_what_was_said_before_encryption_does_not_count_after_it(
    tls: ssl.SSLContext, ca: Path
) -> None:
    """A reply pushed into the clear part must not answer a question of the encrypted one
    (CVE-2011-0411 and its kin)."""
    asked: list[bytes] = []

    def talk(peer: socket.socket) -> None:
        peer.sendall(b"220 ready\r\n")
        peer.recv(1_000)
        peer.sendall(b"250-mail.test\r\n250 STARTTLS\r\n")
        peer.recv(1_000)
        peer.sendall(b"220 go\r\n250-mail.test\r\n250 AUTH PLAIN\r\n")
        try:
            with tls.wrap_socket(peer, server_side=True) as secret:
                asked.append(secret.recv(1_000))
                secret.sendall(b"250 mail.test\r\n")
                asked.append(secret.recv(1_000))
        except OSError:
            asked.append(b"")

    with answering(talk) as relay:
        finding = refusal(f"brief@{relay}", Terms(ca=ca, password=Secret(b"secret")))
    assert finding.code in {"relay-login", "relay-untrusted", "relay-unreached"}
    assert not any(b"AUTH" in octets for octets in asked)


def test_tls_from_the_first_octet(tls: ssl.SSLContext, ca: Path) -> None:
    def talk(peer: socket.socket) -> None:
        with tls.wrap_socket(peer, server_side=True) as secret:
            secret.sendall(b"220 ready\r\n")
            secret.recv(1_000)
            secret.sendall(b"250 mail.test\r\n")
            secret.recv(1_000)
            secret.sendall(b"221 bye\r\n")

    with answering(talk) as relay:
        connected(f"smtps://{relay}", Terms(ca=ca))


def test_smtps_to_a_server_in_clear_is_refused() -> None:
    with Inbox() as inbox:
        finding = refusal(url_of(inbox).replace("smtp:", "smtps:"))
    assert finding.code == "relay-untrusted"


def test_a_file_of_certificates_that_is_none_is_told(tls: ssl.SSLContext, tmp_path: Path) -> None:
    with Inbox(tls=tls) as inbox:
        assert refusal(url_of(inbox), Terms(ca=tmp_path / "none.pem")).code == "relay-ca"


# --- login ----------------------------------------------------------------------------------


def test_a_password_beyond_ascii_logs_in(tls: ssl.SSLContext, ca: Path) -> None:
    with Inbox(tls=tls, login=("brief", "pässwörd")) as inbox:
        connected(url_of(inbox, user="brief"), Terms(ca=ca, password=Secret("pässwörd".encode())))


def test_a_wrong_password_is_told_and_not_shown(tls: ssl.SSLContext, ca: Path) -> None:
    with Inbox(tls=tls, login=("brief", "secret")) as inbox:
        terms = Terms(ca=ca, password=Secret(b"hunter2"))
        finding = refusal(url_of(inbox, user="brief"), terms)
    assert finding.code == "relay-login"
    assert "hunter2" not in str(finding)
    assert "NEWSLETTER_RELAY_PASSWORD" in finding.hint


def test_a_user_without_a_password_is_told() -> None:
    with Inbox() as inbox:
        assert refusal(url_of(inbox, user="brief")).code == "relay-no-password"


def test_a_password_stays_here_where_nothing_is_encrypted() -> None:
    said: list[bytes] = []
    with answering(offering(b"AUTH PLAIN", said)) as relay:
        finding = refusal(f"brief@{relay}", Terms(password=Secret(b"secret")))
    assert finding.code == "relay-cleartext"
    assert not any(b"AUTH" in line for line in said)


@pytest.mark.parametrize(
    ("offer", "answers"),
    [
        (b"AUTH CRAM-MD5 PLAIN LOGIN", [b"AUTH PLAIN AGJyaWVmAHNlY3JldA==\r\n"]),
        (b"AUTH LOGIN", [b"AUTH LOGIN\r\n", b"YnJpZWY=\r\n", b"c2VjcmV0\r\n"]),
    ],
)
def test_this_machine_may_have_it_in_clear_when_that_was_asked_for(
    offer: bytes, answers: list[bytes]
) -> None:
    said: list[bytes] = []
    with answering(offering(offer, said)) as relay:
        terms = Terms(password=Secret(b"secret"), allow_cleartext_login=True)
        connected(f"brief@{relay}", terms)
    assert said[1 : 1 + len(answers)] == answers


def test_a_way_to_log_in_that_nobody_should_use_is_named() -> None:
    with answering(offering(b"AUTH CRAM-MD5 NTLM", [])) as relay:
        terms = Terms(password=Secret(b"secret"), allow_cleartext_login=True)
        finding = refusal(f"brief@{relay}", terms)
    assert finding.code == "relay-login"
    assert "CRAM-MD5 NTLM" in finding.message


def offering(extension: bytes, said: list[bytes]) -> Callable[[socket.socket], None]:
    """A server in clear that offers one extension and takes whatever is said."""

    def talk(peer: socket.socket) -> None:
        peer.sendall(b"220 ready\r\n")
        while line := peer.recv(1_000):
            said.append(line)
            if line.lower().startswith(b"ehlo"):
                peer.sendall(b"250-mail.test\r\n250 " + extension + b"\r\n")
            elif line in {b"AUTH LOGIN\r\n", b"YnJpZWY=\r\n"}:
                peer.sendall(b"334 go on\r\n")
            elif line == b"QUIT\r\n":
                peer.sendall(b"221 bye\r\n")
            else:
                peer.sendall(b"235 2.7.0 welcome\r\n")

    return talk
