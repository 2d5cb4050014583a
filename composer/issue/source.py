"""An issue file as lines, before anything is made of it."""

from dataclasses import dataclass

from composer.findings import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The lines of an issue file, without their ends.

    `body_line` is the number (from 1) of the first line after the header block; 1 where
    there is no header block. `path` is shown in findings as given.
    """

    path: str
    lines: tuple[str, ...]
    body_line: int

    def place(self, line: int, column: int = 1) -> Place:
        """A place in this file, both from 1."""
        return Place(path=self.path, line=line, column=column)
