"""The list that tests send into."""

from collections.abc import Callable

import pytest

from composer.errors import RelayUnavailable
from composer.message import Message
from composer.transports import Outbox, Verdict

Make = Callable[..., Message]


def test_what_is_accepted_is_in_sent(make: Make) -> None:
    messages = [make("a@example.org"), make("b@example.org")]
    with Outbox() as outbox:
        outcomes = list(outbox.deliver(messages, committing=lambda _: None))
    assert outbox.sent == messages
    assert {o.verdict for o in outcomes} == {Verdict.ACCEPTED}


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.DEFERRED, Verdict.UNCERTAIN])
def test_a_verdict_can_be_asked_for(make: Make, verdict: Verdict) -> None:
    with Outbox({"a@example.org": verdict}) as outbox:
        one, two = outbox.deliver(
            [make("a@example.org"), make("b@example.org")], committing=lambda _: None
        )
    assert (one.verdict, two.verdict) == (verdict, Verdict.ACCEPTED)
    assert [m.envelope.recipient for m in outbox.sent] == ["b@example.org"]


def test_it_can_play_a_relay_that_goes_away(make: Make) -> None:
    committed: list[Message] = []
    with Outbox(gives_up_after=1) as outbox, pytest.raises(RelayUnavailable):
        list(outbox.deliver([make("a@x.test"), make("b@x.test")], committing=committed.append))
    assert committed == outbox.sent
    assert len(committed) == 1
