"""What tests of pages may ask for: the whole application on an SQLite store, and browsers signed in as anybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright

from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.core.transaction import Store
from tests.web.style_page import browser_options
from tests.web_client import client_as, lent_app


@pytest.fixture
def app(sqlite_store: Store, tmp_path: Path) -> Iterator[Flask]:
    """The whole web application on the test's ``sqlite_store``, with the test's clock; lent by the process, as making one takes long."""
    with lent_app(sqlite_store, tmp_path) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of a visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def as_role(app: Flask) -> Callable[[Role | str], FlaskClient]:
    """``as_role("project_leader")`` is a browser signed in as a colleague with that role."""
    return lambda role: client_as(app, Role(role))


@pytest.fixture
def as_person(app: Flask) -> Callable[[Person | int], FlaskClient]:
    """``as_person(person)`` is a browser signed in as that person (or the one with that id)."""
    return lambda person: client_as(app, person)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser, started once in a test process: Playwright cannot be started twice side by side."""
    with sync_playwright() as play:
        started = play.chromium.launch(**browser_options())
        yield started
        started.close()
