"""Mail an issue to its readers: each once, each accounted for.

Guards first, then what will happen, then the number of readers typed by whoever sends.
Every outcome is on disk before the next reader is attempted; the same command goes on after
Ctrl-C, a crash or a lost relay, and repeats nobody in silence.
"""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from composer.audience import Readers, read_readers
from composer.commands.account import write_account
from composer.commands.deciding import DECISIONS, decide
from composer.commands.guards import (
    refuse_other_list,
    refuse_other_number,
    refuse_unfit,
    refuse_untested,
)
from composer.commands.naming import IssueName
from composer.commands.posting import NextHop, Overheard, next_hop, this_worker
from composer.commands.progress import Progress, counts_as_data, tell_line
from composer.commands.project import Project, open_project
from composer.commands.summary import Plan, summary
from composer.commands.telling import counted, tell, unusable
from composer.edition import Edition
from composer.errors import GuardRefusal, OperatorError, SentInPart, UsageError
from composer.findings import Place, Severity
from composer.issue import Reading
from composer.ledger import Counts, Ledger, Mailing
from composer.mailing import Pace, Pause
from composer.mailing import send as serve
from composer.message import CompiledMessage, compile_message
from composer.transports import FolderTransport


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was said on the command line."""

    readers: Path | None
    untested: bool
    yes: bool
    expect: int | None
    newcomers: bool
    dry_run: Path | None
    settle: str | None
    retry_refused: bool
    withdraw: bool
    as_json: bool


@click.command()
@click.argument("issue", required=False, type=IssueName())
@click.option(
    "--readers",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="CSV",
    help="The list of readers; not needed to go on with a mailing.",
)
@click.option("--untested", is_flag=True, help="Send without a test copy of this content.")
@click.option("--yes", is_flag=True, help="Ask nothing; needs --expect.")
@click.option("--expect", type=int, metavar="N", help="Stop unless there are exactly N readers.")
@click.option("--newcomers", is_flag=True, help="Only to those who have not had this issue.")
@click.option(
    "--dry-run",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the complete messages into DIR instead.",
)
@click.option(
    "--settle",
    type=click.Choice(list(DECISIONS)),
    help="Decide about the uncertain: they have it, or send again.",
)
@click.option("--retry-refused", is_flag=True, help="Also those who were refused, once more.")
@click.option("--withdraw", is_flag=True, help="Give up what has not left: cancel the mailing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, as it happens.")
@click.pass_obj
def command(folder: Path, /, issue: str | None, **said: Any) -> int:
    """Mail ISSUE (default: the newest that was not sent) to its readers.

    \b
    Examples:
      newsletter send jasmine --readers readers.csv
      newsletter send --readers readers.csv --yes --expect 1243
      newsletter send jasmine --readers readers.csv --dry-run out/
    """
    options = Options(**said)
    project = open_project(folder)
    with project.ledger() as ledger:
        file = project.issue_file(issue, unsent=True)
        reading = project.read(file)
        edition = project.render(reading.require_issue())
        if options.dry_run:
            return _write(project, reading, edition, options, options.dry_run)
        if decide(
            ledger,
            edition.slug,
            settle=options.settle,
            retry_refused=options.retry_refused,
            withdraw=options.withdraw,
            as_json=options.as_json,
        ):
            return 0
        return _send(project, ledger, reading, edition, options)


def _send(
    project: Project, ledger: Ledger, reading: Reading, edition: Edition, options: Options
) -> int:
    """The journey of a mailing, step by step."""
    hop = next_hop(project)
    refuse_unfit(reading, edition, project.newsletter, hop)
    begun = ledger.begun(edition.slug, edition.fingerprint, to_newcomers=options.newcomers)
    tested = "" if begun else refuse_untested(edition, ledger, untested=options.untested)
    compiled = _compiled(project, edition)
    plan = _plan(project, ledger, edition, options, begun)
    _confirm(summary(project, reading, edition, plan, hop, tested), plan.planned, options)
    mailing = ledger.plan(
        edition.slug,
        edition.fingerprint,
        plan.subscribers,
        now=datetime.now(UTC),
        to_newcomers=options.newcomers,
    )
    began = datetime.now(UTC)
    counts = _serve(mailing, ledger, compiled, hop, options)
    return _tell(project, ledger, mailing, counts, began, options)


def _plan(
    project: Project, ledger: Ledger, edition: Edition, options: Options, begun: Mailing | None
) -> Plan:
    """Whom this is for. A mailing that was begun has its readers in the ledger."""
    if begun:
        if options.readers:
            refuse_other_list(_listed(project, options), ledger, begun)
        return Plan(subscribers=(), counts=ledger.count(begun))
    listed = _listed(project, options)
    have_it = ledger.already_sent(edition.slug) if options.newcomers else frozenset()
    return Plan.of(listed, have_it)


def _listed(project: Project, options: Options) -> Readers:
    if options.readers is None:
        raise UsageError.saying(
            "no-readers", "there is no list of readers", hint="say --readers readers.csv"
        )
    listed = read_readers(options.readers, project.newsletter.field_names)
    tell(listed.findings, err=True)
    if not listed.subscribers:
        raise GuardRefusal.saying(
            "nobody",
            f"{options.readers.name} has no reader we can write to",
            hint="mend the lines that are named above, or give another list",
            at=Place(path=options.readers.name),
        )
    return listed


def _confirm(said: str, planned: int, options: Options) -> None:
    """Show what will happen, and have the number typed that goes wrong most.

    Raises:
        UsageError: nobody is there to type, and `--yes` was not said.
        GuardRefusal: another number, or none.
    """
    refuse_other_number(planned, options.expect, yes=options.yes)
    if not options.as_json:
        click.echo(said, err=True)
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError.saying(
            "nobody-to-ask",
            "nobody is here to confirm the number of readers",
            hint=f"for scripts: --yes --expect {planned}",
        )
    typed = click.prompt(
        "Type the number of readers to send, or press Enter to stop",
        default="",
        show_default=False,
        err=True,
    )
    number = str(typed).replace(",", "").strip()
    if number != str(planned):
        why = f"you typed {number}, and there are {planned:,}: " if number else ""
        raise GuardRefusal.saying("not-confirmed", f"{why}stopped; nothing was sent")


def _serve(
    mailing: Mailing,
    ledger: Ledger,
    compiled: CompiledMessage,
    hop: NextHop,
    options: Options,
) -> Counts:
    """Hand everything over, with Ctrl-C as a pause after the current message."""
    with Pause() as pause, Progress(ledger.count(mailing), quiet=options.as_json) as progress:
        try:
            with Overheard(hop.open(), progress.hear) as transport:
                return serve(
                    mailing,
                    ledger,
                    transport,
                    lambda delivery: compiled.addressed_to(delivery.subscriber),
                    worker=this_worker(),
                    now=lambda: datetime.now(UTC),
                    on_progress=progress.advance,
                    pace=Pace(hop.per_second, pause=pause),
                )
        except OperatorError as error:
            counts = ledger.count(mailing)
            if counts.accepted == 0 and counts.uncertain == 0:
                raise
            raise SentInPart.of(error.findings) from error


def _tell(
    project: Project,
    ledger: Ledger,
    mailing: Mailing,
    counts: Counts,
    began: datetime,
    options: Options,
) -> int:
    done = counts.is_complete and counts.uncertain == 0
    code = 0 if done else SentInPart.exit_code
    account = _account(project, ledger, mailing, counts, began)
    if options.as_json:
        tell_line({"event": "done", "counts": counts_as_data(counts), "exit_code": code})
        return code
    click.echo(f"{mailing.issue}: {counted(counts.planned, 'reader')}: {counts}")
    if account:
        click.echo(f"The account is sent/{account.name}; commit it with the issue.", err=True)
    if counts.open:
        click.echo(f"Go on with: newsletter send {mailing.issue}", err=True)
    if counts.uncertain:
        click.echo(
            f"{counts.uncertain} uncertain: the reply was lost, so they may have it. "
            f"'newsletter status {mailing.issue}' lists them; decide with --settle.",
            err=True,
        )
    return code


def _account(
    project: Project, ledger: Ledger, mailing: Mailing, counts: Counts, began: datetime
) -> Path | None:
    """The account of a finished mailing, if it could be written."""
    if not counts.is_complete:
        return None
    try:
        return write_account(project, ledger, mailing, counts, took=datetime.now(UTC) - began)
    except OSError as error:
        # Everybody has been served, and the ledger knows it: nothing that failed.
        tell([replace(f, severity=Severity.WARNING) for f in unusable(error).findings], err=True)
        return None


def _compiled(project: Project, edition: Edition) -> CompiledMessage:
    key = project.settings.require_token_key()
    return compile_message(edition, project.newsletter, token_key=key, sent_on=datetime.now(UTC))


def _write(
    project: Project, reading: Reading, edition: Edition, options: Options, out: Path
) -> int:
    """`--dry-run`: the octets that would go, as files; the ledger hears nothing of it."""
    tell(reading.blocking, err=True)
    compiled = _compiled(project, edition)
    listed = _listed(project, options)
    with FolderTransport(out) as folder:
        messages = (compiled.addressed_to(s) for s in listed.subscribers)
        written = sum(1 for _ in folder.deliver(messages, committing=lambda _: None))
    if options.as_json:
        tell_line({"event": "dry-run", "folder": str(out), "messages": written})
    else:
        click.echo(f"{counted(written, 'message')} written into {out}; nothing was sent")
    return 0
