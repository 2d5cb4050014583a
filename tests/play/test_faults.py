"""Each kind of fault, as a real client sees it, and what the inbox keeps then."""

import smtplib
import ssl
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from composer.play import Fault, Inbox, Misdeed, Moment, wild
from composer.play.faults import FaultTable

Dial = Callable[[Inbox], Any]
LETTER = b"Subject: Hello\r\n\r\n" + b"Words and words.\r\n" * 100


def send(inbox: Inbox, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(inbox.host, inbox.port, timeout=5) as client:
        return client.sendmail("editor@example.org", recipients or ("aiko@example.org",), LETTER)


# --- the table ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ({"at": Moment.MAIL, "does": Misdeed.REPLY}, "a reply belongs to"),
        ({"at": Moment.MAIL, "does": Misdeed.CLOSE, "reply": "451 x"}, "a reply belongs to"),
        ({"at": Moment.MAIL, "does": Misdeed.REPLY, "reply": "later"}, "is no reply"),
        ({"at": Moment.MAIL, "does": Misdeed.REPLY, "reply": "451 x\r\n250 y"}, "is no reply"),
        ({"at": Moment.MAIL, "does": Misdeed.SLOW}, "seconds belong to"),
        ({"at": Moment.MAIL, "does": Misdeed.CLOSE, "seconds": 1}, "seconds belong to"),
        ({"at": Moment.MAIL, "does": Misdeed.CLOSE, "share": 0}, "above 0 and at most 1"),
        ({"at": Moment.MAIL, "does": Misdeed.CLOSE, "share": 1.1}, "above 0 and at most 1"),
        ({"at": Moment.DATA, "does": Misdeed.CLOSE, "keeps": True}, "only at DOT"),
        ({"at": Moment.EHLO, "does": Misdeed.CLOSE, "recipients": "a*"}, "not known yet"),
        ({"at": Moment.MAIL, "does": Misdeed.CLOSE, "recipients": "a*"}, "not known yet"),
        ({"at": Moment.CONTENT, "does": Misdeed.MISSING}, "no reply is due"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(row: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        Fault(**row)


def test_the_first_row_that_fits_wins() -> None:
    first = Fault(at=Moment.RCPT, does=Misdeed.CLOSE, recipients="*@EXAMPLE.org")
    second = Fault(at=Moment.RCPT, does=Misdeed.HANG)
    table = FaultTable((first, second))
    assert table.find(Moment.RCPT, 1, ["aiko@example.ORG"]) is first
    assert table.find(Moment.RCPT, 1, ["aiko@example.net"]) is second
    assert table.find(Moment.MAIL, 1) is None


def test_a_share_is_drawn_from_the_seed_and_only_from_it() -> None:
    row = Fault(at=Moment.RCPT, does=Misdeed.CLOSE, share=0.2)

    def hit(seed: int) -> set[int]:
        table = FaultTable((row,), seed=seed)
        return {n for n in range(2_000) if table.find(Moment.RCPT, n, [f"r{n}@example.org"])}

    assert hit(1) == hit(1) != hit(2)
    assert 300 < len(hit(1)) < 500


# --- refusing and deferring --------------------------------------------------------------


@pytest.mark.parametrize(
    "reply", ["450 4.2.0 later", "550 5.1.1 never", "550-5.7.1 a\n550 5.7.1 b"]
)
@pytest.mark.parametrize(
    ("at", "raised"),
    [
        (Moment.CONNECT, smtplib.SMTPConnectError),
        (Moment.EHLO, smtplib.SMTPHeloError),
        (Moment.MAIL, smtplib.SMTPSenderRefused),
        (Moment.RCPT, smtplib.SMTPRecipientsRefused),
        (Moment.DATA, smtplib.SMTPDataError),
        (Moment.CONTENT, smtplib.SMTPDataError),
        (Moment.DOT, smtplib.SMTPDataError),
    ],
)
def test_a_reply_can_refuse_or_defer_at_every_moment(
    at: Moment, raised: type[Exception], reply: str
) -> None:
    faults = [Fault(at=at, does=Misdeed.REPLY, reply=reply)]
    with Inbox(faults=faults) as inbox:
        with pytest.raises(raised) as caught:
            send(inbox)
        assert reply[:3] in str(caught.value)
        assert inbox.messages == ()


def test_who_was_not_welcomed_may_only_quit(dial: Dial) -> None:
    """RFC 5321 §3.1."""
    fault = Fault(at=Moment.CONNECT, does=Misdeed.REPLY, reply="554 5.7.1 no")
    with Inbox(faults=[fault]) as inbox:
        talk = dial(inbox)
        assert talk.hear().startswith("554")
        assert talk.say("EHLO client.test").startswith("503")
        assert talk.say("QUIT").startswith("221")


def test_one_recipient_of_two_is_refused() -> None:
    fault = Fault(
        at=Moment.RCPT, does=Misdeed.REPLY, reply="550 5.1.1 no such user", recipients="bad-*"
    )
    with Inbox(faults=[fault]) as inbox:
        refused = send(inbox, "aiko@example.org", "bad-1@example.org")
        assert refused == {"bad-1@example.org": (550, b"5.1.1 no such user")}
        assert inbox.messages[0].recipients == ("aiko@example.org",)


def test_only_the_messages_of_these_numbers_are_meant() -> None:
    fault = Fault(
        at=Moment.DOT, does=Misdeed.REPLY, reply="451 4.7.1 greylisted", numbers=range(1, 3)
    )
    with Inbox(faults=[fault]) as inbox:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPDataError):
                send(inbox)
        send(inbox)
        assert len(inbox.messages) == 1


def test_421_hangs_up_after_its_words(dial: Dial) -> None:
    fault = Fault(at=Moment.MAIL, does=Misdeed.REPLY, reply="421 4.3.2 going")
    with Inbox(faults=[fault]) as inbox:
        talk = dial(inbox)
        talk.hear()
        talk.say("EHLO client.test")
        assert talk.say("MAIL FROM:<a@example.org>").startswith("421")
        assert talk.hear() == ""


def test_starttls_and_login_can_fail_too(dial: Dial) -> None:
    faults = [
        Fault(at=Moment.STARTTLS, does=Misdeed.REPLY, reply="454 4.7.0 not now"),
        Fault(at=Moment.AUTH, does=Misdeed.REPLY, reply="454 4.7.0 not now either"),
    ]
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with Inbox(faults=faults, tls=tls, login=("a", "b")) as inbox:
        talk = dial(inbox)
        talk.hear()
        talk.say("EHLO client.test")
        assert talk.say("STARTTLS").startswith("454")
        assert talk.say("AUTH PLAIN AGEAYg==").startswith("454")
        assert talk.say("MAIL FROM:<a@example.org>").startswith("530")


# --- hanging up, and silence -------------------------------------------------------------

BEFORE_THE_DOT = [m for m in Moment if m not in {Moment.STARTTLS, Moment.AUTH, Moment.QUIT}]


@pytest.mark.parametrize("does", [Misdeed.CLOSE, Misdeed.RESET])
@pytest.mark.parametrize("at", BEFORE_THE_DOT)
def test_the_server_can_hang_up_at_every_moment(at: Moment, does: Misdeed) -> None:
    with Inbox(faults=[Fault(at=at, does=does)]) as inbox:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(inbox)
        assert inbox.messages == ()


@pytest.mark.parametrize("does", [Misdeed.CLOSE, Misdeed.RESET, Misdeed.GARBAGE])
def test_a_message_can_be_taken_and_its_reply_lost(does: Misdeed) -> None:
    """RFC 1047: the client cannot tell this from a message that was not taken."""
    with Inbox(faults=[Fault(at=Moment.DOT, does=does, keeps=True)]) as inbox:
        with pytest.raises((smtplib.SMTPException, ConnectionError)):
            send(inbox)
        assert len(inbox.messages) == 1


@pytest.mark.parametrize("at", BEFORE_THE_DOT)
def test_the_server_can_fall_silent_until_the_client_has_enough(at: Moment) -> None:
    with Inbox(faults=[Fault(at=at, does=Misdeed.HANG)]) as inbox:
        with (
            pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)),
            smtplib.SMTP(inbox.host, inbox.port, timeout=0.1) as client,
        ):
            client.sendmail("a@example.org", ["b@example.org"], LETTER)
        assert inbox.messages == ()


def test_a_hanging_session_does_not_keep_the_inbox_from_ending(dial: Dial) -> None:
    with Inbox(faults=[Fault(at=Moment.CONTENT, does=Misdeed.HANG)]) as inbox:
        talk = dial(inbox)
        talk.begin()
        talk.push(LETTER)
    assert talk.hear() == ""


def test_a_goodbye_can_fail_after_all_is_well() -> None:
    with Inbox(faults=[Fault(at=Moment.QUIT, does=Misdeed.CLOSE)]) as inbox:
        with smtplib.SMTP(inbox.host, inbox.port, timeout=5) as client:
            client.sendmail("a@example.org", ["b@example.org"], LETTER)
            with pytest.raises(smtplib.SMTPServerDisconnected):
                client.quit()
        assert len(inbox.messages) == 1


# --- odd replies -------------------------------------------------------------------------


@pytest.mark.parametrize("does", [Misdeed.SLOW, Misdeed.DRIP])
@pytest.mark.parametrize("at", [Moment.CONNECT, Moment.EHLO, Moment.MAIL, Moment.RCPT, Moment.DOT])
def test_a_late_reply_is_still_the_regular_one(at: Moment, does: Misdeed) -> None:
    with Inbox(faults=[Fault(at=at, does=does, seconds=0.001)]) as inbox:
        send(inbox)
        assert inbox.messages[0].octets == LETTER


def test_content_that_is_read_late_is_kept_whole() -> None:
    with Inbox(faults=[Fault(at=Moment.CONTENT, does=Misdeed.SLOW, seconds=0.01)]) as inbox:
        send(inbox)
        assert inbox.messages[0].octets == LETTER


@pytest.mark.parametrize("at", [Moment.EHLO, Moment.MAIL, Moment.RCPT, Moment.DOT])
def test_garbage_is_no_reply_and_nothing_was_done(at: Moment, dial: Dial) -> None:
    with Inbox(faults=[Fault(at=at, does=Misdeed.GARBAGE)]) as inbox:
        talk = dial(inbox)
        talk.hear()
        heard = [talk.say("EHLO client.test"), talk.say("MAIL FROM:<a@example.org>")]
        heard += [talk.say("RCPT TO:<b@example.org>"), talk.say("DATA")]
        if heard[-1].startswith("354"):
            heard.append(talk.say(b"words\r\n.\r\n"))
        assert sum(reply.startswith("\x00\xfe\xff") for reply in heard) == 1
        assert inbox.messages == ()


def test_an_extra_reply_puts_the_client_out_of_step(dial: Dial) -> None:
    with Inbox(faults=[Fault(at=Moment.RCPT, does=Misdeed.EXTRA)]) as inbox:
        talk = dial(inbox)
        assert talk.begin().startswith("250 2.0.0 and once more")
        assert talk.hear().startswith("354")


def test_a_missing_reply_leaves_the_client_waiting(dial: Dial) -> None:
    with Inbox(faults=[Fault(at=Moment.RCPT, does=Misdeed.MISSING)]) as inbox:
        talk = dial(inbox)
        talk.hear()
        talk.say("EHLO client.test")
        talk.say("MAIL FROM:<a@example.org>")
        talk.push("RCPT TO:<b@example.org>")
        assert talk.say("DATA").startswith("354")
        talk.say(b"words\r\n.\r\n")
        assert len(inbox.messages) == 1


def test_an_extra_reply_amid_the_content_comes_before_the_regular_one(dial: Dial) -> None:
    with Inbox(faults=[Fault(at=Moment.CONTENT, does=Misdeed.EXTRA)]) as inbox:
        talk = dial(inbox)
        talk.begin()
        assert talk.say(LETTER + b".\r\n").startswith("250 2.0.0 and once more")
        assert talk.hear().startswith("250 2.0.0 taken")
        assert inbox.messages[0].octets == LETTER


# --- all together ------------------------------------------------------------------------


def test_a_wild_server_takes_each_accepted_message_once_and_loses_none() -> None:
    """What the client was told and what the inbox has differ only where replies were lost."""
    told: Counter[str] = Counter()
    unsure: set[str] = set()
    with Inbox(faults=wild(0.03, seconds=0.001), seed=7) as inbox:
        for number in range(300):
            recipient = f"r{number}@example.org"
            try:
                send(inbox, recipient)
                told[recipient] += 1
            except (smtplib.SMTPException, ConnectionError):
                unsure.add(recipient)
        kept = Counter(message.recipients[0] for message in inbox.messages)
    assert unsure
    assert set(kept.values()) == {1}
    assert told.keys() <= kept.keys()
    assert kept.keys() - told.keys() <= unsure
    assert kept.keys() - told.keys()
