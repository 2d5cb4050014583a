"""What every transport on the shelf promises (composer/transports/transport.py).

A newcomer needs one line in `PLACES`: a URL that works on an empty machine. Without it the
first test here fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from composer.message import Envelope, Message, MessageId
from composer.play import Inbox
from composer.transports import Outcome, Transport, Verdict, open_transport, transports


@contextmanager
def a_relay(tmp_path: Path) -> Iterator[str]:
    with Inbox() as inbox:
        yield f"smtp://{inbox.host}:{inbox.port}"


@contextmanager
def a_folder(tmp_path: Path) -> Iterator[str]:
    yield f"folder:{tmp_path}/out"


@contextmanager
def a_list(tmp_path: Path) -> Iterator[str]:
    yield "outbox:"


@contextmanager
def a_maildir(tmp_path: Path) -> Iterator[str]:
    yield f"maildir:{tmp_path}/mail"


PLACES = {"smtp": a_relay, "folder": a_folder, "maildir": a_maildir, "outbox": a_list}
each = pytest.mark.parametrize("code", sorted(PLACES))


@contextmanager
def opened(code: str, tmp_path: Path) -> Iterator[Transport]:
    with PLACES[code](tmp_path) as url, open_transport(url) as transport:
        yield transport


def messages(count: int) -> list[Message]:
    return [
        Message(
            id=MessageId(f"{n}@example.org"),
            envelope=Envelope(return_path="brief@example.org", recipient=f"r{n}@example.org"),
            octets=b"Subject: news\r\n\r\n.Dear reader\r\n",
        )
        for n in range(count)
    ]


def test_everything_on_the_shelf_is_held_to_the_contract() -> None:
    assert set(transports()) == PLACES.keys()


@each
def test_every_message_gets_one_outcome(code: str, tmp_path: Path) -> None:
    given = messages(5)
    with opened(code, tmp_path) as transport:
        outcomes = list(transport.deliver(given, committing=lambda _: None))
    assert sorted(o.message.id for o in outcomes) == [m.id for m in given]
    assert {o.verdict for o in outcomes} == {Verdict.ACCEPTED}


@each
def test_a_message_is_committed_once_and_before_its_outcome(code: str, tmp_path: Path) -> None:
    story: list[tuple[str, str]] = []
    with opened(code, tmp_path) as transport:
        outcomes = transport.deliver(
            messages(3), committing=lambda m: story.append(("committed", m.id))
        )
        story.extend(("outcome", outcome.message.id) for outcome in outcomes)
    for n in range(3):
        assert [what for what, i in story if i == f"{n}@example.org"] == ["committed", "outcome"]


@each
def test_messages_are_taken_from_the_stream_as_they_are_needed(code: str, tmp_path: Path) -> None:
    asked: list[int] = []

    def stream() -> Iterator[Message]:
        for n, message in enumerate(messages(50)):
            asked.append(n)
            yield message

    with opened(code, tmp_path) as transport:
        outcomes = iter(transport.deliver(stream(), committing=lambda _: None))
        next(outcomes)
        assert len(asked) < 50
        assert len(list(outcomes)) == 49


@each
def test_a_commit_that_fails_stops_the_message(code: str, tmp_path: Path) -> None:
    def failing(message: Message) -> None:
        raise ZeroDivisionError

    outcomes: list[Outcome] = []
    with opened(code, tmp_path) as transport, pytest.raises(ZeroDivisionError):
        outcomes += transport.deliver(messages(1), committing=failing)
    assert outcomes == []
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@each
def test_nothing_is_delivered_of_nothing(code: str, tmp_path: Path) -> None:
    with opened(code, tmp_path) as transport:
        assert list(transport.deliver([], committing=lambda _: None)) == []


@each
def test_it_can_be_used_again_after_a_pause(code: str, tmp_path: Path) -> None:
    deliver: Callable[..., Iterator[object]]
    with opened(code, tmp_path) as transport:
        deliver = transport.deliver
        assert len(list(deliver(messages(1), committing=lambda _: None))) == 1
        assert len(list(deliver(messages(2), committing=lambda _: None))) == 2
