"""A parsed template, with counters put in and what a template has no business with refused.

Three things happen to Jinja's syntax tree before it becomes code:

- a construct that is not on the list is refused with its line;
- loops, includes, joined strings and printed text get the counters of `budget`;
- printed text gets a *mark* in front, `\\x02<number>\\x03`, that says which line of which file
  wrote it. Marks make an MJML mistake point at the designer's own line, and `fill` takes
  them out again.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NoReturn

from jinja2 import TemplateSyntaxError, nodes

from composer.edition.budget import NODES_A_STEP
from composer.findings import Place

MARK = "\x02{number}\x03"

_SILENT = "_charged"
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For,
    nodes.Macro, nodes.CallBlock, nodes.Assign, nodes.AssignBlock, nodes.With, nodes.Include,
    nodes.Import, nodes.FromImport, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call,
    nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv,
    nodes.Mod, nodes.Concat, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Keyword,
    nodes.NSRef, nodes.Scope,
)  # fmt: skip
INSTEAD = {
    nodes.Extends: "write {% include %}; a template that is like another names it as its base",
    nodes.Block: "write {% include %}; a template that is like another names it as its base",
    nodes.ScopedEvalContextModifier: "everything printed is escaped; there is no way around it",
    nodes.FilterBlock: "put the filter on the value: {{ value|upper }}",
    nodes.Pow: "multiply instead",
}


@dataclass(slots=True)
class SourceMarks:
    """Where every marked piece of template text stands; a mark's number is its index."""

    places: list[Place] = field(default_factory=list)

    def mark(self, place: Place) -> str:
        """A new mark for text that begins at `place`."""
        self.places.append(place)
        return MARK.format(number=len(self.places) - 1)


class Meter:
    """Rewrites the tree of one file, which is called `path` in findings.

    `filters` and `tests` are the names that a designer may use.
    """

    def __init__(
        self,
        source: str,
        path: str,
        marks: SourceMarks,
        *,
        filters: Collection[str],
        tests: Collection[str],
    ) -> None:
        self._filters = {name for name in filters if not name.startswith("_")}
        self._tests = tests
        self._lines = source.splitlines()
        self._path = path
        self._marks = marks
        self._capturing = 0

    def metered(self, tree: nodes.Template) -> nodes.Template:
        """The tree with its counters.

        Raises:
            TemplateSyntaxError: something a template may not do, with its line.
        """
        for node in tree.find_all(nodes.Node):
            self._admit(node)
        self._rewrite(tree)
        tree.body[:0] = _toll(tree.body)
        return tree

    def _admit(self, node: nodes.Node) -> None:
        if not isinstance(node, ALLOWED):
            hint = INSTEAD.get(type(node), "docs/add-a-template.md lists what there is")
            self._refuse(node, f"'{type(node).__name__.lower()}' is not for templates: {hint}")
        if isinstance(node, nodes.For) and node.recursive:
            self._refuse(node, "a loop cannot call itself: write a macro")
        if isinstance(node, nodes.Filter) and node.name not in self._filters:
            self._refuse(node, f"there is no filter '{node.name}'")
        if isinstance(node, nodes.Test) and node.name not in self._tests:
            self._refuse(node, f"there is no test '{node.name}'")

    def _refuse(self, node: nodes.Node, words: str) -> NoReturn:
        raise TemplateSyntaxError(words, node.lineno or 1, filename=self._path)

    def _rewrite(self, node: nodes.Node) -> None:
        """Depth first; the children of a node are replaced before the node itself is."""
        captures = isinstance(node, nodes.AssignBlock)
        self._capturing += captures
        for name, value in list(node.iter_fields()):
            if isinstance(value, list):
                setattr(node, name, [new for old in value for new in self._replaced(old)])
            elif isinstance(value, nodes.Node):
                (new,) = self._replaced(value)
                setattr(node, name, new)
        self._capturing -= captures

    def _replaced(self, node: Any) -> list[Any]:
        if not isinstance(node, nodes.Node):
            return [node]
        self._rewrite(node)
        match node:
            case nodes.For():
                node.iter = _filtered(node.iter, "_counted")
                node.body[:0] = _toll(node.body)
            case nodes.Macro() | nodes.CallBlock():
                node.body[:0] = _toll(node.body)
            case nodes.Include() | nodes.Import() | nodes.FromImport():
                return [_silent(node, "_entered"), node, _silent(node, "_left")]
            case nodes.Concat():
                return [_filtered(nodes.Tuple(node.nodes, "load", lineno=node.lineno), "_joined")]
            case nodes.Compare():
                node.expr = _filtered(node.expr, "_compared")
                for operand in node.ops:
                    operand.expr = _filtered(operand.expr, "_compared")
            case nodes.Getitem(arg=nodes.Slice()):
                # Jinja's code cuts by itself and asks nobody (compiler.py, visit_Getitem).
                return [_filtered(node, "_gathered")]
            case nodes.Pair():
                node.key = _filtered(node.key, "_compared")
            case nodes.List(items=[_, *_]) | nodes.Dict(items=[_, *_]):
                return [_filtered(node, "_gathered")]
            case nodes.Tuple(ctx="load", items=[_, *_]):
                return [_filtered(node, "_gathered")]
            case nodes.Output():
                return [nodes.Output(self._printed(node.nodes), lineno=node.lineno)]
        return [node]

    def _printed(self, parts: list[nodes.Expr]) -> list[nodes.Expr]:
        """The parts of one output: static text is paid for and marked, values by finalize."""
        static = sum(len(part.data) for part in parts if isinstance(part, nodes.TemplateData))
        made: list[nodes.Expr] = []
        if static:
            count = nodes.Const(static, lineno=parts[0].lineno)
            made.append(_filtered(count, _SILENT))
        for part in parts:
            if isinstance(part, nodes.TemplateData):
                made.append(self._marked(part))
            else:
                if not self._capturing:
                    place = Place(path=self._path, line=part.lineno)
                    made.append(nodes.TemplateData(self._marks.mark(place), lineno=part.lineno))
                made.append(part)
        return made

    def _marked(self, part: nodes.TemplateData) -> nodes.TemplateData:
        if self._capturing or not part.data.strip():
            return part
        first = part.data.partition("\n")[0]
        line = self._lines[part.lineno - 1] if part.lineno <= len(self._lines) else ""
        place = Place(path=self._path, line=part.lineno, column=max(line.find(first), 0) + 1)
        return nodes.TemplateData(self._marks.mark(place) + part.data, lineno=part.lineno)


def _toll(body: list[nodes.Node]) -> list[nodes.Node]:
    """What one turn through `body` costs, beside the step that it takes anyway."""
    count = sum(1 for each in body for _ in each.find_all(nodes.Node)) // NODES_A_STEP
    lineno = body[0].lineno if body else 1
    return [_silent(nodes.Const(count, lineno=lineno), "_stepped")] if count else []


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _silent(node: nodes.Node, name: str) -> nodes.Output:
    """A filter that is called for what it does; it prints nothing."""
    value = node if isinstance(node, nodes.Const) else nodes.Const("", lineno=node.lineno)
    return nodes.Output([_filtered(value, name)], lineno=node.lineno)
