"""Write an issue's HTML, text and one complete sample message into a folder.

What is written is what is sent: the HTML and the text are the sample message's own
parts, read back from it. Pictures are written beside them, for upload to `[pictures]
base_url` or for looking at.
"""

import re
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import click

from composer.audience import Subscriber
from composer.commands.naming import IssueName
from composer.commands.project import Project, open_project
from composer.commands.telling import counted, size, tell, tell_json
from composer.edition import Edition
from composer.message import CompiledMessage, compile_message
from composer.settings import Secret

SAMPLE = Subscriber(address="reader@example.org", fields={"name": "Sample Reader"})
CONTENT_ID = re.compile(r"cid:([\w.-]+)@[\w.-]+")
SAMPLE_KEY = Secret(b"a sample message is signed with no secret at all")
"""`render` is the same on every machine, so its sample can hold nobody's key."""


@click.command()
@click.argument("issue", required=False, type=IssueName())
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"))
@click.option("--template", help="Another template than the newsletter's own.")
@click.option("--json", "as_json", is_flag=True, help="Print the files as JSON.")
@click.pass_obj
def command(folder: Path, issue: str | None, out: Path, template: str | None, as_json: bool) -> int:
    """Write ISSUE (default: the newest) as HTML, text and a sample message.

    \b
    Examples:
      newsletter render
      newsletter render jasmine --out /tmp/look
    """
    project = open_project(folder)
    reading = project.read(project.issue_file(issue))
    edition = project.render(reading.require_issue(), template)
    written = write_files(project, edition, out)
    if as_json:
        tell_json({"issue": edition.slug, "files": {str(f): f.stat().st_size for f in written}})
        return 0
    tell((*reading.findings, *edition.findings), err=True)
    for file in written:
        click.echo(f"{file}  {size(file.stat().st_size)}")
    click.echo(
        f"{counted(len(edition.links), 'link')}. Next: newsletter test {edition.slug}", err=True
    )
    return 0


def write_files(project: Project, edition: Edition, out: Path) -> list[Path]:
    """Write `<slug>.html`, `.txt`, `.eml` and the pictures; return the files."""
    out.mkdir(parents=True, exist_ok=True)
    octets = compiled_sample(project, edition).addressed_to(SAMPLE).octets
    html, text = parts(octets)
    # Beside the HTML, a picture that rides in the message is a file of the same name.
    html = CONTENT_ID.sub(r"\1", html)
    edition.write_pictures(out)
    files = {".html": html.encode(), ".txt": text.encode(), ".eml": octets}
    for ending, content in files.items():
        (out / f"{edition.slug}{ending}").write_bytes(content)
    return [*(out / f"{edition.slug}{e}" for e in files), *(out / p.name for p in edition.pictures)]


def compiled_sample(project: Project, edition: Edition) -> CompiledMessage:
    """The edition, compiled with nobody's key and the issue's own date."""
    return compile_message(
        edition, project.newsletter, token_key=SAMPLE_KEY, sent_on=noon(edition.date)
    )


def noon(day: date) -> datetime:
    """The Date of a sample: `render` looks at no clock, so that the same issue gives the same."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def parts(octets: bytes) -> tuple[str, str]:
    """The HTML and the text of a message, decoded by the standard library."""
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert text is not None
    return html.get_content(), text.get_content()
