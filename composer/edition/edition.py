"""An issue in the form a template gave it: the same for all recipients.

Where something differs per recipient the HTML, the text and the subject hold a
*marker*: `zq<10 hex>s<3 digits>x` stands for a slot, and in the HTML
`<!--zq<10 hex>if<3 digits>x-->`, `…else…` and `…end…` for a condition. Markers are
lower-case letters and digits, which MJML, lxml, URL-encoding and quoted-printable all
leave alone; their hex comes from an HMAC of the content, so that the same commit gives
the same bytes. What escaping a value needs is decided by composer.message, from where
its marker ended up.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from composer.findings import Finding, Place
from composer.issue import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place that is filled per recipient with field `name`, or with `fallback`.

    Names are those of `Newsletter.field_names` and `unsubscribe_url`.
    """

    marker: str
    name: str
    fallback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A stretch of HTML for those who have a non-empty field `name` (or, inside
    `otherwise`, for those who have not). `number` is the three digits in its markers."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image shown in the edition, sniffed, stripped of EXIF and sized for 2x.

    `name` is content-hashed ("harbor-3f2a9c1d.jpg"). With inline pictures the HTML says
    `cid:<name>`; with a base_url it says base_url + name and `octets` are written by
    `render --out` for upload.
    """

    name: str
    content_type: str
    octets: bytes = field(repr=False)
    width_px: int
    height_px: int
    alt: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLink:
    """A link of the HTML, in reading order; `at` is None for the template's own."""

    address: str
    words: str
    at: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """HTML, text, pictures and links of one issue in one template.

    `nonce` is the `zq<10 hex>` that begins every marker. `subject` and `preheader` may
    hold slot markers. `fingerprint` is the SHA-256 (hex) over everything a reader may
    see; a changed word, template or identity changes it.
    """

    slug: str
    template: str
    language: str
    direction: Direction
    date: date
    subject: str
    preheader: str
    reply_to: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    nonce: str
    slots: tuple[Slot, ...]
    conditions: tuple[Condition, ...]
    pictures: tuple[Picture, ...]
    pictures_inline: bool
    links: tuple[EditionLink, ...]
    fingerprint: str
    values_octets: int = 0
    """What the longest plausible values take more than their markers, all slots of the HTML."""
    findings: tuple[Finding, ...] = ()
    """What is worth knowing about it (its size), and what stops sending it: no address, no way
    out, pictures without a home."""

    @property
    def html_octets(self) -> int:
        """Octets of the HTML in UTF-8, with the longest plausible value in every slot."""
        return len(self.html.encode()) + self.values_octets

    def write_pictures(self, folder: Path) -> None:
        """Write the picture files for upload to `[pictures] base_url`."""
        for picture in self.pictures:
            (folder / picture.name).write_bytes(picture.octets)
