"""A shelf: the interchangeable modules of one room, and those of installed plug-ins.

A module is loaded when it is taken from the shelf, so that `newsletter --version`
pays for none of them. Ours are found by folder, strangers' by an entry point group
named like the room (`composer.transports`); two with one name are an error.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Any

from composer.errors import OperatorError


class Shelf(Mapping[str, Any]):
    """The modules of `room` by code ("folder", "new-check").

    Args:
        room: dotted name of the package, for example "composer.transports".
        besides: files of the room that are not on the shelf, such as its contract.

    Raises:
        OperatorError: two plug-ins answer to one name; uninstall one of them.
        KeyError: nothing on the shelf has that code.
    """

    def __init__(self, room: str, *, besides: frozenset[str]) -> None:
        spec = find_spec(room)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        names = {m.name for m in pkgutil.iter_modules(folders)} - besides
        ours = {name: EntryPoint(name, f"{room}.{name}", room) for name in names}
        theirs = {entry.name: entry for entry in entry_points(group=room)}
        for name in sorted(ours.keys() & theirs.keys()):
            raise OperatorError.saying(
                "plugin-clash",
                f"the plug-in {theirs[name].value} calls itself '{name}', which is taken",
                hint="uninstall it, or ask its author for another name",
            )
        self._entries = {n.replace("_", "-"): e for n, e in sorted((ours | theirs).items())}

    def __getitem__(self, code: str) -> Any:
        entry = self._entries[code]
        return import_module(entry.module) if not entry.attr else entry.load()

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
