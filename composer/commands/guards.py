"""What must be true before an issue goes to readers; each refusal with its own way out.

In the order in which they are asked: the issue is clean, readers can leave, no address of
the newsletter is an example, the HTML is not clipped, this very content has been tested.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from composer.audience import Readers, address_key
from composer.commands.posting import NextHop
from composer.edition import Edition
from composer.errors import GuardRefusal, UsageError
from composer.findings import Finding, Place, Severity
from composer.issue import Newsletter, Reading
from composer.ledger import Ledger, Mailing
from composer.message import amiss_in_leaving

MOST_HTML_OCTETS = 104_448
"""102 KB of 1,024: Gmail clips beyond (email-bugs#41)."""
_EXAMPLE = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$")
"""RFC 2606 §2 and §3, RFC 6761 §6: names that lead nowhere."""


def refuse_unfit(reading: Reading, edition: Edition, newsletter: Newsletter, hop: NextHop) -> None:
    """Refuse what should reach no reader.

    Raises:
        GuardRefusal: all that stands in the way at once, each finding with its hint.
    """
    faults = [
        *reading.blocking,
        *(f for f in edition.findings if f.severity in {Severity.BLOCK, Severity.ERROR}),
        *amiss_in_leaving(newsletter),
        *(() if hop.is_loopback else _examples(newsletter, edition.reply_to)),
        *_size(edition),
    ]
    if faults:
        raise GuardRefusal.of(faults)


def refuse_untested(edition: Edition, ledger: Ledger, *, untested: bool) -> str:
    """Refuse content of which nobody has had a test copy; what the summary says of it.

    Raises:
        GuardRefusal: not tested, or changed since.
    """
    tested = ledger.tested(edition.fingerprint)
    if tested:
        return f"tested {tested.sent_at.astimezone():%H:%M on %d %B} (same content)"
    if untested:
        return "not tested"
    last = ledger.last_test(edition.slug)
    message = (
        f"the issue has changed since test copy {last.number} ({last.sent_at.astimezone():%H:%M})"
        if last
        else "nobody has had a test copy of this issue"
    )
    raise GuardRefusal.saying(
        "untested",
        message,
        hint=f"run 'newsletter test {edition.slug}', or send it as it is: --untested",
    )


def refuse_other_list(listed: Readers, ledger: Ledger, begun: Mailing) -> None:
    """A mailing goes on to those it was begun for, and to nobody else.

    Raises:
        GuardRefusal: the list has other readers than the mailing.
    """
    planned = {address_key(d.recipient) for d in ledger.deliveries(begun)}
    named = {address_key(s.address) for s in listed.subscribers}
    if named != planned:
        raise GuardRefusal.saying(
            "other-list",
            f"the mailing was begun for {len(planned):,} readers; of them {len(planned - named):,} "
            f"are not on this list, and {len(named - planned):,} others are",
            hint="go on without --readers; when it is finished, send to others with --newcomers",
        )


def refuse_other_number(planned: int, expected: int | None, *, yes: bool) -> None:
    """`--yes` needs the number it was meant for.

    Raises:
        UsageError: `--yes` without `--expect`.
        GuardRefusal: there are more or fewer readers than expected.
    """
    if yes and expected is None:
        raise UsageError.saying(
            "no-expect",
            "--yes needs --expect N",
            hint=f"there are {planned}: --yes --expect {planned}",
        )
    if expected is not None and expected != planned:
        raise GuardRefusal.saying(
            "other-number",
            f"you expected {expected:,} readers, and there are {planned:,}",
            hint="look at the list of readers; nothing was sent",
        )


def _examples(newsletter: Newsletter, reply_to: str) -> Iterator[Finding]:
    rule = newsletter.unsubscribe
    hosts = {
        "from": newsletter.author_address.partition("@")[2],
        "reply_to": reply_to.partition("@")[2],
        "list_id": newsletter.list_identifier,
        "home": urlsplit(newsletter.home or "").hostname or "",
        "unsubscribe.url": urlsplit(rule.url or "").hostname or "",
        "unsubscribe.mailto": (rule.mailto or "").partition("@")[2],
    }
    for key, host in hosts.items():
        if _EXAMPLE.search(host.lower()):
            yield _refusal(
                "example-host",
                f"'{key}' still says {host}, which is an example and leads nowhere",
                f"write your own into {key}",
            )


def _size(edition: Edition) -> Iterator[Finding]:
    if edition.html_octets > MOST_HTML_OCTETS:
        yield _refusal(
            "too-large",
            f"the HTML has {edition.html_octets:,} octets; Gmail hides what comes after 104,448",
            "shorten the issue, or split it",
        )


def _refusal(code: str, message: str, hint: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.BLOCK,
        message=message,
        hint=hint,
        at=Place(path="newsletter.toml") if code != "too-large" else None,
    )
