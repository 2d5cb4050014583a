"""Lines that say what a heading should have said: a section's label, or a group's name.

Pasted text brings its headings as plain or bold lines. Left as they are they would run into
the section above without a word. E223 and E225, which also stand for the same words behind
the wrong number of # signs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from composer.issue.lines import Line, LineKind
from composer.issue.newsletter import Newsletter, SectionRule
from composer.issue.section_headings import folded
from composer.issue.slip import Slip

_LONGEST = 160
"""Characters of a headline with its label; a longer line is a sentence of the text."""
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<words>.+?)(?P=mark)(?P<rest>[:：]?.*)")
_ENDS_A_SENTENCE = re.compile(r"[.!?…]['\"”’»)]?$")
_HEADING = re.compile(r" {0,3}(?P<signs>#{1,6})[ \t]+(?P<words>.*)")


def find_label_slips(page: Sequence[Line], newsletter: Newsletter) -> Iterator[Slip]:
    """Lines that begin with a section's label, or are a group's name where groups belong."""
    rules = {folded(label): rule for rule in newsletter.sections.values() for label in labels(rule)}
    inside: SectionRule | None = None
    for line in page:
        if found := _HEADING.match(line.content):
            # A section whose heading has a sign too many is one all the same (E223).
            rule = rules.get(_before_colon(_without_bold(found["words"])))
            inside = rule if rule or len(found["signs"]) < 3 else inside
        elif line.kind is LineKind.TEXT and not line.depth:
            words = _without_bold(line.raw.strip())
            if slip := _label(line, words, rules):
                yield slip
                inside = rules.get(_before_colon(words))
            elif inside and inside.kind == "roundup" and (slip := _group(line, words, inside)):
                yield slip


def labels(rule: SectionRule) -> tuple[str, ...]:
    """Every label of a section that could stand in a line."""
    return tuple(label for label in rule.all_labels if folded(label))


def _without_bold(words: str) -> str:
    found = _BOLD.fullmatch(words.strip())
    return f"{found['words']}{found['rest']}" if found else words.strip()


def _before_colon(words: str) -> str:
    return folded(re.split("[:：]", words)[0])


def _label(line: Line, words: str, rules: Mapping[str, SectionRule]) -> Slip | None:
    before, colon, headline = re.sub("：", ":", words).partition(":")
    rule = rules.get(folded(before))
    if rule is None or not words[0].isalnum():
        return None
    if len(words) > _LONGEST or _ENDS_A_SENTENCE.search(headline):
        return None
    label = next(label for label in labels(rule) if folded(label) == folded(before))
    # One word alone may be a line of its own in any text; with a colon it is a label.
    if not colon and " " not in label:
        return None
    headline = headline.strip(" *_")
    return _slip(
        "E223",
        line,
        f"'{label}' starts a section, so it takes two # signs",
        f"write '## {label}{': ' if headline else ''}{headline}'",
    )


def _group(line: Line, words: str, rule: SectionRule) -> Slip | None:
    name = words.rstrip(":： ").casefold()
    group = next((group for group in rule.groups if group.casefold() == name), None)
    if group is None:
        return None
    message = f"'{group}' is a group, so it takes three # signs"
    return _slip("E225", line, message, f"write '### {group}'")


def _slip(code: str, line: Line, message: str, hint: str) -> Slip:
    return Slip(
        code=code,
        line=line.number,
        column=line.indent + 1,
        message=message,
        hint=hint,
    )
