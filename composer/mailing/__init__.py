"""One run of an edition to an audience."""

from composer.ledger import Mailing
from composer.mailing.pacing import Pace
from composer.mailing.pausing import Pause
from composer.mailing.retrying import due_after
from composer.mailing.sending import send

__all__ = ["Mailing", "Pace", "Pause", "due_after", "send"]
