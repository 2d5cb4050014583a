"""The cellar: one database."""

from composer.store.database import Database, Held, Row, Value, connect

__all__ = ["Database", "Held", "Row", "Value", "connect"]
