"""Which transport a URL means."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from composer.errors import OperatorError
from composer.transports import FolderTransport, Outbox, SmtpTransport, open_transport, transports


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("smtp://mail.example.org", SmtpTransport),
        ("SMTPS://mail.example.org", SmtpTransport),
        ("localhost:2525", SmtpTransport),
        ("mail.example.org", SmtpTransport),
        ("folder:out", FolderTransport),
        ("outbox:", Outbox),
    ],
)
def test_the_scheme_chooses_the_transport(url: str, kind: type) -> None:
    assert isinstance(open_transport(url), kind)


def test_a_folder_is_made_where_the_url_says(tmp_path: Path) -> None:
    for url in (f"folder:{tmp_path}/a", f"folder://{tmp_path}/b"):
        with open_transport(url):
            pass
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a", "b"]


def test_a_scheme_that_nobody_knows_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as caught:
        open_transport("pigeon://coop")
    assert caught.value.findings[0].code == "unknown-transport"
    assert "folder, maildir, outbox, smtp, smtps" in caught.value.findings[0].hint


def test_a_plug_in_is_found_by_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in = EntryPoint("pigeon", "composer.transports.outbox", "composer.transports")
    monkeypatch.setattr("composer.plugins.entry_points", lambda group: [plug_in])
    assert "pigeon" in transports()
