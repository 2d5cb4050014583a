"""A file name that a person wrote, made a path that cannot lead out of its folder.

One resolver for pictures and for template files: no absolute paths,
no `..`, no `~`, no network shares, no tricks with percent signs, and no symbolic link that
points outside.
"""

import re
from pathlib import Path, PurePosixPath

_ODD = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|%[0-9A-Fa-f]{2}")
"""What no honest file name holds: control characters, what Windows reserves, `%2e`."""
LONGEST_NAME = 255


class Outside(ValueError):
    """The name is not one of a file inside the folder; the words say why."""


def resolve_inside(folder: Path, name: str, *, root: Path | None = None) -> Path:
    """The file `name` in `folder`, with links followed; it need not exist.

    Args:
        folder: where the name counts from.
        name: as written, with `/` between folders.
        root: where symbolic links may lead to, `folder` unless said.

    Raises:
        Outside: the name leads out of the folder or is not a plain file name.
    """
    if not name or len(name) > LONGEST_NAME:
        raise Outside("it is no file name")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", name):
        raise Outside("it is an address, not a file beside the issue")
    if _ODD.search(name):
        raise Outside("it has a character that no file name should have")
    parts = PurePosixPath(name).parts
    if not parts or name.startswith(("/", "~")) or ".." in parts:
        raise Outside("it leads out of the folder")
    try:
        real = (folder / name).resolve()
    except (OSError, RuntimeError) as error:
        raise Outside("it is a link that leads to itself") from error
    if real.is_symlink():  # Python 3.13 gives a circle back as it is
        raise Outside("it is a link that leads to itself")
    if not real.is_relative_to((root or folder).resolve()):
        raise Outside("it is a link that leads out of the folder")
    return real
