"""``./run check``: everything that has to be well before a change is handed in, cheapest first, with a summary at the end."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
CHECKS: tuple[tuple[str, Sequence[str]], ...] = (
    ("formatting", (f"{BIN}/ruff", "format", "--check", "--quiet", ".")),
    ("lint", (f"{BIN}/ruff", "check", "--quiet", ".")),
    ("types", (f"{BIN}/mypy", "--no-error-summary")),
    ("import contract", (PYTHON, "-m", "pytest", "-q", "tests/laws/test_imports.py")),
    ("migrations in step with the models", (PYTHON, "-m", "pytest", "-q", "tests/laws/test_migrations.py")),
    ("tests", (PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")),
)


def main(words: Sequence[str]) -> int:
    """Run every check, even after one failed. Words go to the tests; answers 1 when anything failed."""
    failed = []
    for name, command in CHECKS:
        print(f"── {name}", flush=True)
        extra = words if name == "tests" else ()
        if subprocess.run([*command, *extra], cwd=ROOT).returncode:
            failed.append(name)
    print("── summary")
    for name, _ in CHECKS:
        print(f"{'FAILED' if name in failed else 'well  '}  {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
