"""Ways to hand a message on, one in each file."""

from composer.smtp import Terms
from composer.transports.folder import FolderTransport
from composer.transports.maildir import MaildirTransport
from composer.transports.opening import open_transport, transports
from composer.transports.outbox import Outbox
from composer.transports.smtp import SmtpTransport
from composer.transports.transport import Outcome, Transport, Verdict

__all__ = [
    "FolderTransport",
    "MaildirTransport",
    "Outbox",
    "Outcome",
    "SmtpTransport",
    "Terms",
    "Transport",
    "Verdict",
    "open_transport",
    "transports",
]
