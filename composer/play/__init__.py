"""Peers that play a part: an inbox, and a server that misbehaves on request."""

from composer.play.faults import Fault, Misdeed, Moment, wild
from composer.play.inbox import Inbox
from composer.play.look import Look, PartSize, first_look
from composer.play.mailbox import Arrival
from composer.play.pages import InboxPages

__all__ = [
    "Arrival",
    "Fault",
    "Inbox",
    "InboxPages",
    "Look",
    "Misdeed",
    "Moment",
    "PartSize",
    "first_look",
    "wild",
]
