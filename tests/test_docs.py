"""What is not in the docs does not exist."""

import re
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from composer.commands import run
from composer.commands.door import BESIDES
from composer.issue import Newsletter, read_issue_text
from composer.plugins import Shelf
from composer.settings import KNOWN, PREFIX

ROOT = Path(__file__).parent.parent
PROSE = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "templates").rglob("README.md"),
]


COMMANDS = Shelf("composer.commands", besides=BESIDES)
SAID_ONCE = {"--json"}
"""Options that every reading command has; the top of the page explains them."""


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", COMMANDS)
def test_every_command_has_its_paragraph_and_every_option_is_in_it(code: str) -> None:
    paragraph = page("docs/commands.md").partition(f"\n## {code}\n")[2].partition("\n## ")[0]
    assert paragraph
    for parameter in COMMANDS[code].command.params:
        names = {*parameter.opts, *parameter.secondary_opts}
        if isinstance(parameter, click.Option) and not names & SAID_ONCE:
            assert any(re.search(rf"`[^`]*{name}\b", paragraph) for name in names), names


@pytest.mark.parametrize("file", PROSE, ids=lambda f: str(f.relative_to(ROOT)))
def test_every_command_that_is_named_exists(file: Path) -> None:
    for name in re.findall(r"`newsletter ([a-z-]+)", file.read_text(encoding="utf-8")):
        assert name in COMMANDS, name


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
    assert re.search(rf"`[^`]*\b{key}\b[^`]*`", page("docs/settings.md"))


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


def test_what_the_readme_tells_a_new_user_to_type_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but `pipx`, which needs the network and is run by .ci/run."""
    section = page("README.md").partition("## Use it")[2]
    lines = re.findall(r"```\n(.*?)```", section, flags=re.DOTALL)[0].splitlines()
    assert lines[0] == "pipx install ."
    monkeypatch.chdir(tmp_path)
    for line in lines[1:]:
        program, *words = line.split()
        if program == "cd":
            monkeypatch.chdir(words[0])
        else:
            assert program == "newsletter"
            assert run(words) == 0, line
    assert "6 messages arrived" in capsys.readouterr().out


def test_the_issue_in_the_readme_has_nothing_to_mend(newsletter: Newsletter) -> None:
    section = page("README.md").partition("## What an issue looks like")[2]
    text = re.findall(r"```\n(.*?)```", section, flags=re.DOTALL)[0]
    reading = read_issue_text(text, "2025-02-20-readme.md", newsletter)
    assert reading.findings == ()


def test_make_test_is_the_command_of_the_readme_and_of_ci() -> None:
    assert "\n```\nmake test\n```" in page("README.md")
    assert "\nmake test\n" in page(".ci/run")


def test_each_of_the_forty_traps_has_a_test_that_exists_or_a_reason() -> None:
    rows = re.findall(r"(?m)^\| (\d+) \|.*\| (.*) \|$", page("docs/traps.md"))
    assert [int(number) for number, _ in rows] == list(range(1, 41))
    without = [number for number, test in rows if test == "–"]
    assert without == ["29"]
    for _, test in rows:
        if test != "–":
            file, _, name = test.strip("`").partition("::")
            assert f"def {name}(" in page(f"tests/{file}"), test
