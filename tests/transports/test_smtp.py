"""Messages to a relay: taken as they are, refused, deferred, or honestly uncertain."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.play import Fault, Inbox, Misdeed, Moment
from composer.transports import Outcome, SmtpTransport, Terms, Verdict
from composer.transports.smtp import dot_stuffed

Make = Callable[..., Message]
SHORT = timedelta(seconds=0.3)
PATIENT = timedelta(seconds=5)


class Sending:
    """What a transport did: its outcomes, what it committed, and why it gave up."""

    def __init__(
        self, inbox: Inbox, messages: Iterable[Message], *, patience: timedelta = PATIENT
    ) -> None:
        self.outcomes: list[Outcome] = []
        self.committed: list[Message] = []
        self.gave_up: RelayUnavailable | None = None
        terms = Terms(timeout=patience, end_timeout=patience)
        try:
            with SmtpTransport(f"smtp://{inbox.host}:{inbox.port}", terms) as transport:
                for outcome in transport.deliver(messages, committing=self.committed.append):
                    self.outcomes.append(outcome)
        except RelayUnavailable as error:
            self.gave_up = error

    @property
    def verdicts(self) -> list[Verdict]:
        return [outcome.verdict for outcome in self.outcomes]


def to_three(make: Make) -> list[Message]:
    return [make("aiko@example.org"), make("bjorn@example.org"), make("chloe@example.org")]


def recipients(inbox: Inbox) -> list[str]:
    return [recipient for arrival in inbox.messages for recipient in arrival.recipients]


def fault(at: Moment, does: Misdeed | str, **more: object) -> Fault:
    """A row; words in place of a misdeed are a reply."""
    if isinstance(does, Misdeed):
        return Fault(at=at, does=does, **more)  # type: ignore[arg-type]
    return Fault(at=at, does=Misdeed.REPLY, reply=does, **more)  # type: ignore[arg-type]


# --- taken ----------------------------------------------------------------------------------


def test_messages_arrive_octet_for_octet_each_to_its_recipient(make: Make) -> None:
    octets = b"Subject: news\r\n\r\nAll of it, and a long line: " + b"x" * 900 + b"\r\n\r\n"
    messages = [make(f"reader{n}@example.org", octets) for n in range(20)]
    with Inbox() as inbox:
        sending = Sending(inbox, messages)
        arrived = inbox.messages
    assert sending.verdicts == [Verdict.ACCEPTED] * 20
    assert sending.committed == messages
    assert [a.octets for a in arrived] == [octets] * 20
    assert [a.recipients for a in arrived] == [(m.envelope.recipient,) for m in messages]
    assert {o.reply_code for o in sending.outcomes} == {250}


def test_lines_that_begin_with_a_dot_arrive_with_that_dot(make: Make) -> None:
    octets = b".first\r\n\r\n.\r\n..two\r\nDear.\r\n.\r\n"
    with Inbox() as inbox:
        sending = Sending(inbox, [make(octets=octets)])
        assert [a.octets for a in inbox.messages] == [octets]
    assert sending.verdicts == [Verdict.ACCEPTED]
    assert dot_stuffed(b"a\r\n.b\r\n") == b"a\r\n..b\r\n"


def test_notices_may_have_nowhere_to_go(make: Make) -> None:
    with Inbox() as inbox:
        assert Sending(inbox, [make(return_path="")]).verdicts == [Verdict.ACCEPTED]


def test_a_message_is_committed_before_the_relay_has_all_of_it(make: Make) -> None:
    with Inbox() as inbox:
        there: list[int] = []
        with SmtpTransport(f"{inbox.host}:{inbox.port}") as transport:
            outcomes = transport.deliver(
                [make()], committing=lambda _: there.append(len(inbox.messages))
            )
            assert [o.verdict for o in outcomes] == [Verdict.ACCEPTED]
        assert (there, len(inbox.messages)) == ([0], 1)


def test_a_commit_that_fails_keeps_the_message_back(make: Make) -> None:
    def failing(message: Message) -> None:
        raise ZeroDivisionError

    with Inbox() as inbox:
        with SmtpTransport(f"{inbox.host}:{inbox.port}") as transport:
            with pytest.raises(ZeroDivisionError):
                list(transport.deliver([make()], committing=failing))
            assert [
                o.verdict
                for o in transport.deliver([make("bjorn@example.org")], committing=lambda _: None)
            ] == [Verdict.ACCEPTED]
        assert recipients(inbox) == ["bjorn@example.org"]


# --- refused and deferred -------------------------------------------------------------------


@pytest.mark.parametrize("at", [Moment.RCPT, Moment.DATA, Moment.DOT])
@pytest.mark.parametrize(
    ("reply", "verdict", "status"),
    [
        ("550 5.1.1 no such user", Verdict.REFUSED, "5.1.1"),
        ("552 5.2.2 mailbox full", Verdict.REFUSED, "5.2.2"),
        ("554 no", Verdict.REFUSED, ""),
        ("450 4.2.1 not now", Verdict.DEFERRED, "4.2.1"),
        ("451-4.7.1 greylisted\n451 4.7.1 come back", Verdict.DEFERRED, "4.7.1"),
    ],
)
def test_one_refused_reader_is_told_apart_and_the_others_are_served(
    make: Make, at: Moment, reply: str, verdict: Verdict, status: str
) -> None:
    with Inbox(faults=[fault(at, reply, recipients="bjorn@*")]) as inbox:
        sending = Sending(inbox, to_three(make))
        assert recipients(inbox) == ["aiko@example.org", "chloe@example.org"]
    assert sending.verdicts == [Verdict.ACCEPTED, verdict, Verdict.ACCEPTED]
    outcome = sending.outcomes[1]
    assert (outcome.reply_code, outcome.status) == (int(reply[:3]), status)
    assert reply.rpartition(" ")[2] in outcome.reply
    assert (outcome.message in sending.committed) == (at is Moment.DOT)


def test_a_refusal_for_now_at_mail_defers_one_message(make: Make) -> None:
    with Inbox(faults=[fault(Moment.MAIL, "451 4.3.0 later", numbers={2})]) as inbox:
        sending = Sending(inbox, to_three(make))
    assert sending.verdicts == [Verdict.ACCEPTED, Verdict.DEFERRED, Verdict.ACCEPTED]


@pytest.mark.parametrize(
    ("at", "reply"),
    [
        (Moment.MAIL, "550 5.7.1 not from this address"),
        (Moment.MAIL, "530 5.7.0 log in first"),
        (Moment.MAIL, "503 5.5.1 bad sequence"),
        (Moment.MAIL, "552 5.3.4 too large"),
        (Moment.RCPT, "530 5.7.0 log in first"),
        (Moment.RCPT, "503 5.5.1 bad sequence"),
        (Moment.RCPT, "500 5.5.2 what"),
        (Moment.DATA, "503 5.5.1 bad sequence"),
    ],
)
def test_what_is_the_relays_trouble_is_blamed_on_no_reader(
    make: Make, at: Moment, reply: str
) -> None:
    with Inbox(faults=[fault(at, reply, numbers={2})]) as inbox:
        sending = Sending(inbox, to_three(make))
    assert sending.verdicts == [Verdict.ACCEPTED]
    assert len(sending.committed) == 1
    assert sending.gave_up
    assert reply in str(sending.gave_up)


def test_a_message_larger_than_the_relay_takes_is_not_begun(make: Make) -> None:
    with Inbox(largest=1_000) as inbox:
        sending = Sending(inbox, [make(octets=(b"x" * 78 + b"\r\n") * 20)])
        assert inbox.messages == ()
    assert sending.gave_up
    assert "1,000 octets" in str(sending.gave_up)


# --- broken lines ---------------------------------------------------------------------------

BREAKS = [Misdeed.CLOSE, Misdeed.RESET, Misdeed.HANG]


@pytest.mark.parametrize("does", [*BREAKS, Misdeed.GARBAGE, Misdeed.MISSING, Misdeed.EXTRA])
@pytest.mark.parametrize("at", [Moment.MAIL, Moment.RCPT, Moment.DATA])
def test_a_line_that_breaks_early_is_tied_anew_and_nobody_gets_two(
    make: Make, at: Moment, does: Misdeed
) -> None:
    with Inbox(faults=[fault(at, does, numbers={2})]) as inbox:
        sending = Sending(inbox, to_three(make), patience=SHORT)
        assert recipients(inbox) == [m.envelope.recipient for m in to_three(make)]
    assert sending.verdicts == [Verdict.ACCEPTED] * 3
    assert len(sending.committed) == 3


@pytest.mark.parametrize("does", [Misdeed.CLOSE, Misdeed.RESET])
def test_a_line_that_breaks_amid_a_message_is_never_a_receipt(make: Make, does: Misdeed) -> None:
    large = make("bjorn@example.org", (b"x" * 78 + b"\r\n") * 50_000)
    messages = [make("aiko@example.org"), large, make("chloe@example.org")]
    with Inbox(faults=[fault(Moment.CONTENT, does, numbers={2})]) as inbox:
        sending = Sending(inbox, messages, patience=PATIENT)
        assert recipients(inbox).count("bjorn@example.org") == 1
    assert sending.verdicts == [Verdict.ACCEPTED] * 3


@pytest.mark.parametrize("does", [*BREAKS, Misdeed.GARBAGE])
@pytest.mark.parametrize("keeps", [True, False])
def test_a_lost_reply_is_uncertain_and_never_sent_again(
    make: Make, does: Misdeed, keeps: bool
) -> None:
    with Inbox(faults=[fault(Moment.DOT, does, numbers={2}, keeps=keeps)]) as inbox:
        sending = Sending(inbox, to_three(make), patience=SHORT)
        assert recipients(inbox).count("bjorn@example.org") == int(keeps)
    assert sending.verdicts == [Verdict.ACCEPTED, Verdict.UNCERTAIN, Verdict.ACCEPTED]
    assert sending.outcomes[1].reply
    assert len(sending.committed) == 3


@pytest.mark.parametrize("at", [Moment.MAIL, Moment.RCPT, Moment.DATA])
def test_421_ends_the_connection_and_not_the_mailing(make: Make, at: Moment) -> None:
    with Inbox(faults=[fault(at, "421 4.7.0 too many", numbers={2})]) as inbox:
        sending = Sending(inbox, to_three(make))
        assert len(recipients(inbox)) == 3
    assert sending.verdicts == [Verdict.ACCEPTED] * 3


def test_421_in_answer_to_a_message_says_that_it_was_not_taken(make: Make) -> None:
    with Inbox(faults=[fault(Moment.DOT, "421 4.3.0 shutting down", numbers={2})]) as inbox:
        sending = Sending(inbox, to_three(make))
    assert sending.verdicts == [Verdict.ACCEPTED, Verdict.DEFERRED, Verdict.ACCEPTED]


def test_a_reply_that_says_neither_yes_nor_no_is_uncertain(make: Make) -> None:
    with Inbox(faults=[fault(Moment.DOT, "354 go on", numbers={1}, keeps=True)]) as inbox:
        sending = Sending(inbox, to_three(make))
    assert sending.verdicts[0] is Verdict.UNCERTAIN


@pytest.mark.parametrize("does", BREAKS)
@pytest.mark.parametrize("at", [Moment.MAIL, Moment.RCPT, Moment.DATA])
def test_a_relay_that_breaks_every_line_is_given_up_and_nothing_is_committed(
    make: Make, at: Moment, does: Misdeed
) -> None:
    with Inbox(faults=[fault(at, does)]) as inbox:
        sending = Sending(inbox, to_three(make), patience=SHORT)
    assert (sending.verdicts, sending.committed) == ([], [])
    assert sending.gave_up
    assert sending.gave_up.findings[0].code == "relay-lost"


def test_a_relay_that_goes_away_between_messages_is_given_up(make: Make) -> None:
    faults = [
        fault(Moment.MAIL, Misdeed.CLOSE, numbers={2}),
        fault(Moment.CONNECT, Misdeed.CLOSE, numbers={2}),
    ]
    with Inbox(faults=faults) as inbox:
        sending = Sending(inbox, to_three(make))
    assert sending.verdicts == [Verdict.ACCEPTED]
    assert sending.gave_up


def test_an_answer_to_nothing_is_not_taken_for_a_receipt(make: Make) -> None:
    """The reply of RCPT comes twice: read in step, the second would pass for 354's, and then
    the end's for the next message's."""
    faults = [
        fault(Moment.RCPT, Misdeed.EXTRA, numbers={2}),
        fault(Moment.DOT, "550 5.7.1 no", recipients="bjorn@*"),
    ]
    with Inbox(faults=faults) as inbox:
        sending = Sending(inbox, to_three(make), patience=SHORT)
    assert sending.verdicts == [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.ACCEPTED]


def test_a_relay_that_answers_ahead_is_not_believed(make: Make) -> None:
    faults = [fault(Moment.CONTENT, Misdeed.EXTRA, numbers={1})]
    large = make(octets=(b"x" * 78 + b"\r\n") * 50_000)
    with Inbox(faults=faults) as inbox:
        sending = Sending(inbox, [large])
        assert len(recipients(inbox)) == 1
    assert sending.verdicts == [Verdict.ACCEPTED]


# --- what may not go out --------------------------------------------------------------------

SMUGGLED = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\n",
    b"\r\n.\r",
    b"\r\n\0.\r\n",
    b"\r\n.\r\r\n",
    b"\n\n.\r\n",
    b"\r\r\n.\r\n",
    b"\n",
]
"""Line ends that some servers take for the end of a message (SMTP smuggling, SEC Consult 2023)."""


@pytest.mark.parametrize("sequence", SMUGGLED, ids=ascii)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_no_line_end_is_smuggled(make: Make, sequence: bytes, place: str) -> None:
    body, second = b"Dear reader\r\n", b"MAIL FROM:<x@x.test>\r\nDATA\r\n"
    octets = {
        "first": sequence + second + body,
        "middle": body + sequence + second,
        "last": body + second + sequence,
    }[place]
    with Inbox() as inbox:
        sending = Sending(inbox, [make(octets=octets), make("bjorn@example.org")])
        assert recipients(inbox) == ["bjorn@example.org"]
    assert sending.verdicts == [Verdict.REFUSED, Verdict.ACCEPTED]
    assert sending.outcomes[0].reply_code == 0
    assert len(sending.committed) == 1


@pytest.mark.parametrize(
    "octets",
    [b"no end", b"8 bit \xff\r\n", "Grüße\r\n".encode(), b"x" * 999 + b"\r\n", b""],
    ids=["unended", "latin", "utf-8", "long", "empty"],
)
def test_what_cannot_arrive_as_it_is_does_not_leave(make: Make, octets: bytes) -> None:
    with Inbox() as inbox:
        sending = Sending(inbox, [make(octets=octets)])
        assert inbox.messages == ()
    assert (sending.verdicts, sending.committed) == ([Verdict.REFUSED], [])


@pytest.mark.parametrize(
    "address",
    [
        "b@x.test>\r\nRCPT TO:<c@y.test",
        "b@x.test,c@y.test",
        "b@x.test\nDATA",
        "b@x.test> SIZE=1",
        "<b@x.test",
        "b@x.test ",
        "b@x.test\0",
        "b",
        "",
        "bücher@x.test",
        '"b c"@x.test',
        "b@[127.0.0.1]",
        "@relay.test:b@x.test",
    ],
)
def test_an_address_that_could_mean_another_is_not_written(make: Make, address: str) -> None:
    with Inbox() as inbox:
        sending = Sending(inbox, [make(address), make("bjorn@example.org")])
        assert recipients(inbox) == ["bjorn@example.org"]
    assert sending.verdicts == [Verdict.REFUSED, Verdict.ACCEPTED]


@pytest.mark.parametrize("address", ["b@x.test>\r\nRCPT TO:<c@y.test", "b c@x.test"])
def test_nor_is_such_a_return_path(make: Make, address: str) -> None:
    with Inbox() as inbox:
        sending = Sending(inbox, [make(return_path=address)])
        assert inbox.messages == ()
    assert sending.verdicts == [Verdict.REFUSED]


def test_hostile_replies_are_shown_on_one_harmless_line(make: Make) -> None:
    with Inbox(faults=[fault(Moment.RCPT, "550 5.1.1 \x1b]0;owned\x07 \u202eevil")]) as inbox:
        sending = Sending(inbox, [make()])
    assert sending.outcomes[0].reply == "5.1.1 ]0;owned evil"
