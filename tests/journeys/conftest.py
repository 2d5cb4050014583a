"""Journeys begin where the commands' own tests do: in a folder that `init` made."""

from tests.commands.conftest import folder, inbox, newsletter, readers

__all__ = ["folder", "inbox", "newsletter", "readers"]
