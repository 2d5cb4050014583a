"""A database in one file: durable, private, and plain about what it cannot do."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from composer.errors import OperatorError
from composer.store import Held, connect

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no file modes")


def test_what_was_committed_is_there_for_the_next_connection(tmp_path: Path) -> None:
    one, two = connect(tmp_path / "x.db"), connect(tmp_path / "x.db")
    with one.transaction():
        one.execute("CREATE TABLE word (text TEXT)")
        assert one.change_many("INSERT INTO word VALUES (?)", [("a",), ("b",)]) == 2
    assert two.execute("SELECT text FROM word ORDER BY text") == [("a",), ("b",)]
    one.close()
    two.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    database.execute("CREATE TABLE word (text TEXT)")
    rows = (("a",) if n else ("b", "too many") for n in (1, 0))
    with pytest.raises(sqlite3.ProgrammingError), database.transaction():
        database.change_many("INSERT INTO word VALUES (?)", rows)
    assert database.execute("SELECT * FROM word") == []
    database.close()


def test_changing_nothing_counts_as_none(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    assert database.change_many("INSERT INTO delivery_state VALUES (?, 0)", []) == 0
    database.close()


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    full = 2  # sqlite.org/pragma.html#pragma_synchronous
    assert database.execute("PRAGMA synchronous") == [(full,)]
    assert database.execute("PRAGMA journal_mode") == [("wal",)]
    assert database.execute("PRAGMA foreign_keys") == [(1,)]
    database.close()


@posix
def test_only_the_owner_can_read_it_and_what_lies_beside_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database = connect(tmp_path / "state" / "x.db")
        with database.hold("sender", "me"):
            modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / "state").iterdir()}
    finally:
        os.umask(before)
    assert {"x.db", "x.db-wal", "x.db.sender"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    database.close()


@posix
def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.touch(0o644)
    file.chmod(0o644)
    connect(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_of_another_kind_is_named_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_text("Dear readers, " * 200, encoding="utf-8")
    with pytest.raises(OperatorError) as caught:
        connect(file)
    assert caught.value.findings[0].code == "store-foreign"
    assert file.read_text(encoding="utf-8").startswith("Dear readers")


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE bookmark (address TEXT)")
    other.close()
    before = file.read_bytes()
    with pytest.raises(OperatorError) as caught:
        connect(file)
    assert caught.value.findings[0].code == "store-foreign"
    assert file.read_bytes() == before


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(OperatorError) as caught:
        connect(tmp_path / "x.db")
    assert caught.value.findings[0].code == "store-unopened"


def test_a_full_disk_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    database.execute("CREATE TABLE word (text TEXT)")
    ((pages,),) = database.execute("PRAGMA page_count")
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OperatorError) as caught, database.transaction():
        database.change_many("INSERT INTO word VALUES (?)", [("x" * 4_000,)] * 100)
    assert caught.value.findings[0].code == "store-full"
    assert database.execute("SELECT COUNT(*) FROM word") == [(0,)]
    database.close()


def test_a_broken_constraint_is_our_fault_and_no_finding(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    with pytest.raises(sqlite3.IntegrityError):
        database.change("INSERT INTO delivery_state VALUES ('queued', 1)")
    database.close()


def test_one_holder_at_a_time_and_the_second_learns_who(tmp_path: Path) -> None:
    one, two = connect(tmp_path / "x.db"), connect(tmp_path / "x.db")
    with one.hold("sender", "desk 1, process 4711"):
        with pytest.raises(Held) as caught, two.hold("sender", "desk 2"):
            pass
        assert caught.value.holder == "desk 1, process 4711"
        with two.hold("other", "desk 2"):
            assert two.execute("SELECT 1") == [(1,)]
    with two.hold("sender", "desk 2"), pytest.raises(Held) as again, one.hold("sender", "desk 1"):
        pass
    assert again.value.holder == "desk 2"
    one.close()
    two.close()
