"""The source of the house as the laws look at it: files, their syntax trees and what is tracked."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEVER = {".git", ".venv", "var", "node_modules"}


@cache
def modules(under: str = "mag") -> tuple[Path, ...]:
    """Every Python file under a folder of the project."""
    return tuple(sorted((ROOT / under).rglob("*.py")))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A path as people write it: ``mag/core/money.py``."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room a file stands in, or the file itself when it stands at the top of ``mag``."""
    return path.relative_to(ROOT / "mag").parts[0]


def dotted(node: ast.AST) -> str:
    """``datetime.now`` for the expression of that name, an empty text for anything that is not a plain name."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            before = dotted(value)
            return f"{before}.{attribute}" if before else f".{attribute}"
    return ""


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call in a file: its line and the dotted name of what is called."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every import in a file: its node and the full name of what is imported."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, f"{'.' * node.level}{node.module or ''}.{alias.name}"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git tracks, or everything when this is no git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not NEVER & set(p.relative_to(ROOT).parts) and "__pycache__" not in p.parts]
    return tuple(p for p in found if p.is_file())


def report(offences: list[str]) -> None:
    """Fail with every offence on its own line."""
    if offences:
        pytest.fail("\n".join(offences), pytrace=False)
