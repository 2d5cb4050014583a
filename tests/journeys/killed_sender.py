"""The sender that test_kill kills: a process of its own, as `newsletter send` is one.

python killed_sender.py LEDGER_FOLDER RELAY_URL
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from composer.ledger import Delivery, Worker, open_ledger
from composer.mailing import send
from composer.message import Envelope, Message, MessageId
from composer.transports import open_transport


def build(delivery: Delivery) -> Message:
    """A small letter."""
    return Message(
        id=MessageId(f"{delivery.number}.jasmine@example.org"),
        envelope=Envelope(return_path="brief@example.org", recipient=delivery.recipient),
        octets=b"Subject: news\r\n\r\nDear reader\r\n",
    )


def main(folder: Path, url: str) -> None:
    """Send what is left of the mailing."""
    ledger = open_ledger(folder)
    mailing = ledger.mailing_of("jasmine")
    assert mailing
    with open_transport(url) as transport:
        send(
            mailing,
            ledger,
            transport,
            build,
            worker=Worker(name=f"process {os.getpid()}"),
            now=lambda: datetime.now(UTC),
        )
    ledger.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
