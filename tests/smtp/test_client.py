"""However a relay answers, its answer has an end in time and in memory."""

import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from composer.errors import RelayUnavailable
from composer.smtp import ConnectionLost, Session, Terms, open_session, read_relay
from composer.smtp.client import Client

PATIENCE = timedelta(seconds=0.5)
Say = Callable[[socket.socket, threading.Event], None]


def reply(octets: bytes) -> Say:
    return lambda line, _: line.sendall(octets)


def endless(octets: bytes) -> Say:
    def say(line: socket.socket, ended: threading.Event) -> None:
        while not ended.is_set():
            line.sendall(octets)

    return say


def dripping(octets: bytes) -> Say:
    """A piece well before each wait would end, so that no single wait ever does."""

    def say(line: socket.socket, ended: threading.Event) -> None:
        while not ended.wait(0.05):
            line.sendall(octets)

    return say


@contextmanager
def relay(*answers: Say) -> Iterator[str]:
    """A server that greets with the first of its answers, and gives one to each line."""
    listener, ended = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as heard:
            try:
                for answer in answers:
                    answer(line, ended)
                    heard.readline()
            except OSError:
                return  # it was hung up on, as is meant

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        listener.close()
        thread.join()


def session(url: str) -> Session:
    return open_session(read_relay(url), Terms(timeout=PATIENCE, end_timeout=PATIENCE))


GREETING, EHLO = reply(b"220 here\r\n"), reply(b"250 here\r\n")
WITHOUT_END = {
    "lines": endless(b"250-" + b"x" * 4_000 + b"\r\n"),
    "one line": endless(b"x" * 4_000),
    "octets that drip": dripping(b"2"),
    "lines that drip": dripping(b"250-x\r\n"),
    "silence": lambda _, ended: ended.wait() and None,
}


@pytest.mark.parametrize("answer", WITHOUT_END.values(), ids=WITHOUT_END)
def test_a_greeting_without_end_is_left(answer: Say) -> None:
    with relay(answer) as url, pytest.raises(RelayUnavailable) as caught:
        session(url)
    assert caught.value.findings[0].code == "relay-unreached"


@pytest.mark.parametrize("answer", WITHOUT_END.values(), ids=WITHOUT_END)
def test_an_answer_without_end_is_left_and_fills_no_memory(answer: Say) -> None:
    with relay(GREETING, EHLO, answer) as url:
        line = session(url)
        tracemalloc.start()
        try:
            with pytest.raises(ConnectionLost):
                line.command("NOOP")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            line.close()
    assert peak < 1_000_000


@pytest.mark.parametrize("answer", WITHOUT_END.values(), ids=WITHOUT_END)
def test_nobody_knows_what_an_answer_without_end_to_a_message_means(answer: Say) -> None:
    with relay(GREETING, EHLO, answer) as url:
        line = session(url)
        with pytest.raises(ConnectionLost):
            line.end(b".\r\n")
        line.close()


@pytest.mark.parametrize(
    "octets",
    [
        b"250-yes\r\n550 no\r\n",
        b"hello\r\n",
        b"+25 ok\r\n",
        b"2_5 ok\r\n",
        b" 25 ok\r\n",
        b"250ok\r\n",
        b"100 ok\r\n",
        b"999 ok\r\n",
        b"\r\n",
        "２５０ ok\r\n".encode(),
    ],
)
def test_what_has_no_code_or_two_is_no_reply(octets: bytes) -> None:
    with relay(GREETING, EHLO, reply(octets)) as url:
        line = session(url)
        with pytest.raises(ConnectionLost):
            line.command("NOOP")
        line.close()


@pytest.mark.parametrize(
    "octets", [b"250 ok\r\n", b"250\r\n", b"250 ok\n", b"250-a\r\n250-b\r\n250 c\r\n"]
)
def test_a_reply_in_any_form_that_servers_use_is_understood(octets: bytes) -> None:
    with relay(GREETING, EHLO, reply(octets)) as url:
        line = session(url)
        assert line.command("NOOP").code == 250
        line.close()


@pytest.mark.parametrize(
    ("said", "longest"),
    [("SIZE 1000", 1_000), ("SIZE 0", None), ("SIZE", None), ("SIZE " + "9" * 5_000, None)],
)
def test_a_size_that_is_no_number_is_no_limit(said: str, longest: int | None) -> None:
    with relay(GREETING, reply(f"250-here\r\n250 {said}\r\n".encode())) as url:
        line = session(url)
        assert line.longest_message == longest
        line.close()


def test_a_slow_line_may_take_longer_for_a_message_than_for_a_piece() -> None:
    """Python's own patience is for all that one call sends."""
    ours, theirs = socket.socketpair()
    octets = b"x" * 3_000_000
    heard: list[int] = []

    def read_slowly() -> None:
        while octet := theirs.recv(65_536):
            heard.append(len(octet))
            time.sleep(0.01)

    thread = threading.Thread(target=read_slowly)
    thread.start()
    client = Client()
    client.sock = ours
    ours.settimeout(PATIENCE.total_seconds() / 2)
    try:
        Session(client, Terms(timeout=PATIENCE)).write(octets)
    finally:
        client.close()
        thread.join()
        theirs.close()
    assert sum(heard) == len(octets)
