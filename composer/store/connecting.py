"""From a path to a database that is up to date."""

from pathlib import Path

from composer.store.database import Database
from composer.store.migrating import migrate
from composer.store.sqlite import open_sqlite


def connect(path: Path) -> Database:
    """Open the database in the file at `path`, making or updating it where needed.

    Raises:
        OperatorError: it is not a database of ours, is newer than this program, or
            cannot be opened; the finding says what to do.
    """
    database = open_sqlite(path)
    try:
        migrate(database, path.name)
    except BaseException:
        database.close()
        raise
    return database
