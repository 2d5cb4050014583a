"""A small workshop: issues from a few lines of text, templates from a few changed files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from composer.edition import Edition, Template, load_template, render_edition
from composer.errors import ComposerError
from composer.findings import Finding
from composer.issue import Issue, Newsletter, read_issue_text

ROOT = Path(__file__).parent.parent.parent
HEADER = "---\ntitle: A Title\ndek: A dek.\ndate: 2025-02-20\n---\n\n"
STORY = HEADER + "## Hub Story: One\n\nA paragraph.\n"
SETTINGS = {
    "name": "Harbor Notes",
    "from": "Harbor Notes <notes@example.org>",
    "address": "14 Customs Quay, Port Chalmers 9023, New Zealand",
    "unsubscribe": {"url": "https://example.org/leave/{token}"},
    "pictures": {"inline": True},
    "sections": {
        "hub": {"label": "Hub Story", "kind": "story"},
        "links": {"label": "Links", "kind": "roundup"},
    },
}


@pytest.fixture
def settings() -> Callable[..., Newsletter]:
    """A newsletter with these keys changed."""
    return lambda **changes: Newsletter.model_validate(SETTINGS | changes)


@pytest.fixture
def issue_of(tmp_path: Path, settings: Callable[..., Newsletter]) -> Callable[..., Issue]:
    """The issue that a text gives; without a header it gets one."""

    def read(text: str = STORY, newsletter: Newsletter | None = None) -> Issue:
        whole = text if text.startswith("---\n") else HEADER + text
        reading = read_issue_text(
            whole, "issues/2025-02-20-trial.md", newsletter or settings(), folder=str(tmp_path)
        )
        assert reading.issue is not None
        return reading.issue

    return read


@pytest.fixture
def template_of(tmp_path: Path) -> Callable[..., Template]:
    """The template `trial`: the shipped briefing with some files written anew."""

    def load(files: Mapping[str, str] | None = None, **manifest: Any) -> Template:
        folder = tmp_path / "templates" / "trial"
        keys = {"name": "trial", "title": "Trial", "description": "A trial.", "base": "briefing"}
        lines = [f'{k} = "{v}"' for k, v in (keys | manifest).items() if v is not None]
        for name, text in {"template.toml": "\n".join(lines), **(files or {})}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return load_template("trial", [tmp_path / "templates", ROOT / "templates"])

    return load


@pytest.fixture
def edition_of(
    tmp_path: Path,
    settings: Callable[..., Newsletter],
    issue_of: Callable[..., Issue],
    template_of: Callable[..., Template],
) -> Callable[..., Edition]:
    """The edition of a text in the trial template."""

    def render(text: str = STORY, files: Mapping[str, str] | None = None, **keys: Any) -> Edition:
        newsletter = settings(**keys)
        issue = issue_of(text, newsletter)
        return render_edition(issue, newsletter, template_of(files), root=tmp_path)

    return render


@pytest.fixture
def complaints(edition_of: Callable[..., Edition]) -> Callable[..., tuple[Finding, ...]]:
    """What stops an edition, as findings."""

    def ask(*args: Any, **kwargs: Any) -> tuple[Finding, ...]:
        with pytest.raises(ComposerError) as caught:
            edition_of(*args, **kwargs)
        return caught.value.findings

    return ask
