"""A newsletter of its own for every test, made as a new user would."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from composer.commands import run
from composer.play import Inbox


@dataclass(frozen=True)
class Said:
    """What a command returned and printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Newsletter = Callable[..., Said]
ISSUE = """\
---
title: A calm week
dek: Two things happened
date: 2025-03-07
---

## Hub Story: Ports

Hello {{first_name|reader}}, ports grew. **[Read the survey](https://harbor.example.net/survey)**

## Alliance Insights: Key Articles

### Japan

- Naval News: [Fourth ship launched](https://harbor.example.net/ship)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that `newsletter init` made, with one short issue; no editor, no settings."""
    for name in [n for n in os.environ if n.startswith("NEWSLETTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    made = tmp_path / "letter"
    assert run(["init", str(made), "--no-git"]) == 0
    for issue in (made / "issues").glob("*.md"):
        issue.unlink()
    (made / "issues" / "2025-03-07-calm.md").write_text(ISSUE, encoding="utf-8")
    configuration = made / "newsletter.toml"
    text = configuration.read_text(encoding="utf-8")
    configuration.write_text(text.replace("example.org", "harbor-brief.net"), encoding="utf-8")
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def newsletter(folder: Path, capsys: pytest.CaptureFixture[str]) -> Newsletter:
    """`newsletter("check", "--json")`, in the folder."""

    def newsletter(*words: str) -> Said:
        capsys.readouterr()
        code = run(list(words))
        out, err = capsys.readouterr()
        return Said(code, out, err)

    assert folder.is_dir()
    return newsletter


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A real SMTP server on loopback, set as the relay."""
    with Inbox() as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        yield inbox


@pytest.fixture
def readers(tmp_path: Path) -> Path:
    """Three readers, one of them twice and one who is none."""
    file = tmp_path / "readers.csv"
    file.write_text(
        "address;name\nann@readers.net;Ann\nBOB@readers.net;Bob B\n"
        "ann@Readers.net;Ann again\nnobody\nk@readers.net;\n",
        encoding="utf-8-sig",
    )
    return file
