"""Repair what may be repaired without asking, and nothing else.

docs/findings.md says which findings those are. The file is replaced as a whole or not
at all.
"""

from pathlib import Path

import click

from composer.commands.naming import IssueName
from composer.commands.project import open_project
from composer.commands.starter import slug_of
from composer.commands.telling import counted, safe, tell_json
from composer.errors import EditorError
from composer.findings import Finding
from composer.issue import difference, fix_text, read_text, write_fixed


@click.command()
@click.argument("issues", nargs=-1, type=IssueName())
@click.option("--all", "everything", is_flag=True, help="Every issue there is.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the repairs as JSON.")
@click.pass_obj
def command(
    folder: Path,
    issues: tuple[str, ...],
    everything: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Repair ISSUES (default: the newest) where it is safe.

    \b
    Examples:
      newsletter fix --dry-run
      newsletter fix jasmine
    """
    project = open_project(folder)
    files = (
        project.issue_files() if everything else [project.issue_file(i) for i in issues or (None,)]
    )
    report = []
    for file in files:
        text = _text_of(file, project.root)
        fixed = fix_text(text, project.newsletter, path_shown=_shown(file, project.root))
        if fixed.repairs and not dry_run:
            write_fixed(file, fixed)
        report.append((file, text, fixed))
    if as_json:
        tell_json(
            {
                "dry_run": dry_run,
                "issues": [
                    {
                        "issue": slug_of(file),
                        "repairs": [
                            {
                                "code": r.code,
                                "line": r.at.line,
                                "column": r.at.column,
                                "done": r.done,
                            }
                            for r in fixed.repairs
                        ],
                    }
                    for file, _, fixed in report
                ],
            }
        )
        return 0
    for file, text, fixed in report:
        if dry_run and fixed.repairs:
            click.echo(
                safe(difference(text, fixed.text, path_shown=_shown(file, project.root))), nl=False
            )
        for repair in () if dry_run else fixed.repairs:
            click.echo(f"{repair.at}: {repair.code}: {safe(repair.done)}")
        verb = "would be repaired" if dry_run else "repaired"
        click.echo(f"{slug_of(file)}: {counted(len(fixed.repairs), 'place')} {verb}", err=True)
    return 0


def _text_of(file: Path, root: Path) -> str:
    text = read_text(file, root=root, shown=_shown(file, root))
    if isinstance(text, Finding):
        raise EditorError(text)
    return text


def _shown(file: Path, root: Path) -> str:
    return str(file.relative_to(root)) if file.is_relative_to(root) else str(file)
