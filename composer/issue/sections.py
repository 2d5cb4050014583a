"""The body of an issue: the opening, then sections, each a story or a roundup.

Headings carry the structure: two # signs begin a section, three a subhead or, in a
roundup, a group. What a heading with the wrong number of signs was meant to be is guessed
only to go on reading; the finding says what was written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from composer.issue.anchors import Wanted, anchors_for, repeated
from composer.issue.blocks import Heading
from composer.issue.issue import Block, List, Section, Story, Subhead
from composer.issue.listing import shaped
from composer.issue.newsletter import Newsletter, SectionRule
from composer.issue.passage import fault
from composer.issue.roundups import RoundupReader
from composer.issue.section_headings import Title, TitleReader
from composer.issue.source import Source
from composer.issue.spans import Report, WordReader
from composer.issue.words import plain

Part = Block | Heading
_BOLD = re.compile(r"\*\*(?:(?!\*\*).)+\*\*", re.DOTALL)
_BRACES = re.compile(r"\{[.#][^{}]*\}$")


@dataclass(slots=True, kw_only=True)
class _Draft:
    title: Title
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class SectionReader:
    """Sorts blocks and headings into sections, by what a newsletter declares."""

    source: Source
    newsletter: Newsletter
    words: WordReader
    report: Report

    def read(self, parts: Sequence[Part]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        """The opening and the sections."""
        opening, drafts = self._drafts(parts)
        wanted = [
            Wanted(
                given=draft.title.anchor,
                words=plain(draft.title.headline) or draft.title.label,
                at=draft.title.at,
            )
            for draft in drafts
        ]
        for wish, first in repeated(wanted):
            message = f"two sections have the anchor '#{wish.given}' (the first is on line"
            hint = "give one of them another name"
            self.report(fault("E238", wish.at, f"{message} {first.at.line})", hint))
        self._check_counts([draft.title for draft in drafts])
        sections = tuple(
            self._section(draft, anchor)
            for draft, anchor in zip(drafts, anchors_for(wanted), strict=True)
        )
        return self._blocks(opening), sections

    def _drafts(self, parts: Sequence[Part]) -> tuple[list[Part], list[_Draft]]:
        titles = TitleReader(newsletter=self.newsletter, words=self.words, report=self.report)
        opening: list[Part] = []
        drafts: list[_Draft] = []
        for part in parts:
            current = drafts[-1] if drafts else None
            meant = self._meant(part, titles) if isinstance(part, Heading) else part
            if isinstance(meant, Heading) and meant.level == 2:
                drafts.append(_Draft(title=titles.read(meant)))
            elif meant:
                (current.parts if current else opening).append(meant)
        return opening, drafts

    def _meant(self, heading: Heading, titles: TitleReader) -> Heading | None:
        """The heading as it should have been, without bold around it; None: leave it out."""
        if _BOLD.fullmatch(heading.passage.text):
            heading = replace(heading, passage=heading.passage.cut(2, -2))
        written = heading.passage.text
        if not written:
            hint = "write its words behind the # signs, or take the line away"
            self.report(fault("E243", heading.at, "this heading is empty", hint))
            return None
        label = titles.label_before_colon(heading.passage)
        if heading.level == 1:
            hint = "the issue's title goes in the header block; sections start with '##'"
            self.report(fault("E205", heading.at, "a '#' heading inside the text", hint))
            return replace(heading, level=2) if label else None
        if heading.level == 2:
            groups = {group for rule in self.newsletter.sections.values() for group in rule.groups}
            if written not in groups or titles.is_label(heading.passage):
                return heading
            message = f"'{written}' is a group, not a section"
            self.report(fault("E225", heading.at, message, "groups take three # signs"))
            return replace(heading, level=3)
        if label:
            message = f"'{label}' starts a section, so it takes two # signs"
            self.report(fault("E223", heading.at, message, f"write '## {written}'"))
            return replace(heading, level=2)
        if heading.level > 4:
            message = f"'{'#' * heading.level}' is deeper than this format goes"
            self.report(fault("W214", heading.at, message, "use ### for a subheading"))
        if braces := _BRACES.search(written):
            message = "braces stand after section headings ('##') only"
            hint = "take them away, or make this heading a section"
            self.report(fault("E229", heading.passage.at(braces.start()), message, hint))
            heading = replace(heading, passage=heading.passage.cut(0, braces.start()))
        return heading

    def _section(self, draft: _Draft, anchor: str) -> Section:
        title = draft.title
        if title.kind == "roundup":
            reader = RoundupReader(source=self.source, words=self.words, report=self.report)
            return reader.read(title, draft.parts, anchor)
        if not draft.parts:
            message = f"'{title.label or plain(title.headline)}' has no text"
            hint = "write its text below this line, or take the heading away"
            self.report(fault("E236", title.words_at, message, hint))
        return Story(
            name=title.name,
            kicker=title.label,
            headline=title.headline,
            anchor=anchor,
            look=(title.rule.look if title.rule else None) or "",
            blocks=self._blocks(draft.parts),
            at=title.at,
        )

    def _blocks(self, parts: Sequence[Part]) -> tuple[Block, ...]:
        """The blocks of running text: subheads for headings, lists in their final shape."""
        blocks: list[Block] = []
        for part in parts:
            match part:
                case Heading(passage=passage, at=at):
                    blocks.append(Subhead(words=self.words.words(passage), at=at))
                case List():
                    blocks.append(shaped(part))
                case _:
                    blocks.append(part)
        return tuple(blocks)

    def _check_counts(self, titles: Sequence[Title]) -> None:
        """Sections that come too often, and required ones that do not come."""
        for name, rule in self.newsletter.sections.items():
            those = [title for title in titles if title.name == name]
            for title in those[rule.max :] if rule.max else ():
                self._too_many(title, rule, those[0])
            if rule.required and not those:
                label = rule.all_labels[0]
                at = self.source.place(max(1, self.source.body_line - 1))
                hint = f"add a line '## {label}: …'"
                self.report(fault("E216", at, f"the issue has no '{label}'", hint))

    def _too_many(self, title: Title, rule: SectionRule, first: Title) -> None:
        label = rule.all_labels[0]
        other = next(
            (
                r.all_labels[0]
                for r in self.newsletter.sections.values()
                if r is not rule and r.kind == rule.kind and r.max is None
            ),
            None,
        )
        message = f"a second '{label}' (the first is on line {first.at.line})"
        allowed = "only one is allowed"
        if rule.max != 1:
            message = f"one '{label}' too many (the first is on line {first.at.line})"
            allowed = f"only {rule.max} are allowed"
        mend = f"make this one a '{other}'" if other else "put its text into one of the others"
        self.report(fault("E208", title.words_at, message, f"{allowed}; {mend}"))
