"""Compile an edition once; then a message costs only what differs in it.

    edition ──► programs (what is fixed, filled, depends) ──► parts, encoded ─┐
    newsletter ──► fields that all messages share ────────────────────────────┴► CompiledMessage
    subscriber ──► To, Subject, Message-ID, List-Unsubscribe, values ──► octets

No template, MIME library or encoder of whole parts runs per recipient.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from composer.audience import (
    TEST_TOKEN,
    NotAnAddress,
    Subscriber,
    UnsubscribeTokens,
    read_address,
)
from composer.edition import Edition
from composer.errors import ComposerError, EditorError, OperatorError
from composer.issue import Newsletter
from composer.message.headers import field, reader_mailbox, unstructured
from composer.message.identity import (
    amiss_in_issue,
    amiss_in_newsletter,
    date_field,
    identity_of,
)
from composer.message.leaving import Leaving, amiss_in_leaving, leaving_of
from composer.message.message import Envelope, Message, MessageId
from composer.message.naming import MessageIds
from composer.message.parts import Body, body_of, with_content_ids
from composer.message.program import Fill, Steps, Values, chosen
from composer.message.reading import read_programs
from composer.settings import Secret


def compile_message(
    edition: Edition, newsletter: Newsletter, *, token_key: Secret, sent_on: datetime
) -> "CompiledMessage":
    """Do once what is the same for all readers. `sent_on` is aware and becomes Date.

    Raises:
        OperatorError: newsletter.toml says something that no header can carry, or no way
            to leave.
        EditorError: the issue's subject, file name or reply_to cannot stand in a header.
        DesignerError: a slot stands where no value can be escaped.
    """
    _refuse_unfit(edition, newsletter)
    who = identity_of(edition, newsletter)
    leaving = leaving_of(newsletter)
    programs = read_programs(with_content_ids(_ended(edition), who.domain))
    body = body_of(edition, programs, who.domain)
    return CompiledMessage(
        return_path=who.author,
        sender_fields=who.sender_fields() + date_field(sent_on),
        subject=programs.subject,
        closing_fields=b"".join(
            (
                leaving.one_click,
                who.list_fields(),
                field("MIME-Version", "1.0"),
                body.content_type,
            )
        ),
        body=body,
        leaving=leaving,
        tokens=UnsubscribeTokens(token_key, who.list_id),
        ids=MessageIds(token_key, slug=who.slug, list_id=who.list_id, domain=who.domain),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMessage:
    """An edition, ready to be addressed. Made by `compile_message`; safe in threads."""

    return_path: str
    sender_fields: bytes
    subject: Steps[str]
    closing_fields: bytes
    body: Body
    leaving: Leaving
    tokens: UnsubscribeTokens
    ids: MessageIds

    def addressed_to(self, subscriber: Subscriber) -> Message:
        """The message for one reader: the same octets whenever it is asked for.

        Raises:
            OperatorError: the address is none that a message can carry; nobody else is
                touched by that.
        """
        recipient = _recipient(subscriber.address)
        token = self.tokens.of(recipient)
        return self._spliced(subscriber, recipient, self.ids.of(recipient), token)

    def test_copy(self, subscriber: Subscriber, number: int) -> Message:
        """What `subscriber` would get, marked as test `number`, with a Message-ID of its
        own and a link that ends no subscription.

        Raises:
            OperatorError: as for `addressed_to`.
        """
        recipient = _recipient(subscriber.address)
        id_ = self.ids.of(recipient, test=number)
        return self._spliced(subscriber, recipient, id_, TEST_TOKEN, f"[TEST {number}] ")

    def _spliced(
        self, reader: Subscriber, recipient: str, id_: MessageId, token: str, prefix: str = ""
    ) -> Message:
        values = Values(reader, self.leaving.address(token))
        octets = b"".join(
            (
                self.sender_fields,
                reader_mailbox(values["name"], recipient),
                unstructured("Subject", prefix + self._subject(values)),
                f"Message-ID: <{id_}>\r\n".encode(),
                self.leaving.field(token),
                self.closing_fields,
                *self.body.spliced(values),
            )
        )
        envelope = Envelope(return_path=self.return_path, recipient=recipient)
        return Message(id=id_, envelope=envelope, octets=octets)

    def _subject(self, values: Values) -> str:
        return "".join(
            [values.spelled(s) if isinstance(s, Fill) else s for s in chosen(self.subject, values)]
        )


def _recipient(address: str) -> str:
    """The address as it goes on the wire: exactly what it was, or its domain in IDNA."""
    try:
        recipient = read_address(address)
    except NotAnAddress as error:
        raise _no_recipient(address, str(error)) from error
    # Only a domain beyond ASCII may have changed, to its IDNA form.
    local, at, domain = address.rpartition("@")
    same = recipient == address or (not domain.isascii() and recipient.startswith(local + at))
    if not same or address != address.strip():
        raise _no_recipient(address, "it would have to be changed to be sent to")
    return recipient


def _no_recipient(address: str, why: str) -> ComposerError:
    return OperatorError.saying(
        "reader-address",
        f"no message can go to {address!a}: {why}",
        hint="mend the address in the list of readers, or take it out",
    )


def _refuse_unfit(edition: Edition, newsletter: Newsletter) -> None:
    operators = [*amiss_in_newsletter(newsletter), *amiss_in_leaving(newsletter)]
    editors = [*amiss_in_issue(edition)]
    if operators:
        raise OperatorError(*operators, *editors)
    if editors:
        raise EditorError(*editors)


def _ended(edition: Edition) -> Edition:
    """Text and HTML that end with one line end: a part's last line is whole, so that a
    boundary can follow it."""
    html, text = (source.rstrip("\r\n") + "\n" for source in (edition.html, edition.text))
    return replace(edition, html=html, text=text)
