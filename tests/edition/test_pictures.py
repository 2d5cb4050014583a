"""Pictures are looked at with suspicion and made ready to mail."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from composer.edition import Edition
from composer.findings import Finding, Severity

TEXT = '## Hub Story: One\n\n![A harbor]({file} "The caption")\n'
Complaints = Callable[..., tuple[Finding, ...]]
Render = Callable[..., Edition]


def draw(kind: str, size: tuple[int, int] = (600, 300), mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new(mode, size)
    image.paste(Image.linear_gradient("L").resize((size[0] // 2, size[1])).convert(mode), (0, 0))
    written = io.BytesIO()
    image.save(written, format=kind, **options)
    return written.getvalue()


def header_only(across: int, down: int) -> bytes:
    """A PNG of 60 octets that says it is `across` by `down`."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", across, down, 8, 2, 0, 0, 0)
    ihdr = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(b"\0")
    return b"\x89PNG\r\n\x1a\n" + ihdr + struct.pack(">I", len(data) - 4) + data + b"\0\0\0\0"


@pytest.mark.parametrize(
    ("file", "octets", "content_type", "mode"),
    [
        ("harbor.png", draw("PNG"), "image/png", "RGB"),
        ("harbor.png", draw("PNG", mode="RGBA"), "image/png", "RGBA"),
        ("harbor.png", draw("PNG", mode="P"), "image/png", "P"),
        ("harbor.jpg", draw("JPEG"), "image/jpeg", "RGB"),
        ("harbor.jpg", draw("JPEG", mode="CMYK"), "image/jpeg", "RGB"),
        ("harbor.webp", draw("WEBP"), "image/jpeg", "RGB"),
        ("harbor.webp", draw("WEBP", mode="RGBA"), "image/png", "RGBA"),
        ("harbor.gif", draw("GIF"), "image/png", "P"),
        ("harbor.txt", draw("PNG"), "image/png", "RGB"),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(
    file: str, octets: bytes, content_type: str, mode: str, tmp_path: Path, edition_of: Render
) -> None:
    (tmp_path / file).write_bytes(octets)
    edition = edition_of(TEXT.format(file=file))
    (picture,) = edition.pictures
    image = Image.open(io.BytesIO(picture.octets))
    assert (picture.content_type, image.mode) == (content_type, mode)
    assert (picture.width_px, picture.height_px) == (560, 280)
    assert picture.alt == "A harbor"
    assert str(picture.at) == "issues/2025-02-20-trial.md:9:1"
    assert f'src="cid:{picture.name}"' in edition.html


@pytest.mark.parametrize(
    ("size", "file_size", "shown"),
    [
        ((3000, 1500), (1120, 560), (560, 280)),
        ((1120, 100), (1120, 100), (560, 50)),
        ((800, 400), (800, 400), (560, 280)),
        ((100, 50), (100, 50), (100, 50)),
        ((2000, 1), (1120, 1), (560, 1)),
    ],
)
def test_a_picture_has_two_pixels_for_each_shown_and_no_more(
    size: tuple[int, int], file_size: tuple[int, int], shown: tuple[int, int],
    tmp_path: Path, edition_of: Render,
) -> None:  # fmt: skip
    (tmp_path / "a.png").write_bytes(draw("PNG", size))
    (picture,) = edition_of(TEXT.format(file="a.png")).pictures
    assert Image.open(io.BytesIO(picture.octets)).size == file_size
    assert (picture.width_px, picture.height_px) == shown


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_where_it_was_taken_is_gone_and_it_stands_upright(
    kind: str, tmp_path: Path, edition_of: Render
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter
    exif[0x010E] = "SECRET PLACE"
    exif.get_ifd(0x8825)[1] = "N"
    (tmp_path / "a.jpg").write_bytes(draw(kind, (600, 300), exif=exif))
    (picture,) = edition_of(TEXT.format(file="a.jpg")).pictures
    image = Image.open(io.BytesIO(picture.octets))
    assert image.size == (300, 600)
    assert not image.getexif()
    assert b"SECRET" not in picture.octets
    assert b"Exif" not in picture.octets


def test_words_inside_a_png_do_not_travel(tmp_path: Path, edition_of: Render) -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "SECRET NAME")
    (tmp_path / "a.png").write_bytes(draw("PNG", pnginfo=notes))
    (picture,) = edition_of(TEXT.format(file="a.png")).pictures
    assert b"SECRET" not in picture.octets


@pytest.mark.parametrize(
    ("options", "after"),
    [
        ({"comment": b"SECRET PLACE"}, b""),
        ({"xmp": b"<x:xmpmeta>SECRET PLACE</x:xmpmeta>"}, b""),
        ({}, b"SECRET PLACE, PK\x03\x04"),
    ],
)
def test_what_a_jpeg_says_beside_its_picture_does_not_travel(
    options: dict[str, Any], after: bytes, tmp_path: Path, edition_of: Render
) -> None:
    (tmp_path / "a.jpg").write_bytes(draw("JPEG", **options) + after)
    (picture,) = edition_of(TEXT.format(file="a.jpg")).pictures
    assert b"SECRET" not in picture.octets


def test_a_picture_with_a_second_one_behind_it_is_still_a_photograph(
    tmp_path: Path, edition_of: Render
) -> None:
    """MPO, which phones write: it became a PNG of ten times the size."""
    second = Image.new("RGB", (60, 30))
    (tmp_path / "a.jpg").write_bytes(draw("MPO", save_all=True, append_images=[second]))
    (picture,) = edition_of(TEXT.format(file="a.jpg")).pictures
    assert picture.content_type == "image/jpeg"


def test_a_moving_gif_keeps_moving(tmp_path: Path, edition_of: Render) -> None:
    frames = [Image.new("P", (40, 20), n) for n in range(3)]
    for number, frame in enumerate(frames):
        frame.putpixel((number, 0), 200)
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    (picture,) = edition_of(TEXT.format(file="a.gif")).pictures
    assert picture.octets == (tmp_path / "a.gif").read_bytes()
    assert (picture.content_type, picture.width_px) == ("image/gif", 40)


@pytest.mark.parametrize(
    ("file", "octets", "words"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a PNG, JPEG, GIF or WebP"),
        ("a.png", b"", "is not a PNG"),
        ("a.png", b"BM" + b"\0" * 100, "is not a PNG"),
        ("a.png", draw("TIFF"), "is not a PNG"),
        ("a.png", draw("PNG")[:200], "cannot be read"),
        ("a.jpg", draw("JPEG")[:400], "cannot be read"),
        ("a.png", header_only(6_000, 6_000), "million are the most"),
        ("a.png", header_only(12_000, 12_000), "million are the most"),
        ("a.png", header_only(20_000, 20_000), "too large"),
        ("a.png", b"\0" * (10 * 1024 * 1024 + 1), "10 are the most"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_or_too_large_is_told_at_the_picture(
    file: str, octets: bytes, words: str, tmp_path: Path, complaints: Complaints
) -> None:
    (tmp_path / file).write_bytes(octets)
    (finding,) = complaints(TEXT.format(file=file))
    assert words in finding.message
    assert (finding.code, str(finding.at)) == ("picture-file", "issues/2025-02-20-trial.md:9:1")
    assert finding.hint


@pytest.mark.parametrize(
    "file", ["../a.png", "/etc/passwd", "https://example.org/a.png", "~/a.png", "none.png"]
)
def test_a_picture_that_is_not_beside_the_issue_is_told(file: str, complaints: Complaints) -> None:
    (finding,) = complaints(TEXT.format(file=file))
    assert finding.code == "picture-file"


def test_all_bad_pictures_are_told_at_once(complaints: Complaints) -> None:
    text = (
        TEXT.format(file="one.png")
        + "\n> [!note] Look\n> ![](two.png)\n\n- x\n\n  ![](three.png)\n"
    )
    assert [f.message.split("'")[1] for f in complaints(text)] == [
        "one.png",
        "two.png",
        "three.png",
    ]


def test_pictures_without_a_home_are_shown_and_never_sent(
    tmp_path: Path, edition_of: Render
) -> None:
    (tmp_path / "a.png").write_bytes(draw("PNG"))
    edition = edition_of(TEXT.format(file="a.png") + "\n![](a.png)\n", pictures={})
    assert [(f.code, f.severity, f.at and f.at.line) for f in edition.findings] == [
        ("picture-home", Severity.BLOCK, 9),
        ("picture-home", Severity.BLOCK, 11),
    ]
    assert "inline = true" in edition.findings[0].hint
    at_home = edition_of(TEXT.format(file="a.png") + "\n![](a.png)\n")
    assert edition.pictures_inline
    assert edition.html.count(f'src="cid:{edition.pictures[0].name}"') == 2
    assert not at_home.findings


def test_hosted_pictures_are_named_by_their_content(tmp_path: Path, edition_of: Render) -> None:
    (tmp_path / "My Harbor.png").write_bytes(draw("PNG"))
    text = TEXT.format(file="My Harbor.png") * 2
    edition = edition_of(text, pictures={"base_url": "https://img.example.org/x/"})
    (picture,) = edition.pictures
    assert picture.name.startswith("my-harbor-")
    assert edition.html.count(f'src="https://img.example.org/x/{picture.name}"') == 2
    assert not edition.pictures_inline
    edition.write_pictures(tmp_path)
    assert (tmp_path / picture.name).read_bytes() == picture.octets
