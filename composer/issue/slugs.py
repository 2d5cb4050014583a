"""The slug: an issue's short name, in its file name and in the addresses of its pages."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from composer.findings import Finding, Place
from composer.issue.anchors import slug_of
from composer.issue.passage import fault

_SLUG = re.compile(r"(?:\d{4}-\d\d-\d\d-)?[a-z0-9][a-z0-9-]{0,79}", re.ASCII)
"""A date, if any, and up to 80 characters that no address needs to encode."""
_LONGEST = 80


def slug_of_path(path: str) -> str:
    """The file's name without its ending; the folder's name for `<slug>/issue.md`."""
    file = PurePosixPath(path)
    return file.parent.name if file.name == "issue.md" and file.parent.name else file.stem


def check_slug(path: str) -> Iterator[Finding]:
    """Report a name that cannot stand in an address, with one that can."""
    slug = slug_of_path(path)
    if not _SLUG.fullmatch(slug):
        mended = slug_of(slug)[:_LONGEST].strip("-") or "2025-02-20-issue"
        name = mended if PurePosixPath(path).name == "issue.md" else f"{mended}.md"
        message = f"'{slug}' cannot be part of a web address"
        hint = f"rename it to '{name}': small letters, digits and hyphens, at most 80"
        yield fault("E006", Place(path=path), message, hint)
