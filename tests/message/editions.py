"""Editions, a newsletter and readers made by hand, and the standard library as a reader."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

from composer.audience import Subscriber
from composer.edition import Condition, Edition, Picture, Slot
from composer.issue import Newsletter
from composer.message import CompiledMessage, compile_message
from composer.settings import Secret

NONCE = "zq0123456789"
KEY = Secret(b"k" * 32)
SENT_ON = datetime(2025, 2, 20, 8, 30, tzinfo=UTC)
NAMES = ("name", "first_name", "email", "city", "unsubscribe_url")


def slot(name: str) -> str:
    """The marker of a field, as a template would have printed it."""
    return f"{NONCE}s{NAMES.index(name):03d}x"


def when(number: int, inside: str, otherwise: str | None = None) -> str:
    """A condition of `edition`: number 0 asks for the name, 1 for the city."""
    other = "" if otherwise is None else f"<!--{NONCE}else{number:03d}x-->{otherwise}"
    return f"<!--{NONCE}if{number:03d}x-->{inside}{other}<!--{NONCE}end{number:03d}x-->"


def page(body: str) -> str:
    """A whole document around `body`."""
    return (
        '<!doctype html>\n<html lang="en"><head><title>The Jasmine issue</title>'
        f"<style>p {{ margin: 0 }}</style></head><body>{body}</body></html>"
    )


def edition(**changes: Any) -> Edition:
    """A small edition with every field in it; any part can be given otherwise."""
    parts: dict[str, Any] = {
        "slug": "2025-02-20-jasmine",
        "template": "briefing",
        "language": "en",
        "direction": "ltr",
        "date": date(2025, 2, 20),
        "subject": f"Jasmine, for {slot('city')}",
        "preheader": "",
        "reply_to": "editor@brief.example.org",
        "html": page(
            f'<p>Dear {slot("name")},</p><p><a href="{slot("unsubscribe_url")}">leave</a></p>'
        ),
        "text": f"Dear {slot('name')},\n\nLeave: {slot('unsubscribe_url')}\n",
        "nonce": NONCE,
        "slots": tuple(Slot(marker=slot(name), name=name) for name in NAMES),
        "conditions": (Condition(number=0, name="name"), Condition(number=1, name="city")),
        "pictures": (),
        "pictures_inline": False,
        "links": (),
        "fingerprint": "5f" * 32,
    }
    return Edition(**(parts | changes))


def newsletter(**changes: Any) -> Newsletter:
    """newsletter.toml as a mapping, checked by the gate."""
    tree: dict[str, Any] = {
        "name": "The Alliance Brief",
        "from": "The Alliance Brief <brief@brief.example.org>",
        "address": "1 Harbor Street, 10115 Example",
        "list_id": "alliance.brief.example.org",
        "unsubscribe": {
            "url": "https://brief.example.org/leave/{token}",
            "mailto": "leave@brief.example.org",
        },
        "fields": {"city": {}},
    }
    return Newsletter.model_validate(tree | changes)


def compiled(of: Edition | None = None, by: Newsletter | None = None) -> CompiledMessage:
    """The edition, compiled for this newsletter."""
    return compile_message(of or edition(), by or newsletter(), token_key=KEY, sent_on=SENT_ON)


def reader(address: str = "bob@example.net", **fields: str) -> Subscriber:
    """A subscriber with these fields."""
    return Subscriber(address=address, fields=fields)


def parsed(octets: bytes) -> EmailMessage:
    """What the standard library reads; it must have nothing to complain about."""
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert not part.defects, part.defects
    return message


def part(message: EmailMessage, kind: str) -> str:
    """The text of the part of this kind ("plain" or "html"), with \\n for its line ends."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def reader_name(message: EmailMessage) -> str:
    """The name in To. Not `display_name` where it is encoded: CPython 3.11 keeps the
    blanks between two encoded words of a phrase, which RFC 2047 §6.2 drops."""
    to = message["To"]
    raw = next(value for name, value in message.raw_items() if name == "To")
    if "=?" not in raw:
        return str(to.addresses[0].display_name)
    phrase = raw.rpartition("<")[0].replace("\r\n", "").strip()
    return str(make_header(decode_header(phrase)))


def picture(
    name: str = "harbor-3f2a9c1d.png", octets: bytes = b"\x89PNG\r\n\x1a\n" * 40
) -> Picture:
    """A picture as far as a message looks at one."""
    from composer.findings import Place

    return Picture(
        name=name,
        content_type="image/png",
        octets=octets,
        width_px=560,
        height_px=280,
        alt="The harbor",
        at=Place(path="issue.md"),
    )
