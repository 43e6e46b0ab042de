"""Pages of handling: staff ask, the applicant answers on its own page, and both see the same papers and dates."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.applications import service
from mag.applications.answers_copy import answers_html
from mag.applications.models import Application, ApplicationFile, Enquiry, Message, TalkMoment
from mag.applications.states import ApplicationState, EnquiryState, Side
from mag.core.clock import SetClock, at
from mag.core.transaction import Store
from mag.desk.handling_forms import lines_of, read_time
from tests.factories.accountability import picture
from tests.factories.applications import ADDRESS, submit_in, submitted
from tests.factories.handling import asked_completion, asked_view, offered
from tests.web_client import client_as, client_by_link, post

T2, T3 = 800_00, 2_000_00


def the(store: Store, application_id: int) -> Application:
    with store.reading() as db:
        return db.get_one(Application, application_id)


def only(store: Store) -> Enquiry:
    with store.reading() as db:
        return db.scalars(select(Enquiry)).one()


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def leader(app: Flask) -> FlaskClient:
    return client_as(app, Role.PROJECT_LEADER)


def test_what_is_missing_is_asked_answered_and_seen_by_both_sides(
    app: Flask, sqlite_store: Store, clock: SetClock, leader: FlaskClient
) -> None:
    application = submitted(sqlite_store, T2)
    page = f"/werkvoorraad/{application.reference}/aanvulling"
    first = leader.get(page).text
    assert "staat de termijn stil" in first and 'value="15"' in first  # 15 March, proposed
    filled = {"items": ["De dag en de plek van uw plan."], "own_items": "- een begroting\n\n- de namen van de begeleiders"}
    done = post(leader, page, filled, follow=True)
    assert done.request.path == f"/werkvoorraad/{application.reference}" and "Wacht op aanvulling" in done.text
    assert "een begroting" in done.text and "Staat stil sinds 1 maart 2022" in done.text
    clock.set(datetime(2022, 3, 4, 10, tzinfo=UTC))
    leader, link = client_as(app, Role.PROJECT_LEADER), client_by_link(app, application.id)
    mine = link.get(f"/mijn/{application.reference}").text
    assert "U bent aan zet.</strong> Stuur uiterlijk op 15 maart 2022 wat wij missen" in mine and "Voor u om te doen" in mine
    assert "de namen van de begeleiders" in mine and "/aanvulling" in mine
    letter = link.get(f"/brief/{application.reference}/aanvulling")
    assert letter.status_code == 200 and "een begroting" in letter.text
    answer = f"/mijn/{application.reference}/aanvulling"
    sent = post(link, answer, {"text": "Hier is alles.", "files": [(BytesIO(picture(5)), "begroting.jpg"), (BytesIO(b"nee"), "virus.exe")]})
    assert sent.status_code == 422 and "virus.exe" in sent.text and "Hier is alles." in sent.text and "begroting.jpg" in sent.text
    sent = post(link, answer, {"text": "Hier is alles."}, follow=True)
    assert "Uw aanvulling is verstuurd" in sent.text and "Wij zijn aan zet." in sent.text
    after = the(sqlite_store, application.id)
    assert after.state is ApplicationState.ASSESSING and after.stood_still_days == 3
    seen = leader.get(f"/werkvoorraad/{application.reference}").text
    assert "3 dagen stilgestaan" in seen and "Hier is alles." in seen and "Niet in behandeling nemen kan nog tot en met" in seen
    assert "3 dagen stilgestaan; beslissen uiterlijk op 4 april 2022" in seen
    papers = leader.get(f"/werkvoorraad/{application.reference}/berichten").text
    assert "begroting.jpg" in papers and "van de aanvrager" in papers
    with sqlite_store.reading() as db:
        document = db.scalars(select(ApplicationFile)).one()
    for browser in (leader, link):
        got = browser.get(f"/aanvraag/{application.reference}/stuk/{document.id}")
        assert got.status_code == 200 and got.data == picture(5) and "attachment" in got.headers["Content-Disposition"]
        assert browser.get(f"/aanvraag/{application.reference}/stuk/{document.id}/beeld").mimetype == "image/jpeg"
    other = submitted(sqlite_store, T2, title="Ander demo", contact_name="Ander Demo", email="ander@demo.example")
    stranger = client_by_link(app, other.id)
    for url in (f"/aanvraag/{application.reference}/stuk/{document.id}", f"/aanvraag/{other.reference}/stuk/{document.id}"):
        assert stranger.get(url).status_code == 404
    assert stranger.get(answer).status_code == 404


def test_wrong_input_is_said_beside_the_box_and_kept(sqlite_store: Store, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T2)
    page = f"/werkvoorraad/{application.reference}/aanvulling"
    for filled, said in (
        ({"explanation": "Graag snel."}, "Kies wat er ontbreekt"),
        ({"own_items": "Iets", **boxes("due_on", date(2022, 2, 1)), "explanation": "Graag snel."}, "Kies een dag na vandaag"),
        ({"own_items": "x" * 500, "explanation": "Graag snel."}, "langer dan 400 tekens"),
        ({"own_items": "Iets", "due_on-day": "31", "due_on-month": "2", "explanation": "Graag snel."}, "bestaat niet"),
    ):
        answer = post(leader, page, filled)
        assert answer.status_code == 422 and said in answer.text and "Graag snel." in answer.text, said
    assert the(sqlite_store, application.id).state is ApplicationState.SUBMITTED


def test_a_question_is_taken_back_or_answered_by_phone(app: Flask, sqlite_store: Store, leader: FlaskClient) -> None:
    first, second = submitted(sqlite_store, T2), submitted(sqlite_store, 900_00, title="Tweede plan demo")
    for application in (first, second):
        asked_completion(sqlite_store, application.id)
    with sqlite_store.reading() as db:
        one, two = db.scalars(select(Enquiry).order_by(Enquiry.id))
    file = f"/werkvoorraad/{first.reference}"
    done = post(leader, f"{file}/vraag/{one.id}/intrekken", form_at=file, follow=True)
    assert "De vraag is ingetrokken" in done.text and the(sqlite_store, first.id).state is ApplicationState.ASSESSING
    page = f"/werkvoorraad/{second.reference}/antwoord/{two.id}"
    assert post(leader, page, {"text": ""}).status_code == 422
    done = post(leader, page, {"text": "Verteld aan de telefoon."}, follow=True)
    assert "Het antwoord staat nu in het dossier" in done.text
    assert leader.get(f"/werkvoorraad/{first.reference}/antwoord/{two.id}").status_code == 404


def test_a_view_is_asked_and_given_on_the_own_page(app: Flask, sqlite_store: Store, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T2)
    page = f"/werkvoorraad/{application.reference}/reactie"
    assert post(leader, page, {"reason": "kort"}).status_code == 422
    done = post(leader, page, {"ground": "outside_municipality", "reason": "De straat ligt in een andere gemeente."}, follow=True)
    assert "De aanvrager kan nog reageren tot en met 15 maart 2022" in done.text
    link = client_by_link(app, application.id)
    mine = link.get(f"/mijn/{application.reference}").text
    assert "U kunt reageren, uiterlijk op 15 maart 2022" in mine and "De straat ligt in een andere gemeente." in mine
    done = post(link, f"/mijn/{application.reference}/reactie", {"text": "Dat klopt niet: het is de Peulenstraat."}, follow=True)
    assert "Wij lezen haar voordat wij besluiten" in done.text
    assert "Dat klopt niet: het is de Peulenstraat." in leader.get(f"/werkvoorraad/{application.reference}").text
    assert only(sqlite_store).state is EnquiryState.ANSWERED
    assert link.get(f"/mijn/{application.reference}/reactie").status_code == 302


def test_moments_are_offered_chosen_moved_and_written_down(app: Flask, sqlite_store: Store, clock: SetClock, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T3)
    link = client_by_link(app, application.id)
    assert "Kies een moment" not in link.get(f"/mijn/{application.reference}").text
    assert "Bied meer momenten aan" in leader.get("/gesprekken").text
    rows: dict[str, str] = {}
    for number, day in enumerate((8, 9, 10)):
        rows |= boxes(f"moments-{number}-day", date(2022, 3, day)) | {f"moments-{number}-time": ("10.00", "14:30", "19u")[number]}
    filled = {**rows, "minutes": "30", "by_phone": "plek", "place": "De Brug demo"}
    wrong = post(leader, "/gesprekken", {**filled, "moments-1-time": "half drie", "place": ""})
    assert wrong.status_code == 422 and "bijvoorbeeld 14.30" in wrong.text and "half drie" in wrong.text
    done = post(leader, "/gesprekken", filled, follow=True)
    assert "3 momenten staan klaar" in done.text
    with sqlite_store.reading() as db:
        first, second, _ = db.scalars(select(TalkMoment).order_by(TalkMoment.starts_at))
    assert second.starts_at == at(date(2022, 3, 9), 14, 30)
    mine = link.get(f"/mijn/{application.reference}").text
    assert "Kies een moment voor een gesprek met ons" in mine and "Voor u om te doen" in mine
    page = f"/mijn/{application.reference}/gesprek"
    assert post(link, page, {}).status_code == 422
    done = post(link, page, {"moment": str(first.id)}, follow=True)
    assert "Uw gesprek staat vast" in done.text and "dinsdag 8 maart 2022 om 10.00 uur" in done.text and "Verzet het gesprek" in done.text
    post(link, page, {"moment": str(second.id)}, follow=True)
    assert "woensdag 9 maart 2022 om 14.30 uur" in link.get(f"/mijn/{application.reference}").text
    assert post(link, page, {"moment": "999"}).status_code == 422
    agenda = leader.get("/gesprekken/agenda.ics")
    (event,) = Calendar.from_ical(agenda.data).walk("VEVENT")
    assert agenda.mimetype == "text/calendar" and event.decoded("DTSTART") == second.starts_at
    theirs = Calendar.from_ical(link.get(f"/mijn/{application.reference}/agenda.ics").data).walk("VEVENT")
    assert {str(one["UID"]) for one in theirs} == {str(event["UID"]), f"besluit-{application.id}@mag.demo.example"}
    clock.set(datetime(2022, 3, 10, 10, tzinfo=UTC))
    leader = client_as(app, Role.PROJECT_LEADER)
    page = f"/werkvoorraad/{application.reference}/gesprek"
    assert 'value="9"' in leader.get(page).text
    done = post(leader, page, {"report": "Wij spraken over de veiligheid.", "agreements": "- U vraagt de buren."}, follow=True)
    assert (
        "Het verslag staat nu in het dossier" in done.text and "U vraagt de buren." in done.text and "Het gesprek is gehouden" in done.text
    )
    told = client_by_link(app, application.id).get(f"/mijn/{application.reference}").text
    assert "Wij spraken met u op 9 maart 2022" in told and "U vraagt de buren." in told


def test_who_has_just_sent_a_request_takes_the_date_along(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        sent = submit_in(tx, T2)
        secret, by = sent.follow_secret, sent.application.decide_by
    got = app.test_client().get(f"/volg/{secret}/agenda.ics")
    (event,) = Calendar.from_ical(got.data).walk("VEVENT")
    assert event.decoded("DTSTART") == by and "Peulenstraat" not in got.text
    assert app.test_client().get("/volg/verkeerd/agenda.ics").status_code == 404


def test_the_answers_can_be_kept_on_paper(app: Flask, sqlite_store: Store) -> None:
    application = submitted(sqlite_store, T2, description="Feest <b>met</b> slingers.")
    link = client_by_link(app, application.id)
    assert "aanvraag.pdf" in link.get(f"/mijn/{application.reference}/aanvraag").text
    got = link.get(f"/mijn/{application.reference}/aanvraag.pdf")
    assert got.mimetype == "application/pdf" and got.data.startswith(b"%PDF-")
    with sqlite_store.reading() as db:
        html = answers_html(db.get_one(Application, application.id), [("Wat?", "Feest <b>met</b>\n\nslingers."), ("Waar?", "")])
    assert "Feest &lt;b&gt;met&lt;/b&gt;" in html and "<p>slingers.</p>" in html and "Niet ingevuld." in html
    other = submitted(sqlite_store, T2, title="Ander demo", contact_name="Ander Demo", email="ander@demo.example")
    assert client_by_link(app, other.id).get(f"/mijn/{application.reference}/aanvraag.pdf").status_code == 404


def test_a_moment_that_is_withdrawn_is_told_and_chosen_again(app: Flask, sqlite_store: Store, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T3)
    first, *_ = offered(sqlite_store, application.agenda_id)
    link = client_by_link(app, application.id)
    post(link, f"/mijn/{application.reference}/gesprek", {"moment": str(first.id)})
    post(leader, f"/gesprekken/{first.id}/weg", form_at="/gesprekken")
    assert "Het gesprek dat u had, gaat niet door." in link.get(f"/mijn/{application.reference}").text


def test_messages_and_documents_go_both_ways(app: Flask, sqlite_store: Store, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T2)
    link = client_by_link(app, application.id)
    mine, theirs = f"/mijn/{application.reference}", f"/werkvoorraad/{application.reference}/berichten"
    empty = post(link, f"{mine}/bericht", {"text": "", "files": [(BytesIO(picture(9)), "kaart.jpg")]}, form_at=mine)
    assert empty.status_code == 422 and "Schrijf uw bericht." in empty.text and "kaart.jpg" in empty.text
    done = post(link, f"{mine}/bericht", {"text": "Mag het een dag later?"}, form_at=mine, follow=True)
    assert "Mag het een dag later?" in done.text
    assert "1 ongelezen" in leader.get(f"/werkvoorraad/{application.reference}").text
    assert "Zet op gelezen: 1 bericht" in leader.get(theirs).text
    post(leader, theirs, {"text": "Ja hoor."})
    assert "Ja hoor." in link.get(mine).text and "ongelezen" not in leader.get(f"/werkvoorraad/{application.reference}").text
    post(link, f"{mine}/bericht", {"text": "Dank u."}, form_at=mine)
    post(leader, f"{theirs}/gelezen", form_at=theirs)
    with sqlite_store.reading() as db:
        assert all(one.read_at for one in db.scalars(select(Message)) if one.side.value == "applicant")


def test_a_term_is_lengthened_where_the_rules_allow_it(app: Flask, sqlite_store: Store, leader: FlaskClient) -> None:
    application = submitted(sqlite_store, T2)
    page = f"/werkvoorraad/{application.reference}/verlengen"
    assert "kennen geen verlenging" in leader.get(page).text
    with sqlite_store.transaction() as tx:
        rule_set = tx.db.get_one(Application, application.id).rule_set
        rule_set.document = {**rule_set.document, "legal_nature": "awb_decision", "extension": {"max": "P6W", "times": 1}}
    assert "Verleng de termijn" in leader.get(f"/werkvoorraad/{application.reference}").text
    assert "tot en met 13 mei 2022" in leader.get(page).text
    assert post(leader, page, {"reason": "druk"}).status_code == 422
    done = post(leader, page, {"reason": "De collega die het weet is ziek."}, follow=True)
    assert "De termijn is verlengd" in done.text and "Beslissen uiterlijk op 13 mei 2022" in done.text
    link = client_by_link(app, application.id)
    assert "U hoort uiterlijk op 13 mei 2022" in link.get(f"/mijn/{application.reference}").text
    assert "13 mei 2022" in link.get(f"/brief/{application.reference}/later-besluit").text


def test_who_only_reads_has_no_buttons_and_who_decides_nothing_has_no_page(
    app: Flask, sqlite_store: Store, as_role: Callable[[Role], FlaskClient]
) -> None:
    application = submitted(sqlite_store, T2)
    asked_view(sqlite_store, application.id)
    reader = as_role(Role.AUDITOR)
    said = reader.get(f"/werkvoorraad/{application.reference}").text
    assert "De aanvrager kan nog reageren" in said and "Vraag om een aanvulling" not in said
    for act in ("aanvulling", "reactie", "verlengen", "gesprek"):
        assert reader.get(f"/werkvoorraad/{application.reference}/{act}").status_code == 404


def test_what_is_asked_of_advisers_and_done_among_colleagues_is_not_told_to_the_applicant(app: Flask, sqlite_store: Store) -> None:
    application = submitted(sqlite_store, T2)
    with sqlite_store.transaction() as tx:
        service.claim(tx, application.id, version=1)
        service.write_message(tx, application.id, text="Wij kijken ernaar.", side=Side.STAFF, address=ADDRESS)
    told = client_by_link(app, application.id).get(f"/mijn/{application.reference}").text
    history = told[told.index("Wat er gebeurde") :]
    assert "Bericht geschreven" in history and "Opgepakt" not in history


@pytest.mark.parametrize(
    ("typed", "hour"), [("14.30", (14, 30)), ("9:05", (9, 5)), ("14u30", (14, 30)), ("14 uur", (14, 0)), ("14", (14, 0)), ("7 u", (7, 0))]
)
def test_a_time_is_read_as_people_write_it(typed: str, hour: tuple[int, int]) -> None:
    found = read_time(typed)
    assert found is not None and (found.hour, found.minute) == hour


def test_what_is_no_time_is_not_guessed_and_lines_are_cleaned() -> None:
    assert [read_time(one) for one in ("half drie", "25.00", "14.60", "", "14.3")] == [None] * 5
    assert lines_of("- een\n\n * twee \n•drie\n  ") == ["een", "twee", "drie"] and lines_of(None) == []
