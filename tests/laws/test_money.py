"""Money and measured numbers are exact: no float comes near them."""

import ast
from pathlib import Path

from tests.laws.source import calls, modules, name_of, report, room_of, tree_of

MONEY_ROOMS = {"budget", "applications", "grants", "payments", "accountability", "agenda", "agenda_file", "reports"}
MONEY_IN_CORE = {"money.py", "db.py", "journal.py", "transaction.py"}


def handles_money(path: Path) -> bool:
    return room_of(path) in MONEY_ROOMS or (room_of(path) == "core" and path.name in MONEY_IN_CORE)


def may_draw(path: Path) -> bool:
    """Charts have coordinates and the bench has seconds: there a float is the right thing."""
    return "chart" in path.stem or "charts" in path.parts or path.stem == "bench"


def test_no_float_is_written_down_where_money_is() -> None:
    report(
        [
            f"{name_of(path)}:{node.lineno} has {node.value!r}"
            for path in modules()
            if handles_money(path) and not may_draw(path)
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ]
    )


def test_nothing_is_turned_into_a_float() -> None:
    report([f"{name_of(p)}:{line} calls float" for p in modules() if not may_draw(p) for line, name in calls(p) if name == "float"])


def test_nothing_is_typed_as_a_float_where_money_is() -> None:
    report(
        [
            f"{name_of(path)}:{node.lineno} names float"
            for path in modules()
            if handles_money(path) and not may_draw(path)
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Name) and node.id == "float"
        ]
    )


def test_no_amount_is_divided_into_a_fraction() -> None:
    """``/`` on integers makes a float; amounts divide with ``//``, ``divmod``, ``split`` or ``round_half_up``."""
    report(
        [
            f"{name_of(path)}:{node.lineno} divides: {ast.unparse(node)}"
            for path in modules()
            if handles_money(path) and not may_draw(path)
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _is_exact_or_a_path(node)
        ]
    )


def _is_exact_or_a_path(node: ast.BinOp) -> bool:
    """Whether a division is on a Decimal or a Fraction, or joins a path."""
    text = ast.unparse(node)
    return any(word in text for word in ("Decimal(", "Fraction(", "ROOT", "path", "folder", "Path(", "'", '"', "parent"))
