"""When a deferred message is worth another try."""

from datetime import datetime, timedelta

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""Grey-listing servers let a message in after one to fifteen minutes (RFC 6647 §2.1 and §5);
RFC 5321 §4.5.4.1 asks for thirty between later tries."""


def due_after(attempts: int, now: datetime) -> datetime:
    """When to try again after so many attempts, of which there was at least one."""
    return now + STEPS[min(max(attempts, 1), len(STEPS)) - 1]
