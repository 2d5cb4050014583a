"""Messages as the message room makes them, in short."""

from collections.abc import Callable

import pytest

from composer.message import Envelope, Message, MessageId

Make = Callable[..., Message]


@pytest.fixture(scope="session")
def make() -> Make:
    """A message to `recipient`; `octets` in place of a harmless letter."""

    def make(
        recipient: str = "aiko@example.org",
        octets: bytes = b"Subject: news\r\n\r\nDear reader\r\n",
        return_path: str = "brief@example.org",
    ) -> Message:
        return Message(
            id=MessageId(f"{recipient}.news@example.org"),
            envelope=Envelope(return_path=return_path, recipient=recipient),
            octets=octets,
        )

    return make
