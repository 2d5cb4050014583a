"""Sections of links: an introduction, groups, and one link a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from composer.findings import Place
from composer.issue.blocks import Heading
from composer.issue.issue import (
    Block,
    Emphasis,
    Group,
    Item,
    Link,
    List,
    ListItem,
    Roundup,
    Span,
    Strong,
    Subhead,
    Text,
    Words,
)
from composer.issue.nearest import nearest
from composer.issue.passage import fault, moved
from composer.issue.section_headings import Title
from composer.issue.source import Source
from composer.issue.spans import Report, WordReader
from composer.issue.words import links_in, plain

_ADDRESS = re.compile(r"[(<\[]?(?P<address>(?:https?://|www\.)[^\s()<>\[\]]+)[)>\]]?\s*$")
_NO_LINK = re.compile(r"(?P<outlet>[^:：]+)[:：]\s+(?P<headline>\S.*)")
_DASH = re.compile(r"\s*(?:[—–―,;.](?=\s|$)|[—–―]|--?(?=\s))?\s*")


@dataclass(slots=True, kw_only=True)
class _Draft:
    name: str
    at: Place
    heading: Heading | None
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundupReader:
    """Reads the blocks below a roundup's heading."""

    source: Source
    words: WordReader
    report: Report

    def read(self, title: Title, parts: Sequence[Block | Heading], anchor: str) -> Roundup:
        """The roundup. Text among the links is reported, and moved into the introduction."""
        introduction: list[Block] = []
        groups: list[_Draft] = []
        for part in parts:
            match part:
                case Heading(level=level, passage=passage, at=at) if level > 4:
                    introduction.append(Subhead(words=self.words.words(passage), at=at))
                case Heading():
                    groups.append(self._group(part, title))
                case List(items=items, at=at):
                    if not groups:
                        groups.append(_Draft(name="", at=at, heading=None))
                    groups[-1].items += (self._item(item) for item in items)
                case _:
                    if groups:
                        self._loose(part.at)
                    introduction.append(part)
        self._check_empty(title, introduction, groups)
        return Roundup(
            name=title.name,
            kicker=title.label,
            headline=title.headline,
            anchor=anchor,
            look=(title.rule.look if title.rule else None) or "",
            blocks=tuple(introduction),
            groups=tuple(Group(name=g.name, items=tuple(g.items), at=g.at) for g in groups),
            shows_empty_groups=bool(title.rule and title.rule.empty_groups == "show"),
            at=title.at,
        )

    def _group(self, heading: Heading, title: Title) -> _Draft:
        name = self.words.plain_words(heading.passage, "a group's name")
        usual = title.rule.groups if title.rule else ()
        if heading.level == 4:
            message = "'####' is deeper than a section of links goes"
            self.report(fault("E232", heading.at, message, "groups take three # signs"))
        elif usual and heading.level == 3 and name not in usual:
            message = f"'{name}' is not one of this section's usual groups"
            hint = nearest(name, usual, 0.6) or f"usual groups: {', '.join(usual)}"
            self.report(fault("W209", heading.passage.start, message, hint))
        return _Draft(name=name, at=heading.at, heading=heading)

    def _loose(self, at: Place) -> None:
        hint = (
            "links are list lines, each like '- Outlet: [Headline](https://…)'; "
            "introductions go before the first group"
        )
        self.report(fault("E227", replace(at, column=1), "loose text among the links", hint))

    def _check_empty(self, title: Title, introduction: list[Block], groups: list[_Draft]) -> None:
        rule = title.rule.empty_groups if title.rule else "hide"
        # One fact, one message: a section without a link has no group with one either.
        if rule == "hide" and not introduction and not any(group.items for group in groups):
            groups = []
        for group in groups:
            if group.items or not group.heading:
                continue
            at = group.heading.passage.start
            match rule:
                case "hide":
                    message = f"'{group.name}' has no links; it will be left out"
                    hint = "add a link, or leave it: empty groups are hidden"
                    self.report(fault("N217", at, message, hint))
                case "show":
                    message = f"'{group.name}' has no links; readers will see it empty"
                    hint = "add a link, or leave it: this section shows empty groups"
                    self.report(fault("N217", at, message, hint))
                case "error":
                    message = f"'{group.name}' has no links"
                    hint = "add a link, or take its heading away"
                    self.report(fault("E217", at, message, hint))
        if rule != "error" and not introduction and not any(group.items for group in groups):
            message = f"'{title.label or plain(title.headline)}' has no links"
            hint = "add a line '- Outlet: [Headline](https://…)', or take the section away"
            self.report(fault("W237", title.words_at, message, hint))

    def _item(self, line: ListItem) -> Item:
        """One link of a roundup; without one, what was written, linking nowhere."""
        if line.blocks:
            message = "something hangs below this line of links"
            hint = "an item is one line: '- Outlet: [Headline](https://…) — note'"
            self.report(fault("E240", line.blocks[0].at, message, hint))
        words = tuple(_opened(line.words))
        index = next((i for i, span in enumerate(words) if isinstance(span, Link)), None)
        if index is None:
            return self._without_link(line, words)
        link = words[index]
        assert isinstance(link, Link)
        if second := _headline_after(words[index:]) if index == 0 else None:
            outlet = plain(link.words)
            message = "the outlet of this line is a link, too"
            hint = f"one line, one link: write '- {outlet}: [{plain(second.words)}](…)'"
            self.report(fault("W239", link.at, message, hint))
            words = (Text(text=f"{outlet}: "), *words[2:])
            index, link = 1, second
        source = self._source(words[:index], link)
        note = _without_dash(words[index + 1 :])
        for second in links_in(note):
            message = "a second link in this line"
            hint = "one line, one link: give it a line of its own"
            self.report(fault("W239", second.at, message, hint))
            break
        return Item(source=source, headline=link.words, address=link.address, note=note, at=line.at)

    def _source(self, before: Words, link: Link) -> str:
        self.words.refuse_fields(before, "an outlet's name")
        written = plain(before).strip()
        source = written.rstrip(":： –—―-\"'“„«")
        if not written:
            hint = "write '- Outlet: [Headline](https://…)'"
            self.report(fault("W212", link.at, "this link names no outlet", hint))
        elif not written.endswith((":", "：")):
            message = "there is no colon between the outlet and the headline"
            if written[:-1].rstrip().endswith((":", "：")):
                message = "something stands between the outlet's colon and the headline"
            hint = f"write '- {source}: [{plain(link.words)}](…)'"
            self.report(fault("E211", link.at, message, hint))
        return source

    def _without_link(self, line: ListItem, words: Words) -> Item:
        written = self.source.lines[line.at.line - 1][line.at.column - 1 :].strip()
        found = _NO_LINK.fullmatch(written)
        at, hint = line.at, "write '- Outlet: [Headline](https://…)'"
        if found:
            headline, address = found["headline"], "https://…"
            if pasted := _ADDRESS.search(headline):
                headline, address = headline[: pasted.start()], pasted["address"]
            at = moved(line.at, found.start("headline"))
            hint = f"write '- {found['outlet']}: [{headline.strip('[] –—-')}]({address})'"
        self.report(fault("E210", at, "this item has no link", hint))
        source, colon, headline = plain(words).partition(": ")
        if not colon:
            return Item(source="", headline=words, address="", at=line.at)
        return Item(source=source, headline=(Text(text=headline),), address="", at=line.at)


def _opened(words: Words) -> Iterator[Span]:
    """Bold and italic around a link are taken away: the template says how an item looks."""
    for span in words:
        match span:
            case Strong(words=inner) | Emphasis(words=inner) if any(links_in(inner)):
                yield from _opened(inner)
            case _:
                yield span


def _headline_after(words: Words) -> Link | None:
    """The second link of `[Outlet](…): [Headline](…)`."""
    match words:
        case (Link(), Text(text=text), Link() as second, *_) if text.strip() in {":", "："}:
            return second
        case _:
            return None


def _without_dash(words: Words) -> Words:
    match words:
        case (Text(text=text), *rest):
            dash = _DASH.match(text)
            text = text[dash.end() :] if dash else text
            return (Text(text=text), *rest) if text else tuple(rest)
        case _:
            return words
