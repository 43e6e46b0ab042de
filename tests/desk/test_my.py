"""A partner's own pages say whose move it is, show its own papers only, and never more than its own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mag.accountability import service as accountability
from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.core.clock import SetClock
from mag.core.files import FileStore
from mag.core.house import House
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.partners.models import MemberRole
from mag.partners.service import join
from tests.factories.accountability import awarded, handed_in, make_kept, paid_out, settled
from tests.factories.applications import ADDRESS, submitted
from tests.factories.people import make_person
from tests.web_client import client_as, client_by_link, forms_on, post

T3 = 2_000_00


@pytest.fixture
def files(app: Flask) -> FileStore:
    house: House = app.extensions["house"]
    return house.files


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database while a page is made."""
    asked: list[str] = []

    def listener(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(store.database.reader, "before_cursor_execute", listener)
    yield asked
    event.remove(store.database.reader, "before_cursor_execute", listener)


def member_of(app: Flask, store: Store, partner_id: int, *roles: Role) -> FlaskClient:
    """A browser of somebody who acts for a partner."""
    with store.transaction() as tx:
        person = make_person(tx, f"lid-{partner_id}@demo.example", "Demo Lid", *roles)
        join(tx, person.id, partner_id, MemberRole.SIGNATORY)
        person_id = person.id
    return client_as(app, person_id)


def text_of(client: FlaskClient, reference: str) -> str:
    page = client.get(f"/mijn/{reference}")
    assert page.status_code == 200 and not re.search(r"\bOntvangen\b", page.text)
    return page.text


def test_a_file_says_whose_move_it_is_all_the_way(app: Flask, sqlite_store: Store, clock: SetClock, files: FileStore) -> None:
    application = submitted(sqlite_store)
    link = client_by_link(app, application.id)
    said = text_of(link, application.reference)
    assert "Wij zijn aan zet." in said and "U hoort uiterlijk op 15 maart 2022" in said and "Trek uw aanvraag in" in said
    grant = awarded(sqlite_store, T3, title="Kerstmarkt demo")
    link = client_by_link(app, grant.application_id)
    said = text_of(link, grant.reference)
    assert "Voer uw plan uit" in said and "Stuur uw verantwoording, uiterlijk op 5 augustus 2022" in said and "intrekken" not in said
    assert "€\u00a01.600,00" in said and "Nog te betalen, na de afronding" in said
    assert f"/brief/{grant.reference}/besluit" in said
    paid_out(sqlite_store, files, grant.id)
    assert "Betaald op 1 maart 2022" in text_of(link, grant.reference)
    clock.set(datetime(2022, 6, 5, 10, tzinfo=UTC))
    link = client_by_link(app, grant.application_id)
    assert "U bent aan zet.</strong> Stuur uw verantwoording" in text_of(link, grant.reference)
    clock.set(datetime(2022, 8, 6, 10, tzinfo=UTC))
    link = client_by_link(app, grant.application_id)
    assert "moest er op 5 augustus 2022 zijn" in text_of(link, grant.reference)
    sent = handed_in(sqlite_store, grant.id, spent=1_000_00, uploads=[make_kept(files, "bon.jpg")])
    said = text_of(link, grant.reference)
    assert "Wij bekijken uw verantwoording" in said and "bon.jpg" in said and "Bekijk uw verantwoording" in said
    with sqlite_store.transaction() as tx:
        accountability.return_hand_in(tx, sent.id, version=sent.version, question="Welke bon is voor de muziek?", address=ADDRESS)
    said = text_of(link, grant.reference)
    assert "Welke bon is voor de muziek?" in said and "Pas uw verantwoording aan" in said
    handed_in(sqlite_store, grant.id, spent=1_000_00)
    settled(sqlite_store, grant.id, 1_000_00)
    said = text_of(link, grant.reference)
    assert "Betaal €\u00a0600,00 terug, uiterlijk op 17 september 2022" in said
    assert f"/brief/{grant.reference}/vaststelling-{grant.reference}" in said and "Vervallen" in said
    assert link.get(f"/brief/{grant.reference}/afronding").status_code == 200


def test_what_waits_on_the_partner_stands_on_top(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    old, new = awarded(sqlite_store, title="Oud plan demo"), awarded(sqlite_store, title="Nieuw plan demo", ends_on=date(2022, 12, 31))
    member = member_of(app, sqlite_store, old.partner_id)
    first = member.get("/mijn").text
    assert first.index("Nieuw plan demo") < first.index("Oud plan demo") and "Wacht op u" not in first
    clock.set(datetime(2022, 7, 1, 10, tzinfo=UTC))
    member = member_of(app, sqlite_store, old.partner_id)
    later = member.get("/mijn").text
    assert later.index("Oud plan demo") < later.index("Nieuw plan demo") and later.count("Wacht op u") == 1
    assert new.reference in later


def test_a_link_opens_its_one_file_and_nothing_else(app: Flask, sqlite_store: Store) -> None:
    mine, other = awarded(sqlite_store), awarded(sqlite_store, title="Ander plan demo")
    link = client_by_link(app, mine.application_id)
    assert link.get("/mijn").location == f"/mijn/{mine.reference}"
    assert "Ander plan demo" not in text_of(link, mine.reference)
    for url in (
        f"/mijn/{other.reference}",
        f"/mijn/{other.reference}/aanvraag",
        f"/mijn/{other.reference}/intrekken",
        f"/brief/{other.reference}",
        "/werkvoorraad",
        "/afronden",
    ):
        assert link.get(url).status_code == 404


def test_another_partner_and_staff_do_not_find_it_under_their_own(
    app: Flask, as_role: Callable[[Role], FlaskClient], sqlite_store: Store
) -> None:
    grant = awarded(sqlite_store)
    stranger = awarded(sqlite_store, 2_000_00, email="ander@demo.example", organisation_name="Andere club demo", contact_name="Demo Ander")
    assert stranger.partner_id != grant.partner_id
    member = member_of(app, sqlite_store, stranger.partner_id)
    assert grant.reference not in member.get("/mijn").text
    assert member.get(f"/mijn/{grant.reference}").status_code == 404
    assert as_role(Role.PROJECT_LEADER).get(f"/mijn/{grant.reference}").status_code == 404
    both = member_of(app, sqlite_store, stranger.partner_id, Role.PROJECT_LEADER)
    assert both.get(f"/werkvoorraad/{grant.reference}").status_code == 200
    assert both.get(f"/mijn/{grant.reference}").status_code == 404
    assert app.test_client().get("/mijn").status_code == 303


def test_an_application_is_withdrawn_after_asking_once_more_and_once(app: Flask, sqlite_store: Store) -> None:
    application = submitted(sqlite_store)
    link, url = client_by_link(app, application.id), f"/mijn/{application.reference}/intrekken"
    page = link.get(url)
    assert "Weet u het zeker?" in page.text
    values = forms_on(page.text, url)[-1].values
    first, second = (link.post(url, data=values) for _ in range(2))
    assert first.location == f"/mijn/{application.reference}" and second.status_code in (302, 303)
    with sqlite_store.reading() as db:
        assert db.scalars(select(Application.state)).one() is ApplicationState.WITHDRAWN
    said = text_of(link, application.reference)
    assert "U heeft uw aanvraag ingetrokken" in said and "Trek uw aanvraag in" not in said
    assert link.get(url).status_code == 302


def test_an_application_that_changed_meanwhile_is_not_withdrawn_blindly(app: Flask, sqlite_store: Store) -> None:
    application = submitted(sqlite_store)
    link, url = client_by_link(app, application.id), f"/mijn/{application.reference}/intrekken"
    assert post(link, url, {"version": "99"}).status_code == 409
    with sqlite_store.reading() as db:
        assert db.scalars(select(Application.state)).one() is ApplicationState.SUBMITTED


def test_history_tells_no_names_of_colleagues(app: Flask, sqlite_store: Store) -> None:
    grant = awarded(sqlite_store)
    with sqlite_store.reading() as db:
        actor_name = db.scalars(select(Person.name)).first()
    handed_in(sqlite_store, grant.id, spent=200_00)
    said = text_of(client_by_link(app, grant.application_id), grant.reference)
    history = said[said.index("Wat er gebeurde") :].partition("</section>")[0]
    assert "– wij" in history and "accountability." not in history and "Pdf van de brief" not in history
    assert actor_name is None or actor_name not in history


def test_a_page_asks_the_database_little_however_many_files_there_are(app: Flask, sqlite_store: Store, files: FileStore) -> None:
    grants: list[Grant] = [awarded(sqlite_store, T3, title=f"Plan {n} demo") for n in range(6)]
    for grant in grants:
        handed_in(sqlite_store, grant.id, spent=100_00, uploads=[make_kept(files), make_kept(files)])
    member = member_of(app, sqlite_store, grants[0].partner_id)
    staff = client_as(app, Role.CONTROLLER)
    reference = grants[0].reference
    counts = {}
    for client, url in (
        (member, "/mijn"), (member, f"/mijn/{reference}"), (member, f"/verantwoording/{reference}/verstuurd"),
        (member, f"/mijn/{reference}/aanvraag"), (staff, "/afronden"), (staff, f"/afronden/{reference}"),
    ):  # fmt: skip
        with statements(sqlite_store) as asked:
            assert client.get(url).status_code == 200
        counts[url.replace(reference, "X")] = len(asked)
    assert {url: count for url, count in counts.items() if count > 12} == {}, counts
