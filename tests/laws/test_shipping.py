"""What leaves this house holds hashes and names, never an address of a registry, a path of a machine or a secret."""

import re
import tomllib

import pytest

import mag
from tests.laws.source import ROOT, name_of, project_files, report

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-installer.lock")
MACHINE = re.compile(
    "|".join(
        [
            r"/wo" + r"rk/",
            r"/ro" + r"ot/",
            r"/ho" + r"me/\w+",
            r"/Us" + r"ers/\w+",
            r"(?:extra-)?ind" + r"ex-url",
            r"find-li" + r"nks",
            r"trusted-ho" + r"st",
            r"pypi\.o" + r"rg",
            r"pythonhos" + r"ted",
            r"registry\.npm" + r"js",
            r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY",
        ]
    )
)


def pins(lock: str) -> dict[str, str]:
    """Every package of a lock with its pin: ``flask==3.1.3`` and what stands behind it (the marker)."""
    lines = (ROOT / lock).read_text().splitlines()
    return {line.split("==")[0]: line.rstrip(" \\") for line in lines if re.match(r"^[a-z0-9].*==", line, re.IGNORECASE)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--hash=sha256:" in text
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
    report([block.split("\n")[0] for block in blocks if "--hash=" not in block])


def test_the_lock_for_tests_holds_the_lock_for_running() -> None:
    larger = pins("requirements-dev.lock")
    report([pin for name, pin in pins("requirements.lock").items() if larger.get(name, "").split(";")[0] != pin.split(";")[0]])


def test_everything_asked_for_is_locked() -> None:
    asked = [re.split(r"[\[=<>~ ]", line)[0].lower() for line in (ROOT / "requirements.in").read_text().split("\n") if line.strip()]
    report([name for name in asked if name not in pins("requirements.lock")])


def test_no_file_knows_a_machine_or_a_registry() -> None:
    offences = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if found := MACHINE.search(line):
                offences.append(f"{name_of(path)}:{number} {found[0]}")
    report(offences)


def test_the_version_is_the_same_everywhere() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == mag.__version__
