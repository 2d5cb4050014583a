"""Send the newest issue to an inbox on this machine and show what arrived.

Real SMTP, real messages, nobody else's mailbox: the inbox is a server of ours on loopback
that lives as long as this command. Nothing of the newsletter's own state is touched.
"""

import sys
import tempfile
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import click
from wcwidth import wcswidth

from composer.audience import Readers, read_readers
from composer.commands.naming import IssueName
from composer.commands.posting import this_worker
from composer.commands.project import Project, open_project
from composer.commands.render import parts
from composer.commands.starter import slug_of, starter_folder
from composer.commands.telling import counted, safe, size, tell_json
from composer.edition import Edition
from composer.errors import SentInPart
from composer.ledger import Counts, open_ledger
from composer.mailing import send
from composer.message import compile_message
from composer.play import Arrival, Inbox, InboxPages, first_look
from composer.settings import KEY_OCTETS, Secret
from composer.transports import open_transport

OPENING_LINES = 18
PATIENCE_SECONDS = 30.0
"""How long a message that was accepted may take to show up in the inbox's list."""


@click.command()
@click.argument("issue", required=False, type=IssueName())
@click.option(
    "--readers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file (default: the sample readers).",
)
@click.option("--template", help="Another template than the newsletter's own.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Leave the messages in this folder.",
)
@click.option("--open", "show", is_flag=True, help="Open the inbox in your browser.")
@click.option("--stay/--no-stay", default=None, help="Stay until Ctrl-C (default: at a terminal).")
@click.option("--json", "as_json", is_flag=True, help="Print what arrived as JSON, and end.")
@click.pass_obj
def command(
    folder: Path,
    issue: str | None,
    readers: Path | None,
    template: str | None,
    out: Path | None,
    show: bool,
    stay: bool | None,
    as_json: bool,
) -> int:
    """Send ISSUE (default: the newest) to an inbox on this machine.

    \b
    Examples:
      newsletter demo
      newsletter demo jasmine --template letter
    """
    project = open_project(folder)
    file = project.issue_file(issue)
    edition = project.render(project.read(file).require_issue(), template)
    audience = read_readers(readers or _sample(project), project.newsletter.field_names)
    stays = (sys.stdout.isatty() if stay is None else stay) and not as_json
    kept = out or (None if stays else Path(tempfile.mkdtemp(prefix="newsletter-demo-")))
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with Inbox(kept) as inbox, InboxPages(inbox) if stays else nullcontext() as pages:
        counts = _post(project, edition, audience, inbox)
        arrived = inbox.wait_for(counts.accepted, PATIENCE_SECONDS)
        if as_json:
            tell_json({"issue": edition.slug, "messages": len(arrived), "folder": str(kept)})
        else:
            _tell(slug_of(file), edition, arrived)
        if kept and not as_json:
            click.echo(f"\nThe messages are in {kept}")
        if pages:
            _stay(pages.address, show=show)
    return 0 if counts.accepted == counts.planned else SentInPart.exit_code


def _sample(project: Project) -> Path:
    own = project.root / "subscribers" / "sample.csv"
    return own if own.exists() else starter_folder() / "subscribers" / "sample.csv"


def _post(project: Project, edition: Edition, audience: Readers, inbox: Inbox) -> Counts:
    """The way a real mailing goes, with a ledger and keys that are thrown away."""
    now = datetime.now(UTC)
    key = Secret(b"only for the demonstration".ljust(KEY_OCTETS, b"."))
    compiled = compile_message(edition, project.newsletter, token_key=key, sent_on=now)
    with tempfile.TemporaryDirectory() as state, closing(open_ledger(Path(state))) as ledger:
        mailing = ledger.plan(edition.slug, edition.fingerprint, audience.subscribers, now=now)
        with open_transport(f"smtp://{inbox.host}:{inbox.port}") as transport:
            return send(
                mailing,
                ledger,
                transport,
                lambda delivery: compiled.addressed_to(delivery.subscriber),
                worker=this_worker(),
                now=lambda: datetime.now(UTC),
            )


def _tell(name: str, edition: Edition, arrived: tuple[Arrival, ...]) -> None:
    octets = sum(len(a.octets) for a in arrived)
    click.echo(f"{name}, template {edition.template}: {counted(len(arrived), 'message')} arrived")
    for arrival in arrived:
        look = first_look(arrival.octets)
        sizes = ", ".join(f"{p.content_type} {size(p.octets)}" for p in look.parts)
        to = safe(look.recipient)
        pad = " " * max(1, 48 - wcswidth(to))  # names may be two cells a character
        click.echo(f"  {to}{pad}{size(len(arrival.octets)):>7}  ({sizes})")
    if not arrived:
        return
    look = first_look(arrived[0].octets)
    click.echo(f"\nSubject    {safe(look.subject)}")
    click.echo(f"Preview    {safe(look.preheader)}")
    click.echo(f"In all     {size(octets)}, {counted(look.links, 'link')} in each\n")
    for line in parts(arrived[0].octets)[1].splitlines()[:OPENING_LINES]:
        click.echo(f"  | {safe(line)}".rstrip())


def _stay(address: str, *, show: bool) -> None:
    click.echo(f"\nThe inbox is at {address}   (Ctrl-C ends it)")
    if show:
        click.launch(address)
    try:
        Event().wait()
    except KeyboardInterrupt:
        click.echo("\nThe inbox is gone, and nothing was sent to anybody.")
