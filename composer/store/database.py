"""What the rooms above know of a database: statements, transactions, and nothing else.

SQL is written in words that SQLite and PostgreSQL share, with `?` for values. Times are
text: ISO 8601 in UTC, which both sort correctly.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

Value = str | int | float | None
Row = tuple[Value, ...]


class Database(Protocol):
    """One connection, used by the thread that opened it.

    Raises, from any method:
        OperatorError: the database is busy, full, damaged or not writable; nothing of the
            transaction was kept.
    """

    def execute(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """Run one statement; its rows, if it has any."""
        ...

    def change(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Run one statement; how many rows it changed."""
        ...

    def change_many(self, statement: str, values: Iterable[Sequence[Value]]) -> int:
        """Run one statement for each of `values`, which may be a stream; rows changed."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, on disk when the block is left; nobody else writes meanwhile."""
        ...

    def hold(self, name: str, holder: str) -> AbstractContextManager[None]:
        """Keep `name` to ourselves; the operating system lets go if this process dies.

        Raises:
            Held: somebody else has it.
        """
        ...

    def close(self) -> None:
        """Let go of the file or the server."""
        ...


class Held(Exception):
    """What `hold` asks for is in other hands; `holder` says whose."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder
