"""A browser on its way through the pages of a request: up to the tables of a budget, and to the question for papers."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from mag.applications.models import Draft
from mag.applications.service import typed_of
from tests.factories.people import make_person
from tests.web_client import client_as, post, store_of

IDEA = {
    "amount": "800", "description": "Wij houden een straatfeest voor de hele straat.", "place": "Peulenstraat",
    "starts_on-day": "4", "starts_on-month": "6", "starts_on-year": "2022",
}  # fmt: skip
PLAN = IDEA | {
    "amount": "2500", "is_regular": "nee", "title": "Straatfeest", "ends_on-day": "5", "ends_on-month": "6", "ends_on-year": "2022",
}  # fmt: skip


def send(client: FlaskClient, slug: str, answers: dict[str, Any]) -> TestResponse:
    """Send a step with these answers in place of what its page holds."""
    return post(client, f"/aanvragen/stap/{slug}", answers)


def place(answer: TestResponse) -> str:
    """Where an answer leads."""
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.location).path


def asking_small(app: Flask) -> FlaskClient:
    """A visitor who asks € 800: costs as a table, money from others as one amount."""
    client = app.test_client()
    send(client, "idee", IDEA)
    return client


def asking_large(app: Flask) -> FlaskClient:
    """Somebody signed in who asks € 2.500: two tables, recoverable VAT, and papers."""
    with store_of(app).transaction() as tx:
        person = make_person(tx, "aanvrager@demo.example", "Demo Aanvrager")
    client = client_as(app, person)
    send(client, "idee", PLAN)
    send(client, "plan", PLAN)
    return client


def typed_in_draft(app: Flask) -> dict[str, list[str]]:
    """What the one draft there is holds."""
    with store_of(app).reading() as db:
        return typed_of(db.scalars(select(Draft)).one())
