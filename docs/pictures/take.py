"""Take the pictures of this folder anew: `make pictures`.

They show what Debian's Chromium makes of the shipped issue and of each template's sample.
Where the machine has no Georgia, fontconfig's stand-in is what they show.
"""

import base64
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from composer.edition import Edition, load_template, render_edition
from composer.issue import read_issue, read_newsletter

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Rgb = tuple[int, int, int]

WALL = "#DCD8D0"
GAP_PX = 28
COLOURS = 256
"""Keeps each file below 250 KB."""
APART = 6
"""Steps of a channel by which two colours differ to be two: a pale tint stays beside much white,
and a small red label finds room, both of which Pillow's own choices lose."""
SCREEN_PX = 1150
"""As much of a letter as the composed picture shows."""
WORDS: Mapping[str, str] = {"first_name": "Reader", "name": "Sample Reader"}
"""Who the letters are addressed to; other fields show their fallback."""


def edition(issue: Path, newsletter_file: Path) -> str:
    """The HTML of an issue, addressed, with its pictures inside."""
    newsletter = read_newsletter(newsletter_file)
    root = issue.parent
    made = render_edition(
        read_issue(issue, newsletter, root=root).require_issue(),
        newsletter,
        load_template(newsletter.template, [ROOT / "templates"]),
        root=root,
    )
    return _with_pictures(_addressed(made), made)


def _addressed(made: Edition) -> str:
    html = re.sub(rf"<!--{made.nonce}(if|else|end)\d+x-->", "", made.html)
    for slot in made.slots:
        html = html.replace(slot.marker, WORDS.get(slot.name, slot.fallback))
    return html


def _with_pictures(html: str, made: Edition) -> str:
    for picture in made.pictures:
        octets = base64.b64encode(picture.octets).decode()
        inside = f"data:{picture.content_type};base64,{octets}"
        html = html.replace(f"cid:{picture.name}", inside)
    return html


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, quiet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        yield browser
        browser.close()


def look(
    browser: Browser, html: str, width_px: int, height_px: int = 0, *, dark: bool = False
) -> Image.Image:
    """The first `height_px` of the letter in a window of that width; 0 is all of it."""
    page = browser.new_page(
        viewport={"width": width_px, "height": height_px or 600},
        color_scheme="dark" if dark else "light",
    )
    page.set_content(html)
    image = Image.open(io.BytesIO(page.screenshot(full_page=not height_px))).convert("RGB")
    page.close()
    return image


def without_styles(html: str) -> str:
    """The letter where a client keeps `style` attributes only."""
    return _STYLE.sub("", html)


def roughly_outlook(html: str) -> str:
    """The letter with what Outlook's Word engine reads and without what it does not know.

    An approximation: the branches for it are switched on, media queries are gone, and so are
    the declarations that caniemail.com lists as unknown to it. Chromium lays out the rest.
    """
    html = re.sub(r"<!--\[if !mso[^\]]*\]>.*?<!(--<!)?\[endif\]-->", "", html, flags=re.DOTALL)
    html = re.sub(r"<!--\[if [^\]]*\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    html = _STYLE.sub(lambda block: "" if _UNREAD.search(block[0]) else block[0], html)
    return re.sub(r"<(?P<tag>[a-z0-9]+)\b[^>]*", _as_word_reads, html)


_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_UNREAD = re.compile(r"@media|data-ogs|:root")
_CELLS = ("td", "th")
_UNKNOWN = ("border-radius", "float", "clear", "overflow", "opacity", "min-width", "max-height")


def _as_word_reads(element: re.Match[str]) -> str:
    def known(declaration: str) -> bool:
        name = declaration.partition(":")[0].strip()
        if name.startswith("padding"):
            return element["tag"] in _CELLS
        if name == "max-width":
            return element["tag"] == "table"
        if name in ("width", "height"):
            return element["tag"] in ("table", "tr", *_CELLS)
        return name not in _UNKNOWN and declaration.strip() not in ("display:inline-block",)

    def kept(style: re.Match[str]) -> str:
        declarations = style["all"].replace("mso-padding-alt", "padding").split(";")
        return f" style={style['mark']}{';'.join(filter(known, declarations))}{style['mark']}"

    return re.sub(r" style=(?P<mark>[\"'])(?P<all>.*?)(?P=mark)", kept, element[0])


def side_by_side(*images: Image.Image) -> Image.Image:
    """The pictures on one wall, their tops level."""
    width = sum(image.width for image in images) + GAP_PX * (len(images) + 1)
    wall = Image.new("RGB", (width, max(i.height for i in images) + 2 * GAP_PX), WALL)
    left = GAP_PX
    for image in images:
        wall.paste(image, (left, GAP_PX))
        left += image.width + GAP_PX
    return wall


def telling_colours(image: Image.Image) -> tuple[list[Rgb], dict[Rgb, int]]:
    """The most frequent colours that can be told from each other, and the place of every
    colour's nearest among them."""
    counted = sorted(image.getcolors(maxcolors=1 << 24) or [], reverse=True)
    told: list[Rgb] = []
    nearest: dict[Rgb, int] = {}
    for _, colour in counted:
        red, green, blue = new = cast("Rgb", colour)
        distances = [max(abs(red - r), abs(green - g), abs(blue - b)) for r, g, b in told]
        if len(told) < COLOURS and min(distances, default=APART) >= APART:
            nearest[new] = len(told)
            told.append(new)
        else:
            nearest[new] = distances.index(min(distances))
    return told, nearest


def keep(image: Image.Image, name: str) -> None:
    """Write the picture, small. Pillow's own way to a palette is inexact, and tints white."""
    told, nearest = telling_colours(image)
    raw = image.tobytes()
    pixels = zip(raw[0::3], raw[1::3], raw[2::3], strict=True)
    few = Image.frombytes("P", image.size, bytes(map(nearest.__getitem__, pixels)))
    few.putpalette([channel for colour in told for channel in colour])
    few.save(HERE / f"{name}.png", optimize=True)


def main() -> None:
    """Take them all."""
    brief = edition(ROOT / "issues/2025-02-20-jasmine.md", ROOT / "newsletter.toml")
    samples = ROOT / "tests/edition/samples"
    others = {"right-to-left": edition(samples / "rtl.md", samples / "rtl.toml")}
    for name in ("update", "letter"):
        sample = ROOT / "templates" / name / "sample"
        others[name] = edition(sample / "issue.md", sample / "newsletter.toml")
    with chromium() as browser:
        phones = [look(browser, brief, 375, SCREEN_PX, dark=dark) for dark in (False, True)]
        keep(side_by_side(*phones, look(browser, brief, 700, SCREEN_PX)), "briefing")
        for width_px in (375, 700):
            keep(look(browser, brief, width_px), f"briefing-{width_px}")
            keep(look(browser, brief, width_px, dark=True), f"briefing-{width_px}-dark")
            for name, html in others.items():
                keep(look(browser, html, width_px), f"{name}-{width_px}")
        keep(look(browser, without_styles(brief), 375), "briefing-375-without-style-blocks")
        keep(look(browser, roughly_outlook(brief), 900), "briefing-900-roughly-outlook")


if __name__ == "__main__":
    main()
