"""An edition addressed to one recipient: bytes, headers and the envelope."""

from composer.message.building import CompiledMessage, compile_message
from composer.message.message import Envelope, Message, MessageId

__all__ = ["CompiledMessage", "Envelope", "Message", "MessageId", "compile_message"]
