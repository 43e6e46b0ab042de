"""The register and the page of who disagrees: plain words, days, and nobody else's business."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.clock import SetClock
from mag.core.transaction import Store
from mag.remedies.models import Remedy
from tests.remedies.test_remedies import TEXT, handed_in, refused
from tests.web_client import client_by_link, post

AsRole = Callable[[Role | str], FlaskClient]


def test_an_applicant_reads_what_is_possible_and_sends_it(app: Flask, sqlite_store: Store) -> None:
    application, _ = refused(sqlite_store)
    applicant, page = client_by_link(app, application.id), f"/mijn/{application.reference}/niet-eens"
    assert page in applicant.get(f"/mijn/{application.reference}").text
    assert "Praat dan eerst met de projectleider" in applicant.get(page).text
    short = post(applicant, page, {"about": "decision", "text": "nee"})
    assert short.status_code == 422 and "Schrijf in een paar zinnen" in short.text
    assert post(applicant, page, {"about": "decision", "text": TEXT}).status_code == 303
    after = applicant.get(page).text
    assert "Uw klacht MAG-K-2022-0001" in after and "12 april 2022" in after
    assert "loopt al een klacht" in post(applicant, page, {"about": "decision", "text": TEXT}).text
    for staff_page in ("/klachten-en-bezwaren", "/klachten-en-bezwaren/MAG-K-2022-0001"):
        assert applicant.get(staff_page).status_code == 404


def test_staff_go_through_every_step_on_the_page(as_role: AsRole, sqlite_store: Store, clock: SetClock) -> None:
    remedy, _ = handed_in(sqlite_store, clock)
    leader, page = as_role(Role.PROJECT_LEADER), f"/klachten-en-bezwaren/{remedy.reference}"
    assert remedy.reference in leader.get("/klachten-en-bezwaren").text
    assert TEXT in leader.get(page).text
    assert post(leader, f"{page}/oppakken", form_at=page).status_code == 303
    assert post(leader, f"{page}/gesprek", {"on": "9 maart 2022", "place": ""}, form_at=page).status_code == 422
    assert post(leader, f"{page}/gesprek", {"on": "9 maart 2022", "place": "het dorpshuis"}, form_at=page).status_code == 303
    assert post(leader, f"{page}/verlengen", {"reason": "Wij spreken nog iemand."}, form_at=page).status_code == 303
    answer = {"outcome": "partly", "reason": "U heeft voor een deel gelijk.", "reopen": "y"}
    assert post(leader, f"{page}/antwoord", {**answer, "reason": ""}, form_at=page).status_code == 422
    assert post(leader, f"{page}/antwoord", answer, form_at=page).status_code == 303
    assert "De aanvraag wordt opnieuw beoordeeld" in leader.get(page).text
    assert "deels gegrond" in leader.get(f"{page}/brief").text
    assert leader.get(f"{page}/brief.pdf").status_code == 202
    assert "Deels gegrond" in leader.get("/klachten-en-bezwaren?alles=ja").text
    assert leader.get(f"{page}/bestaat-niet").status_code in (404, 405)


def test_staff_write_down_what_came_by_post(as_role: AsRole, sqlite_store: Store) -> None:
    application, _ = refused(sqlite_store)
    leader, page = as_role(Role.PROJECT_LEADER), "/klachten-en-bezwaren/nieuw"
    given = {"about": "decision", "name": "Demo Aanvrager", "channel": "post", "received_on": "1 maart 2022", "text": TEXT}
    assert "geen aanvraag met dit kenmerk" in post(leader, page, {**given, "reference": "MAG-1999-9999"}).text
    assert post(leader, page, {**given, "received_on": "31 februari 2022"}).status_code == 422
    made = post(leader, page, {**given, "reference": application.reference.lower()})
    assert made.status_code == 303 and made.location == "/klachten-en-bezwaren/MAG-K-2022-0001"
    assert "per post" in leader.get(made.location).text
    with sqlite_store.reading() as db:
        assert db.scalars(select(Remedy)).one().registered_by == "Demo project_leader"
    assert f"kenmerk={application.reference}" in leader.get(f"/werkvoorraad/{application.reference}/brieven").text
    assert "MAG-K-2022-0001" in leader.get(f"/klachten-en-bezwaren?kenmerk={application.reference}").text


def test_a_late_answer_stands_out(as_role: AsRole, sqlite_store: Store, clock: SetClock) -> None:
    remedy, _ = handed_in(sqlite_store, clock)
    clock.set(clock.now().replace(month=6))
    assert "te laat" in as_role(Role.PROJECT_LEADER).get("/klachten-en-bezwaren").text
    assert "Te laat" in as_role(Role.PROJECT_LEADER).get(f"/klachten-en-bezwaren/{remedy.reference}").text
