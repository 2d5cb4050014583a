"""Does to a connection what a row of the fault table says."""

from threading import Event

from composer.play.faults import REGULAR, Fault, Misdeed
from composer.play.syntax import spell_reply
from composer.play.wire import Gone, Wire

GARBAGE = b"\x00\xfe\xffthis is no reply\r\n"


def misbehave(wire: Wire, fault: Fault, reply: str, *, ended: Event) -> bool:
    """Play the fault in place of `reply`; whether what was asked counts as done.

    Waits end early when `ended` is set. Raises `Gone` when the fault ends the session.
    """
    match fault.does:
        case Misdeed.REPLY:
            wire.send(spell_reply(fault.reply))
            if fault.reply.startswith("421"):
                raise Gone
        case Misdeed.CLOSE:
            raise Gone
        case Misdeed.RESET:
            wire.reset()
            raise Gone
        case Misdeed.HANG:
            wire.wait_until_gone()
        case Misdeed.SLOW:
            ended.wait(fault.seconds)
            wire.send(spell_reply(reply))
        case Misdeed.DRIP:
            for octet in spell_reply(reply):
                wire.send(bytes((octet,)))
                ended.wait(fault.seconds)
        case Misdeed.GARBAGE:
            wire.send(GARBAGE)
        case Misdeed.EXTRA:
            wire.send(spell_reply(reply) + spell_reply("250 2.0.0 and once more"))
        case Misdeed.MISSING:
            pass
    return fault.does in REGULAR


def misbehave_midway(wire: Wire, fault: Fault, *, ended: Event) -> bool:
    """Play the fault amid the content; whether the content is read on as if nothing had been."""
    match fault.does:
        case Misdeed.HANG:
            # Not even read any more: the client's window fills, as with a frozen machine.
            ended.wait()
            raise Gone
        case Misdeed.SLOW:
            ended.wait(fault.seconds)
            return True
        case Misdeed.EXTRA:
            wire.send(spell_reply("250 2.0.0 and once more"))
            return True
        case _:
            return misbehave(wire, fault, "", ended=ended)
