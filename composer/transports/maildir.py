"""Messages into a Maildir, octet for octet: for reading a mailing in mutt and its like.

The format is D. J. Bernstein's: a message is written and brought to disk in `tmp`, then
renamed into `new`, so that no reader ever sees half of one.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from composer.message import Message
from composer.smtp import Terms
from composer.transports.folder import commit, renamed, unwritable, write_to_disk
from composer.transports.transport import Outcome

SCHEMES = ("maildir",)
ROOMS = ("tmp", "new", "cur")


def open_from(url: str, terms: Terms) -> "MaildirTransport":
    """The transport for `maildir:PATH`."""
    del terms  # a folder has no password and no patience
    return MaildirTransport(Path(url.partition(":")[2].removeprefix("//")))


class MaildirTransport:
    """Delivers into the Maildir at `folder`, which is made if it is missing.

    A file is named after the Message-ID, so the same message twice is one file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        try:
            for room in ROOMS:
                (self._folder / room).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self._folder, error) from error
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
        """See `Transport.deliver`. Accepted means: on disk, in `new`."""
        for message in messages:
            # A name of letters and digits whatever the id holds; ":" would begin the flags.
            name = hashlib.sha256(message.id.encode()).hexdigest()[:32]
            draft = self._folder / "tmp" / name
            try:
                write_to_disk(draft, message.octets)
            except OSError as error:
                draft.unlink(missing_ok=True)
                raise unwritable(self._folder, error) from error
            commit(message, draft, committing)
            yield renamed(message, draft, self._folder / "new" / name)
