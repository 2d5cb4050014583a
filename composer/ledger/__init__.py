"""What was sent to whom, and what became of it."""

from composer.ledger.copies import TestCopy
from composer.ledger.counting import Counts
from composer.ledger.delivery import FIRST, MOVES, OPEN, Delivery, State, Worker
from composer.ledger.holding import Hold
from composer.ledger.ledger import Ledger, open_ledger
from composer.ledger.mailing import Mailing

__all__ = [
    "FIRST",
    "MOVES",
    "OPEN",
    "Counts",
    "Delivery",
    "Hold",
    "Ledger",
    "Mailing",
    "State",
    "TestCopy",
    "Worker",
    "open_ledger",
]
