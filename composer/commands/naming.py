"""How an issue is named on the command line, and completed by the shell.

Light on purpose: a shell waits for it at every press of the tab key.
"""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from composer.commands.starter import issue_files, newsletter_folder, slug_of


class IssueName(click.ParamType[str]):
    """A path, a slug, or a unique part of one; what it means is found by `Project`."""

    name = "issue"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The slugs that hold what was typed, newest first."""
        del param
        root = newsletter_folder(Path(ctx.find_root().params.get("folder") or Path.cwd()))
        slugs = [slug_of(file) for file in issue_files(root)] if root else []
        return [CompletionItem(slug) for slug in reversed(slugs) if incomplete in slug]
