"""The pictures of an issue: found beside it, looked at with suspicion, made ready to mail.

A picture is what its first bytes say, whatever its file is called. It is refused by its size
in the header, before anything is decoded (a file of 200 octets may claim 400 megapixels),
loses its EXIF data (a phone writes the place into it), is turned as EXIF said, and becomes
twice as wide as it is shown at most. The same file gives the same octets and, because the
name holds their hash, the same name.
"""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from composer.edition.animation import NoAnimation, only_moving
from composer.edition.edition import Picture
from composer.edition.resolving import Outside, resolve_inside
from composer.errors import EditorError
from composer.findings import Finding, Place, Severity
from composer.issue import Figure, Issue, Newsletter, figures_of

MOST_OCTETS = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
"""A photograph of any telephone fits; what unpacks to more than 100 MB of memory does not."""
CID = "cid:"
"""Before the name of a picture that travels inside the message (RFC 2392)."""
DENSITY = 2
"""Pixels of the file per px shown: phones and laptops have two."""
JPEG_QUALITY = 85
FORMATS = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "GIF": ("image/gif", "gif")}
"""What every client shows. WebP is read too and becomes one of them: Outlook shows none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What `picture(block)` gives a template: width and height in px as shown."""

    src: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures of an edition, by the place of their figure."""

    by_place: dict[Place, Picture]
    prefix: str
    """Before a picture's name in the HTML: `cid:` or the base_url."""
    findings: tuple[Finding, ...] = ()
    """Nobody has said where pictures live: they travel inside until somebody does."""

    @property
    def inline(self) -> bool:
        """Whether they travel inside the message."""
        return self.prefix == CID

    @property
    def all(self) -> tuple[Picture, ...]:
        """Each picture once, in reading order."""
        return tuple({picture.name: picture for picture in self.by_place.values()}.values())

    def shown(self, figure: Figure) -> Shown:
        """What a template shows for `figure`."""
        picture = self.by_place[figure.at]
        return Shown(
            src=self.prefix + picture.name,
            width=picture.width_px,
            height=picture.height_px,
            alt=picture.alt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A picture's octets as they are mailed, and its size as it is shown."""

    octets: bytes
    format: str
    width_px: int
    height_px: int


class _Unfit(ValueError):
    """What is wrong with a picture, and the hint that mends it."""


def gather_pictures(issue: Issue, newsletter: Newsletter, *, root: Path, width_px: int) -> Pictures:
    """Every picture that the issue shows, ready to be mailed.

    Args:
        issue: its `folder` is where files are looked for, from `root` if it is relative.
        newsletter: says where pictures live.
        root: the project; no link leads out of it.
        width_px: the template's measure.

    Raises:
        EditorError: a picture is missing, too large or none at all: all of them at once.
    """
    findings: list[Finding] = []
    pictures: dict[Place, Picture] = {}
    rule = newsletter.pictures
    figures = tuple(figures_of(issue))
    for figure in figures:
        if not figure.file:
            # Reading has said so, and nothing of it is sent (E303); a preview shows a gap.
            pictures[figure.at] = _gap(figure, width_px)
            continue
        try:
            pictures[figure.at] = _picture(figure, root / issue.folder, root, width_px)
        except _Unfit as fault:
            message, hint = fault.args
            findings.append(_error("picture-file", f"'{figure.file}' {message}", figure.at, hint))
    if findings:
        raise EditorError(*findings)
    homeless = () if rule.inline or rule.base_url else tuple(map(_homeless, figures))
    prefix = f"{rule.base_url.rstrip('/')}/" if rule.base_url else CID
    return Pictures(by_place=pictures, prefix=prefix, findings=homeless)


def _gap(figure: Figure, width_px: int) -> Picture:
    """A grey field where a picture will be, three times as wide as high."""
    size = (width_px * DENSITY, width_px * DENSITY // 3)
    written = io.BytesIO()
    Image.new("L", size, 220).save(written, "PNG", optimize=True)
    ready = _shown_as(written.getvalue(), "PNG", size, width_px)
    return _named("gap", ready, figure)


def _picture(figure: Figure, folder: Path, root: Path, width_px: int) -> Picture:
    try:
        path = resolve_inside(folder, figure.file, root=root)
    except Outside as error:
        hint = "put the picture beside the issue and write its name"
        raise _Unfit(f"is not read: {error}", hint) from error
    ready = _ready(_octets(path), width_px)
    stem = re.sub(r"[^a-z0-9]+", "-", Path(figure.file).stem.lower()).strip("-")[:40] or "picture"
    return _named(stem, ready, figure)


def _named(stem: str, ready: _Ready, figure: Figure) -> Picture:
    content_type, ending = FORMATS[ready.format]
    digest = hashlib.sha256(ready.octets).hexdigest()[:8]
    return Picture(
        name=f"{stem}-{digest}.{ending}",
        content_type=content_type,
        octets=ready.octets,
        width_px=ready.width_px,
        height_px=ready.height_px,
        alt=figure.alt,
        at=figure.at,
    )


def _octets(path: Path) -> bytes:
    if not path.is_file():
        raise _Unfit("is not there", f"there is no {path.name} in the folder of the issue")
    if (size := path.stat().st_size) > MOST_OCTETS:
        words = f"has {size / 1024 / 1024:.0f} MB, and {MOST_OCTETS // 1024 // 1024} are the most"
        raise _Unfit(words, "make it smaller; 1,120 pixels across are enough")
    return path.read_bytes()


@lru_cache(maxsize=32)
def _ready(octets: bytes, width_px: int) -> _Ready:
    """The picture made ready; remembered, because a preview makes it again and again."""
    with warnings.catch_warnings():
        # Of damaged EXIF, which goes anyway, and of sizes above a cap that is higher than ours.
        warnings.simplefilter("ignore")
        return _looked_at(octets, width_px)


def _looked_at(octets: bytes, width_px: int) -> _Ready:
    try:
        image = Image.open(io.BytesIO(octets), formats=(*FORMATS, "WEBP"))
        across, down = image.size
        if across * down > MOST_PIXELS:
            raise _Unfit(
                f"is {across} × {down} pixels, and {MOST_PIXELS // 1_000_000} million are the most",
                "make it smaller; 1,120 pixels across are enough",
            )
        if image.format == "GIF" and getattr(image, "is_animated", False):
            moving = only_moving(octets, pixels=across * down)
            return _shown_as(moving, "GIF", image.size, width_px)
        return _made_again(image, width_px)
    except UnidentifiedImageError as error:
        hint = "save it as PNG or JPEG; SVG is not for mail"
        raise _Unfit("is not a PNG, JPEG, GIF or WebP picture", hint) from error
    except NoAnimation as error:
        raise _Unfit(str(error), "save it again, shorter or as a still picture") from error
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, _Unfit):
            raise
        raise _Unfit("cannot be read; it is damaged or too large", "save it again") from error


def _made_again(image: Image.Image, width_px: int) -> _Ready:
    """Turned, sized and written anew, so that nothing but the picture is left."""
    # MPO is what phones call a JPEG with a second picture behind it.
    lossy = image.format in {"JPEG", "MPO"} or (image.format == "WEBP" and image.mode == "RGB")
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    across, down = turned.size
    if across > width_px * DENSITY:
        down = max(1, round(down * width_px * DENSITY / across))
        across = width_px * DENSITY
        kind = "RGBA" if "A" in turned.mode or "transparency" in turned.info else "RGB"
        turned = turned.convert(kind).resize((across, down), Image.Resampling.LANCZOS)
    # Pillow passes on what it finds here, a JPEG's comment for one.
    turned.info = {k: v for k, v in turned.info.items() if k == "transparency"}
    written = io.BytesIO()
    if lossy:
        # A profile fits its own colour space only; converting from CMYK leaves it behind.
        kept = profile if turned.mode == "RGB" else None
        turned.convert("RGB").save(
            written, "JPEG", quality=JPEG_QUALITY, optimize=True, icc_profile=kept, exif=b""
        )
    else:
        turned.save(written, "PNG", optimize=True, exif=b"", icc_profile=None)
    return _shown_as(written.getvalue(), "JPEG" if lossy else "PNG", (across, down), width_px)


def _shown_as(octets: bytes, kind: str, size: tuple[int, int], width_px: int) -> _Ready:
    across, down = size
    width = min(across, width_px)
    height = max(1, round(down * width / across))
    return _Ready(octets=octets, format=kind, width_px=width, height_px=height)


def _homeless(figure: Figure) -> Finding:
    return Finding(
        code="picture-home",
        severity=Severity.BLOCK,
        message="newsletter.toml does not say where pictures live",
        at=figure.at,
        hint="add [pictures] with inline = true, or base_url = where you upload them",
    )


def _error(code: str, message: str, at: Place, hint: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, at=at, hint=hint)
