"""The link in the confirmation mail opens one application, after a button, and nothing else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.models import SignInSession
from mag.accounts.queries import find_person
from mag.accounts.roles import Role
from mag.applications.service import own_page
from mag.core.logs import SecurityLine
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.partners.models import MemberRole
from mag.partners.queries import get_organisation_ids
from mag.partners.service import join
from tests.factories.accountability import award_in
from tests.factories.applications import ADDRESS, agenda_in, submit_in
from tests.factories.people import make_person
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


def test_the_mail_about_the_decision_opens_the_file_of_who_has_no_account(client: FlaskClient, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        grant = award_in(tx)
        other = submit_in(tx, email="ander@demo.example", contact_name="Ander Demo").application.reference
    with sqlite_store.reading() as db:
        told = db.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).where(OutboxMail.subject.contains("eslissing"))).first()
    assert told is not None
    link = next(word for word in told.text.split() if "/volg/" in word).partition(".test")[2]
    proof = link.rpartition(".")[2]
    for wrong in (f"/volg/{other}.{proof}", f"/volg/{grant.reference}.{'0' * 64}", f"/volg/MAG-1999-0001.{proof}", f"{link}0"):
        assert post(client, wrong).status_code == 404, wrong
    assert post(client, link).location == f"/mijn/{grant.reference}"
    assert client.get(f"/brief/{grant.reference}").status_code == 200
    assert client.get(f"/mijn/{other}").status_code == 404


def test_only_a_tier_that_asks_an_account_leads_behind_the_door(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        small, large = submit_in(tx).application, submit_in(tx, 2000_00).application
        person = find_person(tx.db, small.email or "") or make_person(tx, small.email or "")
        for application in (small, large):
            if application.partner_id not in get_organisation_ids(tx.db, person.id):
                join(tx, person.id, application.partner_id, MemberRole.SIGNATORY)
        assert "/volg/" in own_page(tx, small, address=ADDRESS)
        assert own_page(tx, large, address=ADDRESS) == f"{ADDRESS}/mijn/{large.reference}"


def test_who_is_signed_in_for_the_partner_goes_to_the_page_at_once(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        sent = submit_in(tx)
        person = find_person(tx.db, sent.application.email or "") or make_person(tx, sent.application.email or "")
        if sent.application.partner_id not in get_organisation_ids(tx.db, person.id):
            join(tx, person.id, sent.application.partner_id, MemberRole.SIGNATORY)
        secret, reference, person_id = sent.follow_secret, sent.application.reference, person.id
    went = client_as(app, person_id).get(f"/volg/{secret}")
    assert (went.status_code, went.location) == (303, f"/mijn/{reference}")
