"""What is not in the docs does not exist."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from composer.commands.door import BESIDES
from composer.issue import Newsletter
from composer.plugins import Shelf
from composer.settings import KNOWN, PREFIX

ROOT = Path(__file__).parent.parent
PROSE = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "templates").rglob("README.md"),
]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", list(Shelf("composer.commands", besides=BESIDES)))
def test_every_command_has_its_paragraph(code: str) -> None:
    assert f"## {code}" in page("docs/commands.md")


def keys(model: type[BaseModel]) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        found.add(field.alias or name)
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= keys(inner)
    return found


@pytest.mark.parametrize("key", sorted(keys(Newsletter)))
def test_every_key_of_newsletter_toml_is_explained(key: str) -> None:
    assert re.search(rf"\b{key}\b", page("docs/settings.md"))


@pytest.mark.parametrize("name", KNOWN)
def test_every_variable_of_the_environment_is_explained(name: str) -> None:
    assert f"`{PREFIX}{name}`" in page("docs/settings.md")


@pytest.mark.parametrize("file", PROSE, ids=lambda f: str(f.relative_to(ROOT)))
def test_links_between_our_own_pages_lead_somewhere(file: Path) -> None:
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`]*`", "", text)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (file.parent / target).exists(), f"{file.name} links to {target}"


def test_the_readme_names_the_commands_that_ci_runs() -> None:
    assert "make demo" in page("README.md")
    assert "make test" in page("README.md")
    assert "make test" in page(".ci/run")
