"""What a message looks like in a list: who, what about, how heavy, how it begins."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from composer.play.reading import Opened, one_line, open_message

PREHEADER_LENGTH = 140
"""Characters; no client's list shows more of them beside the subject."""
MOST_HTML = 1024 * 1024
"""Characters of HTML that are looked through; Gmail clips at a tenth of it."""

_FILLER = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2007\ufeff]")
_FILLERS = re.compile(rf"(?:{_FILLER.pattern}\s*){{3,}}.*", re.DOTALL)
_UNSEEN = frozenset({"head", "script", "style", "title", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSize:
    """A part of the message and its octets, transfer encoding undone."""

    content_type: str
    name: str
    octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One glance at a message; every string is one line, safe to print on a terminal.

    `octets` is the whole message as it travelled, `links` the number of links in the
    HTML that lead to a page or a mailbox. `recipient` is the To field as the reader sees it.
    """

    subject: str
    author: str
    recipient: str
    preheader: str
    octets: int
    parts: tuple[PartSize, ...]
    links: int


def first_look(octets: bytes) -> Look:
    """A glance at a message of any shape; raises nothing."""
    return look_at(open_message(octets), len(octets))


def look_at(opened: Opened, octets: int) -> Look:
    """A glance at a message already opened, which travelled as so many octets."""
    html = _Html(opened.html[:MOST_HTML])
    return Look(
        subject=opened.subject,
        author=opened.author,
        recipient=opened.recipient,
        preheader=_preheader(html.words or opened.text[:MOST_HTML]),
        octets=octets,
        parts=tuple(
            PartSize(content_type=part.content_type, name=part.name, octets=len(part.octets))
            for part in opened.parts
        ),
        links=html.links,
    )


def _preheader(words: str) -> str:
    """The first words, up to the invisible filler that keeps the next ones away."""
    shown = _FILLER.sub("", _FILLERS.sub("", words))
    return " ".join(one_line(shown).split())[:PREHEADER_LENGTH].rstrip()


class _Html(HTMLParser):
    """Counts the links of a page and collects its first words, hidden ones included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links = 0
        self._words: list[str] = []
        self._length = 0
        self._unseen: list[str] = []
        self.feed(html)

    @property
    def words(self) -> str:
        """What was collected."""
        return "".join(self._words).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        href = (dict(attrs).get("href") or "").strip().lower() if tag == "a" else ""
        self.links += href.startswith(("http://", "https://", "mailto:"))
        self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        # Filler comes by the hundred; three times the length is enough to see past words.
        if not self._unseen and self._length < 3 * PREHEADER_LENGTH:
            self._words.append(data)
            self._length += len(data.strip())
