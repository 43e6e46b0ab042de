"""The processes of production start only on a whole installation, and every route is in the table."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from mag.cli import COMMANDS, build_parser, main
from mag.commands import routes, serve
from mag.core.settings import read_settings
from mag.serving import PortTaken, check_port
from mag.web.guard import access_of
from tests.conftest import build

KEY = "k" * 40


@pytest.fixture
def whole(tmp_path: Path) -> Callable[..., list[str]]:
    """What an installation in ``tmp_path`` lacks, under changed settings."""
    build(f"sqlite:///{tmp_path / 'mag.sqlite'}")
    return lambda **changes: list(serve.missing(read_settings("test", **{"var": tmp_path, **changes}), pages=True))


def test_a_whole_installation_lacks_nothing(whole: Callable[..., list[str]]) -> None:
    assert whole() == []


def test_a_missing_key_is_one_sentence(whole: Callable[..., list[str]]) -> None:
    (said,) = whole(secret_key="")
    assert "MAG_SECRET_KEY" in said


def test_a_missing_database_is_one_sentence(tmp_path: Path) -> None:
    (said,) = serve.missing(read_settings("test", var=tmp_path / "new"), pages=True)
    assert "./run migrate" in said


def test_a_database_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    settings = read_settings("test", var=tmp_path, database_url="postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
    (said,) = serve.missing(settings, pages=True)
    assert said.startswith("De database is niet te openen") and "\n" not in said


def test_an_old_schema_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mag.sqlite").touch()
    (said,) = serve.missing(read_settings("test", var=tmp_path), pages=True)
    assert "./run migrate" in said


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    build(f"sqlite:///{tmp_path / 'mag.sqlite'}")
    (tmp_path / "files").write_text("not a folder")
    (said,) = serve.missing(read_settings("test", var=tmp_path), pages=True)
    assert "niet schrijven" in said


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as taken:
            check_port("127.0.0.1", port)
        assert f"poort {port}" in taken.value.sentence
    check_port("127.0.0.1", port)


def test_serve_says_what_is_wrong_and_stops(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MAG_VAR", str(tmp_path))
    monkeypatch.setenv("MAG_ENVIRONMENT", "production")
    monkeypatch.setenv("MAG_PORT", "0")
    assert main(["serve"]) == 1
    said = capsys.readouterr()
    assert "MAG_SECRET_KEY" in said.err and "./run migrate" in said.err and "Traceback" not in said.err
    monkeypatch.setenv("MAG_SECRET_KEY", "short")
    assert main(["serve"]) == 1
    assert "secret_key" in capsys.readouterr().err


def test_every_route_is_in_the_table_with_a_permission_or_a_reason(app: Flask) -> None:
    rows = list(routes.table(app))[1:]
    assert len(rows) == len(list(app.url_map.iter_rules()))
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access is not None
        assert any(row[0] == rule.rule and row[2] == (access.permission or "public") for row in rows)
    assert all(reason for _, _, permission, reason in rows if permission == "public")


def test_routes_needs_no_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MAG_VAR", str(tmp_path / "none"))
    assert main(["routes"]) == 0
    said = capsys.readouterr().out
    assert "/postbus" in said and "undeclared" not in said and not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser([name, "--help"]).parse_args([name, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0 and "./run" in said and "oorbeeld" in said
