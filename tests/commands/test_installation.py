"""A command that finds no database says what to do, and does not leave an empty one behind."""

from pathlib import Path

import pytest

from mag.cli import main

COMMANDS = ("agenda export", "report annual 2022 --out x", "user invite a@b.example A administrator")


@pytest.mark.parametrize("words", COMMANDS)
def test_without_a_database_a_sentence_says_what_to_do_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.setenv("MAG_VAR", str(tmp_path / "leeg"))
    assert main(words.split()) == 1
    assert "./run migrate" in capsys.readouterr().err
    assert not (tmp_path / "leeg" / "mag.sqlite").exists()


def test_an_empty_database_is_told_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mag.sqlite").touch()
    monkeypatch.setenv("MAG_VAR", str(tmp_path))
    assert main(["agenda", "export"]) == 1
    assert "./run migrate" in capsys.readouterr().err
