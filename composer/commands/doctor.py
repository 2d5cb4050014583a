"""Find out what would go wrong on this machine, before it does.

Looks at the configuration, the secrets file, the relay's handshake, the clock, and at
whether another package called `composer` stands in this environment (PyPI has one).
What needs the network says so: only the relay is asked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import packages_distributions
from pathlib import Path

import click

from composer.commands.posting import next_hop
from composer.commands.project import Project, open_project
from composer.commands.telling import as_data, safe, tell, tell_json
from composer.errors import ComposerError
from composer.findings import Finding, Place, Severity
from composer.message import amiss_in_leaving, has_one_click

OURS = "newsletter-composer"
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right can be before this release was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Well:
    """Something that was looked at and is as it should be."""

    said: str


Answer = Well | Finding


@click.command()
@click.option("--offline", is_flag=True, help="Ask no relay.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def command(folder: Path, offline: bool, as_json: bool) -> int:
    """Find out what would go wrong on this machine.

    \b
    Examples:
      newsletter doctor
      newsletter doctor --offline
    """
    answers = list(_examine(folder, offline=offline))
    findings = [a for a in answers if isinstance(a, Finding)]
    ill = any(f.severity is Severity.ERROR for f in findings)
    if as_json:
        well = [a.said for a in answers if isinstance(a, Well)]
        tell_json({"ok": not ill, "well": well, "findings": as_data(findings)})
        return 3 if ill else 0
    for answer in answers:
        if isinstance(answer, Well):
            click.echo(f"ok: {safe(answer.said)}")
        else:
            tell([answer])
    return 3 if ill else 0


def _examine(folder: Path, *, offline: bool) -> Iterator[Answer]:
    yield from _environment()
    try:
        project = open_project(folder)
        project.newsletter  # noqa: B018 - reading it is the question
    except ComposerError as error:
        yield from error.findings
        return
    yield Well(said=f"newsletter.toml of {project.newsletter.name}")
    questions: list[Callable[[Project], Iterator[Answer]]] = [_template, _secrets, _clock, _leaving]
    if not offline:
        questions.append(_relay)
    for question in questions:
        try:
            yield from question(project)
        except ComposerError as error:
            yield from error.findings


def _environment() -> Iterator[Answer]:
    foreign = sorted(set(packages_distributions().get("composer", ())) - {OURS})
    if foreign:
        yield Finding(
            code="foreign-composer",
            severity=Severity.ERROR,
            message=f"{', '.join(foreign)} also installs a package 'composer' here; "
            "each overwrites the other",
            hint=f"install {OURS} on its own: pipx install {OURS}",
        )
    else:
        yield Well(said="no other package is called composer here")


def _template(project: Project) -> Iterator[Answer]:
    project.template()
    yield Well(said=f"template {project.newsletter.template}")


def _secrets(project: Project) -> Iterator[Answer]:
    project.settings.require_token_key()
    yield Well(said="keys")


def _clock(project: Project) -> Iterator[Answer]:
    now = datetime.now(UTC)
    latest = BUILT
    if project.settings.state.exists():
        with project.ledger() as ledger:
            latest = max(BUILT, *(m.created_at for m in ledger.mailings()), BUILT)
    if now < latest:
        yield Finding(
            code="clock",
            severity=Severity.ERROR,
            message=f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, which has been already",
            hint="set the clock: the Date of every message comes from it",
        )
    else:
        yield Well(said=f"the clock says {now:%Y-%m-%d %H:%M} UTC")


def _leaving(project: Project) -> Iterator[Answer]:
    amiss = list(amiss_in_leaving(project.newsletter))
    yield from amiss
    if amiss:
        return
    if has_one_click(project.newsletter):
        yield Well(said="readers can unsubscribe with one click")
    else:
        yield Finding(
            code="no-one-click",
            severity=Severity.WARNING,
            message="readers cannot unsubscribe with one click, as Gmail and Yahoo ask",
            at=Place(path="newsletter.toml"),
            hint="give [unsubscribe] a url that begins with https:// and answers a POST",
        )


def _relay(project: Project) -> Iterator[Answer]:
    hop = next_hop(project)
    with hop.open():
        yield Well(said=f"relay {hop} answers, and takes our login where it asks for one")
