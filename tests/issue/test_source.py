"""Octets into lines: what is text is read, what is not is named."""

from pathlib import Path

import pytest

from composer.findings import Finding, Place
from composer.issue.decoding import MOST_OCTETS, decoded
from composer.issue.source import invisible_in, read_text, source_of

TEXT = "---\ntitle: Café\n---\n\nÀ bientôt, dit l'été.\n"


@pytest.mark.parametrize(
    "octets", [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), b"", "東京は雨".encode()]
)
def test_utf_8_is_text_to_the_octet_with_or_without_a_mark(octets: bytes) -> None:
    assert decoded(octets, "a.md") == octets.decode("utf-8")


@pytest.mark.parametrize(
    ("octets", "code", "line", "column", "message"),
    [
        (TEXT.encode("cp1252"), "E001", 2, 11, "looks like Windows-1252, not UTF-8 (octet 0xE9"),
        (TEXT.replace("\n", "\r").encode("cp1252"), "E001", 2, 11, "looks like Windows-1252"),
        ("東é".encode() + b"\xff", "E001", 1, 3, "octet 0xFF here"),
        ("テキスト\n".encode("shift_jis") * 20, "E001", 1, 1, "an older encoding"),
        (TEXT.encode("utf-16"), "E001", 1, 1, "is UTF-16"),
        (TEXT.encode("utf-16-be"), "E001", 1, 1, "looks like UTF-16"),
        (TEXT.encode("utf-16-le"), "E001", 1, 1, "looks like UTF-16"),
        (TEXT.encode("utf-32"), "E001", 1, 1, "is UTF-32"),
        (b"PK\x03\x04\x14\x00", "E003", 1, 1, "not a text file but a Word"),
        (b"%PDF-1.7\n", "E003", 1, 1, "a PDF"),
        (bytes(range(32)) * 40, "E003", 1, 1, "this is not a text file"),
        (b"a" * (MOST_OCTETS + 1), "E004", 1, 1, "larger than 1 MB"),
    ],
)
def test_what_is_no_utf_8_is_named(
    octets: bytes, code: str, line: int, column: int, message: str
) -> None:
    finding = decoded(octets, "a.md")
    assert isinstance(finding, Finding)
    assert (finding.code, finding.at) == (code, Place(path="a.md", line=line, column=column))
    assert message in finding.message
    assert finding.hint


@pytest.mark.parametrize("char", ["\x00", "\x0c", "\x85", "\u2028"])
def test_an_invisible_character_is_reported_and_read_as_a_space(char: str) -> None:
    text = f"---\ntitle: A\n---\n\nab{char}c{char}d\n"
    source = source_of(text, "a.md")
    (finding,) = invisible_in(text, source)
    assert (finding.code, finding.at) == ("E002", Place(path="a.md", line=5, column=3))
    assert f"U+{ord(char):04X}" in finding.message
    assert source.lines[4] == "ab c d"


def test_a_character_that_turns_the_direction_is_reported_in_the_header_only() -> None:
    text = "---\ntitle: a\u202eb\n---\n\nc\u202ed\n"
    (finding,) = invisible_in(text, source_of(text, "a.md"))
    assert finding.at == Place(path="a.md", line=2, column=9)


@pytest.mark.parametrize(
    ("text", "body_line"),
    [
        ("---\ntitle: A\n---\nText", 4),
        ("---\r\ntitle: A\r\n---\r\nText", 4),
        ("\ufeff---\ntitle: A\n---\nText", 4),
        ("Text", 1),
        ("", 1),
        ("A\n---\nB\n---\n", 1),
        ("\n---\ntitle: A\n---\nText", 5),
        ("title: A\ndek: B\n---\nText", 4),
        ("----\ntitle: A\n----\nText", 4),
        ("---\ntitle: A\n\nText\n\n## B", 3),
        ("---\ntitle: A\ndek: B", 4),
    ],
)
def test_the_body_begins_behind_the_header_block(text: str, body_line: int) -> None:
    assert source_of(text, "a.md").body_line == body_line


def test_a_folder_and_a_file_without_permission_give_a_finding(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    finding = read_text(tmp_path / "folder.md", root=tmp_path, shown="folder.md")
    assert isinstance(finding, Finding)
    assert finding.message == "folder.md is not a file"
    finding = read_text(tmp_path / "a\x00b.md", root=tmp_path, shown="a.md")
    assert isinstance(finding, Finding)
    assert finding.code == "E005"
