"""When the next message may go."""

from itertools import count

import pytest

from composer.mailing import Pace


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.seconds += seconds


def test_without_a_rate_nobody_waits() -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    assert all(pace.wait() for _ in range(1_000))
    assert clock.naps == []


def test_messages_are_spread_evenly() -> None:
    clock = Clock()
    pace = Pace(20, clock=clock, sleep=clock.sleep)
    times = []
    for _ in range(5):
        assert pace.wait()
        times.append(round(clock.seconds - 100, 6))
    assert times == [0.0, 0.05, 0.1, 0.15, 0.2]


def test_time_spent_elsewhere_is_not_made_up_in_a_burst() -> None:
    clock = Clock()
    pace = Pace(1, clock=clock, sleep=clock.sleep)
    pace.wait()
    clock.seconds += 60
    pace.wait()
    assert clock.naps == []
    pace.wait()
    assert sum(clock.naps) == pytest.approx(1.0)


def test_a_long_wait_notices_a_pause() -> None:
    clock, asked = Clock(), count()
    pace = Pace(0.01, pause=lambda: next(asked) > 3, clock=clock, sleep=clock.sleep)
    assert pace.wait()
    assert not pace.wait()
    assert sum(clock.naps) < 1


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_of_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        Pace(rate)
