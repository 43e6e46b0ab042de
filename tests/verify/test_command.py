"""The command: an exit code that can be relied on, the right database without being told, and no code of ours underneath."""

import ast
import os
import shutil
from pathlib import Path

import pytest

from mag.cli import main
from mag.commands.verify import find
from mag.core.settings import ROOT, Settings, read_settings
from mag.verify import Unusable, open_source
from tests.verify.world import World


def run(world: World, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["verify", "--database", world.url, "--files", str(world.files), *more])
    return code, capsys.readouterr().out


def test_exit_code_nought_only_when_all_holds(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(world, capsys)
    assert code == 0 and told.splitlines()[-1] == "Alles klopt: 15 controles." and told.count("goed  ") == 15
    world.sql("UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'pay'")
    code, told = run(world, capsys)
    assert code == 1 and "FOUT  grootboek" in told and told.splitlines()[-1].startswith("Niet in orde: grootboek, besluiten")
    assert ", 0 cent verschil" not in told and "volgens de boekingen" in told


@pytest.mark.parametrize("made", [False, True])
def test_a_database_that_is_not_there_or_has_no_tables_fails_with_a_sentence(
    tmp_path: Path, made: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "files").mkdir()
    if made:
        (tmp_path / "mag.sqlite").touch()
    assert main(["verify", "--database", f"sqlite:///{tmp_path / 'mag.sqlite'}"]) == 1
    told = capsys.readouterr().out
    assert ("Doe: ./run migrate" if made else "Er is geen database") in told


def test_a_database_at_an_older_stand_is_refused(world: World, tmp_path: Path) -> None:
    migrations = tmp_path / "versions"
    migrations.mkdir()
    (migrations / "9999_add_what_is_not_there.py").touch()
    with pytest.raises(Unusable, match="de nieuwste stand is 9999"), open_source(world.url, world.files, migrations):
        pass


def test_without_being_told_it_finds_the_demonstration_and_else_what_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAG_ENVIRONMENT", "MAG_VAR", "MAG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    var, demo = tmp_path / "var", tmp_path / "var" / "demo"

    def read() -> Settings:
        return read_settings("production") if "MAG_VAR" in os.environ else read_settings("production", var=var)

    monkeypatch.setattr("mag.commands.verify.read_settings", read)
    assert find() == (f"sqlite:///{var / 'mag.sqlite'}", var / "files")
    demo.mkdir(parents=True)
    (demo / "mag.sqlite").touch()
    assert find() == (f"sqlite:///{demo / 'mag.sqlite'}", demo / "files")
    monkeypatch.setenv("MAG_ENVIRONMENT", "production")
    assert find() == (f"sqlite:///{var / 'mag.sqlite'}", var / "files")
    monkeypatch.delenv("MAG_ENVIRONMENT")
    monkeypatch.setenv("MAG_VAR", str(tmp_path / "elders"))
    assert find() == (f"sqlite:///{tmp_path / 'elders' / 'mag.sqlite'}", tmp_path / "elders" / "files")
    monkeypatch.delenv("MAG_VAR")
    monkeypatch.setenv("MAG_DATABASE_URL", "postgresql://mag@db/mag")
    assert find() == ("postgresql://mag@db/mag", demo / "files")


def test_it_shares_no_code_with_what_it_checks() -> None:
    for path in (ROOT / "mag" / "verify").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "mag" and not name.startswith("mag.verify")], path


def test_it_writes_nothing(world: World, tmp_path: Path) -> None:
    if not world.url.startswith("sqlite"):
        pytest.skip("bytes on disk can be compared on SQLite only")
    before = shutil.copyfile(world.url.removeprefix("sqlite:///"), tmp_path / "before")
    assert world.wrong() == {}
    assert before.read_bytes() == Path(world.url.removeprefix("sqlite:///")).read_bytes()
