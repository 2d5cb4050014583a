"""The states of a mailing add up, or somebody is told."""

import pytest

from composer.ledger import Counts, State


def test_counts_that_do_not_add_up_are_never_shown() -> None:
    with pytest.raises(AssertionError, match="3 deliveries were planned, 2 are there"):
        Counts(planned=3, accepted=2)


def test_a_delivery_moves_from_one_number_to_another() -> None:
    counts = Counts(planned=2, queued=2).moved(State.QUEUED, State.ACCEPTED)
    assert counts == Counts(planned=2, queued=1, accepted=1)
    assert counts.moved(State.ACCEPTED, State.ACCEPTED) == counts


@pytest.mark.parametrize("state", [State.QUEUED, State.LEASED, State.DEFERRED])
def test_a_mailing_with_somebody_to_serve_is_open(state: State) -> None:
    counts = Counts(planned=2, accepted=1, **{state.value: 1})
    assert counts.open == 1
    assert not counts.is_complete


@pytest.mark.parametrize(
    "state", [State.REFUSED, State.UNCERTAIN, State.SUPPRESSED, State.WITHDRAWN]
)
def test_what_waits_for_nobody_or_for_a_person_is_complete(state: State) -> None:
    assert Counts(planned=2, accepted=1, **{state.value: 1}).is_complete


def test_counts_speak() -> None:
    assert str(Counts(planned=6, accepted=3, refused=2, uncertain=1)) == (
        "3 accepted, 2 refused, 1 uncertain"
    )
    assert str(Counts(planned=0)) == "nobody"
