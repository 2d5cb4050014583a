"""An edition addressed to one recipient: bytes, headers and the envelope."""

from composer.message.building import CompiledMessage, compile_message
from composer.message.leaving import amiss_in_leaving, has_one_click
from composer.message.message import Envelope, Message, MessageId

__all__ = [
    "CompiledMessage",
    "Envelope",
    "Message",
    "MessageId",
    "amiss_in_leaving",
    "compile_message",
    "has_one_click",
]
