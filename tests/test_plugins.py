"""A shelf finds its modules by folder and loads one only when it is taken."""

import sys

import pytest

from composer.plugins import Shelf


def test_our_commands_are_found_by_their_files() -> None:
    shelf = Shelf("composer.commands", besides=frozenset({"door"}))
    assert {"check", "send", "init"} <= set(shelf)
    assert "door" not in shelf


def test_nothing_is_loaded_before_it_is_taken() -> None:
    sys.modules.pop("composer.commands.completion", None)
    shelf = Shelf("composer.commands", besides=frozenset())
    assert len(shelf) > 5
    assert "composer.commands.completion" not in sys.modules
    assert shelf["completion"].command.name == "command"


def test_what_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Shelf("composer.commands", besides=frozenset())["no-such-command"]
