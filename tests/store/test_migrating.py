"""Steps are applied once each, in order, and never by an older program."""

from pathlib import Path

import pytest

from composer.errors import OperatorError
from composer.store import connect
from composer.store.migrating import steps


def test_steps_are_numbered_from_one_without_gaps() -> None:
    assert list(steps()) == list(range(1, len(steps()) + 1))


def test_a_new_file_gets_every_step_and_an_old_one_none_twice(tmp_path: Path) -> None:
    for _ in range(2):
        database = connect(tmp_path / "x.db")
        rows = database.execute("SELECT number, name FROM migration ORDER BY number")
        assert rows == [(number, name) for number, (name, _) in steps().items()]
        database.close()


def test_a_database_of_a_newer_program_is_refused_and_kept(tmp_path: Path) -> None:
    database = connect(tmp_path / "x.db")
    database.change("INSERT INTO migration VALUES (9000, '9000_later.sql')")
    database.close()
    with pytest.raises(OperatorError) as caught:
        connect(tmp_path / "x.db")
    finding = caught.value.findings[0]
    assert finding.code == "store-newer"
    assert "update newsletter-composer" in finding.hint
    assert "x.db" in finding.message


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(tmp_path / "x.db").close()
    broken = {**steps(), 9001: ("9001_broken.sql", "CREATE TABLE half (n INT);\nNONSENSE;\n")}
    monkeypatch.setattr("composer.store.migrating.steps", lambda: broken)
    with pytest.raises(Exception, match="NONSENSE"):
        connect(tmp_path / "x.db")
    monkeypatch.undo()
    database = connect(tmp_path / "x.db")
    assert database.execute("SELECT name FROM sqlite_master WHERE name = 'half'") == []
    database.close()
