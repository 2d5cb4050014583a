"""One mistake, one message: which of several findings is the cause.

Of four ranks of findings on one line only the first is told; and a section whose label is
misspelt is neither missing nor unknown.
"""

from collections.abc import Iterable, Sequence

from composer.findings import Finding, Severity

# One line, one cause: a bracket that is missing also glues words together and hides a
# link. Of these ranks only the first that a line has is told; other codes always are.
# W239 and E240: a line that lost its sign adds its link to the item above it, or hangs
# below it.
RANKS = (
    frozenset({"E301", "E302", "E303"}),
    frozenset({"E218", "E220", "E221", "E222"}),
    frozenset({"E210", "E211", "W203", "W239", "E240"}),
    frozenset({"E227"}),
)
_HIDING = frozenset({"E206", "E223"})
"""A section that was written, and is none for the sign or letter that is wrong."""
_LOOSE = "E227"
"""Loose text among links: any other error on its line, or a pasted bullet, has made it that."""


def causes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that name a cause, by line and column."""
    ordered = sorted(set(findings), key=_order)
    return tuple(_of_lines(_of_neighbours(_of_sections(ordered))))


def _order(finding: Finding) -> tuple[int, int, str, str]:
    at = finding.at
    return (at.line if at else 0, at.column if at else 0, finding.code, finding.message)


def _of_sections(findings: Sequence[Finding]) -> list[Finding]:
    """A near miss explains a missing section (E216), and that one an unknown (W226)."""
    if any(f.code in _HIDING or (f.code == "E201" and "'## " in f.hint) for f in findings):
        findings = [finding for finding in findings if finding.code != "E216"]
    missing = sum(finding.code == "E216" for finding in findings)
    unknown = [finding for finding in findings if finding.code == "W226"]
    explained = set(unknown[:missing])
    return [finding for finding in findings if finding not in explained]


def _of_neighbours(findings: Sequence[Finding]) -> list[Finding]:
    """What the line above or below explains.

    A line under a section's label (E223) is its underline, and no dividing line (W224). A
    line glued below an item (E218) is what makes it no `label: number` (E233).
    """
    lines = {(finding.code, _order(finding)[0]) for finding in findings}
    explained_by = {"W224": ("E223", -1), "E233": ("E218", 1)}
    told = []
    for finding in findings:
        code, step = explained_by.get(finding.code, ("", 0))
        if (code, _order(finding)[0] + step) not in lines:
            told.append(finding)
    return told


def _of_lines(findings: Sequence[Finding]) -> list[Finding]:
    best: dict[int, int] = {}
    explained: set[int] = set()
    for finding in findings:
        line = _order(finding)[0]
        best[line] = min(best.get(line, len(RANKS)), _rank(finding))
        if finding.code == "W202" or (
            finding.severity is Severity.ERROR and finding.code != _LOOSE
        ):
            explained.add(line)
    told = len(RANKS)
    return [
        finding
        for finding in findings
        if _rank(finding) in {best[_order(finding)[0]], told}
        and not (finding.code == _LOOSE and _order(finding)[0] in explained)
    ]


def _rank(finding: Finding) -> int:
    return next((n for n, codes in enumerate(RANKS) if finding.code in codes), len(RANKS))
