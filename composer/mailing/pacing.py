"""When the next message may go: not faster than a relay allows, and not during a pause."""

import time
from collections.abc import Callable

NAP_SECONDS = 0.2
"""How long a wait goes on before `pause` is asked again; whoever presses Ctrl-C is answered
well within the second after which people notice a delay (Nielsen, Response Times)."""


class Pace:
    """At most `per_second` messages a second, without bursts; without it, no limit.

    `pause` says whether there shall be one. `clock` counts seconds and never runs back;
    `sleep` waits for seconds.
    """

    def __init__(
        self,
        per_second: float | None = None,
        *,
        pause: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if per_second is not None and not per_second > 0:
            raise ValueError("a rate is more than nothing")
        self._gap_seconds = 1 / per_second if per_second else 0.0
        self._pause, self._clock, self._sleep = pause, clock, sleep
        self._next = clock()

    def wait(self) -> bool:
        """Return True when the next message may go, or False when there shall be a pause."""
        while not self._pause():
            left = self._next - self._clock()
            if left <= 0:
                self._next = max(self._next, self._clock()) + self._gap_seconds
                return True
            self._sleep(min(left, NAP_SECONDS))
        return False
