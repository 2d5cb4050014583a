"""Imports only ever lead downstairs, and rooms are entered by the front door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = [
    {"findings"},
    {"errors"},
    {"settings", "plugins", "store", "smtp", "play"},
    {"issue", "audience"},
    {"edition"},
    {"message"},
    {"ledger", "transports"},
    {"mailing"},
    {"commands"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
DRAWERS = {"utils", "helpers", "common", "misc", "core", "base", "manager", "services"}
MODULES = sorted(set((ROOT / "composer").rglob("*.py")) - {ROOT / "composer/__init__.py"})


def imports(source: str) -> Iterator[list[str]]:
    """Dotted paths below `composer` that the source names anywhere, even in functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "composer":
            yield from ([name.name] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("composer."):
            yield str(node.module).split(".")[1:]
        elif isinstance(node, ast.Import):
            yield from (n.name.split(".")[1:] for n in node.names if n.name.startswith("composer."))


def trespasses(module: Path, source: str) -> list[str]:
    room = module.relative_to(ROOT).parts[1].removesuffix(".py")
    found = []
    for target, *inside in imports(source):
        if target in {room, "__version__"}:
            continue
        if FLOOR[target] >= FLOOR[room]:
            found.append(f"{room} may not know about {target}")
        if inside:
            found.append(f"enter composer.{target} by its front door")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_imports_lead_downstairs_and_through_front_doors(module: Path) -> None:
    assert not trespasses(module, module.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("issue", "from composer.edition import Edition"),
        ("edition", "def f() -> None:\n    from composer.mailing import send"),
        ("message", "from composer.edition.edition import Edition"),
        ("findings", "import composer.errors"),
        ("ledger", "from composer import transports"),
    ],
)
def test_the_guard_sees_a_planted_trespass(room: str, line: str) -> None:
    assert trespasses(ROOT / "composer" / room / "planted.py", line)


def test_every_room_has_its_floor_and_its_line_in_architecture() -> None:
    rooms = {m.relative_to(ROOT).parts[1].removesuffix(".py") for m in MODULES}
    assert rooms == FLOOR.keys()
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert not [room for room in rooms - {"__main__"} if f"| `{room}" not in page]


def test_no_file_is_a_drawer() -> None:
    assert not [m for m in MODULES if DRAWERS & {part.removesuffix(".py") for part in m.parts}]


def test_front_doors_hold_a_sentence_and_names_only() -> None:
    for door in (ROOT / "composer").glob("*/__init__.py"):
        tree = ast.parse(door.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), door
        assert all(isinstance(n, ast.Expr | ast.ImportFrom | ast.Assign) for n in tree.body), door
