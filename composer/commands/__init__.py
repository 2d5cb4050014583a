"""Doors for people at a terminal, one command a file."""

from composer.commands.door import run

__all__ = ["run"]
