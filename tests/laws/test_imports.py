"""A room looks upstream only, and no import hides."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.laws.source import ROOT, imports, modules, name_of, report, room_of, tree_of


def test_the_import_contract_holds() -> None:
    asked = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_names_every_folder_of_the_house() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {word for line in contracts[0]["layers"] for word in re.findall(r"\w+", line)}
    there = {p.stem for p in (ROOT / "mag").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()} - {"__init__"}
    assert there <= named


def test_no_import_of_our_own_hides_in_a_function() -> None:
    offences = []
    for path in modules():
        for function in ast.walk(tree_of(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                    if isinstance(node, ast.ImportFrom):
                        names = ["mag" if node.level else node.module or ""]
                    offences += [
                        f"{name_of(path)}:{node.lineno} imports {n} inside {function.name}" for n in names if n.split(".")[0] == "mag"
                    ]
    report(offences)


def test_no_import_of_our_own_is_kept_for_the_type_checker_only() -> None:
    offences = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.level or (inner.module or "").split(".")[0] == "mag")
    ]
    report(offences)


MEASURES_PAGES = {"bench"}
"""The benchmark makes a bare Flask page to measure the others against."""


def test_flask_stays_in_the_frame_the_routes_and_the_composition() -> None:
    offences = []
    for path in modules():
        at_home = room_of(path) in {"web", "app.py"} | MEASURES_PAGES or "routes" in path.parts or path.name == "routes.py"
        for node, name in imports(path):
            top = name.split(".")[0]
            if top in {"flask", "flask_login", "flask_wtf"} and not at_home:
                offences.append(f"{name_of(path)}:{node.lineno} imports {name}")
            if top == "wtforms" and not at_home and path.stem != "forms" and "forms" not in path.parts:
                offences.append(f"{name_of(path)}:{node.lineno} imports {name}")
    report(offences)


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
    report([name_of(path) for path in modules() if drawers & {path.stem, *path.relative_to(ROOT).parts[:-1]}])
