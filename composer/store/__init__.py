"""The cellar: one database."""

from composer.store.connecting import connect
from composer.store.database import Database, Held, Row, Value

__all__ = ["Database", "Held", "Row", "Value", "connect"]
