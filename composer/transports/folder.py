"""Messages into a folder, one `.eml` file each, octet for octet.

For rehearsals and for reading a mailing in any mail program. A file is there whole or not
at all: written under another name, brought to disk, then renamed.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.smtp import Terms
from composer.transports.transport import Outcome, Verdict

SCHEMES = ("folder",)
LONGEST_NAME = 80
"""Characters of the address in a file name: with the number far below the 255 octets that
common file systems allow."""
_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")
_NUMBER = re.compile(r"(\d+)-.*\.eml")


def open_from(url: str, terms: Terms) -> "FolderTransport":
    """The transport for `folder:PATH`."""
    del terms  # a folder has no password and no patience
    return FolderTransport(Path(url.partition(":")[2].removeprefix("//")))


class FolderTransport:
    """Writes `0001-reader@example.org.eml` and so on, after those that are there.

    `folder` is made if it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            taken = [_NUMBER.fullmatch(file.name) for file in self._folder.iterdir()]
        except OSError as error:
            raise unwritable(self._folder, error) from error
        self._numbers = count(1 + max((int(found[1]) for found in taken if found), default=0))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is kept open."""

    def deliver(
        self, messages: Iterable[Message], *, committing: Callable[[Message], None]
    ) -> Iterator[Outcome]:
        """See `Transport.deliver`. Accepted means: on disk, under its name."""
        for message in messages:
            safe = _UNSAFE.sub("_", message.envelope.recipient)[:LONGEST_NAME]
            file = self._folder / f"{next(self._numbers):04}-{safe}.eml"
            draft = file.with_name(f".{file.name}.part")
            try:
                write_to_disk(draft, message.octets)
            except OSError as error:
                draft.unlink(missing_ok=True)
                raise unwritable(self._folder, error) from error
            commit(message, draft, committing)
            yield renamed(message, draft, file)


def unwritable(folder: Path, error: OSError) -> RelayUnavailable:
    """The error of a folder that takes nothing more."""
    return RelayUnavailable.saying(
        "folder-unwritable",
        f"I cannot write to {folder}: {error.strerror}",
        hint="choose a folder that is yours and has space, then run the command again",
    )


def commit(message: Message, draft: Path, committing: Callable[[Message], None]) -> None:
    """Say that the message is about to be there; if that fails, it is not."""
    try:
        committing(message)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def renamed(message: Message, draft: Path, file: Path) -> Outcome:
    """Give a message on disk its name; what became of it."""
    try:
        draft.rename(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        return Outcome(message=message, verdict=Verdict.DEFERRED, reply=str(error.strerror))
    try:
        _bring_names_to_disk(file.parent)
    except OSError as error:
        return Outcome(message=message, verdict=Verdict.UNCERTAIN, reply=str(error.strerror))
    return Outcome(message=message, verdict=Verdict.ACCEPTED, reply=file.name)


def write_to_disk(file: Path, octets: bytes) -> None:
    """Return once the octets are on disk (fsync).

    Only their owner may read them: they hold an address, and the token that ends its
    subscription. A link that somebody has left under this name is not followed.
    """
    with open(file, "wb", opener=_private) as stream:
        stream.write(octets)
        stream.flush()
        os.fsync(stream.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _bring_names_to_disk(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders; NTFS journals its names
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
