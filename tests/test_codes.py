"""docs/findings.md lists every code in words that composer/ can give, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
NO_FINDINGS = {"dash", "quotes"}
"""Names of repairs (`Mend.code`) that no finding asks for."""


def trees() -> list[ast.Module]:
    return [
        ast.parse(module.read_text(encoding="utf-8"))
        for module in sorted((ROOT / "composer").rglob("*.py"))
    ]


def texts(node: ast.expr) -> Iterator[str]:
    """The string of an expression, or both of `a if b else c`."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from texts(body)
            yield from texts(other)


def parameters(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions of a module that take a code, and as which argument (`self` not counted)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg not in {"self", "cls"}]
            if "code" in names:
                yield node.name, names.index("code")


def given(tree: ast.Module, shared: set[tuple[str, int]]) -> Iterator[str]:
    """Codes that a module hands to something, or yields before a message and a hint."""
    takers = shared | set(parameters(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="_CODES"), attr="get"), args=[_, other]
            ):
                yield from texts(other)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                values = [k.value for k in node.keywords if k.arg == "code"]
                values += [node.args[at] for to, at in takers if to == name and len(node.args) > at]
                for value in values:
                    yield from texts(value)
            case ast.Tuple(elts=[first, _, _, *_] as parts):
                # A tuple of nothing but such words is a list of names, as of MJML attributes.
                if not all(any(map(CODE.fullmatch, texts(part))) for part in parts):
                    yield from (text for text in texts(first) if "-" in text)
            case (
                ast.Assign(targets=[ast.Name(id="_CODES")])
                | ast.AnnAssign(target=ast.Name(id="_CODES"))
            ) if isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    yield from texts(value)


def codes() -> set[str]:
    found: set[str] = set()
    for tree in trees():
        found |= set(given(tree, {("saying", 0)}))
    return {code for code in found if CODE.fullmatch(code)} - NO_FINDINGS


def test_every_code_in_words_is_listed_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE)
    assert set(listed) == codes()
    assert len(listed) == len(set(listed))


def test_every_code_of_the_format_is_asked_for_by_a_test() -> None:
    listed = set(re.findall(r"^\| ([ENW]\d{3}) \|", PAGE, re.MULTILINE))
    assert len(listed) >= 41
    asked = " ".join(f.read_text(encoding="utf-8") for f in (ROOT / "tests" / "issue").glob("*.py"))
    assert sorted(code for code in listed if code not in asked) == []
