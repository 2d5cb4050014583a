"""Every template, with its sample, gives the golden pair: compared as documents.

Attribute order and white space between tags do not matter; styles, words and Outlook's
conditional comments do. `make golden` renews the pairs, and the diff is read.
"""

import re
from pathlib import Path

import pytest
from lxml import etree, html

from composer.edition import Edition, load_template, render_edition
from composer.findings import Severity
from composer.issue import read_issue, read_newsletter

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = sorted(p.parent.parent.name for p in (ROOT / "templates").glob("*/sample/issue.md"))


def edition_of(template: str) -> Edition:
    folder = ROOT / "templates" / template / "sample"
    newsletter = read_newsletter(folder / "newsletter.toml")
    reading = read_issue(folder / "issue.md", newsletter, root=folder)
    assert not [f for f in reading.findings if f.severity is not Severity.INFO]
    assert reading.issue is not None
    return render_edition(
        reading.issue, newsletter, load_template(template, [ROOT / "templates"]), root=folder
    )


def shape(document: str) -> list[object]:
    """The document as a nested list that forgets what no client sees."""
    return node(html.document_fromstring(document))


def node(element: etree._Element) -> list[object]:
    if not isinstance(element.tag, str):
        return ["comment", squeezed(element.text)]
    attributes = {
        name: declarations(str(value)) if name == "style" else value
        for name, value in element.items()
    }
    inner: list[object] = [squeezed(element.text)]
    for child in element:
        inner += [node(child), squeezed(child.tail)]
    return [element.tag, sorted(attributes.items(), key=str), [i for i in inner if i]]


def declarations(style: str) -> list[str]:
    return [re.sub(r"\s+", " ", d).strip() for d in style.split(";") if d.strip()]


def squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def unmarked(text: str, edition: Edition) -> str:
    """Markers are an HMAC of the content: a pair compares without them."""
    return text.replace(edition.nonce, "zq0000000000")


@pytest.mark.parametrize("template", SAMPLES)
def test_the_sample_gives_the_golden_pair(template: str, request: pytest.FixtureRequest) -> None:
    edition = edition_of(template)
    page, text = (unmarked(t, edition) for t in (edition.html, edition.text))
    pair = GOLDEN / template
    if request.config.getoption("--renew-golden"):
        pair.mkdir(parents=True, exist_ok=True)
        (pair / "sample.html").write_text(page, encoding="utf-8")
        (pair / "sample.txt").write_text(text, encoding="utf-8")
    assert text == (pair / "sample.txt").read_text(encoding="utf-8")
    assert shape(page) == shape((pair / "sample.html").read_text(encoding="utf-8"))


def test_three_templates_bring_their_samples() -> None:
    assert {"briefing", "update", "letter"} <= set(SAMPLES)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('<p id="a" class="b">x</p>', '<p class="b" id="a">x</p>', True),
        ("<p>x  y</p>\n<p>z</p>", "<p>x y</p><p>z</p>", True),
        ('<p style="color:red">x</p>', '<p style="color:blue">x</p>', False),
        ('<p style="color:red;margin:0">x</p>', '<p style="color:red; margin:0;">x</p>', True),
        ("<p>x</p><!--[if mso]>a<![endif]-->", "<p>x</p><!--[if mso]>b<![endif]-->", False),
        ("<p>x</p>", "<p>y</p>", False),
    ],
)
def test_the_comparer_sees_what_a_reader_would(one: str, other: str, *, same: bool) -> None:
    assert (shape(one) == shape(other)) is same
