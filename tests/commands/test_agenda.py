from pathlib import Path

import pytest

from mag.cli import main
from tests.agenda.agendas import EXAMPLE, HG_2018


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_url: object) -> Path:
    """An installation of its own with a migrated, empty database."""
    monkeypatch.setenv("MAG_VAR", str(tmp_path))
    monkeypatch.setenv("MAG_DATABASE_URL", fresh_url("sqlite"))  # type: ignore[operator]
    return tmp_path


def test_an_agenda_is_loaded_and_exported_to_the_same_bytes(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agenda", "load", str(HG_2018)]) == 0
    assert "Nog niet open voor aanvragen: stuwkr8-2020/T4." in capsys.readouterr().out
    assert main(["agenda", "export", "hardinxveld-giessendam-2018"]) == 0
    assert capsys.readouterr().out == HG_2018.read_text()


def test_a_wrong_file_is_told_by_line_and_loads_nothing(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = installation / "wrong.yaml"
    wrong.write_text(EXAMPLE.read_text().replace("decide_within: P10D", "decide_within: soon").replace("goal: tuinen", "goal: x"))
    assert main(["agenda", "load", str(wrong)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"{wrong}:43: indicators[TUI-1].goal: expected a goal of this file")
    assert ": rule_sets[demo-2025].tiers[KLEIN].decide_within: expected a term such as P14D" in told[1]
    assert main(["agenda", "export"]) == 1
    assert "er staat nog geen agenda in de database" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told_without_a_traceback(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agenda", "check", "nowhere.yaml"]) == 1
    assert capsys.readouterr().err.startswith("nowhere.yaml: dit bestand is niet te lezen")


def test_checking_needs_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agenda", "check", str(EXAMPLE)]) == 0
    assert "3 thema’s, 4 doelen, 1 indicatoren" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["agenda", "--help"], ["agenda", "load", "--help"], ["agenda", "check", "--help"], ["agenda", "export", "--help"]]
)
def test_every_act_has_help_with_an_example(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    assert "./run agenda" in capsys.readouterr().out
