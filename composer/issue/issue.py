"""What an editor writes, as the rest of the house sees it.

An issue is header fields, an opening and sections; a section is a story or a
roundup; both are made of blocks, and blocks of words. Everything is frozen, and every
block knows the line it was written on. Nothing here has a form: the edition
(composer.edition) gives it HTML and text.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from composer.findings import Place

# --- words: what a line is made of ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Characters as the editor typed them; `typeset` applies typography."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Words between backquotes: exempt from typography."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak:
    """A break the editor asked for (two spaces or a backslash at a line's end)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Words in `**double stars**`."""

    words: "Words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Words in `*single stars*`."""

    words: "Words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`[words](address)`. An empty address is a finding that blocks sending (E303).

    `address` is as written; fields in its path or query stay `{{name|fallback}}` and
    are found with `parts_of`.
    """

    address: str
    words: "Words"
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`{{name|fallback}}`: filled per recipient."""

    name: str
    fallback: str
    at: Place


Span = Text | Code | LineBreak | Strong | Emphasis | Link | Field
Words = tuple[Span, ...]

# --- blocks: what a section is made of ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    words: Words
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Subhead:
    """`### …` inside a story, or in a roundup's introduction."""

    kind: ClassVar[str] = "subhead"
    words: Words
    at: Place


class ListStyle(StrEnum):
    """How a list is set."""

    BULLETS = "bullets"
    NUMBERS = "numbers"
    DATED = "dated"
    """Three or more items, each ending in a bracket with a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One item. `lead` is the bold opening "Lead:" without its stars, colon kept.

    `date` is the closing bracket of a dated list without its brackets, cut off `words`.
    `blocks` are what follows inside the item: nested lists and further paragraphs.
    """

    lead: Words = ()
    words: Words
    date: str = ""
    blocks: "tuple[Block, ...]" = ()
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """Bullets, numbers or a dated list; `start` is the first number."""

    kind: ClassVar[str] = "list"
    style: ListStyle
    items: tuple[ListItem, ...]
    start: int = 1
    at: Place

    @property
    def is_lead_list(self) -> bool:
        """Every item opens with a bold lead."""
        return all(item.lead for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`>` lines. `source` is the last paragraph if it begins with a dash, without it."""

    kind: ClassVar[str] = "quote"
    blocks: "tuple[Block, ...]"
    source: Words = ()
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """`> [!kind] title`: a box. `box` is note, key, action or one of the newsletter's."""

    kind: ClassVar[str] = "callout"
    box: str
    title: Words = ()
    blocks: "tuple[Block, ...]"
    source: Words = ()
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of a data box: `- label: value`. `amount` is the value as a number."""

    label: Words
    value: str
    amount: float
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """`> [!data] title` with a list of `label: number`: bars without a picture."""

    kind: ClassVar[str] = "data"
    title: Words
    bars: tuple[Bar, ...]
    source: Words = ()
    at: Place

    def share(self, bar: Bar) -> int:
        """The bar's length in percent of the longest, at least 1."""
        longest = max(abs(b.amount) for b in self.bars) or 1.0
        return max(1, round(100 * abs(bar.amount) / longest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A paragraph that is only `**[words](address)**`."""

    kind: ClassVar[str] = "button"
    words: Words
    address: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A paragraph that is only `![description](file "caption")`.

    `file` is as written, relative to the issue file. `alt` may be empty (W213).
    """

    kind: ClassVar[str] = "figure"
    file: str
    alt: str
    caption: Words = ()
    at: Place


Alignment = Literal["left", "center", "right", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A Markdown table; `alignments` has one entry a column ("" is the reader's own)."""

    kind: ClassVar[str] = "table"
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    alignments: tuple[Alignment, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`---` with an empty line on both sides."""

    kind: ClassVar[str] = "rule"
    at: Place


Block = Paragraph | Subhead | List | Quote | Callout | Data | Button | Figure | Table | Rule

# --- sections and the issue -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A section of running text.

    `name` is the section's name in newsletter.toml ("hub"; "" if none of them);
    `kicker` its label as declared ("Hub Story"; "" if none); `headline` may be empty
    when the editor wrote the label alone. `look` is the partial asked for ("" = default).
    """

    kind: ClassVar[str] = "story"
    name: str
    kicker: str
    headline: Words
    anchor: str
    look: str = ""
    blocks: tuple[Block, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a roundup: `- source: [headline](address) — note`."""

    source: str
    headline: Words
    address: str
    note: Words = ()
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items under one `### name`; `name` is "" for items before the first group."""

    name: str
    items: tuple[Item, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """A section of links. `blocks` is its introduction."""

    kind: ClassVar[str] = "roundup"
    name: str
    kicker: str
    headline: Words
    anchor: str
    look: str = ""
    blocks: tuple[Block, ...]
    groups: tuple[Group, ...]
    shows_empty_groups: bool = False
    at: Place

    @property
    def shown_groups(self) -> tuple[Group, ...]:
        """The groups that readers see; empty ones only where the newsletter says so."""
        return tuple(g for g in self.groups if g.items or self.shows_empty_groups)


Section = Story | Roundup
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One instalment, read. The file name is its identity (`slug`).

    `title`, `dek`, `subject` and `preheader` hold only Text, Field, Emphasis and Code;
    `subject` defaults to the title and `preheader` ("preview" in the file) to the dek.
    `folder` is where pictures are looked for: the directory of the issue file.
    """

    slug: str
    path: str
    folder: str
    title: Words
    dek: Words
    date: date
    number: str
    subject: Words
    preheader: Words
    authors: tuple[str, ...]
    reply_to: str
    tags: tuple[str, ...]
    language: str
    direction: Direction
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
