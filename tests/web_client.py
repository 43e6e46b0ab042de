"""A browser for tests of pages: it knows who is signed in, and sends forms as a browser does, with what they carry hidden."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.accounts.sessions import start_session
from mag.app import create_app
from mag.core.files import FileStore
from mag.core.house import House
from mag.core.settings import read_settings
from mag.core.transaction import Store
from tests.factories.people import make_staff

ADDRESS = "https://mag.demo.example"
"""What the installation under test believes its own address is; the client itself talks to ``http://localhost``."""


def make_house(store: Store, path: Path, **settings: Any) -> House:
    """A house on this store with its files under ``path``."""
    read = read_settings("test", **{"var": path, "base_url": ADDRESS, **settings})
    read.files.mkdir(parents=True, exist_ok=True)
    return House(read, store, FileStore(read.files))


def make_app(store: Store, path: Path, **settings: Any) -> Flask:
    """The whole web application on this store."""
    app = create_app(make_house(store, path, **settings))
    app.testing = False  # errors become pages, as in production
    return app


@cache
def _usual_app() -> Flask:
    """The application of this test process: making one takes long, because every route and template is compiled."""
    nowhere = Path("/nonexistent")
    app = create_app(House(read_settings("test", var=nowhere, base_url=ADDRESS), cast(Store, None), FileStore(nowhere)))
    app.testing = False
    return app


@contextmanager
def lent_app(store: Store, path: Path, **settings: Any) -> Iterator[Flask]:
    """The application of this process, lent to one test with that test's house; it comes back as it was.

    Not for settings the application is made with (the secret key, secure cookies, proxies)."""
    app = _usual_app()
    config = dict(app.config)
    app.extensions["house"] = make_house(store, path, **settings)
    yield app
    app.config.clear()
    app.config.update(config)
    app.extensions["house"] = None


def store_of(app: Flask) -> Store:
    """The store an application works on."""
    house: House = app.extensions["house"]
    return house.store


def client_as(app: Flask, who: Person | Role | str | int | None = None) -> FlaskClient:
    """A browser signed in as a person (or the id of one) or as a colleague with a role; without, a visitor."""
    if who is None:
        return app.test_client()
    store = store_of(app)
    with store.transaction() as tx:
        person_id = who if isinstance(who, int) else who.id if isinstance(who, Person) else make_staff(tx, Role(who)).id
        secret = start_session(tx, person_id=person_id)
    return client_with(app, secret)


def client_by_link(app: Flask, application_id: int) -> FlaskClient:
    """A browser that followed the mailed link of one application."""
    with store_of(app).transaction() as tx:
        secret = start_session(tx, application_id=application_id)
    return client_with(app, secret)


def client_with(app: Flask, secret: str) -> FlaskClient:
    """A browser that holds the secret of a session."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
        cookie.permanent = True
    return client


@dataclass
class SentForm:
    """A form as it stands on a page: where it goes and what it would send if nobody typed anything."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


def forms_on(html: str, url: str) -> list[SentForm]:
    """The forms of a page that was fetched from ``url``."""
    reader = _FormReader(url)
    reader.feed(html)
    return reader.forms


def post(
    client: FlaskClient, url: str, data: Mapping[str, Any] | None = None, *, form_at: str | None = None, follow: bool = False
) -> TestResponse:
    """Fetch the page with the form (``form_at``, else ``url``) and send it to ``url`` with ``data`` in place of what it held.

    The token, the idempotency key and the version come from the form. When no page shows one (a bare button elsewhere), a
    token of this visitor and a fresh key are sent. ``data`` may hold files as (stream, name).
    """
    page = client.get(form_at or url)
    found = [
        form for form in forms_on(page.text, form_at or url) if form.method == "post" and urlsplit(form.action).path == urlsplit(url).path
    ]
    values: dict[str, Any] = dict(found[-1].values) if found else {"idempotency_key": uuid4().hex}
    if "csrf_token" not in values:
        values["csrf_token"] = token_of(client)
    values.setdefault("idempotency_key", uuid4().hex)
    values.update(data or {})
    sent = {name: value for name, value in values.items() if value is not None}
    return client.post(url, data=sent, follow_redirects=follow)


def token_of(client: FlaskClient) -> str:
    """A token this visitor may send forms with."""
    for form in forms_on(client.get("/inloggen/vergeten").text, "/"):
        if "csrf_token" in form.values:
            return form.values["csrf_token"][0]
    raise LookupError("no page with a token")


class _FormReader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[SentForm] = []
        self._inside: SentForm | None = None
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = SentForm(urljoin(self.url, given.get("action") or self.url), given.get("method", "get").lower())
            self.forms.append(self._inside)
        if self._inside is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in given:
                return
            if kind not in {"file", "submit", "button"}:
                self._inside.values.setdefault(name, []).append(given.get("value", ""))
        elif tag == "button" and name:
            self._inside.buttons.append((name, given.get("value", "")))
        elif tag == "textarea" and name:
            self._text = name
            self._inside.values.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._inside.values.setdefault(self._select, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None and self._text:
            self._inside.values[self._text][-1] = (self._inside.values[self._text][-1] + data).removeprefix("\n")
