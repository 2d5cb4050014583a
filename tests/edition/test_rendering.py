"""From an issue to an edition: the whole way. Traps 10, 13, 14, 27 and 39; C1, C6, C9."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from composer.edition import Edition, Template, load_template, render_edition
from composer.findings import Finding, Place
from composer.issue import Field, Issue, Newsletter, Paragraph, Text, read_issue, read_newsletter

ROOT = Path(__file__).parent.parent.parent
ISSUE = ROOT / "issues" / "2025-02-20-jasmine.md"
Render = Callable[..., Edition]

SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from composer.edition import load_template, render_edition
from composer.issue import read_issue, read_newsletter

root = Path(sys.argv[1])
newsletter = read_newsletter(root / "newsletter.toml")
issue = read_issue(root / "issues" / "2025-02-20-jasmine.md", newsletter, root=root).issue
template = load_template("briefing", [root / "templates"])
edition = render_edition(issue, newsletter, template, root=root)
print(hashlib.sha256((edition.html + edition.text).encode()).hexdigest(), edition.fingerprint)
"""


@pytest.fixture(scope="module")
def shipped() -> Edition:
    """The issue that this repository ships."""
    newsletter = read_newsletter(ROOT / "newsletter.toml")
    issue = read_issue(ISSUE, newsletter, root=ROOT).issue
    assert issue is not None
    return render_edition(
        issue, newsletter, load_template("briefing", [ROOT / "templates"]), root=ROOT
    )


def test_the_shipped_issue_has_its_form(shipped: Edition, newsletter: Newsletter) -> None:
    assert shipped.html.startswith("<!doctype html>")
    assert newsletter.address in shipped.html
    assert newsletter.address.split(",")[0] in shipped.text
    assert {"unsubscribe_url"} <= {slot.name for slot in shipped.slots}
    assert shipped.links[-1].address == next(
        slot.marker for slot in shipped.slots if slot.name == "unsubscribe_url"
    )
    assert shipped.html_octets == len(shipped.html.encode()) + shipped.values_octets
    assert (shipped.slug, shipped.template, shipped.findings) == (ISSUE.stem, "briefing", ())


def test_every_link_of_the_issue_is_in_the_edition_with_its_place(shipped: Edition) -> None:
    lines = ISSUE.read_text(encoding="utf-8").splitlines()
    placed = [link for link in shipped.links if link.at]
    assert len(placed) == sum(line.count("](http") for line in lines)
    for link in placed:
        assert link.at is not None
        assert link.address in lines[link.at.line - 1]


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """Trap 14 and C9: in another folder, time zone and hash seed."""
    for name in ("newsletter.toml", "issues", "templates"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(root)],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        ).stdout
        for root, seed, zone in ((ROOT, "0", "UTC"), (tmp_path, "4242", "Pacific/Auckland"))
    }
    assert len(printed) == 1


def test_a_build_says_nothing_by_itself() -> None:
    """Trap 27."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", SCRIPT, str(ROOT)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""


HOSTILE = {
    "an https link in the head": "<mj-raw><link rel='stylesheet' href='https://example.org/x.css'></mj-raw>",
    "an import": "<mj-raw><style>@import url(https://example.org/x.css);</style></mj-raw>",
    "an import in capitals": "<mj-raw><style>@IMPORT 'file:///etc/hostname';</style></mj-raw>",
    "an import in disguise": "<mj-raw><style>@\\\\69mport 'https://example.org/x';</style></mj-raw>",
    "a font": "<mj-font name='X' href='https://fonts.example.org/x' />",
    "an mj-include": "<mj-include path='/etc/hostname' />",
    "an mj-include of html": "<mj-include path='file:///etc/hostname' type='html' />",
    "a jinja include": "{% include '/etc/hostname' %}",
    "a jinja include from above": "{% include '../../newsletter.toml' %}",
    "a jinja include of a link": "{% include 'link.html.j2' %}",
}
FIGURES = {
    "a picture of the web": "https://example.org/a.png",
    "a picture of the machine": "file:///etc/hostname",
    "an absolute picture": "/etc/hostname",
    "a picture from above": "../../../etc/hostname",
    "a picture through a link": "link.png",
}
WATCHED = """
import json, sys
from pathlib import Path

asked = []

def watch(event, args):
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.system", "os.exec"):
        asked.append([event, str(args[:2])])
    elif event == "open" and isinstance(args[0], (str, bytes, Path)):
        asked.append([event, str(Path(args[0]).resolve())])

from composer.edition import load_template, render_edition
from composer.errors import ComposerError
from composer.issue import read_issue, read_newsletter

root, project = Path(sys.argv[1]), Path(sys.argv[2])
newsletter = read_newsletter(root / "newsletter.toml")
issue = read_issue(project / "issue.md", newsletter, root=project).issue
sys.addaudithook(watch)
try:
    template = load_template("trial", [project / "templates", root / "templates"])
    render_edition(issue, newsletter, template, root=project)
    codes = []
except ComposerError as error:
    codes = [finding.code for finding in error.findings]
print(json.dumps({"codes": codes, "asked": asked}))
"""


def project(folder: Path, head: str, figure: str) -> None:
    trial = folder / "templates" / "trial"
    trial.mkdir(parents=True)
    (trial / "template.toml").write_text(
        'name = "trial"\ntitle = "T"\ndescription = "D"\nbase = "briefing"\n'
    )
    (trial / "link.html.j2").symlink_to("/etc/hostname")
    (folder / "link.png").symlink_to("/etc/hostname")
    whole = (ROOT / "templates" / "briefing" / "edition.mjml.j2").read_text(encoding="utf-8")
    (trial / "edition.mjml.j2").write_text(whole.replace("</mj-head>", f"{head}</mj-head>"))
    if "link.html" not in head:
        (trial / "link.html.j2").unlink()
    shown = f"\n![A picture]({figure})\n" if figure else ""
    (folder / "issue.md").write_text(
        f"---\ntitle: T\ndate: 2025-02-20\n---\n\n## Hub Story: x\n{shown}"
    )


@pytest.mark.parametrize(
    ("head", "figure"),
    [
        *((head, "") for head in HOSTILE.values()),
        *(("", figure) for figure in FIGURES.values()),
        ("", ""),
    ],
    ids=[*HOSTILE, *FIGURES, "nothing hostile"],
)
def test_building_opens_no_socket_and_reads_nothing_outside(
    head: str, figure: str, tmp_path: Path
) -> None:
    """Watched by the interpreter's own audit hook."""
    project(tmp_path, head, figure)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT), str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seen = json.loads(done.stdout)
    assert bool(seen["codes"]) == bool(head or figure)
    homes = [
        str(Path(home).resolve())
        for home in [str(ROOT), str(tmp_path), sys.prefix, sys.base_prefix, *filter(None, sys.path)]
    ]
    strangers = [a for a in seen["asked"] if a[0] != "open" or not a[1].startswith(tuple(homes))]
    assert strangers == []


HOSTILE_WORDS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "</mj-text></mj-column>", "<!-- zq -->", "]]>",
    "&#x3C;b&#x3E;",
    "\\u{fe0f}", "a\u202eb", "❤️ 👨‍👩‍👧", "日本語 العربية", "\x0b\x1b[31m",
    "' \" ` < > &", "--> x", "<![endif]-->",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_hostile_words_are_words(
    words: str, issue_of: Callable[..., Issue], template_of: Callable[..., Template],
    settings: Callable[..., Newsletter], tmp_path: Path,
) -> None:  # fmt: skip
    """Trap 5 and C6: whatever the words of an issue are, they change no element."""

    def elements(text: str) -> tuple[list[str], str]:
        issue = issue_of()
        said = (Text(text=text),)
        at = Place(path="x")
        (first,) = issue.sections
        said_once = Paragraph(words=said, at=at)
        story = replace(first, headline=said, kicker=text, blocks=(said_once,))
        hostile = replace(
            issue, title=(*said, Field(name="name", fallback=text, at=at)), dek=said,
            subject=said, preheader=said, authors=(text,), number=text, sections=(story, story),
        )  # fmt: skip
        edition = render_edition(hostile, settings(), template_of(), root=tmp_path)
        page = etree.HTML(edition.html)
        return [str(e.tag) for e in page.iter(etree.Element)], " ".join(map(str, page.itertext()))

    tags, said = elements(words)
    assert tags == elements("Bob")[0]
    assert words.replace("\x0b", "").replace("\x1b", "")[:4].strip(" '\"`") in said


@pytest.mark.parametrize(
    "words",
    [
        "Write @import for it", 'use data-premailer="ignore"', "the //cdn.example.net host",
        "a `<style data-premailer>`", "`{{` opens a field",
    ],
)  # fmt: skip
def test_a_letter_may_speak_of_what_a_letter_may_not_hold(words: str, edition_of: Render) -> None:
    assert edition_of(f"## Hub Story: One\n\n{words}\n").html


def test_a_fingerprint_covers_what_a_reader_may_see(edition_of: Render) -> None:
    first = edition_of()
    assert edition_of().fingerprint == first.fingerprint
    others = [
        edition_of("## Hub Story: One\n\nAnother paragraph.\n"),
        edition_of(**{"from": "Other Notes <notes@example.org>"}),
        edition_of(reply_to="desk@example.org"),
        edition_of(theme={"accent": "#8A1C1C"}),
        edition_of(
            "---\ntitle: A Title\ndek: A dek.\ndate: 2025-02-20\npreview: x\n---\n\nHello.\n"
        ),
    ]
    assert len({first.fingerprint, *(other.fingerprint for other in others)}) == 6


def test_fields_become_slots_in_html_text_and_subject(edition_of: Render) -> None:
    text = (
        "---\ntitle: Hello {{first_name|friend}}\ndate: 2025-02-20\n---\n\n"
        "Dear {{first_name|reader}}, [look](https://example.org/{{name}}).\n"
    )
    edition = edition_of(text)
    slots = {(slot.name, slot.fallback): slot.marker for slot in edition.slots}
    assert edition.subject == f"Hello {slots['first_name', 'friend']}"
    assert f"Dear {slots['first_name', 'reader']}," in edition.html
    assert f"Dear {slots['first_name', 'reader']}," in edition.text
    assert f'href="https://example.org/{slots["name", ""]}"' in edition.html
    assert "{{" not in edition.html + edition.text + edition.subject


def test_right_to_left_reaches_every_cell(edition_of: Render) -> None:
    """Trap 13: mrml sets `dir` on two elements and leaves the rest to the template."""
    header = "---\ntitle: عنوان\ndate: 2025-02-20\nlang: ar\n---\n\n"
    page = etree.HTML(edition_of(header + "## Hub Story: x\n\nنص.\n").html)
    assert page.get("dir") == "rtl"
    assert page.get("lang") == "ar"
    assert [e.get("dir") for e in page.iter() if e.get("role") == "article"] == ["rtl"]
    styles = [(e.get("style") or "").replace(" ", "") for e in page.iter("td", "div")]
    assert [style for style in styles if "direction:rtl" in style]
    assert not [style for style in styles if "direction:ltr" in style]
    # MJML's column says left whatever happens; the cells inside it, where words are, decide.
    cells = [cell for cell in page.iter("td") if cell.get("align")]
    assert {cell.get("align") for cell in cells} == {"right"}
    assert not [cell for cell in cells if b"text-align:left" in etree.tostring(cell)]


def test_a_heavy_letter_is_warned_of(edition_of: Render) -> None:
    """Trap 39."""
    heavy = edition_of("## Hub Story: One\n\n" + "A long paragraph of words. " * 3_200)
    (finding,) = heavy.findings
    assert finding.code == "html-size"


def test_an_mjml_mistake_points_at_the_designers_line(
    complaints: Callable[..., tuple[Finding, ...]],
) -> None:
    row = "  <tr><td>{{ item.words|html }}</tr>"
    part = f"<table>\n{{% for item in block.items %}}\n{row}\n{{% endfor %}}</table>"
    (finding,) = complaints("## Hub Story: One\n\n- x\n", files={"blocks/list.html.j2": part})
    assert str(finding.at) == "templates/trial/blocks/list.html.j2:3:7"
    assert finding.message == "<td> is not closed before </tr>"


def test_a_css_mistake_points_at_the_designers_line(
    complaints: Callable[..., tuple[Finding, ...]],
) -> None:
    css = "{% set c = 'reddish' %}\n.a {\n  color: {{ c }};\n}\n"
    (finding,) = complaints(files={"inline.css.j2": css})
    assert str(finding.at) == "templates/trial/inline.css.j2:3:3"


def test_pictures_of_the_shipped_samples_are_the_same_on_every_build() -> None:
    folder = ROOT / "templates" / "update" / "sample"
    newsletter = read_newsletter(folder / "newsletter.toml")
    issue = read_issue(folder / "issue.md", newsletter, root=folder).issue
    assert issue is not None
    template = load_template("update", [ROOT / "templates"])
    names = {
        tuple(p.name for p in render_edition(issue, newsletter, template, root=folder).pictures)
        for _ in range(2)
    }
    assert len(names) == 1
    assert names != {()}
