"""Reading an issue: from the file to the model, and everything a person should look at.

Reading never stops at the first mistake and makes the best issue it can of what is there,
so that a preview can show it beside its findings. Only a file that is no text gives none.
"""

from dataclasses import dataclass
from pathlib import Path

from composer.errors import EditorError
from composer.findings import Finding, Severity
from composer.issue.anchors import check_anchors
from composer.issue.blocks import BlockReader
from composer.issue.causes import causes
from composer.issue.header import read_header
from composer.issue.issue import Issue
from composer.issue.newsletter import Newsletter
from composer.issue.sections import SectionReader
from composer.issue.slips import find_slips
from composer.issue.slugs import check_slug, slug_of_path
from composer.issue.source import Source, invisible_in, read_text, source_of
from composer.issue.spans import WordReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An issue as far as it could be read, and the findings, by line and column.

    `issue` is None only where the file is missing or is no text.
    """

    issue: Issue | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended before anything can be made of the issue."""
        return self._of(Severity.ERROR)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What may be previewed and tested, and never sent."""
        return self._of(Severity.BLOCK)

    def require_issue(self) -> Issue:
        """The issue, if nothing in it is an error.

        Raises:
            EditorError: with all findings; the editor mends the text.
        """
        if self.issue is None or self.errors:
            raise EditorError(*self.findings)
        return self.issue

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)


def read_issue(path: Path, newsletter: Newsletter, *, root: Path) -> Reading:
    """Read the issue in the file `path`, or in the folder `path` as issue.md.

    `root` is the newsletter's folder; nothing outside it is read, and findings show paths
    as seen from there.
    """
    if path.is_dir():
        path = path / "issue.md"
    shown = _shown(path, root)
    text = read_text(path, root=root, shown=shown)
    if isinstance(text, Finding):
        return Reading(issue=None, findings=(text,))
    return read_issue_text(text, shown, newsletter, folder=str(path.resolve().parent))


def read_issue_text(
    text: str, path_shown: str, newsletter: Newsletter, *, folder: str = ""
) -> Reading:
    """Read an issue from its text; `path_shown` names it, `folder` holds its pictures."""
    source = source_of(text, path_shown)
    found = [*check_slug(path_shown), *invisible_in(text, source)]
    issue = _issue(source, newsletter, found, folder)
    found += find_slips(source, newsletter)
    found += check_anchors(issue)
    return Reading(issue=issue, findings=causes(found))


def _issue(source: Source, newsletter: Newsletter, found: list[Finding], folder: str) -> Issue:
    """The issue, as far as it can be read; findings are added to `found`."""
    report = found.append
    slug = slug_of_path(source.path)
    words = WordReader(report=report, fields=newsletter.field_names)
    header = read_header(source, newsletter, words, report, slug=slug)
    blocks = BlockReader(
        source=source,
        words=words,
        boxes=newsletter.boxes,
        language=header.language,
        report=report,
    )
    sections = SectionReader(source=source, newsletter=newsletter, words=words, report=report)
    opening, made = sections.read(blocks.read_body())
    return Issue(
        slug=slug,
        path=source.path,
        folder=folder,
        title=header.title,
        dek=header.dek,
        date=header.date,
        number=header.number,
        subject=header.subject,
        preheader=header.preheader,
        authors=header.authors,
        reply_to=header.reply_to,
        tags=header.tags,
        language=header.language,
        direction=header.direction,
        opening=opening,
        sections=made,
    )


def _shown(path: Path, root: Path) -> str:
    """The path as seen from `root`, with slashes; as given where it lies elsewhere."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):
        return path.as_posix()
