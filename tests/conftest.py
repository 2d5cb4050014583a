"""What every test may lean on."""

from pathlib import Path

import pytest

from composer.issue import Newsletter, read_newsletter

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def newsletter() -> Newsletter:
    """The newsletter that this repository ships."""
    return read_newsletter(ROOT / "newsletter.toml")
