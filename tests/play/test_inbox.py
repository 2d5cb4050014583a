"""The inbox speaks strict SMTP and keeps what came, octet for octet."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from composer.errors import OperatorError
from composer.play import Inbox

Dial = Callable[[Inbox], Any]
LETTER = b"Subject: Hello\r\n\r\nWords.\r\n"


def send(inbox: Inbox, octets: bytes = LETTER, *recipients: str) -> None:
    with smtplib.SMTP(inbox.host, inbox.port, timeout=5) as client:
        client.sendmail("editor@example.org", recipients or ("aiko@example.org",), octets)


def test_a_message_is_kept_with_its_envelope_and_its_time() -> None:
    then = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)
    with Inbox(now=lambda: then) as inbox:
        send(inbox, LETTER, "aiko@example.org", "chloe@example.org")
        (message,) = inbox.wait_for(1, 5)
    assert message.octets == LETTER
    assert message.return_path == "editor@example.org"
    assert message.recipients == ("aiko@example.org", "chloe@example.org")
    assert message.at == then
    assert message.number == 1


def test_only_this_machine_can_reach_it(inbox: Inbox) -> None:
    assert inbox.host == "127.0.0.1"
    assert inbox.port > 0
    with pytest.raises(OSError, match=r"refused|unreachable|denied|timed out"):
        socket.create_connection((_own_address(), inbox.port), timeout=1)


def _own_address() -> str:
    # A socket "connected" over UDP sends nothing but knows the address it would send from.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return str(probe.getsockname()[0])


def test_waiting_in_vain_says_how_many_came(inbox: Inbox) -> None:
    send(inbox)
    with pytest.raises(TimeoutError, match="1 of 2 messages"):
        inbox.wait_for(2, 0.05)


def test_a_taken_port_is_the_operators_to_mend(inbox: Inbox) -> None:
    with pytest.raises(OperatorError) as caught, Inbox(port=inbox.port):
        pass
    (finding,) = caught.value.findings
    assert finding.code == "port-taken"
    assert str(inbox.port) in finding.message


def test_many_clients_at_once_are_all_served(inbox: Inbox) -> None:
    letters = [b"Subject: %d\r\n\r\n" % number for number in range(60)]
    with ThreadPoolExecutor(20) as clients:
        list(clients.map(lambda letter: send(inbox, letter), letters))
    kept = inbox.wait_for(60, 10)
    assert sorted(message.octets for message in kept) == sorted(letters)
    assert [message.number for message in kept] == list(range(1, 61))


def test_leaving_ends_sessions_that_are_still_open(dial: Dial) -> None:
    with Inbox() as inbox:
        talk = dial(inbox)
        talk.begin()
        talk.push(b"half a message")
    assert talk.hear() == ""
    assert inbox.messages == ()


# --- what ends a message -----------------------------------------------------------------

SMUGGLED = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
    b"\r.\n",
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
    b"\r\n.\r\r\n",
    b"\r\n.\r\x00\n",
]


@pytest.mark.parametrize("place", ["after a line", "first", "twice"])
@pytest.mark.parametrize("sequence", SMUGGLED, ids=repr)
def test_nothing_but_a_dot_between_crlf_ends_a_message(
    inbox: Inbox, dial: Dial, sequence: bytes, place: str
) -> None:
    inner = b"MAIL FROM:<x@example.net>\r\nRCPT TO:<y@example.net>\r\nDATA\r\nSubject: 2\r\n\r\n"
    before = b"" if place == "first" else b"Subject: 1\r\n\r\nwords"
    middle = sequence + (inner + sequence if place == "twice" else inner)
    talk = dial(inbox)
    assert talk.begin().startswith("354")
    assert talk.say(before + middle + b"\r\n.\r\n").startswith("250")
    assert talk.say("QUIT").startswith("221")
    (message,) = inbox.messages
    assert message.recipients == ("aiko@example.org",)
    # Dot-stuffing is undone where a line begins, and only there.
    assert message.octets == (before + middle + b"\r\n").replace(b"\r\n.", b"\r\n")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b".\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..b\r\n.\r\n", b"a\r\n.b\r\n"),
        (b".a\r\n.\r\n", b"a\r\n"),
        (b"a\r\n...\r\n.\r\n", b"a\r\n..\r\n"),
    ],
)
def test_dots_at_line_starts_are_unstuffed(
    inbox: Inbox, dial: Dial, sent: bytes, kept: bytes
) -> None:
    talk = dial(inbox)
    talk.begin()
    assert talk.say(sent).startswith("250")
    assert inbox.messages[0].octets == kept


def test_the_end_is_seen_wherever_the_network_cuts_it(inbox: Inbox, dial: Dial) -> None:
    talk = dial(inbox)
    talk.begin()
    for octet in b"Subject: 1\r\n\r\n..\r\n.\r\n":
        talk.push(bytes((octet,)))
    assert talk.hear().startswith("250")
    assert inbox.messages[0].octets == b"Subject: 1\r\n\r\n.\r\n"


def test_a_whole_session_may_be_said_in_one_breath(inbox: Inbox, dial: Dial) -> None:
    """RFC 2920: commands pipelined, and the next message right behind the dot."""
    talk = dial(inbox)
    talk.hear()
    assert "PIPELINING" in talk.say("EHLO client.test")
    group = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
    talk.push(group)
    assert [talk.hear()[:3] for _ in range(3)] == ["250", "250", "354"]
    talk.push(b"one\r\n.\r\n" + group)
    assert [talk.hear()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
    talk.push(b"two\r\n.\r\nQUIT\r\n")
    assert [talk.hear()[:3] for _ in range(2)] == ["250", "221"]
    assert [message.octets for message in inbox.messages] == [b"one\r\n", b"two\r\n"]


# --- limits ------------------------------------------------------------------------------


def test_a_message_above_the_limit_is_refused_and_the_session_goes_on(dial: Dial) -> None:
    with Inbox(largest=2_000) as inbox:
        talk = dial(inbox)
        talk.hear()
        assert "SIZE 2000" in talk.say("EHLO client.test")
        assert talk.say("MAIL FROM:<a@example.org> SIZE=2001").startswith("552 5.3.4")
        talk.say("MAIL FROM:<a@example.org>")
        talk.say("RCPT TO:<b@example.org>")
        talk.say("DATA")
        line = b"x" * 98 + b"\r\n"
        assert talk.say(line * 100_000 + b".\r\n").startswith("552 5.3.4")
        talk.say("MAIL FROM:<a@example.org> SIZE=2000")
        talk.say("RCPT TO:<b@example.org>")
        talk.say("DATA")
        assert talk.say(line * 20 + b".\r\n").startswith("250")
        assert [len(message.octets) for message in inbox.messages] == [2_000]


@pytest.mark.parametrize(("length", "code"), [(998, "250"), (999, "554")])
def test_a_line_has_at_most_998_octets(inbox: Inbox, dial: Dial, length: int, code: str) -> None:
    talk = dial(inbox)
    talk.begin()
    assert talk.say(b"." + b"x" * length + b"\r\n.\r\n").startswith(code)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("FROB", "500"),
        ("x" * 5_000, "500"),
        (b"EHLO \xff\r\n", "500"),
        (b"NOOP\nNOOP\r\n", "500"),
        ("NOOP", "250"),
        ("noop whatever", "250"),
        ("VRFY aiko", "252"),
        ("EHLO", "501"),
        ("RCPT TO:<a@example.org>", "503"),
        ("DATA", "503"),
        ("STARTTLS", "503"),
        ("AUTH PLAIN AGEAYg==", "503"),
        ("MAIL FROM: <a@example.org>", "501"),
        ("MAIL FROM:a@example.org", "501"),
        ("MAIL FROM:<a@example.org", "501"),
        ("MAIL FROM:<a b@example.org>", "501"),
        ("MAIL FROM:<a>", "501"),
        ("MAIL FROM:<ä@example.org>", "553"),
        ("MAIL FROM:<ä@example.org> SMTPUTF8", "250"),
        ('MAIL FROM:<"a > b"@example.org>', "250"),
        ("MAIL FROM:<a@example.org> FROB=1", "555"),
        ("MAIL FROM:<a@example.org> SIZE=x", "555"),
        ("MAIL FROM:<a@example.org> SIZE=1 BODY=8BITMIME", "250"),
        ("MAIL FROM:<>", "250"),
        ("mail from:<a@example.org>", "250"),
    ],
)
def test_every_command_has_its_reply(
    inbox: Inbox, dial: Dial, line: str | bytes, code: str
) -> None:
    talk = dial(inbox)
    talk.hear()
    talk.say("EHLO client.test")
    assert talk.say(line)[:3] == code
    assert talk.say("RSET")[:3] == "250"


@pytest.mark.parametrize("method", ["POST", "GET", "put", "OPTIONS"])
def test_a_browser_that_a_page_has_sent_here_is_hung_up_on(
    inbox: Inbox, dial: Dial, method: str
) -> None:
    """A form whose text is SMTP would put a stranger's mail into the inbox."""
    talk = dial(inbox)
    talk.hear()
    form = "EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nhello\r\n.\r\n"
    talk.push(f"{method} / HTTP/1.1\r\nOrigin: https://evil.test\r\n\r\n{form}")
    assert talk.hear()[:3] == "421"
    assert talk.hear() == ""
    assert inbox.messages == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [("<>", "501"), ("<a@>", "501"), ("<a@example.org> NOTIFY=NEVER", "555"), ("a", "501")],
)
def test_a_recipient_is_one_address(inbox: Inbox, dial: Dial, words: str, code: str) -> None:
    talk = dial(inbox)
    talk.hear()
    talk.say("EHLO client.test")
    talk.say("MAIL FROM:<a@example.org>")
    assert talk.say("RCPT TO:" + words)[:3] == code
    assert talk.say("DATA").startswith("554")


def test_the_hundred_and_first_recipient_has_to_wait(inbox: Inbox, dial: Dial) -> None:
    talk = dial(inbox)
    talk.begin(*(f"r{number}@example.org" for number in range(99)))
    talk.say(b"one\r\n.\r\n")
    talk.say("MAIL FROM:<a@example.org>")
    replies = [talk.say(f"RCPT TO:<r{number}@example.org>")[:3] for number in range(101)]
    assert replies == ["250"] * 100 + ["452"]


# --- TLS and login -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Inbox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Inbox(tls=context, login=("editor", "pass word")) as inbox:
        yield inbox


def test_starttls_and_a_login(secure: Inbox, authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with smtplib.SMTP(secure.host, secure.port, timeout=5) as client:
        client.starttls(context=trusting)
        client.login("editor", "pass word")
        client.sendmail("a@example.org", ["b@example.org"], LETTER)
    assert secure.messages[0].octets == LETTER


def test_without_the_login_mail_is_refused(secure: Inbox) -> None:
    with smtplib.SMTP(secure.host, secure.port, timeout=5) as client:
        client.ehlo()
        assert client.mail("a@example.org")[0] == 530
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("editor", "wrong")


def test_a_client_that_does_not_trust_the_certificate_gets_no_further(secure: Inbox) -> None:
    with smtplib.SMTP(secure.host, secure.port, timeout=5) as client:
        with pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=ssl.create_default_context())
        client.close()


def test_commands_hidden_behind_starttls_are_never_answered(
    secure: Inbox, authority: trustme.CA, dial: Dial
) -> None:
    """CVE-2011-0411."""
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    talk = dial(secure)
    talk.hear()
    talk.say("EHLO client.test")
    assert talk.say(b"STARTTLS\r\nNOOP\r\nNOOP\r\n").startswith("220")
    with trusting.wrap_socket(talk.socket, server_hostname="127.0.0.1") as sealed:
        sealed.sendall(b"EHLO client.test\r\nQUIT\r\n")
        heard = b""
        while octets := sealed.recv(4096):
            heard += octets
    assert heard.count(b"nothing done") == 0
    assert heard.startswith(b"250-inbox.localhost")


# --- the folder --------------------------------------------------------------------------


def test_the_folder_gets_the_same_octets(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with Inbox(folder) as inbox:
        send(inbox, b"Subject: 1\r\n\r\n")
        send(inbox, b"Subject: 2\r\n\r\n")
    files = sorted(folder.iterdir())
    assert [file.read_bytes() for file in files] == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]
    assert {file.suffix for file in files} == {".eml"}


def test_a_folder_that_cannot_take_it_defers_the_message(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    with Inbox(tmp_path / "kept") as inbox:
        with pytest.raises(smtplib.SMTPDataError, match=r"4\.3\.1"):
            send(inbox)
        assert inbox.messages == ()
