"""What a section heading says: which section, its label, its headline, what braces add.

    ## Hub Story: Japan and ASEAN {.story #forum}
       label      headline         type   anchor

A label is known when newsletter.toml declares it; case and punctuation make no
difference. A near miss is an error, anything else a warning, `{.story}` silences both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from composer.findings import Finding, Place
from composer.issue.blocks import Heading
from composer.issue.issue import Words
from composer.issue.nearest import nearest_word
from composer.issue.newsletter import Newsletter, SectionRule
from composer.issue.passage import Passage, fault
from composer.issue.spans import Report, WordReader

Kind = Literal["story", "roundup"]
_KINDS: dict[str, Kind] = {"story": "story", "roundup": "roundup"}
_BRACES = re.compile(r"\{(?P<inside>[^{}]*)\}$")
_ANCHOR = re.compile(r"#[A-Za-z][A-Za-z0-9_-]*")
_COLON = re.compile(r"[:：]")
_AFTER_LABEL = re.compile(r"\s*(?:(?P<dash>[-–—―|])\s+|\s)(?P<headline>\S.*)", re.DOTALL)
_MOST_COLONS = 3
"""Colons after which a label may end: labels may hold one themselves ("Q: A")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A section heading, understood.

    `name` and `rule` are those of newsletter.toml; "" and None where it is none of its
    sections. `label` is as declared. `at` is the first # sign, `words_at` the first word.
    """

    name: str
    rule: SectionRule | None
    kind: Kind
    label: str
    headline: Words
    anchor: str
    at: Place
    words_at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Braces:
    type: str = ""
    is_known: bool = True
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    name: str
    rule: SectionRule
    spelling: str
    headline: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleReader:
    """Reads section headings by the labels that a newsletter declares."""

    newsletter: Newsletter
    words: WordReader
    report: Report

    def read(self, heading: Heading) -> Title:
        """The title of a section; what is doubtful about it is reported."""
        passage, braces = self._braces(heading.passage)
        label = self._label(passage)
        if not label and not braces.type and braces.is_known:
            self._doubt(passage)
        rule = self.newsletter.sections.get(braces.type) or (label.rule if label else None)
        kind: Kind = _KINDS.get(braces.type) or (rule.kind if rule else "story")
        if rule and rule.kind != kind:
            rule = None
        return Title(
            name=self._name(rule),
            rule=rule,
            kind=kind,
            label=label.spelling if label else (rule.all_labels[0] if rule else ""),
            headline=self.words.words(label.headline if label else passage),
            anchor=braces.anchor,
            at=heading.at,
            words_at=heading.passage.start,
        )

    def is_label(self, passage: Passage) -> bool:
        """Whether the heading is, or begins with, a declared label."""
        return self._label(passage) is not None

    def label_before_colon(self, passage: Passage) -> str:
        """The declared label that stands before a colon; "" if none does."""
        found = self._label(passage)
        return found.spelling if found and _COLON.search(passage.text) else ""

    def _name(self, rule: SectionRule | None) -> str:
        return next((n for n, r in self.newsletter.sections.items() if r is rule), "")

    def _label(self, passage: Passage) -> _Label | None:
        """The label that the heading begins with, up to a colon, or that it is as a whole."""
        colons = [found.start() for found in _COLON.finditer(passage.text)][:_MOST_COLONS]
        for end in (*colons, len(passage.text)):
            written = folded(passage.text[:end])
            for name, rule, spelling in self._labels():
                if written == folded(spelling):
                    headline = passage.cut(end + 1)
                    if passage.text.startswith("**") and headline.text.startswith("**"):
                        headline = headline.cut(2)  # "**Hub Story:** A new pier"
                    return _Label(
                        name=name,
                        rule=rule,
                        spelling=rule.label or spelling,
                        headline=headline,
                    )
        return None

    def _labels(self) -> Iterator[tuple[str, SectionRule, str]]:
        for name, rule in self.newsletter.sections.items():
            for label in rule.all_labels:
                yield name, rule, label

    def _doubt(self, passage: Passage) -> None:
        """No label: nearly one (E206), or none at all (W226)."""
        known = [label for _, _, label in self._labels()]
        colon = _COLON.search(passage.text)
        if bare := self._label_without_colon(passage):
            self.report(bare)
            return
        before = passage.text[: colon.start()].strip() if colon else ""
        near = nearest_word(folded(before), [folded(label) for label in known], 0.75)
        if near:
            label = next(label for label in known if folded(label) == near)
            message = f"no section is called '{before}'"
            self.report(fault("E206", passage.start, message, f"did you mean '{label}'?"))
        elif known:
            message = f"'{passage.text}' does not start with one of this newsletter's section names"
            hint = (
                "fine if you mean it (write {.story} after it to say so); "
                f"names: {', '.join(known)}"
            )
            self.report(fault("W226", passage.start, message, hint))

    def _label_without_colon(self, passage: Passage) -> Finding | None:
        """A label that goes on with a dash, or, if it is more than one word, with words."""
        for _, _, label in self._labels():
            found = _AFTER_LABEL.fullmatch(passage.text[len(label) :])
            if folded(passage.text[: len(label)]) != folded(label) or not found:
                continue
            if found["dash"] or " " in label:
                message = f"there is no colon after '{label}'"
                hint = f"write '## {label}: {found['headline']}'"
                return fault("E206", passage.start, message, hint)
        return None

    def _braces(self, passage: Passage) -> tuple[Passage, _Braces]:
        """The heading without its braces, and what they say."""
        found = _BRACES.search(passage.text)
        if not found:
            return passage, _Braces()
        known = {**dict.fromkeys(self.newsletter.sections), **_KINDS}
        braces = _Braces()
        for word in re.finditer(r"\S+", found["inside"]):
            at = passage.at(found.start("inside") + word.start())
            if _ANCHOR.fullmatch(word[0]) and not braces.anchor:
                braces = _Braces(type=braces.type, is_known=braces.is_known, anchor=word[0][1:])
            elif word[0].startswith(".") and not braces.type and word[0][1:] in known:
                braces = _Braces(type=word[0][1:], anchor=braces.anchor)
            elif word[0].startswith(".") and not braces.type:
                braces = _Braces(is_known=False, anchor=braces.anchor)
                at = passage.at(found.start("inside") + word.start() + 1)
                message = f"unknown section type '{word[0]}'"
                self.report(fault("E207", at, message, f"known types: {', '.join(known)}"))
            else:
                message = f"'{word[0]}' in braces means nothing here"
                braces = _Braces(type=braces.type, is_known=False, anchor=braces.anchor)
                hint = "braces after a heading hold a section type and an anchor: {.story #name}"
                self.report(fault("E229", at, message, hint))
        return passage.cut(0, found.start()), braces


def folded(label: str) -> str:
    """The label for comparing: no case, no punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s]|_", "", label.casefold()).split())
