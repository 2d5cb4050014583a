"""How an issue is named on the command line, and completed by the shell.

Light on purpose: a shell waits for it at every press of the tab key.
"""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from composer.commands.starter import CONFIGURATION


class IssueName(click.ParamType[str]):
    """A path, a slug, or a unique part of one; what it means is found by `Project`."""

    name = "issue"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The slugs that hold what was typed, newest first."""
        del param
        folder = ctx.find_root().params.get("folder") or Path.cwd()
        return [CompletionItem(slug) for slug in _slugs(Path(folder)) if incomplete in slug]


def _slugs(folder: Path) -> list[str]:
    above = (folder.resolve(), *folder.resolve().parents)
    root = next((f for f in above if (f / CONFIGURATION).is_file()), folder)
    issues = root / "issues"
    names = [
        *(f.stem for f in issues.glob("*.md")),
        *(f.parent.name for f in issues.glob("*/issue.md")),
    ]
    return sorted(names, reverse=True)
