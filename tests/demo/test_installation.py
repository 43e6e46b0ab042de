"""Where the demonstration lives: its own key and folder, begun anew on request, never over somebody else's data."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from mag.core.clock import SystemClock
from mag.core.db import Database
from mag.core.duties import once
from mag.core.house import open_house
from mag.core.settings import Settings
from mag.core.transaction import Store
from mag.demo.installation import DUTY, PERIOD, CannotStart, alone, clear, demo_settings, find_clock, prepare
from tests.factories.people import make_person
from tests.fixtures_demo import demo_settings_at


def mark(settings: Settings, outcome: str = "klok verzet met -60", *, break_off: bool = False) -> None:
    """Write the row that says the year was made (or broken off)."""
    house = open_house(settings)

    def work(_run: object) -> str:
        if break_off:
            raise KeyboardInterrupt
        return outcome

    try:
        once(house.store, DUTY, PERIOD, work)
    except KeyboardInterrupt:
        pass
    finally:
        house.close()


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAG_VAR", str(tmp_path))
    first, second = demo_settings(None, 1), demo_settings(8123, 2)
    assert first.secret_key == second.secret_key and len(first.secret_key.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert (second.port, second.smtp_port, second.environment, second.secure_cookies) == (8123, 2, "demo", False)


def test_begin_anew_takes_away_only_what_the_demonstration_made(tmp_path: Path) -> None:
    settings = demo_settings_at(tmp_path)
    prepare(settings)
    mark(settings)
    (tmp_path / "postbus").mkdir()
    (tmp_path / "mine.txt").write_text("stays")
    clear(settings)
    assert not (tmp_path / "mag.sqlite").exists() and not (tmp_path / "postbus").exists()
    assert (tmp_path / "mine.txt").read_text() == "stays"


def test_what_was_broken_off_is_cleared_in_its_own_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = demo_settings_at(tmp_path)
    prepare(settings)
    mark(settings, break_off=True)
    prepare(settings)
    assert "afgebroken" in capsys.readouterr().out
    prepare(settings)
    assert capsys.readouterr().out == ""


def test_an_empty_or_half_made_database_file_counts_as_broken_off(tmp_path: Path) -> None:
    settings = demo_settings_at(tmp_path)
    (tmp_path / "mag.sqlite").touch()
    prepare(settings)
    assert find_clock(settings) is None


def test_the_clock_walks_on_from_where_it_was_set(tmp_path: Path) -> None:
    settings = demo_settings_at(tmp_path)
    prepare(settings)
    mark(settings, "klok verzet met -3600")
    clock = find_clock(settings)
    assert clock is not None
    assert abs((SystemClock().now() - clock.now()).total_seconds() - 3600) < 60


def test_two_first_starts_at_once_are_refused(tmp_path: Path) -> None:
    settings = demo_settings_at(tmp_path)
    with alone(settings), pytest.raises(CannotStart) as refused, alone(settings):
        pass
    assert "al gemaakt" in refused.value.sentence
    with alone(settings):
        pass


@pytest.fixture
def given(fresh_url: Callable[..., str], tmp_path: Path) -> Settings:
    """A demonstration on a database that somebody gave: an empty PostgreSQL database."""
    return demo_settings_at(tmp_path, database_url=fresh_url("postgresql", empty=True))


@pytest.mark.postgres
def test_a_given_database_that_was_broken_off_asks_for_a_fresh_start(given: Settings) -> None:
    prepare(given)
    mark(given, break_off=True)
    with pytest.raises(CannotStart) as refused:
        prepare(given)
    assert "--fresh" in refused.value.sentence
    clear(given)
    prepare(given)


@pytest.mark.postgres
def test_somebody_elses_data_are_left_alone(given: Settings) -> None:
    prepare(given)
    database = Database(given.sqlalchemy_url)
    with Store(database).transaction() as tx:
        make_person(tx, "echt@example.org", "Iemand Echt")
    with pytest.raises(CannotStart):
        clear(given)
    with pytest.raises(CannotStart):
        prepare(given)
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM person")).scalar() == 1
    database.dispose()


@pytest.mark.postgres
def test_begin_anew_drops_only_our_own_tables(given: Settings) -> None:
    prepare(given)
    database = Database(given.sqlalchemy_url)
    with database.writer.begin() as connection:
        connection.execute(text("CREATE TABLE of_somebody_else (id integer)"))
    mark(given)
    clear(given)
    assert set(inspect(database.writer).get_table_names()) == {"of_somebody_else", "alembic_version"}
    prepare(given)
    database.dispose()
