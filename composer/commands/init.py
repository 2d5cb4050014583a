"""Begin a newsletter: a folder with everything to write, look at and send an issue.

In a folder that holds one already, only what is missing is made: keys, above all.
Nothing is ever overwritten.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click

from composer.commands.starter import CONFIGURATION, starter_folder
from composer.commands.telling import tell_json
from composer.settings import OWN_KEYS, PREFIX, new_key, secrets_text

IGNORED = """\
# Secrets, and what is known of readers, stay out of git.
.env
.newsletter/
subscribers/*
!subscribers/sample.csv
out/
"""
FOLDERS = ("issues", "templates", ".vscode")
FILES = (CONFIGURATION, ".env.example", "subscribers/sample.csv")
PAGES = ("authoring", "findings", "commands", "settings", "json", "glossary", "add-a-template")
"""What an editor, a designer and an operator read; hints name these pages."""


@click.command()
@click.argument("folder_name", metavar="FOLDER", required=False)
@click.option("--git/--no-git", default=True, help="Make a git repository of it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def command(here: Path, folder_name: str | None, git: bool, as_json: bool) -> int:
    """Begin a newsletter in FOLDER (default: here).

    \b
    Examples:
      newsletter init my-letter
      newsletter init            (in a newsletter: makes the keys that are missing)
    """
    root = (here / (folder_name or ".")).resolve()
    known = (root / CONFIGURATION).exists()
    made = list(_make(root, known=known))
    if git and not known:
        made += _repository(root)
    if as_json:
        tell_json({"folder": str(root), "made": made})
        return 0
    for name in made:
        click.echo(f"made {name}")
    if not made:
        click.echo("Nothing was missing.")
    if not known:
        go = f"cd {folder_name}, then: " if folder_name else ""
        click.echo(f"\nNext: {go}newsletter demo", err=True)
    return 0


def _make(root: Path, *, known: bool) -> Iterator[str]:
    root.mkdir(parents=True, exist_ok=True)
    if not known:
        yield from _copies(root)
    yield from _keys(root / ".env")


def _copies(root: Path) -> Iterator[str]:
    starter = starter_folder()
    for name in (n for n in FOLDERS if not (root / n).exists()):
        shutil.copytree(starter / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        yield f"{name}/"
    for name in (
        n for n in (*FILES, *(f"docs/{page}.md" for page in PAGES)) if not (root / n).exists()
    ):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(starter / name, root / name)
        yield name
    if not (root / ".gitignore").exists():
        (root / ".gitignore").write_text(IGNORED, encoding="utf-8")
        yield ".gitignore"


def _keys(file: Path) -> Iterator[str]:
    """Add the keys that are missing. The file is made with mode 0600 before it holds anything."""
    there = secrets_text(file) if file.exists() else ""
    missing = [
        PREFIX + name
        for name in OWN_KEYS
        if not any(line.startswith(f"{PREFIX}{name}=") for line in there.splitlines())
    ]
    if not missing:
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as opened:
        if there and not there.endswith("\n"):
            opened.write("\n")
        opened.writelines(f"{name}={new_key()}\n" for name in missing)
    yield f".env ({', '.join(missing)})"


def _repository(root: Path) -> list[str]:
    if (root / ".git").exists() or shutil.which("git") is None:
        return []
    inside = subprocess.run(
        ["git", "rev-parse", "--is-inside-work-tree"],  # noqa: S607
        cwd=root,
        capture_output=True,
        check=False,
    )
    if inside.returncode == 0:
        return []
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)  # noqa: S607
    return [".git/"]
