"""Ctrl-C asks for a pause; a second one does not ask."""

import os
import signal

import pytest

from composer.mailing import Pause

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows sends no signals to itself")


@pytest.mark.parametrize("number", Pause.SIGNALS)
def test_a_signal_asks_for_a_pause(number: signal.Signals) -> None:
    with Pause() as pause:
        assert not pause()
        os.kill(os.getpid(), number)
        assert pause()


def test_a_second_signal_interrupts() -> None:
    with Pause() as pause:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert pause()


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in Pause.SIGNALS]
    with Pause():
        pass
    assert [signal.getsignal(number) for number in Pause.SIGNALS] == before
