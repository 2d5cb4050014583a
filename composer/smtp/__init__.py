"""How to speak SMTP exactly; knows octets and replies, no message and no ledger."""

from composer.smtp.connecting import open_session
from composer.smtp.relay import RelayAddress, read_relay
from composer.smtp.replies import Reply, one_line, read_reply
from composer.smtp.session import ConnectionLost, Session
from composer.smtp.terms import Password, Terms

__all__ = [
    "ConnectionLost",
    "Password",
    "RelayAddress",
    "Reply",
    "Session",
    "Terms",
    "one_line",
    "open_session",
    "read_relay",
    "read_reply",
]
