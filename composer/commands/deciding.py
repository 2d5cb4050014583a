"""What only a person decides about a mailing: the uncertain, the refused, and whether to go on.

Sending twice is never ours to choose, and neither is giving up.
"""

from datetime import UTC, datetime

import click

from composer.commands.posting import this_worker
from composer.commands.progress import counts_as_data, tell_line
from composer.commands.telling import counted
from composer.errors import UsageError
from composer.ledger import Ledger, State

DECISIONS = {"accepted": State.ACCEPTED, "again": State.QUEUED}


def decide(
    ledger: Ledger,
    slug: str,
    *,
    settle: str | None,
    retry_refused: bool,
    withdraw: bool,
    as_json: bool,
) -> bool:
    """Write down what a person decided; True if that was all there was to do."""
    if not (settle or retry_refused or withdraw):
        return False
    mailing = ledger.mailing_of(slug)
    if mailing is None:
        raise UsageError.saying(
            "never-sent", f"{slug} was never sent, so there is nothing to decide"
        )
    if settle:
        numbers = [d.number for d in ledger.uncertain(mailing)]
        state = DECISIONS[settle]
        settled = ledger.settle_uncertain(mailing, numbers, state, datetime.now(UTC))
        click.echo(f"{counted(settled, 'uncertain reader')}: {settle}", err=True)
    if retry_refused:
        queued = ledger.queue_refused(mailing)
        click.echo(f"{counted(queued, 'refused reader')}: once more", err=True)
    if withdraw:
        with ledger.hold(this_worker()) as hold:
            hold.recover(mailing, datetime.now(UTC))
            withdrawn = ledger.withdraw(mailing, datetime.now(UTC))
        click.echo(f"{counted(withdrawn, 'reader')} will not get it", err=True)
    counts = ledger.count(mailing)
    if counts.is_complete and as_json:
        tell_line({"event": "done", "counts": counts_as_data(counts), "exit_code": 0})
    return counts.is_complete
