"""The slips of an issue file: what one line alone can tell, before Markdown reads it.

Structure (sections, groups, header names) is not looked at here, but for lines that should
have been headings.
"""

from collections.abc import Iterator

from composer.findings import Finding
from composer.issue.box_slips import find_box_slips
from composer.issue.foreign_slips import find_foreign_slips
from composer.issue.glue_slips import find_glued_lines
from composer.issue.label_slips import find_label_slips
from composer.issue.line_slips import find_line_slips
from composer.issue.lines import body_lines
from composer.issue.link_slips import find_link_slips
from composer.issue.newsletter import Newsletter
from composer.issue.slip import Slip
from composer.issue.source import Source
from composer.issue.text_slips import find_text_slips
from composer.issue.unfinished_slips import find_placeholders


def find_slips(source: Source, newsletter: Newsletter) -> Iterator[Finding]:
    """Findings on the lines as typed; `causes` picks the one that explains its line."""
    for slip in slips_in(source, newsletter):
        yield Finding(
            code=slip.code,
            severity=slip.severity,
            message=slip.message,
            at=source.place(slip.line, slip.column),
            hint=slip.hint,
        )


def slips_in(source: Source, newsletter: Newsletter) -> Iterator[Slip]:
    """Every slip of the body, and the placeholders of the header block."""
    page = body_lines(source)
    starts = [
        *find_line_slips(page, newsletter),
        *find_label_slips(page, newsletter),
        *find_box_slips(page, newsletter),
    ]
    yield from starts
    yield from find_glued_lines(page, {slip.line for slip in starts})
    yield from find_text_slips(page)
    yield from find_foreign_slips(source, page, newsletter)
    yield from find_link_slips(page)
    yield from find_placeholders(source, page)
