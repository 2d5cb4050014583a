"""The templates that come with the house, held against what mail clients do.

Sources are caniemail.com and the collection of bugs at github.com/hteumeuleu/email-bugs
(EB#25 is its issue 25), read in 2026. None of this replaces a look in a real client.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page

from composer.edition import Edition, load_template, render_edition
from composer.edition.filters import FILTERS
from composer.issue import Newsletter, Theme, read_issue, read_newsletter

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SAMPLES = ROOT / "tests/edition/samples"
AXE = files("axe_playwright_python") / "axe.min.js"
SHIPPED = ("briefing", "update", "letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An issue file and the newsletter it is written for."""

    issue: Path
    newsletter: Path


OF = {
    "shipped": Sample(
        issue=ROOT / "issues/2025-02-20-jasmine.md", newsletter=ROOT / "newsletter.toml"
    ),
    "rtl": Sample(issue=SAMPLES / "rtl.md", newsletter=SAMPLES / "rtl.toml"),
    **{
        name: Sample(
            issue=TEMPLATES / name / "sample/issue.md",
            newsletter=TEMPLATES / name / "sample/newsletter.toml",
        )
        for name in SHIPPED
    },
}


@cache
def edition(name: str, theme: Theme | None = None) -> Edition:
    sample = OF[name]
    newsletter = read_newsletter(sample.newsletter)
    if theme:
        newsletter = newsletter.model_copy(update={"theme": theme})
    root = sample.issue.parent
    issue = read_issue(sample.issue, newsletter, root=root).require_issue()
    return render_edition(
        issue, newsletter, load_template(newsletter.template, [TEMPLATES]), root=root
    )


def style_blocks(page: str) -> list[str]:
    return re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)


def without_styles(page: str) -> str:
    return re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)


def tree(name: str) -> etree._Element:
    return etree.fromstring(edition(name).html, etree.HTMLParser())


def found(page: etree._Element, path: str) -> list[etree._Element]:
    return cast("list[etree._Element]", page.xpath(path))


def words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


_INSIDE = "//a[starts-with(@href, '#')]"
every_sample = pytest.mark.parametrize("name", OF)

# --- what must be in a letter ---------------------------------------------------------


@every_sample
def test_a_letter_says_who_sent_it_why_and_how_to_leave(name: str) -> None:
    newsletter = read_newsletter(OF[name].newsletter)
    foot = words(tree(name))[-400:]
    for said in (newsletter.publisher, newsletter.address, newsletter.reason):
        assert said in foot
    (leave,) = (slot.marker for slot in edition(name).slots if slot.name == "unsubscribe_url")
    assert len(found(tree(name), f'//a[@href="{leave}"]')) == 1


@every_sample
def test_there_is_one_first_heading_and_no_level_is_skipped(name: str) -> None:
    levels = [int(str(h.tag)[1]) for h in found(tree(name), "//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@every_sample
def test_every_table_is_either_layout_or_has_headed_columns(name: str) -> None:
    for table in tree(name).iter("table"):
        assert table.get("role") == "presentation" or found(table, './/th[@scope="col"]')


@every_sample
def test_the_contents_lead_to_targets_that_have_an_id_and_a_name(name: str) -> None:
    """caniemail, html-anchor-links: Gmail's web page and Outlook keep the name only."""
    page = tree(name)
    for link in found(page, _INSIDE):
        anchor = str(link.get("href"))[1:]
        assert found(page, f"//a[@id='{anchor}' and @name='{anchor}']")


def test_the_shipped_issue_lists_its_three_sections() -> None:
    links = found(tree("shipped"), _INSIDE)
    assert [link.get("href") for link in links] == [
        "#the-japan-asean-defense-forum",
        "#the-us-japan-south-korea-meeting",
        "#key-articles-from-this-week",
    ]


def test_a_plain_letter_has_no_contents() -> None:
    assert not found(tree("letter"), _INSIDE)


@every_sample
def test_the_preheader_is_followed_by_more_width_than_a_mailbox_shows(name: str) -> None:
    """Up to 140 characters are shown after the subject (emailtooltester.com, device tests)."""
    hidden = next(
        div for div in tree(name).iter("div") if "display:none" in (div.get("style") or "")
    )
    assert "".join(map(str, hidden.itertext())).count("\u2007") >= 70
    assert edition(name).preheader.split("zq")[0].strip() in words(hidden)


@every_sample
def test_nothing_is_fetched_but_pictures_of_the_issue(name: str) -> None:
    sources = [str(img.get("src")) for img in tree(name).iter("img")]
    assert all(source.startswith("cid:") for source in sources)
    assert not re.search(r"@import|@font-face|<link|url\(|background=", edition(name).html)


@pytest.mark.parametrize("name", [*SHIPPED, "rtl"])
def test_a_sample_says_its_language_and_direction(name: str) -> None:
    root = tree(name)
    wanted = ("ar", "rtl") if name == "rtl" else ("en", "ltr")
    assert (root.get("lang"), root.get("dir")) == wanted


def test_together_the_samples_show_every_block_and_box() -> None:
    shown = " ".join(edition(name).html for name in SHIPPED)
    for sign in (
        "<ul", "numeral", "<code", "<hr", "<img", "<th", 'class="quote', 'class="push"',
        'class="trough"', 'class="lede', "Key point", "Note", "subhead", "caption",
    ):  # fmt: skip
        assert sign in shown, sign
    assert re.search(r"<tr role=\"listitem\">.*?<div[^>]*>\s*<ul", shown, re.DOTALL)


def test_a_name_stands_above_the_letter_only_for_those_who_have_one() -> None:
    (condition,) = edition("letter").conditions
    assert condition.name == "name"


# --- sizes and style blocks -----------------------------------------------------------


def test_the_shipped_issue_stays_below_46_kilobytes() -> None:
    assert len(edition("shipped").html.encode()) <= 46 * 1024


@every_sample
def test_all_style_blocks_together_stay_far_below_what_gmail_reads(name: str) -> None:
    """16,384 characters; beyond them Gmail drops blocks (EB#90)."""
    assert sum(map(len, style_blocks(edition(name).html))) < 8_192


@every_sample
def test_no_comment_stands_between_rules(name: str) -> None:
    """Yahoo's web page loses the rule after it (EB#25)."""
    assert not [block for block in style_blocks(edition(name).html) if "/*" in block]


@every_sample
def test_no_media_list_has_a_comma(name: str) -> None:
    """Yahoo loses everything after the comma, the rest of the block included (EB#149)."""
    for condition in re.findall(r"@media([^{]*)\{", edition(name).html):
        assert "," not in condition


@every_sample
def test_an_important_has_a_blank_before_it(name: str) -> None:
    """Outlook's Word engine wants it (EB#31)."""
    assert not re.search(r"\S!important", "".join(style_blocks(edition(name).html)))


@every_sample
def test_dark_mode_is_declared_in_css_and_not_only_in_a_meta(name: str) -> None:
    """Since Apple Mail 13 the meta alone does not do (EB#104)."""
    page = edition(name).html
    assert re.search(r":root \{ color-scheme: light dark;", page)
    assert re.search(r'<meta name="color-scheme" content="light dark"', page)


@every_sample
def test_each_way_to_ask_for_dark_has_a_block_of_its_own(name: str) -> None:
    blocks = style_blocks(edition(name).html)
    asked = [
        {s for s in ("prefers-color-scheme", "data-ogsc", "min-width: 480") if s in b}
        for b in blocks
    ]
    assert [a for a in asked if a] == [{"min-width: 480"}, {"prefers-color-scheme"}, {"data-ogsc"}]


def test_white_inside_the_dark_query_is_nearly_white() -> None:
    """Apple Mail ignores #ffffff there (EB#65)."""
    plain = Theme()
    white = plain.model_copy(update={"dark": plain.dark.model_copy(update={"ink": "#FFFFFF"})})
    (dark,) = [
        b for b in style_blocks(edition("briefing", white).html) if "prefers-color-scheme" in b
    ]
    assert "#FFFFFE" in dark
    assert "#ffffff" not in dark.lower()


@pytest.mark.parametrize(("template", "most"), [("briefing", 60), ("update", 74), ("letter", 66)])
def test_rules_that_are_inlined_are_few(template: str, most: int) -> None:
    """premailer's time is rules times elements."""
    rules = "".join(
        (TEMPLATES / folder / file).read_text(encoding="utf-8")
        for folder, file in (("briefing", "rules.css.j2"), (template, "inline.css.j2"))
    )
    assert len(re.findall(r"^[^{}\n]+ \{ ", rules, re.MULTILINE)) <= most


def test_every_colour_class_of_the_light_has_its_twin_in_the_dark() -> None:
    """A class of rules.css.j2 that takes a colour of the theme is in the dark block too."""
    rules = (TEMPLATES / "briefing/rules.css.j2").read_text(encoding="utf-8")
    dark = "".join(b for b in style_blocks(edition("briefing").html) if "prefers-color" in b)
    for selector, body in re.findall(r"^([^{}\n]+?) \{ (.*)$", rules, re.MULTILINE):
        if re.search(r"(?<!-)color: \{\{ theme|background-color: \{\{ theme", body):
            assert f"{selector} {{" in dark, selector


# --- what a reader sees ---------------------------------------------------------------


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def shown(page: Page, html: str, *, width_px: int, scheme: str = "light") -> None:
    page.set_viewport_size({"width": width_px, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_content(html)


@pytest.mark.browser
@every_sample
@pytest.mark.parametrize("width_px", [320, 479, 480])
def test_nothing_pushes_the_page_wide(sheet: Page, name: str, width_px: int) -> None:
    for html in (edition(name).html, without_styles(edition(name).html)):
        shown(sheet, html, width_px=width_px)
        assert sheet.evaluate("document.documentElement.scrollWidth") == width_px


@pytest.mark.browser
@every_sample
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_can_be_read(sheet: Page, name: str, scheme: str) -> None:
    """WCAG 2.2 §1.4.3, of the colours that the browser really took."""
    shown(sheet, edition(name).html, width_px=375, scheme=scheme)
    faint = sheet.evaluate(_FAINT_WORDS)
    assert faint == []


@pytest.mark.browser
@every_sample
def test_axe_finds_nothing_against_wcag(sheet: Page, name: str) -> None:
    """A letter is no page: axe's own advice about landmarks is left out."""
    shown(sheet, edition(name).html, width_px=375)
    sheet.evaluate(AXE.read_text(encoding="utf-8"))
    result = sheet.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in result["violations"]] == []


@pytest.mark.browser
def test_a_numbered_list_is_a_list_with_its_numbers_in_words(sheet: Page) -> None:
    shown(sheet, edition("shipped").html, width_px=375)
    pillars = sheet.locator("tbody[role=list]")
    items = pillars.get_by_role("listitem").all_inner_texts()
    assert [item.split()[:2] for item in items] == [
        ["1", "Make"],
        ["2", "Continue"],
        ["3", "Give"],
        ["4", "Bring"],
    ]


@pytest.mark.browser
@pytest.mark.parametrize("width_px", [320, 700])
def test_numerals_stand_on_the_line_of_their_words(sheet: Page, width_px: int) -> None:
    """Even with every style block removed: how a cell aligns is in the cell."""
    for html in (edition("shipped").html, without_styles(edition("shipped").html)):
        shown(sheet, html, width_px=width_px)
        lefts, feet = sheet.evaluate(_NUMERALS)
        assert max(lefts) - min(lefts) < 1
        assert all(abs(foot) < 1 for foot in feet)


@pytest.mark.browser
@every_sample
def test_type_of_twice_the_size_needs_no_wider_phone(sheet: Page, name: str) -> None:
    """WCAG 2.2 §1.4.4."""
    shown(sheet, edition(name).html, width_px=375)
    sheet.evaluate(_TWICE)
    assert sheet.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.browser
def test_a_name_of_three_lines_keeps_its_distance_from_the_headline(sheet: Page) -> None:
    sample = OF["shipped"]
    newsletter = read_newsletter(sample.newsletter).model_copy(
        update={"name": "The Quarterly Review of Transatlantic and Indo-Pacific Security Affairs"}
    )
    issue = read_issue(sample.issue, newsletter, root=sample.issue.parent).require_issue()
    long = render_edition(
        issue, newsletter, load_template("briefing", [TEMPLATES]), root=sample.issue.parent
    )
    shown(sheet, long.html, width_px=700)
    name, headline = sheet.locator(".masthead").bounding_box(), sheet.locator("h1").bounding_box()
    assert name is not None
    assert headline is not None
    assert headline["y"] - (name["y"] + name["height"]) >= 28


@pytest.mark.browser
def test_dark_mode_reaches_the_paper_and_the_words(sheet: Page) -> None:
    dark = Theme().dark
    shown(sheet, edition("shipped").html, width_px=375, scheme="dark")
    paper = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    words = "getComputedStyle(document.querySelector('h1')).color"
    assert [_hex(sheet.evaluate(paper)), _hex(sheet.evaluate(words))] == [dark.sheet, dark.ink]


@pytest.mark.browser
def test_a_letter_from_right_to_left_begins_every_line_at_the_right(sheet: Page) -> None:
    shown(sheet, edition("rtl").html, width_px=375)
    directions = sheet.evaluate(
        "[...document.querySelectorAll('p, li, h1, h2, h3, td, th')]"
        ".map(e => getComputedStyle(e).direction)"
    )
    assert set(directions) == {"rtl"}


@pytest.mark.browser
def test_names_of_groups_stand_beside_their_links_on_a_wide_screen_only(sheet: Page) -> None:
    measure = (
        "(() => { const g = document.querySelector('.group');"
        "return [g.querySelector('h3').getBoundingClientRect().top,"
        " g.querySelector('.source').getBoundingClientRect().top] })()"
    )
    shown(sheet, edition("shipped").html, width_px=700)
    name, source = sheet.evaluate(measure)
    assert abs(name - source) < 12
    shown(sheet, edition("shipped").html, width_px=375)
    name, source = sheet.evaluate(measure)
    assert source > name + 15


def test_word_draws_no_edge_but_those_of_cells() -> None:
    """Its engine keeps borders of a div or p unreliably, and their padding not at all."""
    page = tree("shipped")
    for element in found(page, "//p | //h1 | //h2 | //h3 | //span"):
        style = element.get("style") or ""
        assert not re.search(r"border|padding", style) or element.get("class") == "push"
    word = next(b for b in style_blocks(edition("shipped").html) if "mso-line-height-rule" in b)
    for name in {str(div.get("class")).split()[0] for div in found(page, "//div[@class]")} & {
        "rows",
        "row",
        "group",
    }:
        assert re.search(rf"\.{name}\b[^}}]*\{{ border: 0 !important", word), name


@every_sample
def test_no_picture_is_wider_by_attribute_than_the_column(name: str) -> None:
    """Outlook's Word engine goes by the attribute and would push the letter wide."""
    column = {"update": 528, "letter": 540}.get(name, 560)
    for img in tree(name).iter("img"):
        assert int(str(img.get("width"))) <= column


def _hex(rgb: str) -> str:
    return "#" + "".join(f"{int(n):02X}" for n in re.findall(r"\d+", rgb)[:3])


_TWICE = """
(() => {
  const all = [...document.body.querySelectorAll('*')];
  const sizes = all.map(e => [getComputedStyle(e).fontSize, getComputedStyle(e).lineHeight]);
  all.forEach((e, i) => {
    const [size, line] = sizes[i];
    e.style.setProperty('font-size', `${parseFloat(size) * 2}px`, 'important');
    if (line !== 'normal')
      e.style.setProperty('line-height', `${parseFloat(line) * 2}px`, 'important');
  });
})()
"""

_NUMERALS = """
(() => {
  const foot = (node) => {
    const mark = document.createElement('span');
    mark.style.cssText = 'display:inline-block;width:0;height:0';
    node.prepend(mark);
    const y = mark.getBoundingClientRect().bottom;
    mark.remove();
    return y;
  };
  const numerals = [...document.querySelectorAll('td.numeral')];
  return [
    numerals.map(n => n.nextElementSibling.getBoundingClientRect().left),
    numerals.map(n => foot(n) - foot(n.nextElementSibling)),
  ];
})()
"""

_FAINT_WORDS = """
(() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = css => css.match(/[\\d.]+/g).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.replace(/[\\s\\u200B\\u034F\\u2007]/g, '');
    const e = walker.currentNode.parentElement;
    if (!words || e.closest('[aria-hidden]') || e.offsetParent === null) continue;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(`${words.slice(0, 30)}: ${contrast.toFixed(2)}`);
  }
  return faint;
})()
"""

# --- the page for designers -----------------------------------------------------------


@pytest.mark.parametrize("name", [f for f in FILTERS if not f.startswith("_")])
def test_every_filter_is_on_the_page_for_designers(name: str) -> None:
    page = (ROOT / "docs/add-a-template.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page or f"|{name}`" in page


def test_a_newsletter_without_home_or_publisher_has_a_masthead_and_a_foot_all_the_same() -> None:
    sample = OF["shipped"]
    newsletter: Newsletter = read_newsletter(sample.newsletter).model_copy(
        update={"home": None, "publisher": "", "reason": ""}
    )
    issue = read_issue(sample.issue, newsletter, root=sample.issue.parent).require_issue()
    bare = render_edition(
        issue, newsletter, load_template("briefing", [TEMPLATES]), root=sample.issue.parent
    )
    assert "You receive this because you subscribed." in bare.html
    assert newsletter.home is None
    assert 'href="https://example.org/"' not in bare.html
