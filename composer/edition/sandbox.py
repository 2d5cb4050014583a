"""The Jinja that templates are written in: escaped always, strict, and shut in.

An allow-list on top of Jinja's own sandbox, which its documentation calls no boundary:
which attributes a value shows, which operators work on what, which filters there are. A
template can read the issue and print it; it cannot open, import or change anything, and
composer.edition.budget ends what would never end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from pydantic import BaseModel

from composer.edition.budget import LARGEST_NUMBER, LONGEST_RANGE, BudgetSpent, running, weigh
from composer.edition.filters import FILTERS, TESTS, printed
from composer.edition.metering import Meter, SourceMarks
from composer.edition.slots import PrintableSlot, Reader
from composer.edition.word_filters import WORD_FILTERS

ATTRIBUTES: Mapping[type, frozenset[str]] = {
    str: frozenset({"startswith", "endswith", "lower", "upper", "strip"}),
    LoopContext: frozenset(
        {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "previtem",
         "nextitem", "changed", "cycle"}
    ),
    PrintableSlot: frozenset({"fallback"}),
    Mapping: frozenset({"items", "keys", "values", "get"}),
    date: frozenset({"year", "month", "day", "isoformat"}),
}  # fmt: skip
"""What may be read of values that are not ours; of ours, what their class declares."""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """One template folder's Jinja; compiled once, used by any number of threads."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=printed,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.filters = {**FILTERS, **WORD_FILTERS}
        self.tests = dict(TESTS)
        self.globals = {"range": _range, "namespace": Namespace}
        self.marks = SourceMarks()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        meter = Meter(
            source, filename or name or "", self.marks, filters=self.filters, tests=self.tests
        )
        metered = meter.metered(tree)
        return metered.set_environment(self)  # type: ignore[return-value]  # it returns itself

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read `obj.attr`."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, BaseModel):
            return attr in type(obj).model_fields or isinstance(
                getattr(type(obj), attr, None), property
            )
        if isinstance(obj, Namespace | TemplateModule | Reader):
            return True
        for kind, names in ATTRIBUTES.items():
            if isinstance(obj, kind):
                return attr in names
        return is_dataclass(obj) and type(obj).__module__.startswith("composer.")

    def getattr(self, obj: Any, attribute: str) -> Any | Undefined:
        """`obj.attribute`; of a mapping, what it holds comes before what it can do."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any | Undefined:
        """`obj[argument]`."""
        weigh(argument)
        return super().getitem(obj, argument)

    def call_filter(
        self,
        name: str,
        value: Any,
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        context: Context | None = None,
        eval_ctx: EvalContext | None = None,
    ) -> Any:
        """The filter that `map("name")` asks for; the counters are not for designers."""
        if name.startswith("_"):
            raise SecurityError(f"there is no filter '{name}'")
        return super().call_filter(name, value, args, kwargs, context, eval_ctx)

    def wrap_str_format(self, value: Any) -> None:
        """No `format`: Jinja would allow it, and a width of a billion fills memory."""

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call `obj` for a template."""
        budget = running()
        budget.enter()
        budget.write(len(args) + len(kwargs))
        weigh([*args, *kwargs.values()])
        if isinstance(owner := getattr(obj, "__self__", None), str):
            # What a text is asked for, `upper` or `strip`, is a copy of it.
            budget.write(len(owner))
        result = super().call(context, obj, *args, **kwargs)
        budget.leave()
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers, `+` on lists and on texts as well; nothing that explodes."""
        sides = (left, right)
        if all(isinstance(side, int | float) for side in sides):
            for side in sides:
                _refuse_large(side)
            result = super().call_binop(context, operator, left, right)
            _refuse_large(result)
            return result
        for side in sides:
            if isinstance(side, PrintableSlot):
                side + ""  # a slot answers with what can be done instead
        if operator == "+" and all(isinstance(side, str | tuple | list) for side in sides):
            running().write(len(left) + len(right))
            return super().call_binop(context, operator, left, right)
        raise TypeError(f"'{operator}' works on numbers only; join texts with ~")


def _refuse_large(number: float) -> None:
    if abs(number) > LARGEST_NUMBER:
        raise BudgetSpent(f"a number grows beyond {LARGEST_NUMBER:,}")


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if max(map(abs, bounds), default=0) > LARGEST_NUMBER or len(numbers) > LONGEST_RANGE:
        raise BudgetSpent(f"a range may have {LONGEST_RANGE:,} numbers at most")
    return numbers
