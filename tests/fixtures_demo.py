"""The demonstration for tests: its whole year is made once per test session, and every test works on a copy of its own."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from mag.app import create_app
from mag.core.clock import SetClock, at
from mag.core.house import House, open_house
from mag.core.settings import Settings, read_settings
from mag.demo.calendar import OPENING, banner
from mag.demo.installation import prepare
from mag.demo.routes import postbus
from mag.demo.year import make_demonstration

SECRET = "only-for-the-tests-of-the-demonstration"


def demo_settings_at(var: Path, **changes: object) -> Settings:
    """The settings of the demonstration with its folder somewhere else."""
    var.mkdir(parents=True, exist_ok=True)
    return read_settings("demo", **{"var": var, "secret_key": SECRET, "argon2_fast": True, "smtp_port": 1, **changes})


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the whole demonstration year, only ever copied. Made once, however many test processes there are."""
    here = tmp_path_factory.getbasetemp()
    shared = here if worker_id == "master" else here.parent
    made = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            building = shared / "demonstration.new"
            settings = demo_settings_at(building)
            prepare(settings)
            make_demonstration(settings, tell=lambda _said: None)
            building.rename(made)
    return made


@pytest.fixture
def demo_house(demo_template: Path, tmp_path: Path) -> Iterator[House]:
    """A house with the demonstration year; its clock stands at the opening, 15 February 2023, 10.00."""
    shutil.copytree(demo_template, tmp_path / "demo")
    house = open_house(demo_settings_at(tmp_path / "demo"), SetClock(at(OPENING, 10)))
    yield house
    house.close()


@pytest.fixture
def demo_app(demo_house: House) -> Flask:
    """The web application of the demonstration, with its banner and the page Postbus."""
    app = create_app(
        demo_house, extra_blueprints=(postbus.blueprint,), demo_banner=lambda: banner(demo_house.store.clock.now())
    )  # fmt: skip
    app.testing = False
    return app
