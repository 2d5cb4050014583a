"""The database as one file: SQLite, set so that what was committed survives the power cord.

WAL with synchronous=FULL writes the log to disk at every commit (sqlite.org/pragma.html,
"synchronous"). On macOS only F_FULLFSYNC reaches the disk itself, hence `fullfsync`.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from composer.errors import OperatorError
from composer.store.database import Held, Row, Value

_BUSY_MS = 5_000
"""How long to wait for another process that writes; ours hold the file for milliseconds."""
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)


class SqliteDatabase:
    """A `Database` in the file at `path`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def execute(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """See `Database.execute`."""
        with _told(self._path):
            return self._connection.execute(statement, values).fetchall()

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        """See `Database.change`."""
        with _told(self._path):
            return self._connection.execute(statement, values).rowcount

    def change_many(self, statement: str, values: Iterable[Sequence[Value]]) -> int:
        """See `Database.change_many`."""
        with _told(self._path):
            # It is -1 where there was nothing to run the statement for.
            return max(0, self._connection.executemany(statement, values).rowcount)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database.transaction`."""
        # IMMEDIATE: two that both read first and write later would otherwise meet in the
        # middle, and SQLite could only refuse one of them.
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    @contextmanager
    def hold(self, name: str, holder: str) -> Iterator[None]:
        """As in `Database`. The lock is a write transaction that is never written to, in a
        small file of its own; whoever meets it can still read who wrote their name before."""
        lock = _opened(self._path.with_name(f"{self._path.name}.{name}"), timeout_s=0)
        try:
            with _told(self._path):
                _take(lock, holder)
            yield
        finally:
            lock.close()

    def close(self) -> None:
        """See `Database.close`."""
        self._connection.close()


def open_sqlite(path: Path) -> SqliteDatabase:
    """Open or make the file, readable by its owner only.

    Raises:
        OperatorError: it cannot be made or opened, or is no database.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = _opened(path, timeout_s=_BUSY_MS / 1_000)
    except (OSError, sqlite3.Error) as error:
        raise OperatorError.saying(
            "store-unopened",
            f"I cannot open {path.name} in {path.parent}: {error}",
            hint="the folder must exist, be yours, and have space left",
        ) from error
    try:
        with _told(path):
            _refuse_foreign(connection, path)
            for setting in _SETTINGS:
                connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return SqliteDatabase(connection, path)


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Leave another program's database alone: ours begin with the table of their steps."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if tables and "migration" not in tables:
        raise OperatorError.saying(
            "store-foreign",
            f"{path.name} is a database of another program",
            hint="this file is something else: move it away",
        )


def _opened(path: Path, timeout_s: float) -> sqlite3.Connection:
    # Made by us and not by SQLite, so that it is never readable by others, not even at first.
    # The files SQLite puts beside it take over its mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    # isolation_level=None: transactions begin where we say, on every Python.
    return sqlite3.connect(path, timeout=timeout_s, isolation_level=None)


def _take(lock: sqlite3.Connection, holder: str) -> None:
    try:
        lock.execute("BEGIN IMMEDIATE")
        lock.execute("CREATE TABLE IF NOT EXISTS holder (name TEXT NOT NULL)")
        lock.execute("DELETE FROM holder")
        lock.execute("INSERT INTO holder (name) VALUES (?)", (holder,))
        lock.execute("COMMIT")
        # Between the two somebody may slip in; then it is they who hold it, and we who say so.
        lock.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        raise Held(_named(lock)) from error


def _named(lock: sqlite3.Connection) -> str:
    try:
        row = lock.execute("SELECT name FROM holder").fetchone()
    except sqlite3.OperationalError:
        # They are just writing their name.
        row = None
    return str(row[0]) if row else "another process"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in words what SQLite could not do. A broken constraint is our fault and passes."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        words = {
            sqlite3.SQLITE_BUSY: ("store-busy", "another program is writing to it; try again"),
            sqlite3.SQLITE_FULL: ("store-full", "free some space on the disk, then try again"),
            sqlite3.SQLITE_READONLY: ("store-readonly", "make the file and its folder yours"),
            sqlite3.SQLITE_NOTADB: ("store-foreign", "this file is something else: move it away"),
            sqlite3.SQLITE_CORRUPT: ("store-damaged", "restore it from the last backup"),
            sqlite3.SQLITE_IOERR: ("store-disk", "look at the disk, then try again"),
        }
        found = words.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
        if not found:
            raise
        code, hint = found
        raise OperatorError.saying(code, f"{path.name}: {error}", hint=hint) from error
