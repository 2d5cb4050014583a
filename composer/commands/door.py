"""The front door: which commands there are, and what an exit code means.

A command is a module of this folder with a click command named `command`. The first
line of its docstring is its line in `newsletter --help`, read without loading it, so
that the list of commands costs no command (the target is 150 ms).

Exit codes: 0 fine · 1 the issue has errors · 2 wrong usage · 3 configuration or
credentials · 4 a guard refused · 5 sent in part · 70 our fault · 130 interrupted.
70 is EX_SOFTWARE of BSD's sysexits(3).
"""

import sys
import tempfile
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from composer import __version__
from composer.commands.telling import tell_error, unusable
from composer.errors import ComposerError, UsageError
from composer.plugins import Shelf

OUR_FAULT = 70
INTERRUPTED = 130
BESIDES = frozenset(
    {
        "account",
        "deciding",
        "door",
        "guards",
        "naming",
        "posting",
        "progress",
        "project",
        "starter",
        "streams",
        "summary",
        "telling",
    }
)
EXAMPLES = """\b
Examples:
  newsletter new "Japan moves up a gear"     begin an issue
  newsletter check                           what is still to be mended
  newsletter send jasmine --readers readers.csv
"""


class CommandShelf(click.Group):
    """The commands of this folder and of plug-ins, loaded when they are asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._shelf = Shelf("composer.commands", besides=BESIDES)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The codes, in the order of the alphabet."""
        return list(self._shelf)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Take the command from the shelf."""
        if cmd_name not in self._shelf:
            return None
        taken = self._shelf[cmd_name]
        command = taken if isinstance(taken, click.Command) else taken.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a mistyped name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self._shelf:
            near = get_close_matches(name, self._shelf, 1, 0.5)
            hint = f"Did you mean '{near[0]}'?" if near else "'newsletter --help' lists them."
            raise click.UsageError(f"There is no command '{name}'. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, each with the first line of its module's docstring."""
        with formatter.section("Commands"):
            formatter.write_dl([(code, _first_line(code)) for code in self._shelf])


def _first_line(code: str) -> str:
    """The module's own sentence, read from its file: loading it could cost half a second."""
    spec = find_spec(f"composer.commands.{code.replace('-', '_')}")
    if spec is None or spec.origin is None:
        return "(from a plug-in)"
    with Path(spec.origin).open(encoding="utf-8") as file:
        return file.readline().strip().strip('"').rstrip(".")


@click.group(
    cls=CommandShelf,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXAMPLES,
)
@click.version_option(__version__, prog_name="newsletter")
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Work on the newsletter in FOLDER instead of here.",
)
@click.pass_context
def newsletter(ctx: click.Context, folder: Path | None) -> None:
    """Write a newsletter as a text file; send it as mail that is accounted for."""
    ctx.obj = folder or Path.cwd()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. Nothing but a fault of ours prints a path."""
    try:
        done = newsletter.main(list(arguments), prog_name="newsletter", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return _mistyped(error, as_json=_wants_data(arguments))
    except (click.Abort, KeyboardInterrupt) as stop:
        if isinstance(stop.__cause__, EOFError):
            # click takes every EOFError for Ctrl-D; one that no question of ours met is a file
            # that ended too early, such as a module that Python once cached on a full disk.
            return _own_fault()
        click.echo("\nStopped.", err=True)
        return INTERRUPTED
    except ComposerError as error:
        tell_error(error, as_json=_wants_data(arguments))
        return error.exit_code
    except OSError as error:
        if error.errno is None or isinstance(error, ConnectionError):
            return _own_fault()
        told = unusable(error)
        tell_error(told, as_json=_wants_data(arguments))
        return told.exit_code
    except Exception:
        return _own_fault()
    return done if isinstance(done, int) else 0


def _wants_data(arguments: Sequence[str]) -> bool:
    """Whether JSON was asked for, however far the command came."""
    words = " ".join(arguments)
    return "--json" in arguments or "--format json" in words or "--format=json" in words


def _mistyped(error: click.ClickException, *, as_json: bool) -> int:
    if as_json:
        told = UsageError.saying("usage", error.format_message(), hint="see --help")
        tell_error(told, as_json=True)
    else:
        error.show()
    return error.exit_code


def _own_fault() -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="newsletter-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"newsletter-composer {__version__}, Python {sys.version}\n\n")
        log.write(traceback.format_exc())
    click.echo(
        f"This is a fault of newsletter-composer, not yours. Nothing was lost.\n"
        f"What happened is in {log.name}; please report it with that file.",
        err=True,
    )
    return OUR_FAULT
