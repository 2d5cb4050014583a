"""Replies are strangers' words: read for their code, shown on one harmless line."""

import pytest

from composer.smtp import one_line, read_reply


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        (250, b"2.0.0 Ok: queued as 4711", "2.0.0"),
        (550, b"5.1.1 <a@b>: no such user\n5.1.1 really", "5.1.1"),
        (550, b"no such user", ""),
        (550, b"4.2.2 the class does not agree", ""),
        (450, b"4.7.25", "4.7.25"),
        (550, b"5.1.1234 too long", ""),
        (550, b"see 5.1.1", ""),
    ],
)
def test_the_status_code_is_taken_where_it_belongs(code: int, words: bytes, status: str) -> None:
    assert read_reply(code, words).status == status


@pytest.mark.parametrize("code", [500, 502, 503, 504, 530, 534, 535, 538])
def test_some_refusals_are_about_us(code: int) -> None:
    assert read_reply(code, b"").blames_us


@pytest.mark.parametrize("code", [421, 450, 451, 452, 501, 550, 551, 552, 553, 554])
def test_other_refusals_are_about_the_recipient(code: int) -> None:
    assert not read_reply(code, b"").blames_us


def test_words_are_made_harmless() -> None:
    hostile = b"5.7.1 \x1b]0;owned\x07\x9b31m \xe2\x80\xaefdp.exe \xff\r\nnext\x00"
    text = read_reply(550, hostile).text
    assert text == "5.7.1 ]0;owned �31m fdp.exe � next"


def test_endless_words_are_cut() -> None:
    assert len(one_line("x" * 100_000)) == 400
    assert one_line("x" * 100_000).endswith("…")
