"""A world to report on: built once on SQLite and copied for every test of pages and forms."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.core.clock import SetClock, at
from mag.core.db import Database
from mag.core.files import FileStore
from mag.core.house import House
from mag.core.transaction import Store
from mag.reports.render import charts
from tests.factories.reports import World, make_world
from tests.web_client import client_as, lent_app


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, int]:
    """The folder of a world that is only ever copied, and the id of its agenda."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "mag.sqlite")
    database = Database(f"sqlite:///{folder / 'mag.sqlite'}")
    world = make_world(Store(database, SetClock(at(date(2022, 1, 1)))), FileStore(folder / "files"))
    database.dispose()
    return folder, world.agenda_id


@pytest.fixture
def copied(made_world: tuple[Path, int], tmp_path: Path, clock: SetClock) -> Iterator[Store]:
    """A store on a copy of the world, at 5 July 2022."""
    shutil.copytree(made_world[0], tmp_path / "var", dirs_exist_ok=True)
    clock.set(at(date(2022, 7, 5)))
    database = Database(f"sqlite:///{tmp_path / 'var' / 'mag.sqlite'}")
    yield Store(database, clock)
    database.dispose()


@pytest.fixture
def app(copied: Store, tmp_path: Path) -> Iterator[Flask]:
    """The whole web application on the copied world."""
    with lent_app(copied, tmp_path / "var") as app:
        yield app


@pytest.fixture
def house(app: Flask) -> House:
    """The house of that application."""
    found: House = app.extensions["house"]
    return found


@pytest.fixture
def world(copied: Store, house: House, made_world: tuple[Path, int]) -> World:
    """The copied world."""
    return World(made_world[1], copied, house.files)


@pytest.fixture
def as_role(app: Flask) -> Callable[[Role | str], FlaskClient]:
    """``as_role("project_leader")`` is a browser signed in as a colleague with that role."""
    return lambda role: client_as(app, Role(role))


@pytest.fixture
def as_person(app: Flask) -> Callable[[Person | int], FlaskClient]:
    """A browser signed in as a person."""
    return lambda person: client_as(app, person)


@pytest.fixture
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the charts out where words are enough: drawing takes seconds."""
    monkeypatch.setattr(charts, "draw_missing", lambda *_: None)
    monkeypatch.setattr("mag.reports.render.forms.draw_missing", lambda *_: None)
