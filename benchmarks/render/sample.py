"""What is measured: the shipped issue, and a message of 64 KB with ten slots."""

from datetime import UTC, date, datetime
from pathlib import Path

from composer.audience import Subscriber
from composer.edition import Edition, SlotBook
from composer.issue import Issue, Newsletter, read_issue_text, read_newsletter
from composer.settings import Secret

ROOT = Path(__file__).parent.parent.parent
ISSUE = "issues/2025-02-20-jasmine.md"
SENT_ON = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)
KEY = Secret(b"no reader is ever written to with this key")
HTML_OCTETS = 51 * 1024
"""With its text part and in quoted-printable it becomes a message of 64 KB."""
FIRST_NAMES = (
    "Aiko", "Bùi Minh", "Chloë", "D'Arcy", "Émile & Co", "Fatima", "Giorgos", "Ji-woo", "Łukasz",
    "山田太郎",
)  # fmt: skip


def newsletter() -> Newsletter:
    """The shipped newsletter."""
    return read_newsletter(ROOT / "newsletter.toml")


def issue_text() -> str:
    """The shipped issue as its editor wrote it."""
    return (ROOT / ISSUE).read_text(encoding="utf-8")


def read(text: str, of: Newsletter) -> Issue:
    """The issue in a text; it must have no errors."""
    return read_issue_text(text, ISSUE, of, folder=str(ROOT / "issues")).require_issue()


def changed(text: str, number: int) -> str:
    """The same issue after the editor changed a word: no cache of whole results helps."""
    head, line, body = text.partition("\ntitle: ")
    return f"{head}{line}{number}. {body}"


def subscribers(count: int) -> list[Subscriber]:
    """Readers whose names need escaping as real ones do; the same every time."""
    return [
        Subscriber(
            address=f"reader{number:06}@example.org",
            fields={"name": f"{FIRST_NAMES[number % 10]} No. {number}", "city": "Hà Nội & Huế"},
        )
        for number in range(count)
    ]


def ten_slots() -> Edition:
    """An edition whose message has 64 KB, with ten slots in text, attributes and addresses."""
    book = SlotBook(b"benchmark", ["name", "first_name", "email", "unsubscribe_url"])
    name, first = book.marker("name", "reader"), book.marker("first_name", "reader")
    address, leave = book.marker("email"), book.marker("unsubscribe_url")
    row = (
        '<tr><td style="padding:12px 0;font-family:Georgia,serif;font-size:17px;color:#2b3038">'
        "Delegates compared notes on the next two years — and repeated their attachment to a "
        'rules-based region. <a href="https://example.org/read?at=1&amp;by=2">Read on</a></td></tr>'
    )
    rows = row * (HTML_OCTETS // len(row.encode()))
    html = (
        "<!doctype html><html><head><title>Benchmark</title></head><body>"
        f'<p title="{name}">Dear {first},</p><a href="https://example.org/by?r={address}">x</a>'
        f"<table>{rows[: len(rows) // 2]}</table><p>{name}, this is for {address}.</p>"
        f"<table>{rows[len(rows) // 2 :]}</table>"
        f'<p>{first} <a href="{leave}">Unsubscribe</a></p></body></html>'
    )
    line = "Delegates compared notes on the next two years, and repeated their attachment.\r\n"
    text = f"Dear {first},\n\n{line * 75}\n{name}\n\nUnsubscribe: {leave}\n".replace("\r\n", "\n")
    return Edition(
        slug="2025-02-20-benchmark",
        template="none",
        language="en",
        direction="ltr",
        date=date(2025, 2, 20),
        subject="Ten slots and 64 KB",
        preheader="",
        reply_to="",
        html=html,
        text=text,
        nonce=book.nonce,
        slots=book.slots,
        conditions=(),
        pictures=(),
        pictures_inline=True,
        links=(),
        fingerprint="0" * 64,
    )
