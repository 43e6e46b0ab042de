"""The honest world, made once per engine, and copies of it to do harm to."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.files import FileStore
from mag.core.transaction import Store
from tests.conftest import MOMENT
from tests.postgres import Server
from tests.verify.world import World, make_world

_numbers = itertools.count(1)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def honest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world as the verbs made it; nobody changes this one."""
    folder = tmp_path_factory.mktemp("honest")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "mag.sqlite")
        url = f"sqlite:///{folder / 'mag.sqlite'}"
    else:
        server: Server = request.getfixturevalue("postgres")
        ask(server, f"CREATE DATABASE honest TEMPLATE {request.getfixturevalue('postgres_template')}")
        url = server.url("honest")
    database, clock, files = Database(url), SetClock(MOMENT), FileStore(folder / "files")
    make_world(Store(database, clock), clock, files)
    database.dispose()
    yield World(url, files.root)
    if request.param != "sqlite":
        ask(server, "DROP DATABASE honest WITH (FORCE)")


@pytest.fixture
def world(honest: World, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A copy of the honest world."""
    shutil.copytree(honest.files, tmp_path / "files")
    if honest.url.startswith("sqlite"):
        shutil.copyfile(honest.url.removeprefix("sqlite:///"), tmp_path / "mag.sqlite")
        yield World(f"sqlite:///{tmp_path / 'mag.sqlite'}", tmp_path / "files")
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"harmed_{next(_numbers)}"
    ask(server, f"CREATE DATABASE {name} TEMPLATE honest")
    yield World(server.url(name), tmp_path / "files")
    ask(server, f"DROP DATABASE {name} WITH (FORCE)")


def ask(server: Server, sentence: str) -> None:
    """Have the server do something outside every database."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sentence.encode())
