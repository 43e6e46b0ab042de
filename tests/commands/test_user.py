"""The first administrator comes in from the command line."""

import re
from pathlib import Path

import pytest

from mag.accounts.queries import find_person
from mag.accounts.roles import Role
from mag.accounts.sessions import roles_of
from mag.cli import main
from mag.core.house import open_house
from mag.core.settings import read_settings


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_url: object) -> Path:
    """An installation of its own with a migrated, empty database."""
    monkeypatch.setenv("MAG_VAR", str(tmp_path))
    monkeypatch.setenv("MAG_DATABASE_URL", fresh_url("sqlite"))  # type: ignore[operator]
    monkeypatch.setenv("MAG_BASE_URL", "https://mag.demo.example")
    return tmp_path


def test_an_invited_administrator_gets_a_link_on_the_screen_and_by_mail(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "invite", "sanne@demo.example", "Sanne Demo", "administrator"]) == 0
    said = capsys.readouterr().out
    assert "Sanne Demo is uitgenodigd als beheerder." in said
    assert re.search(r"^https://mag\.demo\.example/wachtwoord/\S{40,}$", said, re.MULTILINE)
    house = open_house(read_settings())
    with house.store.reading() as db:
        person = find_person(db, "sanne@demo.example")
        assert person is not None and roles_of(person) == {Role.ADMINISTRATOR}
    house.close()


@pytest.mark.parametrize(("email", "name"), [("geen adres", "Sanne Demo"), ("sanne@demo.example", " ")])
def test_what_is_wrong_is_told_in_a_sentence(installation: Path, capsys: pytest.CaptureFixture[str], email: str, name: str) -> None:
    assert main(["user", "invite", email, name, "administrator"]) == 1
    said = capsys.readouterr().err
    assert said.strip().endswith(".") and "Traceback" not in said


def test_a_role_that_does_not_exist_is_answered_with_the_roles_that_do(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["user", "invite", "sanne@demo.example", "Sanne Demo", "baas"])
    assert stopped.value.code == 2
    assert "project_leader" in capsys.readouterr().err
