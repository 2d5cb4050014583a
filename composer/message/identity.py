"""Who writes: the fields that are the same in all messages of an issue.

What a person wrote into newsletter.toml or the issue is checked here before any of it
comes near a header; a line break in a name is how headers are forged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from composer.audience import NotAnAddress, read_address
from composer.edition import Edition
from composer.findings import Finding, Severity
from composer.issue import Newsletter
from composer.message.escaping import UNFIT
from composer.message.headers import LINE, field, mailbox
from composer.message.naming import feedback_id

_MAILBOX = re.compile(r'(?:"?(?P<name>[^"<>]*?)"?\s*<(?P<inside>[^<>]+)>|(?P<bare>[^<>]*))')
_LIST_NAME = re.compile(r"[A-Za-z0-9 '&.,_-]+")
_ONE_LINE: Final = "write it on one line, without control or direction characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`domain` is the sending domain, in ASCII and small letters. Names may be ""."""

    author_name: str
    author: str
    domain: str
    reply_to_name: str
    reply_to: str
    list_name: str
    list_id: str
    slug: str

    def sender_fields(self) -> bytes:
        """From and, where answers go elsewhere, Reply-To."""
        author = mailbox("From", self.author_name, self.author)
        if not self.reply_to:
            return author
        return author + mailbox("Reply-To", self.reply_to_name, self.reply_to)

    def list_fields(self) -> bytes:
        """List-Id (RFC 2919) and what keeps machines from answering.

        A list's name beyond ASCII is left out: the RFC's §3 makes it optional, and filters
        match the raw field, where an encoded word is a riddle. `bulk` is no standard but
        read by responders. `All` would also ask Exchange to keep bounces to itself
        (MS-OXCMAIL), so two kinds are named. There is no Auto-Submitted: a person wrote
        this (RFC 3834 §5).
        """
        feedback = feedback_id(slug=self.slug, list_id=self.list_id, domain=self.domain)
        return b"".join(
            (
                self._list_id(),
                field("Feedback-ID", feedback),
                field("Precedence", "bulk"),
                field("X-Auto-Response-Suppress", "OOF, AutoReply"),
            )
        )

    def _list_id(self) -> bytes:
        named = f'"{self.list_name}" <{self.list_id}>'
        if _LIST_NAME.fullmatch(self.list_name) and len("List-Id: ") + len(named) <= LINE:
            return field("List-Id", named)
        return field("List-Id", f"<{self.list_id}>")


def identity_of(edition: Edition, newsletter: Newsletter) -> Identity:
    """Who writes this issue; `amiss_in_newsletter` and `amiss_in_issue` found nothing."""
    author = read_address(newsletter.author_address)
    reply_to_name, reply_to = _split(edition.reply_to or newsletter.reply_to or "")
    return Identity(
        author_name=newsletter.author_name,
        author=author,
        domain=author.rpartition("@")[2].lower(),
        reply_to_name=reply_to_name,
        reply_to=reply_to and read_address(reply_to),
        list_name=newsletter.name,
        list_id=newsletter.list_identifier,
        slug=edition.slug,
    )


def date_field(sent_on: datetime) -> bytes:
    """Date (RFC 5322 §3.6.1). A time without a zone would be one the reader has to guess.

    Raises:
        ValueError: `sent_on` is not aware.
    """
    if sent_on.utcoffset() is None:
        raise ValueError("sent_on must know its time zone")
    return field("Date", format_datetime(sent_on))


def amiss_in_newsletter(newsletter: Newsletter) -> Iterator[Finding]:
    """What no header can hold of newsletter.toml; the operator mends it."""
    rule = newsletter.unsubscribe
    yield from _unfit("name in newsletter.toml", newsletter.name)
    yield from _unfit("from in newsletter.toml", newsletter.author)
    yield from _unfit("list_id in newsletter.toml", newsletter.list_identifier)
    yield from _unfit("reply_to in newsletter.toml", newsletter.reply_to or "")
    yield from _unfit("unsubscribe.url in newsletter.toml", rule.url or "")
    yield from _unfit("unsubscribe.mailto in newsletter.toml", rule.mailto or "")
    yield from _no_address("from in newsletter.toml", newsletter.author_address)


def amiss_in_issue(edition: Edition) -> Iterator[Finding]:
    """What no header can hold of the issue; the editor mends it."""
    yield from _unfit("subject of the issue", edition.subject)
    yield from _unfit("file name of the issue", edition.slug)
    yield from _unfit("reply_to of the issue", edition.reply_to)
    if edition.reply_to:
        yield from _no_address("reply_to of the issue", _split(edition.reply_to)[1])


def _split(written: str) -> tuple[str, str]:
    """Display name and address of `Name <address>` or of an address alone."""
    found = _MAILBOX.fullmatch(written.strip())
    if not found:
        return "", written
    return (found["name"] or "").strip(), (found["inside"] or found["bare"] or "").strip()


def _unfit(what: str, value: str) -> Iterator[Finding]:
    if found := UNFIT.search(value):
        yield _finding(f"the {what} holds the character U+{ord(found[0]):04X}", _ONE_LINE)


def _no_address(what: str, address: str) -> Iterator[Finding]:
    try:
        read_address(address)
    except NotAnAddress as error:
        yield _finding(
            f"the {what} is not an address that mail can carry: {error}",
            "write it like editor@example.org",
        )


def _finding(message: str, hint: str) -> Finding:
    return Finding(code="header", severity=Severity.ERROR, message=message, hint=hint)
