"""Begin an issue: a file with the header, the sections and the groups of this newsletter.

State never lives in the file; its name, date and title, is its identity.
"""

import os
import re
import sys
import unicodedata
from datetime import date, datetime
from pathlib import Path

import click

from composer.commands.project import Project, open_project
from composer.commands.telling import tell_json
from composer.errors import UsageError
from composer.issue import read_text

SLUG_LENGTH = 80
"""Characters of a slug at most: it becomes a file name and part of an address."""


@click.command()
@click.argument("title")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day it goes out (default: today).")
@click.option("--edit/--no-edit", default=None, help="Open your editor (default: at a terminal).")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def command(folder: Path, title: str, day: str | None, edit: bool | None, as_json: bool) -> int:
    """Begin an issue called TITLE.

    \b
    Examples:
      newsletter new "Japan moves up a gear"
      newsletter new "What we read this week" --date 2025-03-07
    """
    project = open_project(folder)
    dated = _day(day) if day else datetime.now().astimezone().date()
    title = " ".join(title.split())
    if not title:
        raise UsageError.saying(
            "no-title", "an issue needs a title", hint='newsletter new "Japan moves up a gear"'
        )
    slug = slug_for(dated, title)
    file = project.root / "issues" / f"{slug}.md"
    file.parent.mkdir(exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as made:
            made.write(archetype(project, title, dated))
    except FileExistsError:
        raise UsageError.saying(
            "issue-exists",
            f"there is already an issue {slug}",
            hint="open it, or choose another title",
        ) from None
    if as_json:
        tell_json({"issue": slug, "path": str(file)})
    else:
        click.echo(str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file))
        click.echo(f"Next: write it, then 'newsletter check {slug}'", err=True)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if edit or (edit is None and editor and sys.stdin.isatty() and not as_json):
        click.edit(filename=str(file), editor=editor)
    return 0


def slug_for(day: date, title: str) -> str:
    """ "2025-02-20-japan-moves-up-a-gear": letters and digits of ASCII, for files and addresses."""
    flat = (
        unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    words = re.sub(r"[’']", "", flat.lower())
    words = re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "issue"
    return f"{day.isoformat()}-{words}"[:SLUG_LENGTH].rstrip("-")


def archetype(project: Project, title: str, day: date) -> str:
    """The text of a fresh issue: legal as it stands but for what is still to be written."""
    lines = ["---", f"title: {_quoted(title)}", "dek: TK", f"date: {day.isoformat()}"]
    if number := _next_number(project):
        lines.append(f"number: {number}")
    lines += ["---", ""]
    for rule in project.newsletter.sections.values():
        if rule.kind == "story":
            lines += [f"## {rule.all_labels[0]}: TK", "", "TK", ""]
        else:
            lines += [f"## {rule.all_labels[0]}: TK", ""]
            for group in rule.groups:
                lines += [f"### {group}", ""]
    if not project.newsletter.sections:
        lines += ["TK", ""]
    return "\n".join(lines)


def _quoted(title: str) -> str:
    # Other tools read the header as YAML, where a colon and a space would end the value.
    return f'"{title}"' if ": " in title and '"' not in title else title


def _next_number(project: Project) -> int | None:
    numbers = []
    for file in project.issue_files():
        # A file that is no text gives a finding, which is for 'check' to tell.
        text = read_text(file, root=project.root, shown=file.name)
        head = text[:4096] if isinstance(text, str) else ""
        numbers += [int(n) for n in re.findall(r"(?m)^number:\s*(\d{1,6})\s*$", head)[:1]]
    return max(numbers) + 1 if numbers else None


def _day(text: str) -> date:
    wrong = UsageError.saying(
        "bad-date", f"'{text}' is not a date", hint="write year-month-day, for example 2025-02-20"
    )
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong from None
