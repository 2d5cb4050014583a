"""Tell where every issue is: draft, tested, sending or sent.

With an issue, more of that one: its counts, and who is uncertain, deferred or refused, with
the next hop's own words.
"""

from pathlib import Path
from typing import Any

import click

from composer.commands.naming import IssueName
from composer.commands.project import open_project
from composer.commands.starter import slug_of
from composer.commands.telling import counted, safe, tell_json
from composer.ledger import Counts, Delivery, Ledger, State

TOLD = (State.UNCERTAIN, State.DEFERRED, State.REFUSED, State.WITHDRAWN)
MOST_TOLD = 50
"""Lines of readers at a terminal; --json has them all."""


@click.command()
@click.argument("issue", required=False, type=IssueName())
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def command(folder: Path, issue: str | None, as_json: bool) -> int:
    """Tell where every issue is, or more of ISSUE.

    \b
    Examples:
      newsletter status
      newsletter status jasmine
    """
    project = open_project(folder)
    files = [project.issue_file(issue)] if issue else project.issue_files()
    slugs = [slug_of(f) for f in files]
    with project.ledger() as ledger:
        rows = [_row(ledger, slug) for slug in slugs]
        told = _told(ledger, slugs[0]) if issue else ()
    if as_json:
        tell_json({"issues": rows, **({"readers": [_reader(d) for d in told]} if issue else {})})
        return 0
    if not rows:
        click.echo('There is no issue yet. Begin one: newsletter new "The title"', err=True)
    width = max((len(slug) for slug in slugs), default=0)
    for row in rows:
        click.echo(f"{row['issue']:<{width}}  {row['state']:<9} {_said(row)}".rstrip())
    for delivery in told[:MOST_TOLD]:
        click.echo(
            f"  {delivery.state:<10} {safe(delivery.recipient)}  {_words(delivery)}".rstrip()
        )
    if len(told) > MOST_TOLD:
        click.echo(f"  … and {len(told) - MOST_TOLD:,} more (--json has them all)")
    return 0


def _row(ledger: Ledger, slug: str) -> dict[str, Any]:
    mailing = ledger.mailing_of(slug)
    tested = ledger.last_test(slug)
    counts = ledger.count(mailing) if mailing else None
    return {
        "issue": slug,
        "state": _state(counts, tested=tested is not None),
        "counts": {str(s): counts.of(s) for s in State} if counts else None,
        "planned": counts.planned if counts else None,
        "tested": tested.sent_at.isoformat() if tested else None,
    }


def _state(counts: Counts | None, *, tested: bool) -> str:
    """One word; `unsettled` waits for a person to decide about uncertain readers."""
    if counts is None:
        return "tested" if tested else "draft"
    if not counts.is_complete:
        return "sending"
    if counts.uncertain:
        return "unsettled"
    return "sent" if counts.accepted else "not sent"


def _said(row: dict[str, Any]) -> str:
    if row["counts"] is None:
        return f"test copy {row['tested'][:16].replace('T', ' ')} UTC" if row["tested"] else ""
    some = ", ".join(f"{n} {state}" for state, n in row["counts"].items() if n)
    return f"{counted(row['planned'], 'reader')}: {some}"


def _told(ledger: Ledger, slug: str) -> tuple[Delivery, ...]:
    mailing = ledger.mailing_of(slug)
    return ledger.deliveries(mailing, *TOLD) if mailing else ()


def _reader(delivery: Delivery) -> dict[str, Any]:
    return {
        "address": delivery.recipient,
        "state": str(delivery.state),
        "status": delivery.status,
        "reply_code": delivery.reply_code,
        "reply": delivery.reply,
        "due_at": delivery.due_at.isoformat() if delivery.due_at else None,
    }


def _words(delivery: Delivery) -> str:
    return safe(" ".join(filter(None, (str(delivery.reply_code or ""), delivery.reply))))
