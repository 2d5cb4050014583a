"""The table of allowed moves, and that the database knows the same one."""

import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from composer.ledger import FIRST, MOVES, Delivery, State
from composer.store import Database, connect

INTENT = {State.ACCEPTED, State.UNCERTAIN}
"""Out of a lease, only what was committed comes here."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = connect(tmp_path / "x.db")
    database.change("INSERT INTO mailing VALUES (1, 'issue', 'f', 1, 0, '2025-02-20')")
    yield database
    database.close()


def put(database: Database, state: State, *, intent: bool = False) -> None:
    """A delivery in `state`, led there by allowed moves."""
    database.change(
        "INSERT INTO delivery (mailing, number, recipient, recipient_key, fields, state)"
        " VALUES (1, 1, 'a@b.test', 'a@b.test', '{}', 'queued')"
    )
    if state is not State.QUEUED and state in MOVES[State.QUEUED] - {State.LEASED}:
        move(database, state)
    elif state is not State.QUEUED:
        move(database, State.LEASED, owner="me", intent=intent or state in INTENT)
        if state is not State.LEASED:
            move(database, state)


def move(database: Database, state: State, owner: str | None = None, intent: bool = False) -> None:
    database.change(
        "UPDATE delivery SET state = ?, owner = ?, intent_at = COALESCE(intent_at, ?)",
        (state, owner, "2025-02-20" if intent else None),
    )


def test_every_state_has_a_row_in_the_table() -> None:
    assert MOVES.keys() == set(State)


def test_the_database_holds_the_same_table(database: Database) -> None:
    rows = database.execute("SELECT source, target FROM delivery_move")
    assert {(s, t) for s, ts in MOVES.items() for t in ts} == set(rows)
    first = database.execute("SELECT name FROM delivery_state WHERE may_be_first = 1")
    assert {(state,) for state in FIRST} == set(first)
    assert {(state,) for state in State} == set(database.execute("SELECT name FROM delivery_state"))


@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
def test_the_database_allows_exactly_the_moves_of_the_table(
    database: Database, source: State, target: State
) -> None:
    put(database, source, intent=target in INTENT)
    owner = "me" if target is State.LEASED else None
    if target in MOVES[source]:
        move(database, target, owner)
        assert database.execute("SELECT state FROM delivery") == [(target,)]
    else:
        with pytest.raises(sqlite3.IntegrityError, match="does not move"):
            move(database, target, owner)


def test_what_was_committed_is_never_queued_again_by_us(database: Database) -> None:
    put(database, State.LEASED, intent=True)
    with pytest.raises(sqlite3.IntegrityError, match="intent"):
        move(database, State.QUEUED)


@pytest.mark.parametrize("state", sorted(INTENT))
def test_what_was_not_committed_was_not_taken(database: Database, state: State) -> None:
    put(database, State.LEASED)
    with pytest.raises(sqlite3.IntegrityError, match="intent"):
        move(database, state)


@pytest.mark.parametrize("state", sorted(set(State) - FIRST))
def test_no_delivery_begins_in_the_middle(database: Database, state: State) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="does not begin"):
        database.change(
            "INSERT INTO delivery (mailing, number, recipient, recipient_key, fields, state)"
            " VALUES (1, 1, 'a@b.test', 'a@b.test', '{}', ?)",
            (state,),
        )


def test_the_ledger_forgets_nothing(database: Database) -> None:
    put(database, State.ACCEPTED)
    with pytest.raises(sqlite3.IntegrityError, match="forgets"):
        database.change("DELETE FROM delivery")


def test_a_lease_has_an_owner_and_nothing_else_has(database: Database) -> None:
    put(database, State.QUEUED)
    with pytest.raises(sqlite3.IntegrityError):
        move(database, State.LEASED)


def test_the_reader_of_a_delivery_is_the_one_of_the_plan() -> None:
    delivery = Delivery(
        mailing=1, number=1, recipient="a@b.test", fields={"name": "Aiko"}, state=State.QUEUED
    )
    assert delivery.subscriber.address == "a@b.test"
    assert delivery.subscriber.value("name") == "Aiko"
    assert "Aiko" not in repr(delivery)
