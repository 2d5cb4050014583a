"""When a deferred message is worth another try."""

from datetime import UTC, datetime, timedelta

import pytest

from composer.mailing import due_after

NOW = datetime(2025, 2, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 1), (2, 5), (3, 15), (4, 30), (7, 240), (99, 240)]
)
def test_each_try_waits_longer_up_to_four_hours(attempts: int, minutes: int) -> None:
    assert due_after(attempts, NOW) == NOW + timedelta(minutes=minutes)
