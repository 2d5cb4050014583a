"""Keeps what arrived: octets, envelope, time; in memory, and as files if asked.

Any thread may keep and any may look. Memory is bounded twice, by count and by octets;
the oldest go first. Files in the folder are never removed.
"""

import os
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Condition

MOST_MESSAGES = 10_000
MOST_OCTETS = 256 * 1024 * 1024
"""What a laptop spares without noticing: 4,000 messages of 64 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as it came, octet for octet, and the envelope that was told beside it.

    `number` counts arrivals from 1; `at` is aware, in UTC.
    """

    number: int
    octets: bytes = field(repr=False)
    return_path: str
    recipients: tuple[str, ...]
    at: datetime


class Mailbox:
    """The arrivals, oldest first.

    Args:
        folder: every arrival is also written here as an .eml file before it counts as
            kept; None for memory alone.
        most_messages, most_octets: what is remembered; beyond it the oldest go.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        most_messages: int = MOST_MESSAGES,
        most_octets: int = MOST_OCTETS,
    ) -> None:
        self._folder = folder
        self._most_messages = most_messages
        self._most_octets = most_octets
        self._kept: deque[Arrival] = deque()
        self._octets = 0
        self._count = 0
        self._changed = Condition()

    @property
    def count(self) -> int:
        """All that ever arrived, also those no longer remembered."""
        return self._count

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Those remembered, oldest first."""
        with self._changed:
            return tuple(self._kept)

    def find(self, number: int) -> Arrival | None:
        """The arrival of this number, or None when it is not (or no longer) here."""
        with self._changed:
            # Numbers follow each other without a gap, so the place can be counted.
            place = number - self._kept[0].number if self._kept else -1
            return self._kept[place] if 0 <= place < len(self._kept) else None

    def keep(
        self, octets: bytes, return_path: str, recipients: tuple[str, ...], at: datetime
    ) -> Arrival:
        """Keep a message and wake whoever waits.

        Raises:
            OSError: the folder could not take it; nothing was kept.
        """
        with self._changed:
            arrival = Arrival(
                number=self._count + 1,
                octets=octets,
                return_path=return_path,
                recipients=recipients,
                at=at,
            )
            if self._folder:
                _write(self._folder, arrival)
            self._count += 1
            self._kept.append(arrival)
            self._octets += len(octets)
            while len(self._kept) > self._most_messages or (
                self._octets > self._most_octets and len(self._kept) > 1
            ):
                self._octets -= len(self._kept.popleft().octets)
            self._changed.notify_all()
            return arrival

    def wait_for(self, count: int, seconds: float) -> tuple[Arrival, ...]:
        """The arrivals, as soon as `count` messages in all have come.

        Raises:
            TimeoutError: fewer came in this time; it says how many.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._count >= count, seconds):
                raise TimeoutError(f"{self._count} of {count} messages came in {seconds:g} s")
            return tuple(self._kept)


def _write(folder: Path, arrival: Arrival) -> None:
    """Write the octets under a name that sorts by arrival, whole or not at all."""
    name = f"{arrival.at:%Y%m%dT%H%M%S%f}-{arrival.number:05}.eml"
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(arrival.octets)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            Path(file.name).replace(folder / name)
        except OSError:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            raise
