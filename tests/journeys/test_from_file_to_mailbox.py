"""The shipped issue, from its text file through real SMTP into a mailbox, and its octets read."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import lxml.html
import pytest

from composer.commands import run
from composer.play import Arrival, Inbox

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def arrivals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Arrival, ...]]:
    """What arrived after the commands a new user types."""
    folder = tmp_path_factory.mktemp("journey") / "letter"
    with Inbox() as inbox, pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        assert run(["init", str(folder), "--no-git"]) == 0
        place = ["-C", str(folder)]
        assert run([*place, "check"]) == 0
        assert run([*place, "test"]) == 0
        readers = folder / "subscribers" / "sample.csv"
        assert run([*place, "send", "--readers", str(readers), "--yes", "--expect", "6"]) == 0
        yield inbox.wait_for(7, 10)


def parsed(arrival: Arrival) -> EmailMessage:
    message = message_from_bytes(arrival.octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def test_each_reader_has_one_message_to_themselves(arrivals: tuple[Arrival, ...]) -> None:
    recipients = [a.recipients for a in arrivals[1:]]
    assert all(len(r) == 1 for r in recipients)
    assert len(set(recipients)) == 6
    for arrival in arrivals[1:]:
        to = parsed(arrival)["To"].addresses
        assert [address.addr_spec for address in to] == list(arrival.recipients)


def test_the_structure_is_text_first_then_html_in_utf_8(arrivals: tuple[Arrival, ...]) -> None:
    for arrival in arrivals:
        message = parsed(arrival)
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"]
        assert {part.get_content_charset() for part in message.iter_parts()} == {"utf-8"}
        assert not message.defects


def test_every_line_is_legal_seven_bit_and_ends_in_crlf(arrivals: tuple[Arrival, ...]) -> None:
    for arrival in arrivals:
        octets = arrival.octets
        assert octets.isascii()
        assert octets.count(b"\n") == octets.count(b"\r\n") == octets.count(b"\r")
        head, _, rest = octets.partition(b"\r\n\r\n")
        assert max(map(len, head.split(b"\r\n"))) <= 998
        assert max(map(len, rest.split(b"\r\n"))) <= 76
        assert not re.search(rb"(?m)^\.", octets)


def test_the_headers_are_those_that_mailbox_providers_ask_for(
    arrivals: tuple[Arrival, ...],
) -> None:
    for arrival in arrivals[1:]:
        message = parsed(arrival)
        for once in ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe"):
            assert len(message.get_all(once, [])) == 1, once
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"].endswith("<alliance-brief.example.org>")
        assert re.fullmatch(r"<[^@<>]+@example\.org>", message["Message-ID"])
        assert re.match(rb"(?s).*\r\nList-Unsubscribe: <https://[\x21-\x7e]+>", arrival.octets)
        assert message["Auto-Submitted"] is None
        assert message["Bcc"] is None


def test_ids_and_tokens_belong_to_one_reader_and_reveal_nobody(
    arrivals: tuple[Arrival, ...],
) -> None:
    ids = [str(parsed(a)["Message-ID"]) for a in arrivals]
    tokens = [
        re.search(r"unsubscribe/([^>\s]+)>", str(parsed(a)["List-Unsubscribe"])) for a in arrivals
    ]
    assert len(set(ids)) == len(ids)
    found = [t[1] for t in tokens if t]
    assert len(set(found)) == len(arrivals)
    for arrival in arrivals[1:]:
        others = [t for t in found if t.encode() not in arrival.octets]
        assert len(others) == len(arrivals) - 1
        local = arrival.recipients[0].partition("@")[0]
        message = parsed(arrival)
        assert local not in message["Message-ID"]
        assert local not in message["List-Unsubscribe"]


def test_every_link_of_the_html_is_in_the_text_and_the_other_way_round(
    arrivals: tuple[Arrival, ...],
) -> None:
    message = parsed(arrivals[1])
    html, text = body(message, "html"), body(message, "plain")
    links = {a.get("href") for a in lxml.html.fromstring(html).iter("a") if a.get("href")}
    outside = {link for link in links if link and not link.startswith("#")}
    assert len(outside) >= 10
    assert outside == set(re.findall(r"https?://\S+", text))


def test_the_contents_lead_to_their_sections(arrivals: tuple[Arrival, ...]) -> None:
    page = lxml.html.fromstring(body(parsed(arrivals[1]), "html"))
    addresses = [a.get("href") or "" for a in page.iter("a")]
    inner = [address[1:] for address in addresses if address.startswith("#")]
    assert len(inner) == 3
    for anchor in inner:
        assert page.xpath(f"//*[@id='{anchor}']")
        assert page.xpath(f"//a[@name='{anchor}']")


def test_the_text_part_is_72_columns_and_nothing_of_the_html_shines_through(
    arrivals: tuple[Arrival, ...],
) -> None:
    text = body(parsed(arrivals[1]), "plain")
    for line in text.splitlines():
        assert len(line) <= 72 or "://" in line
        assert line == line.rstrip()
    assert not re.search(r"</?[a-z]|&[a-z]+;|\{\{|\{%", text)


def test_the_same_issue_to_the_same_reader_is_the_same_message_but_for_its_date(
    tmp_path: Path,
) -> None:
    files = []
    for name in ("one", "two"):
        out = tmp_path / name
        assert run(["-C", str(ROOT), "render", "--out", str(out)]) == 0
        files.append({f.name: f.read_bytes() for f in out.iterdir()})
    assert files[0] == files[1]
