"""What was sent to whom: planning, leasing, committing, settling, recovering, deciding."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from composer.audience import Subscriber
from composer.errors import ComposerError, GuardRefusal, OperatorError
from composer.ledger import Counts, Ledger, Mailing, State, Worker, open_ledger
from composer.message import MessageId

NOW = datetime(2025, 2, 20, 10, 0, tzinfo=UTC)
ME = Worker(name="desk, process 4711", boot="b1")
NAMES = ("aiko", "björn", "chloé")


def readers(*names: str) -> list[Subscriber]:
    return [
        Subscriber(
            address=f"{n.encode('ascii', 'ignore').decode()}@example.org", fields={"name": n}
        )
        for n in names
    ]


def planned(ledger: Ledger, *names: str) -> Mailing:
    return ledger.plan("jasmine", "f1", readers(*(names or NAMES)), now=NOW)


def code_of(error: ComposerError) -> str:
    return error.findings[0].code


def serve(ledger: Ledger, mailing: Mailing, *states: State) -> None:
    """Lease as many as there are states, and settle each so."""
    with ledger.hold(ME) as hold:
        for state, delivery in zip(states, hold.lease(mailing, len(states)), strict=True):
            hold.commit(delivery, MessageId(f"{delivery.number}@example.org"), NOW)
            hold.settle(delivery, state, NOW, reply_code=250, reply="words")
        hold.recover(mailing, NOW)


# --- planning ---------------------------------------------------------------------------


def test_a_plan_has_one_row_for_each_reader_as_they_were_then(ledger: Ledger) -> None:
    mailing = planned(ledger)
    assert (mailing.planned, mailing.excluded, mailing.created_at) == (3, 0, NOW)
    rows = ledger.deliveries(mailing)
    assert [r.number for r in rows] == [1, 2, 3]
    assert [r.subscriber.value("name") for r in rows] == list(NAMES)
    assert ledger.count(mailing) == Counts(planned=3, queued=3)


def test_the_same_mailbox_gets_one_row_however_it_is_written(ledger: Ledger) -> None:
    twice = [
        Subscriber(address="A@Example.org"),
        Subscriber(address="a@ｅｘａｍｐｌｅ.org"),
        Subscriber(address="b@example.org"),
    ]
    mailing = ledger.plan("jasmine", "f1", twice, now=NOW)
    assert [d.recipient for d in ledger.deliveries(mailing)] == ["A@Example.org", "b@example.org"]
    assert ledger.count(mailing).planned == 2


def test_who_is_twice_on_the_list_is_served_once_and_counted(ledger: Ledger) -> None:
    mailing = ledger.plan("jasmine", "f1", readers(*NAMES, *NAMES), now=NOW)
    assert (mailing.planned, mailing.excluded) == (len(NAMES), len(NAMES))


def test_the_plan_leaves_out_and_counts_those_it_is_told_to(ledger: Ledger) -> None:
    mailing = ledger.plan("jasmine", "f1", readers(*NAMES), excluded={"AIKO@example.org"}, now=NOW)
    assert (mailing.planned, mailing.excluded) == (2, 1)


def test_a_plan_that_fails_halfway_leaves_no_mailing(ledger: Ledger) -> None:
    def breaking() -> object:
        yield from readers("aiko")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.plan("jasmine", "f1", breaking(), now=NOW)  # type: ignore[arg-type]
    assert ledger.mailing_of("jasmine") is None
    assert planned(ledger).id == 1


def test_a_plan_for_nobody_is_refused(ledger: Ledger) -> None:
    with pytest.raises(GuardRefusal) as caught:
        ledger.plan("jasmine", "f1", readers("aiko"), excluded=["aiko@example.org"], now=NOW)
    assert code_of(caught.value) == "nobody-to-send-to"
    assert "1 left out" in caught.value.findings[0].message
    assert ledger.mailings() == ()


def test_planning_an_open_mailing_again_adds_nobody(ledger: Ledger) -> None:
    first = planned(ledger)
    assert planned(ledger, "aiko", "dora") == first
    assert ledger.count(first).planned == 3


def test_an_open_mailing_with_another_content_is_not_mixed(ledger: Ledger) -> None:
    planned(ledger)
    with pytest.raises(GuardRefusal) as caught:
        ledger.plan("jasmine", "f2", readers(*NAMES), now=NOW)
    assert code_of(caught.value) == "changed-midway"


def test_a_finished_mailing_is_not_planned_again_except_for_newcomers(ledger: Ledger) -> None:
    mailing = planned(ledger)
    serve(ledger, mailing, State.ACCEPTED, State.REFUSED, State.UNCERTAIN)
    with pytest.raises(GuardRefusal) as caught:
        planned(ledger, *NAMES, "dora")
    assert code_of(caught.value) == "sent-already"
    more = ledger.plan("jasmine", "f1", readers(*NAMES, "dora"), to_newcomers=True, now=NOW)
    assert [d.recipient for d in ledger.deliveries(more)] == ["dora@example.org"]
    assert more.excluded == 3
    assert ledger.mailing_of("jasmine") == more
    assert ledger.already_sent("jasmine") == {
        f"{n}@example.org" for n in ("aiko", "bjrn", "chlo", "dora")
    }


def test_what_was_withdrawn_may_be_planned_with_another_content(ledger: Ledger) -> None:
    mailing = planned(ledger)
    assert ledger.withdraw(mailing, NOW) == 3
    assert ledger.count(mailing) == Counts(planned=3, withdrawn=3)
    assert ledger.already_sent("jasmine") == frozenset()
    again = ledger.plan("jasmine", "f2", readers(*NAMES), now=NOW)
    assert again.planned == 3


def test_withdrawing_takes_back_only_what_has_not_left(ledger: Ledger) -> None:
    mailing = planned(ledger)
    serve(ledger, mailing, State.ACCEPTED)
    assert ledger.withdraw(mailing, NOW) == 2
    assert ledger.count(mailing) == Counts(planned=3, accepted=1, withdrawn=2)


def test_an_issue_counts_as_sent_when_its_mailing_is_finished(ledger: Ledger) -> None:
    mailing = planned(ledger, "aiko")
    assert ledger.sent_issues() == frozenset()
    serve(ledger, mailing, State.ACCEPTED)
    assert ledger.sent_issues() == {"jasmine"}


def test_a_time_without_a_zone_is_our_mistake(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="zone"):
        ledger.plan("jasmine", "f1", readers("aiko"), now=datetime(2025, 2, 20))  # noqa: DTZ001
    hawaii = NOW.astimezone(timezone(timedelta(hours=-10)))
    assert ledger.plan("jasmine", "f1", readers("aiko"), now=hawaii).created_at == NOW


# --- sending ----------------------------------------------------------------------------


def test_a_delivery_is_leased_once(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        first, second = hold.lease(mailing, 2), hold.lease(mailing, 2)
        assert [d.number for d in (*first, *second)] == [1, 2, 3]
        assert hold.lease(mailing, 2) == ()


def test_what_became_of_a_delivery_is_written_down(ledger: Ledger) -> None:
    mailing = planned(ledger, "aiko")
    due = NOW + timedelta(minutes=1)
    with ledger.hold(ME) as hold:
        (delivery,) = hold.lease(mailing, 1)
        hold.commit(delivery, MessageId("m1@example.org"), NOW)
        hold.settle(
            delivery, State.DEFERRED, NOW, reply_code=450, status="4.2.1", reply="later", due_at=due
        )
    (row,) = ledger.deliveries(mailing, State.DEFERRED)
    assert (row.reply_code, row.status, row.reply) == (450, "4.2.1", "later")
    assert (row.message_id, row.attempts) == ("m1@example.org", 1)
    assert (row.settled_at, row.due_at) == (NOW, due)


def test_only_one_sends_and_the_other_learns_who(ledger: Ledger, tmp_path: Path) -> None:
    other = open_ledger(tmp_path / "state")
    with ledger.hold(ME):
        with pytest.raises(GuardRefusal) as caught, other.hold(Worker(name="laptop")):
            pass
        assert "desk, process 4711" in str(caught.value)
        assert other.mailings() == ()
    with other.hold(Worker(name="laptop")):
        pass
    other.close()


def test_after_a_crash_nobody_is_lost_and_nobody_is_sent_to_twice(
    ledger: Ledger, tmp_path: Path
) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        committed, _leased = hold.lease(mailing, 2)
        hold.commit(committed, MessageId("m1@example.org"), NOW)
    # The process is gone here: nothing was settled, and another one comes.
    other = open_ledger(tmp_path / "state")
    with other.hold(Worker(name="laptop")) as hold:
        assert hold.recover(mailing, NOW) == 1
        assert hold.recover(mailing, NOW) == 0
        assert other.count(mailing) == Counts(planned=3, queued=2, uncertain=1)
        assert [d.number for d in hold.lease(mailing, 9)] == [2, 3]
    (uncertain,) = other.uncertain(mailing)
    assert (uncertain.number, uncertain.message_id) == (1, "m1@example.org")
    assert "stopped before the reply" in uncertain.reply
    other.close()


def test_what_upset_the_next_hop_goes_behind_the_others(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        hold.lease(mailing, 3)
        hold.recover(mailing, NOW, handed=[1])
        assert [d.number for d in hold.lease(mailing, 3)] == [2, 3, 1]


def test_a_delivery_out_of_our_hands_is_not_settled(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        (delivery,) = hold.lease(mailing, 1)
        hold.recover(mailing, NOW)
        with pytest.raises(RuntimeError, match="not in our hands"):
            hold.commit(delivery, MessageId("m"), NOW)
        with pytest.raises(RuntimeError, match="not in our hands"):
            hold.settle(delivery, State.REFUSED, NOW)


def test_a_message_is_committed_once(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        (delivery,) = hold.lease(mailing, 1)
        hold.commit(delivery, MessageId("m"), NOW)
        with pytest.raises(RuntimeError, match="not in our hands"):
            hold.commit(delivery, MessageId("m"), NOW)


def test_a_lease_does_not_end_in_a_suppression(ledger: Ledger) -> None:
    mailing = planned(ledger)
    with ledger.hold(ME) as hold:
        (delivery,) = hold.lease(mailing, 1)
        with pytest.raises(ValueError, match="does not become suppressed"):
            hold.settle(delivery, State.SUPPRESSED, NOW)


def test_the_deferred_are_queued_again_and_committed_anew(ledger: Ledger) -> None:
    mailing = planned(ledger, "aiko")
    serve(ledger, mailing, State.DEFERRED)
    with ledger.hold(ME) as hold:
        assert hold.lease(mailing, 1) == ()
        assert hold.queue_deferred(mailing) == 1
        (delivery,) = hold.lease(mailing, 1)
        assert delivery.attempts == 1
        hold.commit(delivery, MessageId("m"), NOW)
        hold.settle(delivery, State.ACCEPTED, NOW)
    assert ledger.count(mailing) == Counts(planned=1, accepted=1)


# --- deciding ---------------------------------------------------------------------------


def test_a_person_settles_the_uncertain_either_way(ledger: Ledger) -> None:
    mailing = planned(ledger)
    serve(ledger, mailing, State.UNCERTAIN, State.UNCERTAIN, State.ACCEPTED)
    assert ledger.settle_uncertain(mailing, [1], State.ACCEPTED, NOW) == 1
    assert ledger.settle_uncertain(mailing, [2, 3, 99], State.QUEUED, NOW) == 1
    assert ledger.count(mailing) == Counts(planned=3, queued=1, accepted=2)
    serve(ledger, mailing, State.ACCEPTED)
    assert ledger.count(mailing) == Counts(planned=3, accepted=3)


def test_the_refused_are_tried_again_only_when_a_person_says_so(ledger: Ledger) -> None:
    mailing = planned(ledger, "aiko")
    serve(ledger, mailing, State.REFUSED)
    assert ledger.queue_refused(mailing) == 1
    serve(ledger, mailing, State.ACCEPTED)
    assert ledger.count(mailing) == Counts(planned=1, accepted=1)


# --- test copies ------------------------------------------------------------------------


def test_copies_are_numbered_for_each_issue(ledger: Ledger) -> None:
    assert ledger.begin_test("jasmine", "f1", 2, NOW) == 1
    assert ledger.begin_test("jasmine", "f2", 2, NOW) == 2
    assert ledger.begin_test("harbor", "f3", 1, NOW) == 1


def test_an_edition_is_tested_once_a_copy_of_exactly_it_was_sent(ledger: Ledger) -> None:
    number = ledger.begin_test("jasmine", "f1", 2, NOW)
    assert ledger.tested("f1") is None
    ledger.test_sent("jasmine", number, NOW)
    copy = ledger.tested("f1")
    assert copy
    assert (copy.issue, copy.number, copy.addresses, copy.sent_at) == ("jasmine", 1, 2, NOW)
    assert ledger.tested("f2") is None
    assert ledger.last_test("jasmine") == copy
    assert ledger.last_test("harbor") is None


# --- edited by hand -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE delivery SET fields = 'not json' WHERE number = 2", "delivery 2"),
        ("UPDATE delivery SET fields = '[1]' WHERE number = 2", "delivery 2"),
        ("UPDATE delivery SET fields = '{\"name\": 5}' WHERE number = 2", "delivery 2"),
        ("UPDATE delivery SET attempts = 'many' WHERE number = 2", "delivery 2"),
        ("UPDATE delivery SET due_at = 'tomorrow' WHERE number = 2", "delivery 2"),
        ("UPDATE mailing SET created_at = 'yesterday'", "mailing 1"),
    ],
)
def test_a_row_that_somebody_has_edited_is_named_and_not_guessed_at(
    statement: str, what: str, ledger: Ledger, tmp_path: Path
) -> None:
    mailing = planned(ledger)
    ledger.close()
    with sqlite3.connect(tmp_path / "state" / "ledger.db") as database:
        database.execute(statement)
    database.close()
    with closing(open_ledger(tmp_path / "state")) as edited:
        with pytest.raises(OperatorError, match=f"have not written, in {what}") as caught:
            (edited.mailing_of("jasmine"), edited.deliveries(mailing))
        assert code_of(caught.value) == "ledger-row"
