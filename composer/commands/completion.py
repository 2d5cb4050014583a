"""Print the lines that teach your shell to complete commands and issue names."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the completion script for SHELL.

    \b
    Examples:
      eval "$(newsletter completion bash)"              in ~/.bashrc
      newsletter completion fish > ~/.config/fish/completions/newsletter.fish
    """
    newsletter = click.get_current_context().find_root().command
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(newsletter, {}, "newsletter", "_NEWSLETTER_COMPLETE").source())
    return 0
