"""A template folder is read with all its mistakes, and builds on another."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.edition import Edition, Template, load_template
from composer.errors import DesignerError
from composer.findings import Finding

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
Load = Callable[..., Template]


def findings(load: Callable[[], object]) -> list[Finding]:
    with pytest.raises(DesignerError) as caught:
        load()
    return list(caught.value.findings)


@pytest.mark.parametrize("name", sorted(p.parent.name for p in TEMPLATES.glob("*/template.toml")))
def test_every_shipped_template_loads(name: str) -> None:
    template = load_template(name, [TEMPLATES])
    assert template.name == name
    assert template.manifest.description


def test_an_unknown_template_gets_a_suggestion() -> None:
    (finding,) = findings(lambda: load_template("breifing", [TEMPLATES]))
    assert (finding.code, finding.hint) == ("no-template", "did you mean 'briefing'?")


@pytest.mark.parametrize("name", ["../templates/briefing", "/etc", "", ".", "Briefing"])
def test_a_template_name_is_no_path(name: str) -> None:
    assert findings(lambda: load_template(name, [TEMPLATES]))[0].code == "no-template"


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("name = 'trial'", "title"),
        ("name = 'other'\ntitle = 'T'\ndescription = 'D'", "the folder is not called 'other'"),
        ("name = 'trial'\ntitle = 'T'\ndescription = 'D'\ncolour = 1", "colour"),
        ("name = ", "I cannot read it"),
        ("name = 'trial'\ntitle = 'T'\ndescription = 'D'\npicture_width = 5", "picture_width"),
        ("name = 'trial'\ntitle = 'T'\ndescription = 'D'\nbase = 'nobody'", "no template 'nobody'"),
        ("name = 'trial'\ntitle = 'T'\ndescription = 'D'\nbase = 'trial'", "in a circle"),
    ],
)
def test_a_manifest_says_what_is_wrong_with_it(
    manifest: str, words: str, template_of: Load
) -> None:
    found = findings(lambda: template_of({"template.toml": manifest}))
    assert any(words in finding.message for finding in found)
    assert all(finding.hint for finding in found)


def test_all_mistakes_of_a_folder_are_told_at_once(template_of: Load) -> None:
    files = {"a.html.j2": "{% if %}", "b.html.j2": "\n\n{{ x|", "c.html.j2": "{% extends 'x' %}"}
    found = findings(lambda: template_of(files))
    assert [str(f.at) for f in found] == [
        "templates/trial/a.html.j2:1:1",
        "templates/trial/b.html.j2:3:1",
        "templates/trial/c.html.j2:1:1",
    ]


def test_a_template_without_a_base_is_told_what_it_lacks(template_of: Load) -> None:
    missing = {f.message.rpartition(" ")[2] for f in findings(lambda: template_of(base=None))}
    assert {"edition.mjml.j2", "inline.css.j2", "sections/story.mjml.j2", "blocks/table.html.j2",
            "boxes/box.html.j2"} <= missing  # fmt: skip


def test_a_file_of_ones_own_comes_before_the_base(
    template_of: Load, edition_of: Callable[..., Edition]
) -> None:
    own = {"blocks/paragraph.html.j2": "<p class='mine'>{{ block.words|html }}</p>"}
    assert '<p class="mine"' in edition_of(files=own).html
    assert "sections/story.mjml.j2" in template_of().files


def test_a_file_that_cannot_be_read_is_told(template_of: Load, tmp_path: Path) -> None:
    template_of()
    folder = tmp_path / "templates" / "trial"
    (folder / "a.html.j2").write_bytes(b"\xff\xfe")
    (folder / "b.html.j2").symlink_to("/etc/hostname")
    (folder / "c.html.j2").write_text("x" * 70_000)
    os.mkfifo(folder / "d.html.j2")
    codes = [f.code for f in findings(template_of)]
    assert codes == ["template-encoding", "template-file", "template-file", "template-file"]


def test_a_changed_file_is_seen_and_an_unchanged_folder_is_not_read_again(
    template_of: Load,
) -> None:
    first = template_of({"part.html.j2": "<p>one</p>"})
    assert template_of({"part.html.j2": "<p>one</p>"}).digest == first.digest
    roots = [Path(first.environment.loader.files["part.html.j2"]).parent, TEMPLATES]  # type: ignore[union-attr]
    assert load_template("trial", roots) is load_template("trial", roots)
    second = template_of({"part.html.j2": "<p>two, three</p>"})
    assert second.digest != first.digest


def test_the_same_folder_elsewhere_has_the_same_digest(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "briefing", tmp_path / "templates" / "briefing")
    there = load_template("briefing", [tmp_path / "templates"])
    assert there.digest == load_template("briefing", [TEMPLATES]).digest


def test_a_look_that_is_not_there_is_told(
    complaints: Callable[..., tuple[Finding, ...]],
) -> None:
    sections = {"hub": {"label": "Hub Story", "kind": "story", "look": "grand"}}
    (finding,) = complaints(sections=sections)
    assert finding.code == "no-partial"
    assert "sections/grand.mjml.j2" in finding.message
