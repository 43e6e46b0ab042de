"""What every test may ask for: a database on both engines, a clock that stands still, a store made of the two.

A test that uses ``store`` (or ``database``) runs twice, on SQLite and on PostgreSQL, each time on a fresh copy of a migrated
database. A test that is about neither engine uses ``sqlite_store`` and runs once.
"""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from mag import schema
from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.transaction import Store
from mag.doctor import WITHOUT_BROWSER
from tests.postgres import Server

pytest_plugins = ["tests.fixtures_web", "tests.fixtures_demo"]

os.environ["MAG_ENVIRONMENT"] = "test"
MOMENT = datetime(2022, 3, 1, 11, 0, tzinfo=UTC)
"""Noon in Amsterdam on 1 March 2022, where every test starts unless it moves the clock."""

hypothesis_settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
hypothesis_settings.register_profile("ci", hypothesis_settings.get_profile("here"), derandomize=True, database=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a machine without a browser run everything else: ``./run test --without-browser``."""
    parser.addoption(WITHOUT_BROWSER, action="store_true", help="leave out the tests that drive a real browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the browser tests out when that was asked, and begin with the files that take long.

    A file is done by one test process, in this order: so that what a file makes once is made once, and both processes
    have work until the end.
    """
    if config.getoption(WITHOUT_BROWSER):
        left_out = [item for item in items if item.get_closest_marker("browser")]
        items[:] = [item for item in items if not item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)
    items.sort(key=lambda item: not (item.get_closest_marker("begin_early") or item.get_closest_marker("browser")))


def pytest_collection_finish() -> None:
    """Everything imported by now stays: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def build(url: str) -> None:
    """Make the tables of the house: by the migrations, or straight from the models as long as no migration exists."""
    database = Database(url)
    try:
        if schema.revisions():
            schema.upgrade(database)
        else:
            schema.metadata.create_all(database.writer)
    finally:
        database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that is only ever copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server of this test process."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """The name of a migrated PostgreSQL database that is only ever copied."""
    _ask(postgres, "CREATE DATABASE template_of_mag")
    build(postgres.url("template_of_mag"))
    return "template_of_mag"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test; whoever uses it runs once for each."""
    return str(request.param)


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A maker of databases: ``fresh_url("postgresql")`` is a migrated one, ``fresh_url("sqlite", empty=True)`` has no tables."""
    made: list[tuple[Server, str]] = []

    def make(engine: str, *, empty: bool = False) -> str:
        number = next(_numbers)
        if engine == "sqlite":
            path = tmp_path / f"mag-{number}.sqlite"
            if not empty:
                shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        server: Server = request.getfixturevalue("postgres")
        template = "template0" if empty else request.getfixturevalue("postgres_template")
        name = f"mag_{number}"
        _ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((server, name))
        return server.url(name)

    yield make
    for server, name in made:
        _ask(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine_url(engine: str, fresh_url: Callable[..., str]) -> str:
    """The address of a fresh migrated database on the engine under test."""
    return fresh_url(engine)


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """A fresh migrated database on the engine under test."""
    yield from _opened(engine_url)


@pytest.fixture
def sqlite_database(fresh_url: Callable[..., str]) -> Iterator[Database]:
    """A fresh migrated SQLite database."""
    yield from _opened(fresh_url("sqlite"))


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at noon on 1 March 2022 until the test sets it."""
    return SetClock(MOMENT)


@pytest.fixture
def store(database: Database, clock: SetClock) -> Store:
    """A store on the engine under test: the test runs on SQLite and on PostgreSQL."""
    return Store(database, clock)


@pytest.fixture
def sqlite_store(sqlite_database: Database, clock: SetClock) -> Store:
    """A store on SQLite only, for tests that need tables but say nothing about the engine."""
    return Store(sqlite_database, clock)


def _opened(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.dispose()


def _ask(server: Server, sentence: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sentence.encode())
