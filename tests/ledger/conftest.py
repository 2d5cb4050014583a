"""A ledger in a file, and readers to plan for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger."""
    ledger = open_ledger(tmp_path / "state")
    yield ledger
    ledger.close()
