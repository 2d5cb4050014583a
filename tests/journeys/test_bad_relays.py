"""Bad input, end to end: relays that are absent, refuse, fall silent, hang up or pretend.

Each gets its exit code, one clear message and a hint. Nobody is lost and nobody is served
twice: the same command, with a relay that works, does what is left.
"""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import trustme

from composer.commands import posting
from composer.play import Fault, Inbox, Misdeed, Moment
from composer.smtp import Terms
from tests.commands.conftest import Newsletter, Said
from tests.journeys.refusing import assert_refused
from tests.smtp.conftest import served

PATIENCE = timedelta(seconds=0.3)
"""For a server that says nothing; with the minutes of RFC 5321 the tests would never end."""
WORDS = ("--untested", "--yes", "--expect", "3")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' own terms, with less patience."""
    short = partial(Terms, timeout=PATIENCE, end_timeout=PATIENCE)
    monkeypatch.setattr(posting, "Terms", short)


@pytest.fixture
def silent() -> Iterator[str]:
    """Where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def absent() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"smtp://127.0.0.1:{port}"


def assert_nothing_lost(newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a relay that works, the same command serves everybody once."""
    with Inbox() as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        said = newsletter("send", "calm", "--yes", "--expect", "3")
        assert said.code == 0, said.err
        recipients = sorted(r for a in inbox.wait_for(3, 10) for r in a.recipients)
    assert recipients == ["BOB@readers.net", "ann@readers.net", "k@readers.net"]
    assert "3 accepted" in newsletter("status").out


def sent(newsletter: Newsletter, readers: Path) -> Said:
    return newsletter("send", "calm", "--readers", str(readers), *WORDS)


@pytest.mark.parametrize(
    ("relay", "word"),
    [
        ("absent", "I cannot reach"),
        ("silent", "timed out"),
        ("smtp://relay.invalid:587", "I cannot reach relay.invalid:587"),
    ],
)
def test_a_relay_that_does_not_answer_is_told_and_nobody_is_lost(
    newsletter: Newsletter,
    readers: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    relay: str,
    word: str,
) -> None:
    url = relay if ":" in relay else request.getfixturevalue(relay)
    monkeypatch.setenv("NEWSLETTER_RELAY", url)
    assert_refused(newsletter("test", "--to", "me@readers.net"), 3, word)
    assert_refused(newsletter("doctor"), 3, word)
    assert_refused(sent(newsletter, readers), 3, word)
    assert_nothing_lost(newsletter, monkeypatch)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (Fault(at=Moment.CONNECT, does=Misdeed.REPLY, reply="554 5.7.1 Not you"), "554 5.7.1"),
        (Fault(at=Moment.CONNECT, does=Misdeed.REPLY, reply="421 4.3.2 Full"), "421 4.3.2"),
        (Fault(at=Moment.CONNECT, does=Misdeed.CLOSE), "I cannot reach"),
        (Fault(at=Moment.CONNECT, does=Misdeed.GARBAGE), "does not speak SMTP"),
        (Fault(at=Moment.EHLO, does=Misdeed.HANG), "timed out"),
        (Fault(at=Moment.MAIL, does=Misdeed.REPLY, reply="530 5.7.0 Log in"), "530 5.7.0"),
        (Fault(at=Moment.MAIL, does=Misdeed.HANG), "timed out"),
        (Fault(at=Moment.DATA, does=Misdeed.HANG), "timed out"),
        (Fault(at=Moment.DATA, does=Misdeed.CLOSE), "hung up"),
    ],
    ids=lambda value: f"{value.at}-{value.does}" if isinstance(value, Fault) else None,
)
def test_a_relay_that_takes_nothing_is_told_and_nobody_is_lost(
    newsletter: Newsletter,
    readers: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    word: str,
) -> None:
    with Inbox(faults=[fault]) as bad:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{bad.host}:{bad.port}")
        assert_refused(sent(newsletter, readers), 3, word)
        assert not bad.messages
    assert_nothing_lost(newsletter, monkeypatch)


@pytest.mark.parametrize("misdeed", [Misdeed.CLOSE, Misdeed.RESET, Misdeed.HANG])
def test_a_relay_that_drops_amid_the_content_leaves_a_person_to_decide(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch, misdeed: Misdeed
) -> None:
    with Inbox(faults=[Fault(at=Moment.CONTENT, does=misdeed)]) as bad:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{bad.host}:{bad.port}")
        said = sent(newsletter, readers)
        assert not bad.messages
    # A letter that fits into the operating system's buffers is gone, with its end, before
    # anybody can notice the reset: then nobody can know, and somebody has to say.
    assert said.code in {3, 5}, said.err
    assert "uncertain" in said.out + said.err or "hint: " in said.err
    newsletter("send", "calm", "--settle", "again", "--yes", "--expect", "3")
    with Inbox() as good:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{good.host}:{good.port}")
        newsletter("send", "calm", "--settle", "again", "--yes", "--expect", "3")
        assert len(good.messages) == 3
    assert "3 accepted" in newsletter("status").out


@pytest.mark.parametrize("misdeed", [Misdeed.CLOSE, Misdeed.HANG, Misdeed.GARBAGE])
def test_a_reply_that_is_lost_is_told_and_repeated_only_when_asked(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch, misdeed: Misdeed
) -> None:
    lost = Fault(at=Moment.DOT, does=misdeed, recipients="k@*", keeps=True)
    with Inbox(faults=[lost]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        said = sent(newsletter, readers)
        assert (said.code, "1 uncertain" in said.out, "--settle" in said.err) == (5, True, True)
        assert newsletter("send", "calm", "--yes", "--expect", "0").code != 0
        assert len(inbox.messages) == 3
    assert "k@readers.net" in newsletter("status", "calm").out


@pytest.mark.parametrize(
    ("case", "word"),
    [
        ("nobody vouches", "unable to get local issuer"),
        ("self-signed", "self-signed certificate|self signed certificate"),
        ("for another host", "IP address mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_ends_it_before_a_password_is_said(
    newsletter: Newsletter,
    readers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    word: str,
) -> None:
    authority = trustme.CA()
    if case == "for another host":
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        tls = served(authority, "mail.example.org")
    elif case == "self-signed":
        tls = self_signed(authority, tmp_path)
    else:
        tls = served(authority, "127.0.0.1")
    monkeypatch.setenv("NEWSLETTER_RELAY_PASSWORD", "canary")
    with Inbox(tls=tls, login=("me", "canary")) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://me@{inbox.host}:{inbox.port}")
        for said in (sent(newsletter, readers), newsletter("test", "--to", "me@readers.net")):
            assert_refused(said, 3, "cannot prove who it is")
            assert any(part in said.err for part in word.split("|")), said.err
            assert "canary" not in said.out + said.err
        assert not inbox.messages
    assert_nothing_lost(newsletter, monkeypatch)


def self_signed(authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    """A server that vouches for itself: an authority's own certificate."""
    pem = folder / "self.pem"
    pem.write_bytes(authority.private_key_pem.bytes() + authority.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
