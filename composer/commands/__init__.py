"""Doors for people at a terminal, one command a file."""

from composer.commands.door import run
from composer.commands.streams import mend_streams

__all__ = ["mend_streams", "run"]
