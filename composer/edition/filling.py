"""A template filled with an issue: MJML, or the sheet that is inlined into it.

What goes wrong in a template's own code is told to the designer at its line: an unknown
name, a slot that was asked for its value, a budget that is spent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from composer.edition.budget import Budget, BudgetSpent, spending
from composer.edition.marks import Filled
from composer.edition.phrases import phrases
from composer.edition.pictures import Pictures
from composer.edition.slots import Reader, SlotBook, SlotMisuse
from composer.edition.template import GUIDE, INLINE, WHOLE, Template
from composer.edition.word_filters import writing_into
from composer.errors import DesignerError
from composer.findings import Place
from composer.issue import Issue, Newsletter, Theme, long_date

READER_SLOTS = ("unsubscribe_url",)
"""What readers have beside the newsletter's fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """All that a template is filled with."""

    issue: Issue
    newsletter: Newsletter
    template: Template
    book: SlotBook
    pictures: Pictures

    def mjml(self) -> Filled:
        """edition.mjml.j2, filled.

        Raises:
            DesignerError: the template's code went wrong, with its line.
            EditorError: an address of the issue is none.
        """
        filled = self._fill(WHOLE)
        self.book.close()
        return filled

    def css(self) -> Filled:
        """inline.css.j2, filled."""
        return self._fill(INLINE)

    def _fill(self, name: str) -> Filled:
        environment = self.template.environment
        whole = Place(path=f"{self.template.path}/{name}")
        with spending(Budget()), writing_into(self.book):
            try:
                marked = "".join(environment.get_template(name).generate(self._context()))
            except _DESIGNERS as error:
                _tell(error, whole, self._context())
        return Filled.of(marked, environment.marks.places, whole)

    def _context(self) -> dict[str, object]:
        rtl = self.issue.direction == "rtl"
        names = (*self.newsletter.field_names, *READER_SLOTS)
        return {
            "issue": self.issue,
            "newsletter": self.newsletter,
            "theme": _as_written(self.newsletter.theme),
            "t": phrases(self.issue.language),
            "date_long": long_date(self.issue.date, self.issue.language),
            "rtl": rtl,
            "start": "right" if rtl else "left",
            "end": "left" if rtl else "right",
            "reader": Reader(self.book, names),
            "when": self.book.when,
            "otherwise": self.book.otherwise,
            "done": self.book.done,
            "picture": self.pictures.shown,
            "section_partial": self.template.section_partial,
            "block_partial": self.template.block_partial,
            "box_partial": self.template.box_partial,
        }


def _as_written(theme: Theme) -> Theme:
    """The theme with its font stacks exempt from escaping.

    They also stand in style sheets, where `&#39;` is no quote, and `Theme` lets letters,
    digits, commas, hyphens and single quotes into them and nothing else.
    """
    stacks = {name: Markup(getattr(theme, name)) for name in ("serif", "sans")}  # noqa: S704 - see above
    return theme.model_copy(update=stacks)


_DESIGNERS = (
    TemplateError, BudgetSpent, RecursionError, SlotMisuse, TypeError, ValueError, LookupError,
    AttributeError, ArithmeticError, DesignerError,
)  # fmt: skip
"""What a template's own code can raise. EditorError passes: it knows its place."""


_CODES: Mapping[type[Exception], str] = {
    UndefinedError: "template-name",
    SecurityError: "template-forbidden",
    TemplateNotFound: "no-partial",
    SlotMisuse: "template-slot",
    BudgetSpent: "template-budget",
    RecursionError: "template-budget",
}


def _tell(error: Exception, whole: Place, context: Mapping[str, object]) -> NoReturn:
    """Raise what went wrong in a template as the designer's finding."""
    at = _place_of(error, whole)
    if isinstance(error, DesignerError):
        raise type(error)(*(f if f.at else replace(f, at=at) for f in error.findings)) from error
    hint = GUIDE
    if isinstance(error, UndefinedError):
        hint = f"there are: {', '.join(sorted(context))}"
    code = _CODES.get(type(error), "template-code")
    message = str(error) or type(error).__name__
    if isinstance(error, RecursionError):
        message = "files or macros go round in a circle"
    raise DesignerError.saying(code, message, hint=hint, at=at) from error


def _place_of(error: BaseException, whole: Place) -> Place:
    """The innermost template line that the error went through."""
    if isinstance(error, TemplateSyntaxError):
        return Place(path=error.filename or whole.path, line=error.lineno)
    root = whole.path.partition("/")[0]
    at, step = whole, error.__traceback__
    while step:
        path = step.tb_frame.f_code.co_filename
        if path.endswith(".j2") and path.startswith(root):
            at = Place(path=path, line=step.tb_lineno)
        step = step.tb_next
    return at
