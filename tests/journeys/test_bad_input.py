"""Bad input, end to end: what people put into the files of a newsletter.

Each gets its exit code, one clear message with a place and a hint, and loses nothing: no
file of the newsletter is changed by a command that refuses it.
"""

import os
import struct
import zlib
from pathlib import Path

import pytest

from tests.commands.conftest import ISSUE, Newsletter
from tests.journeys.refusing import assert_refused, assert_usage, contents

CALM = "issues/2025-03-07-calm.md"
HEAD = "---\ntitle: A\ndate: 2025-03-07\n---\n\n## Hub Story: P\n\n"
DEEP = 300

# --- the issue ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        ("Just words.\n", "1:1", "the file has no header block"),
        (ISSUE.replace("dek:", "deck:"), "3:1", "did you mean 'dek'?"),
        (ISSUE.replace("\n---\n\n## Hub", "\n\n## Hub"), "6:1", "is not closed"),
        (ISSUE.replace("2025-03-07", "yesterday"), "4:7", "write year-month-day"),
        (ISSUE.replace("title: A calm week", "title A calm week"), "2:1", "each header line"),
        ("---\n" + "x: y\n" * 20_000 + "---\n", "2:1", "longer than 65536"),
        (ISSUE.replace("Hub Story", "Hub Storry"), "7:4", "Hub Story"),
        (ISSUE.replace("/survey)", "/survey"), "9:", "this link is not closed"),
        (ISSUE.replace("/survey)", "/surv ey)"), "9:", "a space in this address"),
        (ISSUE.replace("[Read", "Read"), "9:", "square brackets do not pair up"),
        (ISSUE.replace("{{first_name", "{{frist_name"), "9:", "first_name"),
        (ISSUE.replace("ports grew", "{% for x in range(10**9) %}"), "9:", "template"),
        (HEAD + ">" * DEEP + " deep\n", "8:21", "more than 20 deep"),
        (HEAD + "> " * DEEP + "deep\n", "8:41", "more than 20 deep"),
        (HEAD + "".join("  " * n + "- deep\n" for n in range(DEEP)), "28:41", "more than 20 deep"),
        (HEAD + "- " * DEEP + "deep\n", "8:41", "more than 20 deep"),
        (ISSUE.replace("ports", "po\x00rts"), "9:32", "U+0000"),
        (ISSUE.replace("ports", "po\x1brts"), "9:32", "U+001B"),
        (ISSUE.replace("ports", "po\u2028rts"), "9:32", "U+2028"),
        (ISSUE.replace("A calm", "A \u202ecalm"), "2:10", "U+202E"),
    ],
)
def test_a_slip_in_an_issue_is_told_at_its_place(
    newsletter: Newsletter, folder: Path, text: str, at: str, word: str
) -> None:
    (folder / CALM).write_text(text, encoding="utf-8", newline="")
    before = contents(folder)
    said = newsletter("check")
    errors = said.out.count(": error[")
    assert errors <= 2, "one mistake is told once; a file that is none of ours lacks sections too"
    assert_refused(said, 1, word, at=f"{CALM}:{at}".removesuffix(":"), findings=errors)
    assert newsletter("render").code == 1
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("octets", "word"),
    [
        (bytes(range(256)) * 100, "this is not a text file"),
        (b"\x00" * 1_000, "this is not a text file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a picture"),
        (b"PK\x03\x04" + b"\x00" * 100, "Word"),
        (ISSUE.encode() + b"word " * 1_000_000, "larger than 1 MB"),
        (ISSUE.encode("utf-16"), "UTF-16"),
        (ISSUE.encode("utf-16-le"), "UTF-16"),
        (ISSUE.replace("calm", "c\xe4lm").encode("latin-1"), "Windows-1252"),
    ],
    ids=["binary", "zeros", "picture", "word", "5 MB", "utf-16", "utf-16, no mark", "latin-1"],
)
@pytest.mark.parametrize("command", ["check", "render", "fix", "test", "send"])
def test_a_file_that_is_no_text_is_named_by_every_command_and_kept(
    newsletter: Newsletter, folder: Path, command: str, octets: bytes, word: str
) -> None:
    (folder / CALM).write_bytes(octets)
    before = contents(folder)
    more = ("--to", "me@readers.net") if command == "test" else ()
    assert_refused(newsletter(command, "calm", *more), 1, word, at=CALM)
    assert before.items() <= contents(folder).items()


@pytest.mark.parametrize(
    "octets",
    [
        ISSUE.encode("utf-8-sig"),
        ISSUE.replace("\n", "\r\n").encode(),
        ISSUE.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["mark", "crlf", "both"],
)
def test_a_byte_order_mark_and_other_line_ends_make_no_difference(
    newsletter: Newsletter, folder: Path, octets: bytes
) -> None:
    def parts(out: str) -> list[bytes]:
        assert newsletter("render", "--out", out).code == 0
        return [file.read_bytes() for file in sorted((folder / out).iterdir())]

    plain = parts("out/plain")
    (folder / CALM).write_bytes(octets)
    assert parts("out/other") == plain
    assert newsletter("fix").code == 0
    assert (folder / CALM).read_bytes() == octets


@pytest.mark.parametrize(
    "text",
    [
        "*" * DEEP + "x" + "*" * DEEP,
        "*a **b " * DEEP,
        "[" * DEEP + "x" + "](https://harbor.example.net)" * DEEP,
        "*a **b _c " * 5_000,
        "`" * 50_000,
        '"' * 50_000,
        "<" * 50_000,
    ],
    ids=["stars", "emphasis", "links", "long", "ticks", "quotes", "angles"],
)
def test_signs_heaped_up_are_words_of_a_letter(
    newsletter: Newsletter, folder: Path, text: str
) -> None:
    (folder / CALM).write_text(f"{HEAD}x {text}\n", encoding="utf-8")
    assert newsletter("check").code == newsletter("render").code == 0


@pytest.mark.parametrize(
    ("rule", "code", "word"),
    [("hide", 0, "it will be left out"), ("show", 0, "no links"), ("error", 1, "E217")],
)
def test_an_empty_group_is_what_newsletter_toml_says(
    newsletter: Newsletter, folder: Path, rule: str, code: int, word: str
) -> None:
    configure(folder, 'empty_groups = "hide"', f'empty_groups = "{rule}"')
    text = ISSUE.replace("### Japan", "### Australia\n\n### Japan")
    (folder / CALM).write_text(text, encoding="utf-8")
    said = newsletter("check")
    assert (said.code, word in said.out, f"{CALM}:13:5" in said.out) == (code, True, True)
    assert "hint:" in said.out
    if code == 0:
        assert newsletter("render").code == 0
        shown = (folder / "out" / "2025-03-07-calm.html").read_text(encoding="utf-8")
        assert ("Australia" in shown) == (rule == "show")


@pytest.mark.parametrize("command", ["check", "render", "fix"])
def test_an_issue_outside_the_newsletter_is_neither_read_nor_changed(
    newsletter: Newsletter, folder: Path, command: str
) -> None:
    outside = folder.parent / "2025-03-08-outside.md"
    outside.write_text(ISSUE.replace("## Hub", "##Hub"), encoding="utf-8")
    (folder / "issues" / "2025-03-09-link.md").symlink_to(outside)
    before = contents(folder.parent)
    for name in (str(outside), "link"):
        assert_refused(newsletter(command, name), 1, "lies outside letter")
    assert contents(folder.parent) == before


@pytest.mark.parametrize("command", ["check", "fix", "render"])
def test_a_folder_or_a_pipe_in_place_of_an_issue_is_told(
    newsletter: Newsletter, folder: Path, command: str
) -> None:
    (folder / "issues" / "2025-03-08-folder.md").mkdir()
    os.mkfifo(folder / "issues" / "2025-03-09-pipe.md")
    for name in ("folder", "pipe"):
        assert_refused(newsletter(command, name), 1, "E005")
    assert newsletter("new", "Another").code == 0


def test_an_issue_that_is_not_there_is_a_wrong_word_on_the_command_line(
    newsletter: Newsletter,
) -> None:
    assert_refused(newsletter("check", "storm"), 2, "no issue is called 'storm'", "calm")
    assert_refused(newsletter("check", "../../etc/passwd"), 2, "no issue is called")
    assert_refused(newsletter("check", "a" * 5_000), 3, "File name too long")
    assert_usage(newsletter("chek"), "Did you mean 'check'?")


# --- its pictures ---------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A PNG of which there is nothing but the header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("../../etc/passwd", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("../../../../dev/zero", "leads out of the folder"),
        ("%2e%2e/%2e%2e/etc/passwd", "no file name should have"),
        ("..%2f..%2fetc%2fpasswd", "no file name should have"),
        ("file:///etc/passwd", "on your machine only"),
        ("~/secret.png", "on your machine only"),
        (r"\\server\share\a.png", "on your machine only"),
        ("//server/share/a.png", "is not a complete web address"),
        ("https://harbor.example.net/a.png", "an address, not a file"),
        ("http://169.254.169.254/latest/", "an address, not a file"),
        ("data:image/png;base64,AAAA", "put the picture beside the issue"),
        ("missing.png", "is not there"),
        ("out.png", "a link that leads out of the folder"),
        ("round.png", "a link that leads to itself"),
        ("folder.png", "is not there"),
        ("pipe.png", "is not there"),
        ("wide.png", "12000 × 12000 pixels, and 25 million are the most"),
        ("endless.png", "damaged or too large"),
        ("header.png", "damaged or too large"),
        ("heavy.png", "has 11 MB, and 10 are the most"),
        ("words.png", "is not a PNG, JPEG, GIF or WebP picture"),
        ("empty.png", "is not a PNG, JPEG, GIF or WebP picture"),
        ("drawing.svg", "SVG is not for mail"),
    ],
)
def test_a_picture_that_cannot_be_mailed_is_told_where_it_is_shown(
    newsletter: Newsletter, folder: Path, name: str, word: str
) -> None:
    beside = folder / "issues"
    beside.joinpath("out.png").symlink_to("/etc/passwd")
    beside.joinpath("round.png").symlink_to("round.png")
    beside.joinpath("folder.png").mkdir()
    os.mkfifo(beside / "pipe.png")
    beside.joinpath("wide.png").write_bytes(png(12_000, 12_000))
    beside.joinpath("endless.png").write_bytes(png(2**31 - 1, 2**31 - 1))
    beside.joinpath("header.png").write_bytes(png(10, 10))
    beside.joinpath("words.png").write_text("not a picture", encoding="utf-8")
    beside.joinpath("empty.png").write_bytes(b"")
    beside.joinpath("drawing.svg").write_text("<svg/>", encoding="utf-8")
    with beside.joinpath("heavy.png").open("wb") as heavy:
        heavy.write(png(10, 10))
        heavy.truncate(11 * 1024 * 1024)
    text = ISSUE.replace("\n## Alliance", f"\n![A harbor]({name})\n\n## Alliance")
    (folder / CALM).write_text(text, encoding="utf-8")
    assert_refused(newsletter("check"), 1, word, at=f"{CALM}:11")
    assert newsletter("render").code == 1
    assert not (folder / "out").exists()


# --- the template ---------------------------------------------------------------------------

MANIFEST = 'name = "mine"\ntitle = "Mine"\ndescription = "A trial"\nbase = "letter"\n'
FILE = "templates/mine/edition.mjml.j2"


def template(folder: Path, text: str | bytes, manifest: str = MANIFEST) -> None:
    """A template of the newsletter's own, `mine`."""
    mine = folder / "templates" / "mine"
    mine.mkdir()
    (mine / "template.toml").write_text(manifest, encoding="utf-8")
    (mine / "edition.mjml.j2").write_bytes(text.encode() if isinstance(text, str) else text)


LOOPS = "{% for x in range(1000) %}"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"\n{LOOPS * 3}x{'{% endfor %}' * 3}", "more than 50,000 steps"),
        ("\n{% for x in range(10000000) %}{% endfor %}", "1,000 numbers at most"),
        ("\n{{ 'a' * 1000000000 }}", "numbers only"),
        ("\n{{ 'a' * 10**9 }}", "multiply instead"),
        ("\n{{ 10**10**8 }}", "multiply instead"),
        ("\n{{ '%1000000000d' % 1 }}", "numbers only"),
        ("\n{{ '{:>1000000000}'.format(1) }}", "'format'"),
        ("\n{% include 'edition.mjml.j2' %}", "more than 30 includes or macros"),
        ("{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}", "more than 30 includes or macros"),
        ("\n{% import 'edition.mjml.j2' as x %}", "more than 30 includes or macros"),
        ("\n{% extends 'edition.mjml.j2' %}", "'extends' is not for templates"),
        ("\n{% include '../../../../etc/passwd' %}", "the template has no"),
        ("\n{{ ''.__class__.__mro__ }}", "__class__"),
        ("\n{{ nobody_knows }}", "nobody_knows"),
        ("\n{% for %}", "Expected an expression"),
        ("\n" + "{% if 1 %}" * 200 + "{% endif %}" * 200, "too much is nested"),
    ],
)
def test_a_template_that_would_not_end_or_get_out_is_stopped_at_its_line(
    newsletter: Newsletter, folder: Path, text: str, word: str
) -> None:
    template(folder, text)
    before = contents(folder)
    # Where Python's own compiler gives up there is no line.
    at = FILE if "nested" in word else f"{FILE}:2"
    assert_refused(newsletter("check", "--template", "mine"), 1, word, at=at)
    assert_refused(newsletter("render", "--template", "mine"), 1, word, at=at)
    assert contents(folder) == before


MJML = """\
<mjml><mj-body><mj-section><mj-column>
{}
</mj-column></mj-section></mj-body></mjml>
"""


@pytest.mark.parametrize(
    ("text", "word", "at"),
    [
        (MJML.format('<mj-include path="../../etc/passwd" />'), "no <mj-include> here", "2:1"),
        (MJML.format('<mj-include path="/etc/passwd" type="html" />'), "no <mj-include>", "2:1"),
        (MJML.format("<mj-nope />"), "no <mj-nope> here", "2:1"),
        (MJML.format("<mj-text><script>1</script></mj-text>"), "<script> has no place", "2:10"),
        (b"\xff\xfe<\x00m\x00", "not UTF-8 text", "1:1"),
        ("x" * 70_000, "larger than 65,536 octets", "1:1"),
    ],
)
def test_a_template_that_is_no_letter_is_told_at_its_place(
    newsletter: Newsletter, folder: Path, text: str | bytes, word: str, at: str
) -> None:
    template(folder, text)
    assert_refused(newsletter("check", "--template", "mine"), 1, word, at=f"{FILE}:{at}")


@pytest.mark.parametrize(
    ("manifest", "word"),
    [
        (MANIFEST + 'titel = "Mine"\n', "did you mean 'title'?"),
        ("name = \n", "I cannot read it"),
        (MANIFEST.replace("letter", "mine"), "in a circle"),
        (MANIFEST.replace("letter", "nobody"), "there is no template 'nobody'"),
    ],
)
def test_a_manifest_that_is_wrong_is_told(
    newsletter: Newsletter, folder: Path, manifest: str, word: str
) -> None:
    template(folder, "", manifest)
    assert_refused(newsletter("check", "--template", "mine"), 1, word)


def test_an_unknown_template_is_told_with_those_that_there_are(newsletter: Newsletter) -> None:
    assert_refused(newsletter("check", "--template", "breifing"), 1, "did you mean 'briefing'?")
    assert_refused(newsletter("render", "--template", "../../etc"), 1, "briefing, letter, update")


# --- the newsletter's own files -------------------------------------------------------------


def configure(folder: Path, old: str, new: str) -> None:
    """Change newsletter.toml."""
    file = folder / "newsletter.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text + "\n[[[", "I cannot read this line"),
        (lambda text: text + "\x00", "I cannot read this line"),
        (lambda text: text + "\nx = " + "[" * 5_000, "nested too deeply"),
        (lambda text: text.replace("publisher", "publischer"), "did you mean 'publisher'?"),
        (lambda text: text.replace('"briefing"', "3"), "template"),
        (lambda text: text.replace('"briefing"', '"../../etc"'), "template"),
        (lambda text: text.replace('from = "', 'from = "\\r\\nBcc: '), "one line"),
        (lambda text: text.encode("utf-16"), "not UTF-8"),
        (lambda _: bytes(range(256)), "not UTF-8"),
    ],
    ids=["broken", "zero", "deep", "key", "type", "path", "header", "utf-16", "binary"],
)
def test_a_newsletter_toml_that_is_wrong_is_told_at_its_line(
    newsletter: Newsletter, folder: Path, change: object, word: str
) -> None:
    file = folder / "newsletter.toml"
    assert callable(change)
    changed = change(file.read_text(encoding="utf-8"))
    file.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    before = contents(folder)
    for command in ("check", "render", "fix"):
        assert_refused(newsletter(command), 3, word, at="newsletter.toml")
    assert contents(folder) == before


def test_no_newsletter_at_all_names_the_command_that_makes_one(
    newsletter: Newsletter, folder: Path
) -> None:
    assert_refused(newsletter("-C", str(folder.parent), "check"), 3, "newsletter init")
    assert_usage(newsletter("-C", str(folder / CALM), "check"), "is a file")
    (folder / "newsletter.toml").unlink()
    (folder / "newsletter.toml").mkdir()
    assert_refused(newsletter("check"), 3, "directory")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_secrets_that_others_can_read_are_refused(
    newsletter: Newsletter, folder: Path, mode: int
) -> None:
    (folder / ".env").chmod(mode)
    before = contents(folder)
    for words in (("test", "--to", "me@readers.net"), ("send",), ("status",)):
        assert_refused(newsletter(*words), 3, "chmod 600 .env", at=".env")
    assert contents(folder) == before
    assert newsletter("check", "calm").code == newsletter("render", "calm").code == 0


@pytest.mark.parametrize(
    ("octets", "word"),
    [
        (b"\xff\xfeN\x00E\x00", "save it as UTF-8"),
        (bytes(range(256)), "save it as UTF-8"),
        (b"NEWSLETTER_RELAI=smtp://mail.example.net\n", "did you mean 'NEWSLETTER_RELAY'?"),
        (b"NEWSLETTER_TOKEN_KEY=abc\n", "NEWSLETTER_TOKEN_KEY is not a key"),
        (b"NEWSLETTER_RELAY=smtp://127.0.0.1:1\n", "no NEWSLETTER_TOKEN_KEY"),
    ],
    ids=["utf-16", "binary", "unknown", "bad key", "no key"],
)
def test_a_secrets_file_that_is_wrong_is_told_and_kept(
    newsletter: Newsletter, folder: Path, octets: bytes, word: str
) -> None:
    (folder / ".env").write_bytes(octets)
    assert_refused(newsletter("test", "--to", "me@readers.net"), 3, word)
    if "UTF-8" in word:
        assert_refused(newsletter("init"), 3, word, at=".env")
    assert (folder / ".env").read_bytes() == octets


def test_a_relay_with_its_password_is_refused_and_not_shown(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_RELAY", "smtp://me:canary@mail.example.net")
    said = newsletter("test", "--to", "me@readers.net")
    assert_refused(said, 3, "NEWSLETTER_RELAY_PASSWORD")
    assert "canary" not in said.out + said.err


# --- the list of readers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "word"),
    [
        (b"name,town\nAnn,Oslo\n", "names no column for addresses"),
        (b"", "is empty"),
        (bytes(range(256)) * 50, "is not a text file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "is not a text file"),
        (b"PK\x03\x04" + b"\x00" * 500, "is a workbook"),
        ("address,name\na@readers.net,J\xf6rg\n".encode("latin-1"), "Windows-1252"),
        ("address\na@readers.net\n".encode("utf-16-le"), "UTF-16"),
        (b"a" * 200_000, "longer than 65,536"),
        (b'address,name\na@readers.net,"Ann\n' + b"b@readers.net,\n" * 200, "never closed"),
    ],
    ids=["columns", "empty", "binary", "picture", "workbook", "latin-1", "utf-16", "line", "quote"],
)
def test_a_list_that_is_none_is_told_and_nobody_is_written_to(
    newsletter: Newsletter, folder: Path, octets: bytes, word: str
) -> None:
    file = folder.parent / "readers.csv"
    file.write_bytes(octets)
    said = newsletter("send", "calm", "--readers", str(file), "--dry-run", "out")
    assert_refused(said, 3, word, at="readers.csv")
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    "text", ["address\nnobody\n", "address\n", "address\n=cmd|x@readers.net\n"]
)
def test_a_list_of_nobody_is_refused(newsletter: Newsletter, folder: Path, text: str) -> None:
    file = folder.parent / "readers.csv"
    file.write_text(text, encoding="utf-8")
    said = newsletter("send", "calm", "--readers", str(file), "--dry-run", "out")
    assert_refused(said, 4, "no reader we can write to", at="readers.csv")


def test_a_list_from_a_spreadsheet_is_read_and_each_bad_line_told(
    newsletter: Newsletter, folder: Path
) -> None:
    file = folder.parent / "readers.csv"
    lines = [
        "address;name",
        "ann@readers.net;Ann",
        "ANN@readers.net;again",
        "nobody;x",
        "=cmd|calc@readers.net;x",
        'bob@readers.net;"=HYPERLINK(""http://x"")"',
        "kim@readers.net;K\x00i\x1b]0,m",
    ]
    file.write_text("\r\n".join(lines), encoding="utf-8-sig")
    said = newsletter("send", "calm", "--readers", str(file), "--dry-run", "out")
    assert said.code == 0
    told = [line.partition(": ")[0] for line in said.err.splitlines() if "warning[" in line]
    assert told == [f"readers.csv:{line}:1" for line in (3, 4, 5, 6)]
    assert said.err.count("hint:") == 4
    assert "\x1b" not in said.err
    names = {p.name for p in (folder / "out").iterdir()}
    assert names == {
        "0001-ann@readers.net.eml",
        "0002-bob@readers.net.eml",
        "0003-kim@readers.net.eml",
    }


def test_readers_that_are_a_folder_a_pipe_or_missing_are_told(
    newsletter: Newsletter, folder: Path
) -> None:
    os.mkfifo(folder.parent / "pipe.csv")
    assert_usage(newsletter("send", "calm", "--readers", str(folder)), "is a directory")
    for name, word in (("pipe.csv", "is not a file"), ("gone.csv", "No such file")):
        readers = str(folder.parent / name)
        said = newsletter("send", "calm", "--readers", readers, "--dry-run", "out")
        assert_refused(said, 3, word, at=name)
