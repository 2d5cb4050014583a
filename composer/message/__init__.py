"""An edition addressed to one recipient: bytes, headers and the envelope."""

from composer.message.message import Envelope, Message, MessageId

__all__ = ["Envelope", "Message", "MessageId"]
