"""Bringing a database up to the schema of this program, step by numbered step.

The steps are the files `schema/0001_….sql` and up. Each is applied once, in one transaction
with the note that it was. A step that has been released is never edited: a change is a new one.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from composer.errors import OperatorError
from composer.store.database import Database


def steps() -> dict[int, tuple[str, str]]:
    """Every step as number -> (file name, SQL), in order."""
    found = {
        int(file.name[:4]): (file.name, file.read_text(encoding="utf-8"))
        for file in files("composer.store").joinpath("schema").iterdir()
        if file.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def migrate(database: Database, shown: str) -> None:
    """Apply the steps that `database` has not seen; `shown` names it to a person.

    Raises:
        OperatorError: a newer program has written it; nothing was changed.
    """
    known = steps()
    with database.transaction():
        database.execute(
            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)"
        )
        done = {int(str(number)) for (number,) in database.execute("SELECT number FROM migration")}
        if strange := done - known.keys():
            raise OperatorError.saying(
                "store-newer",
                f"{shown} was written by a newer version of this program"
                f" (step {max(strange)}; this one knows {max(known)})",
                hint="update newsletter-composer on this machine; the file was not changed",
            )
        for number, (name, script) in known.items():
            if number not in done:
                _apply(database, number, name, script)


def _apply(database: Database, number: int, name: str, script: str) -> None:
    for statement in _statements(script):
        database.execute(statement)
    database.execute("INSERT INTO migration (number, name) VALUES (?, ?)", (number, name))


def _statements(script: str) -> Iterator[str]:
    """The statements one by one: `executescript` would end our transaction first."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    assert not gathered.strip(), "the last statement of a step is not ended"
