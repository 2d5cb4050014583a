"""A moving GIF keeps what moves, and nothing else."""

import io
from typing import Any

import pytest
from PIL import Image, ImageSequence

from composer.edition.animation import NoAnimation, only_moving

SECRET = b"SECRET PLACE"
FRAMES = [Image.effect_noise((40, 20), 50 + number).convert("P") for number in range(3)]


def moving(**options: Any) -> bytes:
    written = io.BytesIO()
    FRAMES[0].save(written, "GIF", save_all=True, append_images=FRAMES[1:], loop=0, **options)
    return written.getvalue()


def pixels(gif: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(gif)) as image:
        return [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(image)]


XMP = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"


@pytest.mark.parametrize(
    "gif",
    [
        moving(),
        moving(comment=SECRET),
        moving()[:-1] + XMP + b";",
        moving() + b"<script>" + SECRET + b"PK\x03\x04",
        moving(interlace=1, optimize=True, disposal=2),
    ],
)
def test_every_frame_stays_and_nothing_beside_them(gif: bytes) -> None:
    kept = only_moving(gif, pixels=800)
    assert SECRET not in kept
    assert pixels(kept) == pixels(gif)
    assert b"NETSCAPE2.0" in kept
    assert kept.endswith(b";")
    assert only_moving(kept, pixels=800) == kept


@pytest.mark.parametrize("length", [0, 10, 13, 50, 400, 900])
def test_a_gif_that_ends_in_the_middle_is_refused(length: int) -> None:
    with pytest.raises(NoAnimation, match="middle"):
        only_moving(moving()[:length], pixels=800)


def test_a_gif_with_something_else_between_its_blocks_is_refused() -> None:
    with pytest.raises(NoAnimation, match="damaged"):
        only_moving(moving()[:-1] + b"\x77;", pixels=800)


def test_frames_that_no_phone_could_decode_are_refused() -> None:
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"
    gif = b"GIF89a\xd0\x07\xd0\x07\0\0\0" + frame * 2_000 + b";"
    with pytest.raises(NoAnimation, match="2,000 frames"):
        only_moving(gif, pixels=4_000_000)
    assert only_moving(gif, pixels=16) == gif
