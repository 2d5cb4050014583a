"""A library that wants another one for the network is imported without it.

premailer imports requests at its first line, to fetch style sheets. Nothing here fetches,
and importing it alone makes a socket: urllib3 asks the machine whether it knows IPv6.
Building opens no socket, the first time neither.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def out_of_reach(name: str) -> Iterator[None]:
    """Imports inside the block get an empty module for `name`, which can do nothing.

    Where `name` has been imported already, by others and for their own ends, it stays.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name, f"Left out by {__name__}: there is no network here.")
    try:
        yield
    finally:
        del sys.modules[name]
