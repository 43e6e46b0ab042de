"""A reader finds what a thing is for, and never scrolls for minutes."""

import ast
from collections.abc import Iterator

from tests.laws.source import ROOT, modules, name_of, report, tree_of

LONGEST = 400


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    report([f"{name} has {lines} lines" for name, lines in lengths.items() if lines > LONGEST])


def test_everything_public_says_what_it_answers() -> None:
    offences = []
    for path in modules():
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            offences.append(f"{name_of(path)} has no docstring")
        offences += [f"{name_of(path)}:{node.lineno} {node.name} has no docstring" for node in _public(tree) if not ast.get_docstring(node)]
    report(offences)


def test_every_room_has_a_page_about_itself() -> None:
    rooms = [p for p in (ROOT / "mag").iterdir() if (p / "__init__.py").exists() and p.name != "commands"]
    report([f"{name_of(room)} has no README.md" for room in rooms if not (room / "README.md").exists()])


def test_nothing_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    offences = []
    for path in [*modules(), *(ROOT / "mag").rglob("*.html")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            offences += [f"{name_of(path)}:{number} {mark}" for mark in marks if mark in line]
    report(offences)


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)
