"""The newsletter a command works on: its folder, configuration, issues and templates."""

import os
import re
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from composer.commands.starter import (
    CONFIGURATION,
    issue_files,
    newsletter_folder,
    slug_of,
    starter_folder,
)
from composer.edition import Edition, Template, load_template, render_edition
from composer.errors import OperatorError, UsageError
from composer.findings import Finding
from composer.issue import Issue, Newsletter, Reading, read_issue, read_newsletter
from composer.ledger import Ledger, open_ledger
from composer.settings import Settings, read_settings


@dataclass(frozen=True)
class Project:
    """A folder with a newsletter.toml."""

    root: Path

    @cached_property
    def newsletter(self) -> Newsletter:
        """The configuration, read once."""
        return read_newsletter(self.root / CONFIGURATION)

    @cached_property
    def settings(self) -> Settings:
        """Secrets and state, read once."""
        return read_settings(self.root, os.environ)

    @property
    def template_roots(self) -> tuple[Path, ...]:
        """Where templates are looked for: the project's own, then the shipped ones."""
        return (self.root / "templates", starter_folder() / "templates")

    def template(self, name: str | None = None) -> Template:
        """The template by name; the newsletter's own by default."""
        return load_template(name or self.newsletter.template, self.template_roots)

    def ledger(self) -> closing[Ledger]:
        """The ledger of this newsletter, made when it is first asked for; closed by `with`."""
        return closing(open_ledger(self.settings.state))

    def issue_files(self) -> list[Path]:
        """Every issue file, oldest name first: issues/x.md and issues/x/issue.md."""
        return issue_files(self.root)

    def issue_file(self, wanted: str | None, *, unsent: bool = False) -> Path:
        """The file an argument means: a path, a name, a unique part of one.

        Without an argument the newest that was not sent; where all were, the newest, or
        with `unsent` none.

        Raises:
            UsageError: there is none, or several; each is named.
        """
        files = self.issue_files()
        if wanted is None:
            return _newest(files, self._sent(), unsent=unsent)
        if (given := Path(wanted)).suffix == ".md" and given.is_file():
            return given.resolve()
        if (given / "issue.md").is_file():
            return (given / "issue.md").resolve()
        exact = [f for f in files if slug_of(f) == wanted]
        near = exact or [f for f in files if wanted.lower() in slug_of(f)]
        if len(near) == 1:
            return near[0]
        if not near:
            raise UsageError.saying(
                "no-issue", f"no issue is called '{wanted}'", hint=_listing("issues", files)
            )
        raise UsageError.saying(
            "which-issue",
            f"'{wanted}' could be several issues",
            hint=_listing("write more of", near),
        )

    def _sent(self) -> frozenset[str]:
        try:
            state = self.settings.state
        except OperatorError:
            # Reading and checking an issue needs no secret; whoever needs one will say so.
            return frozenset()
        if not state.exists():
            return frozenset()
        with self.ledger() as ledger:
            return ledger.sent_issues()

    def read(self, file: Path) -> Reading:
        """The issue in the file, with every finding."""
        return read_issue(file, self.newsletter, root=self.root)

    def render(self, issue: Issue, template: str | None = None) -> Edition:
        """The issue in the form of its template."""
        return render_edition(issue, self.newsletter, self.template(template), root=self.root)


def open_project(folder: Path) -> Project:
    """The newsletter in `folder` or, as git does, in the nearest folder above it."""
    root = newsletter_folder(folder)
    if root is None:
        read_newsletter(folder / CONFIGURATION)  # says that there is none, and what to do
    return Project(root or folder)


def _newest(files: list[Path], sent: frozenset[str], *, unsent: bool) -> Path:
    waiting = [f for f in files if slug_of(f) not in sent]
    found = waiting or ([] if unsent else files)
    if not found:
        why = "every issue has been sent" if files else "there is no issue yet"
        raise UsageError.saying("no-issue", why, hint='begin one: newsletter new "The title"')
    return max(found, key=lambda f: (bool(re.match(r"\d{4}-\d\d-\d\d", slug_of(f))), slug_of(f)))


def _listing(lead: str, files: list[Path]) -> str:
    names = [slug_of(f) for f in files][-8:]
    return f"{lead}: {', '.join(names)}" if names else 'begin one: newsletter new "The title"'


def in_file_order(findings: tuple[Finding, ...]) -> list[Finding]:
    """In the order of the file, as an editor mends them."""
    return sorted(
        findings, key=lambda f: (f.at.path, f.at.line, f.at.column) if f.at else ("", 0, 0)
    )
