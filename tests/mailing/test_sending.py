"""Serving everybody: what is in the ledger whatever happens on the way."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from composer.audience import Subscriber
from composer.errors import EditorError, GuardRefusal, RelayUnavailable
from composer.ledger import Counts, Delivery, Ledger, Mailing, State, Worker, open_ledger
from composer.mailing import Pace, Pause, send
from composer.message import Envelope, Message, MessageId
from composer.play import Fault, Inbox, Misdeed, Moment
from composer.transports import Outbox, Outcome, SmtpTransport, Terms, Transport, Verdict

NOW = datetime(2025, 2, 20, 10, 0, tzinfo=UTC)
ME = Worker(name="desk")
MANY = 250
"""More than two leases."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = open_ledger(tmp_path)
    yield ledger
    ledger.close()


def planned(ledger: Ledger, count: int = 5) -> Mailing:
    readers = [Subscriber(address=f"r{n}@example.org") for n in range(1, count + 1)]
    return ledger.plan("jasmine", "f1", readers, now=NOW)


def build(delivery: Delivery) -> Message:
    return Message(
        id=MessageId(f"{delivery.number}@example.org"),
        envelope=Envelope(return_path="brief@example.org", recipient=delivery.recipient),
        octets=b"Subject: news\r\n\r\nDear reader\r\n",
    )


def sent(
    mailing: Mailing,
    ledger: Ledger,
    transport: Transport,
    making: Callable[[Delivery], Message] = build,
    *,
    pace: Pace | None = None,
    on_progress: Callable[[Counts], None] = lambda _: None,
) -> Counts:
    with transport:
        return send(
            mailing,
            ledger,
            transport,
            making,
            worker=ME,
            now=lambda: NOW,
            pace=pace,
            on_progress=on_progress,
        )


def to_whom(outbox: Outbox) -> list[str]:
    return [message.envelope.recipient for message in outbox.sent]


def test_everybody_gets_one_message_in_the_order_of_the_plan(ledger: Ledger) -> None:
    mailing, outbox = planned(ledger, MANY), Outbox()
    counts = sent(mailing, ledger, outbox)
    assert counts == Counts(planned=MANY, accepted=MANY) == ledger.count(mailing)
    assert to_whom(outbox) == [f"r{n}@example.org" for n in range(1, MANY + 1)]


def test_a_finished_mailing_sends_nothing_more(ledger: Ledger) -> None:
    mailing, outbox = planned(ledger), Outbox()
    sent(mailing, ledger, Outbox())
    assert sent(mailing, ledger, outbox).is_complete
    assert outbox.sent == []


def test_every_verdict_becomes_its_state_with_the_reply(ledger: Ledger) -> None:
    mailing = planned(ledger, 4)
    verdicts = {
        "r1@example.org": Verdict.REFUSED,
        "r2@example.org": Verdict.DEFERRED,
        "r3@example.org": Verdict.UNCERTAIN,
    }
    counts = sent(mailing, ledger, Outbox(verdicts))
    assert counts == Counts(planned=4, accepted=1, refused=1, deferred=1, uncertain=1)
    refused, deferred, uncertain, accepted = ledger.deliveries(mailing)
    assert (refused.reply_code, refused.status) == (550, "5.1.1")
    assert deferred.due_at == NOW + timedelta(minutes=1)
    assert (uncertain.reply, uncertain.due_at) == ("the line broke", None)
    assert (accepted.message_id, accepted.settled_at) == ("4@example.org", NOW)


def test_running_again_tries_the_deferred_and_leaves_the_uncertain(ledger: Ledger) -> None:
    mailing, outbox = planned(ledger, 3), Outbox()
    verdicts = {"r1@example.org": Verdict.UNCERTAIN, "r2@example.org": Verdict.DEFERRED}
    sent(mailing, ledger, Outbox(verdicts))
    assert sent(mailing, ledger, outbox) == Counts(planned=3, accepted=2, uncertain=1)
    assert to_whom(outbox) == ["r2@example.org"]


def test_a_message_that_cannot_be_built_refuses_one_reader_with_the_reason(ledger: Ledger) -> None:
    def picky(delivery: Delivery) -> Message:
        if delivery.number == 2:
            raise EditorError.saying("bad-value", "the name is too long for a header")
        return build(delivery)

    mailing = planned(ledger, 3)
    assert sent(mailing, ledger, Outbox(), picky) == Counts(planned=3, accepted=2, refused=1)
    (refused,) = ledger.deliveries(mailing, State.REFUSED)
    assert (refused.reply_code, refused.reply) == (0, "the name is too long for a header")
    assert refused.message_id is None


def test_a_fault_of_ours_stops_and_leaves_everybody_accounted_for(ledger: Ledger) -> None:
    def broken(delivery: Delivery) -> Message:
        if delivery.number == 3:
            raise ZeroDivisionError
        return build(delivery)

    mailing = planned(ledger)
    with pytest.raises(ZeroDivisionError):
        sent(mailing, ledger, Outbox(), broken)
    assert ledger.count(mailing) == Counts(planned=5, accepted=2, queued=3)


def test_two_messages_with_one_id_are_never_sent(ledger: Ledger) -> None:
    class Hoarder(Outbox):
        """Takes all messages before it delivers one, as a transport in batches does."""

        def deliver(
            self, messages: Iterable[Message], *, committing: Callable[[Message], None]
        ) -> Iterator[Outcome]:
            return super().deliver(list(messages), committing=committing)

    def same(delivery: Delivery) -> Message:
        message = build(delivery)
        return Message(id=MessageId("x"), envelope=message.envelope, octets=message.octets)

    mailing = planned(ledger)
    with pytest.raises(ValueError, match="share the message id"):
        sent(mailing, ledger, Hoarder(), same)
    assert ledger.count(mailing) == Counts(planned=5, queued=5)


def test_a_relay_that_goes_away_leaves_the_rest_queued(ledger: Ledger) -> None:
    mailing, second = planned(ledger, MANY), Outbox()
    with pytest.raises(RelayUnavailable):
        sent(mailing, ledger, Outbox(gives_up_after=120))
    assert ledger.count(mailing) == Counts(planned=MANY, accepted=120, queued=130)
    assert sent(mailing, ledger, second).is_complete
    assert len(second.sent) == 130


def test_what_was_committed_when_the_transport_gave_up_is_uncertain(ledger: Ledger) -> None:
    class Dying(Outbox):
        """Hands over the second message and dies before it hears what became of it."""

        def deliver(
            self, messages: Iterable[Message], *, committing: Callable[[Message], None]
        ) -> Iterator[Outcome]:
            stream = iter(messages)
            yield from super().deliver([next(stream)], committing=committing)
            committing(next(stream))
            next(stream)
            raise RelayUnavailable.saying("gone", "gone")

    mailing = planned(ledger)
    with pytest.raises(RelayUnavailable):
        sent(mailing, ledger, Dying())
    assert ledger.count(mailing) == Counts(planned=5, accepted=1, uncertain=1, queued=3)
    with ledger.hold(ME) as hold:
        assert [d.number for d in hold.lease(mailing, 9)] == [4, 5, 3]


def test_a_transport_that_claims_what_it_never_committed_is_not_believed(ledger: Ledger) -> None:
    class Boasting(Outbox):
        def deliver(
            self, messages: Iterable[Message], *, committing: Callable[[Message], None]
        ) -> Iterator[Outcome]:
            for message in messages:
                yield Outcome(message=message, verdict=Verdict.ACCEPTED)

    mailing = planned(ledger)
    with pytest.raises(Exception, match="intent"):
        sent(mailing, ledger, Boasting())
    assert ledger.count(mailing).queued == 5


def test_a_relay_that_refuses_everybody_is_stopped_before_the_list_is_spent(
    ledger: Ledger,
) -> None:
    mailing = planned(ledger, MANY)
    everybody = {f"r{n}@example.org": Verdict.REFUSED for n in range(1, MANY + 1)}
    with pytest.raises(RelayUnavailable) as caught:
        sent(mailing, ledger, Outbox(everybody))
    assert caught.value.findings[0].code == "all-refused"
    assert ledger.count(mailing) == Counts(planned=MANY, refused=20, queued=MANY - 20)
    assert ledger.queue_refused(mailing) == 20
    assert sent(mailing, ledger, Outbox()) == Counts(planned=MANY, accepted=MANY)


def test_many_refusals_among_acceptances_stop_nothing(ledger: Ledger) -> None:
    mailing = planned(ledger, MANY)
    odd = {f"r{n}@example.org": Verdict.REFUSED for n in range(1, MANY + 1, 2)}
    assert sent(mailing, ledger, Outbox(odd)).is_complete


def test_a_pause_finishes_the_message_on_the_line_and_leaves_the_rest(ledger: Ledger) -> None:
    mailing, pause, outbox = planned(ledger), Pause(), Outbox()

    def after_two(counts: Counts) -> None:
        if counts.accepted == 2:
            pause.ask()

    counts = sent(mailing, ledger, outbox, pace=Pace(pause=pause), on_progress=after_two)
    assert counts == Counts(planned=5, accepted=2, queued=3)
    assert counts.open == 3
    assert sent(mailing, ledger, outbox).is_complete
    assert len(outbox.sent) == 5


def test_an_interrupt_in_the_middle_of_a_message_is_accounted_for(ledger: Ledger) -> None:
    class Interrupted(Outbox):
        def deliver(
            self, messages: Iterable[Message], *, committing: Callable[[Message], None]
        ) -> Iterator[Outcome]:
            yield from super().deliver([next(iter(messages))], committing=committing)
            committing(next(iter(messages)))
            raise KeyboardInterrupt

    mailing = planned(ledger)
    with pytest.raises(KeyboardInterrupt):
        sent(mailing, ledger, Interrupted())
    assert ledger.count(mailing) == Counts(planned=5, accepted=1, uncertain=1, queued=3)


def test_progress_is_told_after_every_reader_and_always_adds_up(ledger: Ledger) -> None:
    mailing, told = planned(ledger, 3), list[Counts]()
    sent(mailing, ledger, Outbox({"r2@example.org": Verdict.REFUSED}), on_progress=told.append)
    assert [(c.queued, c.accepted, c.refused) for c in told] == [(2, 1, 0), (1, 1, 1), (0, 2, 1)]


def test_a_second_send_at_the_same_time_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    mailing, other = planned(ledger), open_ledger(tmp_path)
    codes: list[str] = []

    def meanwhile(counts: Counts) -> None:
        with pytest.raises(GuardRefusal) as caught:
            sent(mailing, other, Outbox())
        codes.append(caught.value.findings[0].code)

    assert sent(mailing, ledger, Outbox(), on_progress=meanwhile).is_complete
    assert codes == ["already-sending"] * 5
    other.close()


def test_messages_go_no_faster_than_asked(ledger: Ledger) -> None:
    seconds, naps = [0.0], list[float]()

    def sleep(duration: float) -> None:
        naps.append(duration)
        seconds[0] += duration

    pace = Pace(4, clock=lambda: seconds[0], sleep=sleep)
    assert sent(planned(ledger), ledger, Outbox(), pace=pace).is_complete
    # The first goes at once; each of the others, and the end, waits a quarter of a second.
    assert seconds[0] == pytest.approx(1.0)
    assert max(naps) <= 0.2


# --- over a real line -----------------------------------------------------------------------


@contextmanager
def relay(*faults: Fault, seed: int = 0) -> Iterator[tuple[Inbox, SmtpTransport]]:
    with Inbox(faults=faults, seed=seed) as inbox:
        terms = Terms(timeout=timedelta(seconds=2), end_timeout=timedelta(seconds=2))
        yield inbox, SmtpTransport(f"smtp://{inbox.host}:{inbox.port}", terms)


def test_everybody_is_served_over_smtp(ledger: Ledger) -> None:
    mailing = planned(ledger, 30)
    with relay() as (inbox, transport):
        assert sent(mailing, ledger, transport) == Counts(planned=30, accepted=30)
        assert [a.recipients[0] for a in inbox.messages] == [
            d.recipient for d in ledger.deliveries(mailing)
        ]


def test_an_absent_server_leaves_everybody_queued(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with relay() as (_, transport):
        pass
    with pytest.raises(RelayUnavailable):
        sent(mailing, ledger, transport)
    assert ledger.count(mailing) == Counts(planned=5, queued=5)


def test_one_message_that_upsets_the_relay_does_not_stop_the_others(ledger: Ledger) -> None:
    mailing = planned(ledger)
    upset = Fault(at=Moment.RCPT, does=Misdeed.RESET, recipients="r1@*")
    with relay(upset) as (inbox, transport):
        for _ in range(2):
            with pytest.raises(RelayUnavailable):
                sent(mailing, ledger, transport)
        assert len(inbox.messages) == 4
    assert ledger.count(mailing) == Counts(planned=5, accepted=4, queued=1)


@pytest.mark.parametrize("seed", range(3))
def test_on_a_relays_worst_day_nobody_is_lost_and_nobody_gets_two(
    ledger: Ledger, seed: int
) -> None:
    from composer.play import wild

    mailing = planned(ledger, 200)
    with relay(*wild(0.01), seed=seed) as (inbox, transport):
        for _ in range(60):
            try:
                if sent(mailing, ledger, transport).is_complete:
                    break
            except RelayUnavailable:
                continue
        got = [r for a in inbox.messages for r in a.recipients]
    counts = ledger.count(mailing)
    assert counts.is_complete
    assert len(got) == len(set(got))
    by_state = {d.recipient: d.state for d in ledger.deliveries(mailing)}
    assert {r for r, s in by_state.items() if s is State.ACCEPTED} <= set(got)
    assert {by_state[r] for r in got} <= {State.ACCEPTED, State.UNCERTAIN}
