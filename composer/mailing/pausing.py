"""Ctrl-C during a mailing: the current message is finished, then there is a pause."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Pause:
    """Whether somebody asked for a pause: `Pace(pause=pause)`. In a `with`, Ctrl-C and SIGTERM
    ask for one.

    A second Ctrl-C interrupts at once; the message on the line may then be uncertain.
    Only the main thread hears signals: there, and nowhere else, it belongs in a `with`.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self._asked = False
        self._before: list[object] = []

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._ask) for number in self.SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, before in zip(self.SIGNALS, self._before, strict=True):
            signal.signal(number, before)  # type: ignore[arg-type]  # what signal() gave us

    def __call__(self) -> bool:
        return self._asked

    def ask(self) -> None:
        """Say that there shall be a pause."""
        self._asked = True

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
