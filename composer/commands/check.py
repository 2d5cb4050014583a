"""Say what is still to be mended in an issue.

Reads the issue, gives it its form, and prints every finding at once, in the order of the
file. Exit code 1 if there is anything that blocks or an error; with --strict, warnings
count too.
"""

from pathlib import Path

import click

from composer.commands.naming import IssueName
from composer.commands.project import Project, in_file_order, open_project
from composer.commands.render import compiled_sample
from composer.commands.starter import slug_of
from composer.commands.telling import FORMS, as_data, counted, size, tell, tell_json
from composer.edition import Edition
from composer.errors import ComposerError
from composer.findings import Finding, Severity

STOPS = {Severity.BLOCK, Severity.ERROR}


@click.command()
@click.argument("issues", nargs=-1, type=IssueName())
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--all", "everything", is_flag=True, help="Check every issue there is.")
@click.option("--template", help="Another template than the newsletter's own.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), default="text", help="github: annotations for CI."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def command(
    folder: Path,
    issues: tuple[str, ...],
    strict: bool,
    everything: bool,
    template: str | None,
    form: str,
    as_json: bool,
) -> int:
    """Say what is still to be mended in ISSUES (default: the newest).

    \b
    Examples:
      newsletter check
      newsletter check jasmine --strict
      newsletter check --all --format github
    """
    project = open_project(folder)
    files = (
        project.issue_files() if everything else [project.issue_file(i) for i in issues or (None,)]
    )
    form = "json" if as_json else form
    results = [(file, *look_at(project, file, template)) for file in files]
    if form == "json":
        tell_json(
            {
                "ok": not any(_stops(findings, strict=strict) for _, _, findings in results),
                "issues": [
                    {
                        "issue": slug_of(file),
                        "html_octets": edition.html_octets if edition else None,
                        "findings": as_data(findings),
                    }
                    for file, edition, findings in results
                ],
            }
        )
    else:
        for file, edition, findings in results:
            tell(findings, form)
            click.echo(_verdict(file, edition, findings, strict=strict), err=True)
    return int(any(_stops(findings, strict=strict) for _, _, findings in results))


def look_at(
    project: Project, file: Path, template: str | None = None
) -> tuple[Edition | None, list[Finding]]:
    """The edition, where one can be made, and everything that was found on the way."""
    reading = project.read(file)
    if reading.issue is None or reading.errors:
        return None, in_file_order(reading.findings)
    try:
        edition = project.render(reading.issue, template)
    except ComposerError as error:
        return None, in_file_order((*reading.findings, *error.findings))
    found = [*reading.findings, *edition.findings]
    try:
        # What no header can carry, and slots where nothing can be escaped, show here.
        compiled_sample(project, edition)
    except ComposerError as error:
        found += error.findings
    return edition, in_file_order(tuple(found))


def _stops(findings: list[Finding], *, strict: bool) -> bool:
    counting = STOPS | {Severity.WARNING} if strict else STOPS
    return any(f.severity in counting for f in findings)


def _verdict(file: Path, edition: Edition | None, findings: list[Finding], *, strict: bool) -> str:
    weight = f"{size(edition.html_octets)} of 102 KB" if edition else "not rendered"
    tally = ", ".join(
        counted(number, str(severity) if severity != Severity.INFO else "note")
        for severity in Severity
        if (number := sum(f.severity is severity for f in findings))
    )
    name = slug_of(file)
    if edition is None:
        return f"{name}: {tally}. Mend the errors, then run 'newsletter check' again."
    if any(f.severity is Severity.BLOCK for f in findings):
        return f"{name}: {tally}; {weight}. Can be previewed and tested, not sent."
    if _stops(findings, strict=strict):
        return f"{name}: {tally}; {weight}."
    said = f"{tally}; " if tally else "nothing to mend; "
    return f"{name}: {said}{weight}. Next: newsletter test {name}"
