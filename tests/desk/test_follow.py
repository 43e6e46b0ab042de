"""The link in the confirmation mail opens one application, after a button, and nothing else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.models import SignInSession
from mag.accounts.roles import Role
from mag.core.logs import SecurityLine
from mag.core.transaction import Store
from tests.factories.applications import agenda_in, submit_in
from tests.web_client import client_as, post


@pytest.fixture
def followed(sqlite_store: Store) -> tuple[str, str]:
    """The address of the link and the reference of the application it opens."""
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        submitted = submit_in(tx)
        return f"/volg/{submitted.follow_secret}", submitted.application.reference


def test_looking_at_the_link_shows_nothing_and_starts_nothing(client: FlaskClient, sqlite_store: Store, followed: tuple[str, str]) -> None:
    link, reference = followed
    for _ in range(2):
        page = client.get(link)
        assert page.status_code == 200 and "Bekijk uw aanvraag" in page.text
        assert reference not in page.text
    with sqlite_store.reading() as db:
        assert db.scalars(select(SignInSession)).all() == []


def test_the_button_opens_that_application_and_no_other(client: FlaskClient, sqlite_store: Store, followed: tuple[str, str]) -> None:
    link, reference = followed
    with sqlite_store.transaction() as tx:
        other = submit_in(tx, email="ander@demo.example", contact_name="Ander Demo").application.reference
    assert post(client, link).location == f"/mijn/{reference}"
    assert client.get(f"/mijn/{reference}").status_code == 200
    for closed in (f"/mijn/{other}", "/account", "/werkvoorraad", "/beheer/mensen"):
        assert client.get(closed).status_code == 404, closed


def test_a_link_nobody_has_is_a_plain_page_and_is_logged(client: FlaskClient, sqlite_store: Store) -> None:
    for secret in ("x", "é", "%00", "a" * 3000):
        answer = client.get(f"/volg/{secret}")
        assert answer.status_code == 404 and "Deze link kennen wij niet" in answer.text
    with sqlite_store.reading() as db:
        assert len(db.scalars(select(SecurityLine).where(SecurityLine.what == "follow_link_refused")).all()) == 4


def test_a_colleague_who_follows_a_link_is_not_a_colleague_for_that_while(app: Flask, followed: tuple[str, str]) -> None:
    client = client_as(app, Role.PROJECT_LEADER)
    assert client.get("/account").status_code == 200
    post(client, followed[0])
    assert client.get("/account").status_code == 404


def test_the_button_asks_its_token(client: FlaskClient, followed: tuple[str, str]) -> None:
    assert client.post(followed[0]).status_code == 400
