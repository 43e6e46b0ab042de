"""The administrator's pages: every button does one thing, once, and says so."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from mag.accounts.models import Person, RoleGrant
from mag.accounts.roles import Role
from mag.accounts.routes.administration import PAGE
from mag.core.journal import JournalLine
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.people import PASSWORD, make_partner, make_person, make_staff
from tests.web_client import ADDRESS, client_as, forms_on, post, token_of

AsRole = Callable[[Role | str], FlaskClient]


@pytest.fixture
def chief(as_role: AsRole) -> FlaskClient:
    """The administrator's browser."""
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def sanne(sqlite_store: Store) -> int:
    """A colleague."""
    with sqlite_store.transaction() as tx:
        return make_person(tx, "sanne@demo.example", "Sanne Demo", Role.CONTROLLER, password=PASSWORD).id


def test_an_invited_colleague_chooses_a_password_and_is_in(app: Flask, chief: FlaskClient, sqlite_store: Store) -> None:
    sent = post(
        chief, "/beheer/mensen/uitnodigen", {"name": "Nieuw Demo", "email": "Nieuw@Demo.example", "role": "project_leader"}, follow=True
    )
    assert "De uitnodiging is gemaild" in sent.text and "projectleider" in sent.text
    with sqlite_store.reading() as db:
        mail = db.scalars(select(OutboxMail)).one()
    link = re.findall(r"https?://\S+", mail.text)[0].removeprefix(ADDRESS)
    visitor = app.test_client()
    page = visitor.get(link)
    assert "Nieuw Demo" in page.text and "nieuw@demo.example" in page.text
    assert post(visitor, link, {"password": "kort"}).status_code == 422
    assert post(visitor, link, {"password": PASSWORD}).location == "/start"
    assert "projectleider" in visitor.get("/account").text


def test_what_was_filled_in_wrong_stays_with_a_sentence(chief: FlaskClient) -> None:
    page = post(chief, "/beheer/mensen/uitnodigen", {"name": "Nieuw Demo", "email": "geen adres", "role": ""})
    assert page.status_code == 422
    assert "Nieuw Demo" in page.text and "Kies een rol." in page.text and "<title>Fout: " in page.text


def test_every_button_on_the_page_of_a_person_works_and_tells(chief: FlaskClient, sanne: int) -> None:
    at = f"/beheer/mensen/{sanne}"
    said = [
        post(chief, f"{at}/rollen", {"role": "auditor"}, form_at=at, follow=True).text,
        post(chief, f"{at}/rollen/auditor/beeindigen", form_at=at, follow=True).text,
        post(chief, f"{at}/wachtwoord", form_at=at, follow=True).text,
        post(chief, f"{at}/sluiten", form_at=at, follow=True).text,
        post(chief, f"{at}/openen", form_at=at, follow=True).text,
    ]
    for page, words in zip(
        said,
        ("De rol is gegeven.", "De rol is beëindigd.", "De link is gemaild.", "Het account is gesloten.", "Het account is weer open."),
        strict=True,
    ):
        assert words in page
    assert "Rol gegeven" in said[-1] and "Demo administrator" in said[-1]


def test_no_two_buttons_of_a_page_share_a_key(chief: FlaskClient, sanne: int) -> None:
    keys = [
        f.values["idempotency_key"][0] for f in forms_on(chief.get(f"/beheer/mensen/{sanne}").text, "/") if "idempotency_key" in f.values
    ]
    assert len(keys) == len(set(keys)) >= 4


def test_a_form_sent_twice_does_its_work_once(chief: FlaskClient, sanne: int, sqlite_store: Store) -> None:
    data = {"csrf_token": token_of(chief), "idempotency_key": "a" * 32, "role": "auditor"}
    answers = [chief.post(f"/beheer/mensen/{sanne}/rollen", data=data) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(RoleGrant).where(RoleGrant.role == Role.AUDITOR)) == 1
        assert (
            len(
                db.scalars(select(JournalLine).where(JournalLine.action == "accounts.role.given", JournalLine.actor_kind == "person")).all()
            )
            == 1
        )


def test_a_refusal_is_shown_on_the_page_in_its_own_sentence(chief: FlaskClient, sqlite_store: Store) -> None:
    with sqlite_store.reading() as db:
        own = db.scalars(select(Person.id).where(Person.email == "administrator@demo.example")).one()
    page = chief.get(f"/beheer/mensen/{own}").text
    assert "Sluit dit account" not in page and "Uw eigen rol beheerder kunt u niet beëindigen." in page
    refused = post(chief, f"/beheer/mensen/{own}/rollen/administrator/beeindigen")
    assert refused.status_code == 422 and "Vraag een andere beheerder." in refused.text
    assert post(chief, f"/beheer/mensen/{own}/sluiten").status_code == 422
    assert chief.get("/beheer/mensen").status_code == 200


@pytest.mark.parametrize("url", ["/beheer/mensen/4711", "/beheer/mensen/0", "/beheer/mensen/99999999999999999999", "/beheer/mensen/x"])
def test_a_person_who_does_not_exist_is_a_plain_page(chief: FlaskClient, url: str) -> None:
    assert chief.get(url).status_code == 404
    assert post(chief, f"{url}/sluiten").status_code == 404


def test_a_role_that_does_not_exist_is_not_given_nor_revoked(chief: FlaskClient, sanne: int) -> None:
    at = f"/beheer/mensen/{sanne}"
    assert post(chief, f"{at}/rollen", {"role": "baas"}, form_at=at).status_code == 422
    assert post(chief, f"{at}/rollen/baas/beeindigen", form_at=at).status_code == 404


def test_the_list_is_searched_and_turned_by_page_with_few_questions_to_the_database(chief: FlaskClient, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        make_partner(tx)
        for n in range(PAGE + 3):
            make_person(tx, f"p{n:02}@demo.example", f"Persoon {n:02} Demo", Role.AUDITOR)
    asked: list[str] = []
    listener = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(sqlite_store.database.reader, "before_cursor_execute", listener)
    first = chief.get("/beheer/mensen").text
    event.remove(sqlite_store.database.reader, "before_cursor_execute", listener)
    assert len(asked) <= 12
    assert "54 mensen gevonden" in first and "Persoon 48 Demo" in first and "Persoon 49 Demo" not in first
    assert "Persoon 49 Demo" in chief.get("/beheer/mensen?pagina=2").text
    assert "1 persoon gevonden" in chief.get("/beheer/mensen?woorden=persoon+07").text
    assert "Contact van Stichting De Brug demo" in chief.get("/beheer/mensen?wie=partners").text
    for odd in ("pagina=-3", "pagina=x", "pagina=99999999999999999999", "woorden=%25%00%27", "wie="):
        assert chief.get(f"/beheer/mensen?{odd}").status_code == 200


def test_one_changes_one_s_own_name(app: Flask, sanne: int) -> None:
    client = client_as(app, sanne)
    assert post(client, "/account/naam", {"name": ""}, form_at="/account").status_code == 422
    assert "Uw naam is opgeslagen." in post(client, "/account/naam", {"name": "Sanne de Demo"}, form_at="/account", follow=True).text
    assert "Sanne de Demo" in client.get("/account").text


def test_somebody_of_a_partner_is_not_bothered_with_a_password(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        make_partner(tx)
        person_id = make_person(tx, "brug@demo.example", "x").id
    page = client_as(app, person_id).get("/account").text
    assert "U heeft geen wachtwoord nodig" in page and "huidige wachtwoord" not in page


def test_the_administrator_finds_the_page_in_the_menu_and_others_do_not(chief: FlaskClient, as_role: AsRole, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        make_staff(tx, Role.CONTROLLER)
    assert 'href="/beheer/mensen"' in chief.get("/account").text
    assert 'href="/beheer/mensen"' not in as_role(Role.CONTROLLER).get("/account").text
