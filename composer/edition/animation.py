"""A moving GIF, block by block, with nothing in it but what moves.

Pillow would write one anew with other colours and frames. So its blocks are kept as they
are, and what is no picture goes: comments, XMP with the place where it was taken, and
whatever somebody has put behind the end (GIF89a specification, sections 18 to 27).
"""

from collections.abc import Iterator

MOST_PIXELS = 250_000_000
"""Of all frames together: a reader's phone decodes every one of them."""
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = b"NETSCAPE2.0"


class NoAnimation(ValueError):
    """The file is damaged or has too many frames; the words say which."""


def only_moving(gif: bytes, *, pixels: int) -> bytes:
    """The GIF without what is no picture.

    Args:
        gif: the whole file.
        pixels: of the screen that each frame is shown on.

    Raises:
        NoAnimation: it cannot be read to its end, or is too much to decode.
    """
    try:
        kept = list(_kept(gif))
    except IndexError:
        raise NoAnimation("ends in the middle") from None
    frames = sum(block[0] == _IMAGE for block in kept[1:])
    if frames * pixels > MOST_PIXELS:
        raise NoAnimation(f"has {frames:,} frames, which are too many to decode")
    return b"".join(kept)


def _kept(gif: bytes) -> Iterator[bytes]:
    """The header, and every block that shows something; the last is the trailer."""
    at = 13 + _colours(gif[10])
    yield gif[:at]
    while (kind := gif[at]) != _TRAILER:
        begin = at
        if kind == _EXTENSION:
            at = _past_blocks(gif, at + 2)
            label, name = gif[begin + 1], gif[begin + 3 : begin + 14]
            if label == _CONTROL or (label == _APPLICATION and name == _LOOPS):
                yield gif[begin:at]
        elif kind == _IMAGE:
            # Ten octets of descriptor, its colours, and one octet before the data.
            at = _past_blocks(gif, at + 11 + _colours(gif[at + 9]))
            yield gif[begin:at]
        else:
            raise NoAnimation("is damaged")
    yield gif[at : at + 1]


def _colours(flags: int) -> int:
    """Octets of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _past_blocks(gif: bytes, at: int) -> int:
    """Where the chain of sub-blocks that begins here has ended."""
    while length := gif[at]:
        at += length + 1
    return at + 1
