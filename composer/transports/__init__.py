"""Ways to hand a message on, one in each file."""

from composer.transports.transport import Outcome, Transport, Verdict

__all__ = ["Outcome", "Transport", "Verdict"]
