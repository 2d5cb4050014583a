"""From an edition's HTML, text and subject, with markers, to programs.

Nothing that looks like a marker survives: a marker is a slot in a place that can be
escaped, or half of a condition in pairs, or a finding. All findings come at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from composer.edition import Edition, Slot
from composer.errors import DesignerError
from composer.findings import Finding, Severity
from composer.message.escaping import Context, harmless
from composer.message.markers import Mark, Markers
from composer.message.places import Stretch, context_in, context_in_text, stretches
from composer.message.program import Branch, Fill, Steps

_ELSEWHERE = Stretch(start=0, end=0, where="a place I cannot name", refusal="only words can differ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The three sources of an edition, read."""

    subject: Steps[str]
    text: Steps[str]
    html: Steps[str]


def read_programs(edition: Edition) -> Programs:
    """Find what differs between readers, and how it is to be escaped where it stands.

    Raises:
        DesignerError: a slot stands where no value can be escaped, a condition is not
            paired, or a filter changed a marker.
    """
    reading = _Reading(Markers(edition))
    programs = Programs(
        subject=reading.of_subject(edition.subject),
        text=reading.of_text(edition.text),
        html=reading.of_html(edition.html),
    )
    if reading.findings:
        raise DesignerError.of(dict.fromkeys(reading.findings))
    return programs


@dataclass(slots=True)
class _Open:
    """A condition that waits for its end."""

    mark: Mark | None
    then: list[str | Fill | Branch[str]] = field(default_factory=list)
    otherwise: list[str | Fill | Branch[str]] = field(default_factory=list)
    is_otherwise: bool = False

    def add(self, step: str | Fill | Branch[str]) -> None:
        if step != "":
            (self.otherwise if self.is_otherwise else self.then).append(step)


class _Reading:
    """One pass over the sources of an edition; collects findings."""

    def __init__(self, markers: Markers) -> None:
        self.markers = markers
        self.findings: list[Finding] = []
        self.fills: dict[tuple[str, Context], Fill] = {}

    def of_subject(self, source: str) -> Steps[str]:
        marks = list(self.markers.in_source(source))
        return self._steps(source, "the subject", [(mark, Context.SUBJECT) for mark in marks])

    def of_text(self, source: str) -> Steps[str]:
        marks = list(self.markers.in_source(source))
        placed = [(m, self._in_text(source, m)) for m in marks]
        return self._steps(source, "the text part", placed)

    def of_html(self, source: str) -> Steps[str]:
        return self._steps(source, "the HTML", list(self._in_html(source)), conditions=True)

    # --- contexts ----------------------------------------------------------------------

    def _in_text(self, source: str, mark: Mark) -> Context | None:
        if mark.slot is None:
            return None
        found = context_in_text(source, mark, mark.slot.name)
        return self._context(found, mark.slot.name, "an address in the text part")

    def _in_html(self, source: str) -> Iterator[tuple[Mark, Context | None]]:
        parts = stretches(source)
        part: Stretch | None = next(parts)
        for mark in self.markers.in_source(source):
            while part and part.end < mark.end:
                part = next(parts, None)
            here = part if part and part.start <= mark.start else _ELSEWHERE
            if mark.slot is not None:
                found = context_in(source, here, mark, mark.slot.name)
                yield mark, self._context(found, mark.slot.name, here.where)
            elif here.is_comment and (here.start, here.end) == (mark.start, mark.end):
                yield mark, None
            else:
                self._find(
                    "condition-place",
                    f"a condition on '{mark.name}' begins, changes or ends in {here.where}",
                    "conditions stand between whole elements, not inside a tag or a comment",
                )

    def _context(self, found: Context | str, name: str, where: str) -> Context | None:
        if isinstance(found, Context):
            return found
        self._find("slot-place", f"the field '{name}' cannot stand in {where}", found)
        return None

    # --- steps -------------------------------------------------------------------------

    def _steps(
        self,
        source: str,
        where: str,
        placed: list[tuple[Mark, Context | None]],
        *,
        conditions: bool = False,
    ) -> Steps[str]:
        for trace in self.markers.traces(source):
            self._find(
                "slot-changed",
                f"something changed the marker of a field: '{trace}' in {where}",
                "print fields as they are; a filter such as upper or truncate cannot know them",
            )
        stack, end = [_Open(mark=None)], 0
        for mark, context in placed:
            stack[-1].add(source[end : mark.start])
            end = mark.end
            if mark.slot is None:
                if conditions:
                    self._turn(stack, mark)
                else:
                    self._find(
                        "condition-place", f"there is a condition in {where}", "it is for HTML only"
                    )
            elif context is not None:
                stack[-1].add(self._fill(mark.slot, context))
        stack[-1].add(source[end:])
        for left in stack[1:]:
            assert left.mark is not None
            self._find(
                "open-condition", f"when('{left.mark.name}') is not ended", "write {{ done() }}"
            )
        return tuple(stack[0].then)

    def _fill(self, slot: Slot, context: Context) -> Fill:
        """One and the same for each slot and context."""
        if (slot.marker, context) not in self.fills:
            self.fills[slot.marker, context] = Fill(
                name=slot.name, fallback=harmless(slot.fallback), context=context
            )
        return self.fills[slot.marker, context]

    def _turn(self, stack: list[_Open], mark: Mark) -> None:
        """Open a condition, change to its other side, or close it."""
        innermost = stack[-1]
        if mark.word == "if":
            stack.append(_Open(mark=mark))
        elif (
            innermost.mark is None
            or innermost.mark.number != mark.number
            or (mark.word == "else" and innermost.is_otherwise)
        ):
            self._find(
                "open-condition",
                f"'{mark.word}' of the condition on '{mark.name}' has no when before it",
                "conditions must be nested whole, and have one otherwise() at most",
            )
        elif mark.word == "else":
            innermost.is_otherwise = True
        else:
            stack.pop()
            stack[-1].add(
                Branch(
                    name=mark.name,
                    then=tuple(innermost.then),
                    otherwise=tuple(innermost.otherwise),
                )
            )

    def _find(self, code: str, message: str, hint: str) -> None:
        self.findings.append(
            Finding(code=code, severity=Severity.ERROR, message=message, hint=hint)
        )
