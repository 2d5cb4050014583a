"""What every test may lean on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from composer.issue import Newsletter, read_newsletter

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` renews the golden pairs; their diff is read."""
    parser.addoption("--renew-golden", action="store_true", help="write the golden pairs anew")


@pytest.fixture(scope="session")
def newsletter() -> Newsletter:
    """The newsletter that this repository ships."""
    return read_newsletter(ROOT / "newsletter.toml")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one its tests say that they did not run; in CI they fail."""
    found = shutil.which("chromium")
    if found is None:
        missing = "NOT RUN: there is no chromium here; `make browser` installs Debian's"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Most tests open no browser, and need not wait for this.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
