"""The header block: what an issue says about itself before it begins.

Eleven names; only `title` is required. The date comes from the file name where the block
gives none, the subject from the title, the preview from the dek, the language from
newsletter.toml.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import TypeAdapter, ValidationError

from composer.issue.header_extent import header_extent
from composer.issue.header_lines import Value, read_header_lines
from composer.issue.issue import (
    Direction,
    Emphasis,
    LineBreak,
    Link,
    Span,
    Strong,
    Text,
    Words,
)
from composer.issue.newsletter import Newsletter
from composer.issue.passage import fault
from composer.issue.source import Source
from composer.issue.spans import Report, WordReader
from composer.issue.values import Address

NO_DATE = date(1970, 1, 1)
"""Stands where neither header nor file name gives a date, which is an error (E110)."""

_OTHER_FORMS = (
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%B %d %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%d %b %Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)
_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "thaa"})
"""Unicode CLDR 48: `layout/orientation/characterOrder`; a script tag wins (`az-Arab`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header block says, with every default filled in."""

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


def read_header(
    source: Source, newsletter: Newsletter, words: WordReader, report: Report, *, slug: str
) -> Header:
    """The header of an issue; `slug` may give its date."""
    extent = header_extent(source.lines)
    values = read_header_lines(source, extent, report)
    values_of = _Values(source=source, values=values or {}, words=words, report=report)
    # Where the block does not begin, what is missing has one reason, which has been told.
    if values is not None and extent.opened:
        values_of.require_title()
        values_of.require_date(slug)
    title, dek = values_of.line("title"), values_of.line("dek")
    language = values_of.language(newsletter.language)
    return Header(
        title=title,
        dek=dek,
        date=values_of.date(slug),
        number=values_of.text("number"),
        subject=values_of.line("subject") or title,
        preheader=values_of.line("preview") or dek,
        authors=values_of.several("authors"),
        reply_to=values_of.reply_to() or newsletter.reply_to or "",
        tags=values_of.several("tags"),
        language=language,
        direction=values_of.direction() or direction_of(language),
    )


def direction_of(language: str) -> Direction:
    """The direction that a language (BCP 47) is written in."""
    primary, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values:
    """The values by name, asked for in the form each has."""

    source: Source
    values: dict[str, Value]
    words: WordReader
    report: Report

    def require_title(self) -> None:
        title = self.values.get("title")
        if not title or not title.text.strip():
            at = title.at if title else self.source.place(1)
            hint = "add a line 'title: …' to the header block"
            self.report(fault("E106", at, "the issue has no title", hint))

    def line(self, name: str) -> Words:
        """Words of one line; links and bold leave their words behind."""
        value = self.values.get(name)
        return tuple(self._flat(self.words.words(value.passage), name)) if value else ()

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return self.words.plain_words(value.passage, f"'{name}'") if value else ""

    def several(self, name: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.text(name).split(","))
        return tuple(part for part in parts if part)

    def require_date(self, slug: str) -> None:
        value = self.values.get("date")
        if value and value.text and not _date(value.text):
            message = f"'{value.text}' is not a date"
            hint = f"write year-month-day, for example {_guessed(value.text) or '2025-02-20'}"
            self.report(fault("E107", value.at, message, hint))
        elif not (value and value.text) and not _date(slug[:10]):
            at = value.at if value else self.source.place(1)
            hint = "add a line 'date: 2025-02-20', or begin the file's name with the date"
            self.report(fault("E110", at, "the issue has no date", hint))

    def date(self, slug: str) -> date:
        """The date given, or the one that the file name begins with."""
        value = self.values.get("date")
        return (value and _date(value.text)) or _date(slug[:10]) or NO_DATE

    def reply_to(self) -> str:
        value = self.values.get("reply_to")
        if not value or not value.text:
            return ""
        try:
            return _ADDRESS.validate_python(value.text)
        except ValidationError:
            message = f"'{value.text}' is not an address"
            hint = "write it like editor@example.org"
            self.report(fault("E112", value.at, message, hint))
            return ""

    def language(self, default: str) -> str:
        value = self.values.get("lang")
        if not value or not value.text:
            return default
        if _LANGUAGE.fullmatch(value.text):
            return value.text
        message = f"'{value.text}' is not a language tag"
        hint = "write a BCP 47 tag, for example en, fr or pt-BR"
        self.report(fault("E113", value.at, message, hint))
        return default

    def direction(self) -> Direction | None:
        value = self.values.get("dir")
        match value.text.lower() if value else "":
            case "ltr":
                return "ltr"
            case "rtl":
                return "rtl"
            case "":
                return None
            case _:
                assert value is not None
                message = f"'{value.text}' is not a direction"
                self.report(fault("E114", value.at, message, "write ltr or rtl"))
                return None

    def _flat(self, words: Words, name: str) -> list[Span]:
        flat: list[Span] = []
        for span in words:
            match span:
                case Link(words=inner, at=at):
                    message = f"a link in '{name}' cannot be followed"
                    self.report(fault("W111", at, message, "write its words without brackets"))
                    flat += self._flat(inner, name)
                case Strong(words=inner):
                    flat += self._flat(inner, name)
                case Emphasis(words=inner):
                    flat.append(Emphasis(words=tuple(self._flat(inner, name))))
                case LineBreak():
                    flat.append(Text(text=" "))
                case _:
                    flat.append(span)
        return flat


def _guessed(text: str) -> str:
    """A date in another order, where only one can be meant; "" elsewhere."""
    spaced = " ".join(text.replace(",", " ").split())
    for form in _OTHER_FORMS:
        with suppress(ValueError):
            found = datetime.strptime(spaced, form).replace(tzinfo=UTC).date()
            if found.day > 12 or form[1] == "Y" or "%B" in form or "%b" in form:
                return found.isoformat()
    return ""


def _date(text: str) -> date | None:
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
