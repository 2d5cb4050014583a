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

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from composer.edition import Edition, load_template, render_edition
from composer.issue import read_issue, read_newsletter

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WALL = "#DCD8D0"
GAP_PX = 28
COLOURS = 256
"""Keeps each file below 250 KB. Chosen by octree: the median cut forgets a small red label."""
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


def look(browser: Browser, html: str, width_px: int, height_px: int, *, dark: bool) -> Image.Image:
    """The first `height_px` of the letter in a window of that width; 0 is all of it."""
    page = browser.new_page(
        viewport={"width": width_px, "height": height_px or 600},
        color_scheme="dark" if dark else "light",
    )
    page.set_content(html)
    image = Image.open(io.BytesIO(page.screenshot(full_page=not height_px))).convert("RGB")
    page.close()
    return image


def side_by_side(*images: Image.Image) -> Image.Image:
    """The pictures on one wall, their tops level."""
    width = sum(image.width for image in images) + GAP_PX * (len(images) + 1)
    wall = Image.new("RGB", (width, max(i.height for i in images) + 2 * GAP_PX), WALL)
    left = GAP_PX
    for image in images:
        wall.paste(image, (left, GAP_PX))
        left += image.width + GAP_PX
    return wall


def keep(image: Image.Image, name: str) -> None:
    """Write the picture, small."""
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)


def main() -> None:
    """Take them all."""
    brief = edition(ROOT / "issues/2025-02-20-jasmine.md", ROOT / "newsletter.toml")
    samples = ROOT / "tests/edition/samples"
    arabic = edition(samples / "rtl.md", samples / "rtl.toml")
    with chromium() as browser:
        phones = [look(browser, brief, 375, 1150, dark=dark) for dark in (False, True)]
        desk = look(browser, brief, 700, 1150, dark=False)
        keep(side_by_side(*phones, desk), "briefing")
        keep(look(browser, brief, 700, 0, dark=False), "briefing-700")
        keep(look(browser, brief, 375, 0, dark=True), "briefing-375-dark")
        for name in ("update", "letter"):
            sample = ROOT / "templates" / name / "sample"
            html = edition(sample / "issue.md", sample / "newsletter.toml")
            keep(look(browser, html, 700, 0, dark=False), f"{name}-700")
        sizes = [look(browser, arabic, width, 1150, dark=False) for width in (375, 700)]
        keep(side_by_side(*sizes), "right-to-left")


if __name__ == "__main__":
    main()
