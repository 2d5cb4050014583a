"""Send a copy to yourself: the real message but for a mark in its subject.

Identical to what readers get except for the subject's `[TEST n]`, the Message-ID, and an
unsubscribe token that ends no subscription. What was sent is remembered by its fingerprint.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from composer.audience import NotAnAddress, Subscriber, read_address
from composer.commands.naming import IssueName
from composer.commands.posting import next_hop
from composer.commands.project import open_project
from composer.commands.telling import counted, safe, tell, tell_json
from composer.edition import Edition
from composer.errors import SentInPart, UsageError
from composer.findings import Severity
from composer.message import Message, compile_message
from composer.transports import Outcome, Transport, Verdict


@click.command()
@click.argument("issue", required=False, type=IssueName())
@click.option("--to", "addresses", multiple=True, metavar="ADDRESS", help="Instead of [test].")
@click.option("--name", default="", help="The reader's name in the copy.")
@click.option("--template", help="Another template than the newsletter's own.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@click.pass_obj
def command(
    folder: Path,
    issue: str | None,
    addresses: tuple[str, ...],
    name: str,
    template: str | None,
    as_json: bool,
) -> int:
    """Send a test copy of ISSUE (default: the newest).

    \b
    Examples:
      newsletter test
      newsletter test jasmine --to me@example.net
    """
    project = open_project(folder)
    testers = _testers(addresses or project.newsletter.test.addresses, name)
    reading = project.read(project.issue_file(issue))
    edition = project.render(reading.require_issue(), template)
    key = project.settings.require_token_key()
    hop = next_hop(project)
    now = datetime.now(UTC)
    compiled = compile_message(edition, project.newsletter, token_key=key, sent_on=now)
    with project.ledger() as ledger, hop.open() as transport:
        number = ledger.begin_test(edition.slug, edition.fingerprint, len(testers), now)
        copies = [compiled.test_copy(tester, number) for tester in testers]
        outcomes = deliver_all(copies, transport)
        if any(o.verdict is Verdict.ACCEPTED for o in outcomes):
            ledger.test_sent(edition.slug, number, datetime.now(UTC))
    _tell(edition, number, outcomes, as_json=as_json)
    if not as_json:
        blocking = (f for f in edition.findings if f.severity is Severity.BLOCK)
        tell((*reading.blocking, *blocking), err=True)
    if not all(o.verdict is Verdict.ACCEPTED for o in outcomes):
        return SentInPart.exit_code
    return 0


def deliver_all(messages: Sequence[Message], transport: Transport) -> list[Outcome]:
    """Hand a few messages over; nobody keeps an account of copies."""
    return list(transport.deliver(messages, committing=lambda _: None))


def _testers(addresses: Sequence[str], name: str) -> list[Subscriber]:
    if not addresses:
        raise UsageError.saying(
            "no-testers",
            "nobody is named to get the copy",
            hint="say --to ADDRESS, or write [test] addresses into newsletter.toml",
        )
    try:
        read = [read_address(address) for address in addresses]
    except NotAnAddress as error:
        raise UsageError.saying(
            "bad-address", f"--to: {error}", hint="write it like me@example.net"
        ) from error
    return [Subscriber(address=a, fields={"name": name} if name else {}) for a in read]


def _tell(edition: Edition, number: int, outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        tell_json(
            {
                "issue": edition.slug,
                "number": number,
                "fingerprint": edition.fingerprint,
                "outcomes": [
                    {
                        "address": o.message.envelope.recipient,
                        "state": str(o.verdict),
                        "status": o.status,
                        "reply": o.reply,
                    }
                    for o in outcomes
                ],
            }
        )
        return
    for outcome in outcomes:
        click.echo(
            f"[TEST {number}] {outcome.message.envelope.recipient}: {outcome.verdict}"
            f"  {safe(outcome.reply)}".rstrip()
        )
    taken = sum(o.verdict is Verdict.ACCEPTED for o in outcomes)
    click.echo(
        f"{counted(taken, 'copy', 'copies')} accepted. "
        f"Next: newsletter send {edition.slug} --readers readers.csv",
        err=True,
    )
