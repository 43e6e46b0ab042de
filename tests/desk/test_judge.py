"""Judging on the screen: verdicts, the button that takes them over, the second person, keeping out, a new decision; and advice."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.applications.advice_duties import remind_adviser
from mag.applications.models import Application, Assessment, Decision, DecisionProposal, Enquiry, Interest
from mag.applications.service import ask_advice, give_advice, keep_out
from mag.applications.states import ApplicationState, EnquiryState, Stance
from mag.applications.verdicts import Verdict
from mag.core.clock import SetClock, at
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.partners.models import MemberRole
from mag.partners.service import join
from tests.desk.test_decide import REASON, waiting
from tests.factories.applications import ADDRESS, submit_in
from tests.factories.people import actor_for, make_person, make_staff
from tests.grants.test_award import line_with
from tests.web_client import client_as, forms_on, post


def large(store: Store) -> tuple[Application, dict[str, str]]:
    """A plan of six thousand euros and what awarding it takes."""
    application, filled = waiting(store, 6000_00, 20_000_00)
    return application, filled | {"amount": "6.000"}


def colleague(app: Flask, store: Store, name: str = "Bas", role: Role = Role.NEIGHBOURHOOD_WORKER) -> FlaskClient:
    with store.transaction() as tx:
        person_id = make_person(tx, f"{name.lower()}@werk.example", f"{name} Demo", role).id
    return client_as(app, person_id)


def page_of(application: Application) -> str:
    return f"/werkvoorraad/{application.reference}"


def test_verdicts_are_kept_and_taken_over_into_the_reason_with_one_button(app: Flask, sqlite_store: Store) -> None:
    application, filled = large(sqlite_store)
    lead = client_as(app, Role.PROJECT_LEADER)
    at_page = page_of(application)
    typed = {"verdict_reach": "good", "ground_reach": "Bereikt zestig mensen uit de wijk"}
    assert post(lead, f"{at_page}/beoordelen", typed, form_at=at_page).status_code == 303
    with sqlite_store.reading() as db:
        assert db.scalars(select(Assessment)).one().verdict is Verdict.GOOD
    shown = post(lead, f"{at_page}/toekennen", {**filled, "reason": "Mooi plan.", "grounds": "1"}, form_at=at_page)
    assert shown.status_code == 200 and "Mooi plan.\nBereikt zestig mensen uit de wijk." in shown.text
    assert 'value="6.000,00"' in shown.text


def test_a_verdict_without_words_is_told_beside_it(app: Flask, sqlite_store: Store) -> None:
    application, _ = large(sqlite_store)
    lead = client_as(app, Role.PROJECT_LEADER)
    wrong = post(lead, f"{page_of(application)}/beoordelen", {"verdict_reach": "poor"}, form_at=page_of(application))
    assert wrong.status_code == 422 and "waarom u dit vindt van “bereik”" in wrong.text and "<title>Fout:" in wrong.text


def test_from_the_mail_to_the_second_look_is_a_page_and_a_button(app: Flask, sqlite_store: Store) -> None:
    application, filled = large(sqlite_store)
    lead, bas = client_as(app, Role.PROJECT_LEADER), colleague(app, sqlite_store)
    at_page = page_of(application)
    done = post(lead, f"{at_page}/toekennen", filled, form_at=at_page, follow=True)
    assert "ligt bij een tweede persoon" in done.text and "Akkoord, verstuur" not in done.text
    with sqlite_store.reading() as db:
        link = db.scalars(select(OutboxMail.text).where(OutboxMail.to_address == "bas@werk.example")).one()
        assert f"{at_page}#voorstel" in link
    seen = bas.get(at_page)
    assert "Akkoord, verstuur het besluit" in seen.text and REASON in seen.text and "Zo wordt" not in seen.text
    assert application.title in bas.get("/meekijken").text
    assert application.title not in lead.get("/meekijken").text.split("Voorstellen")[-1].split("</main>")[0]
    agreed = post(bas, f"{at_page}/akkoord", form_at=at_page, follow=True)
    assert "Toegekend" in agreed.text and "Bas Demo" in agreed.text
    with sqlite_store.reading() as db:
        assert db.scalars(select(Decision.seconded_by)).one() == "Bas Demo"


def test_what_is_sent_back_tells_the_proposer_why(app: Flask, sqlite_store: Store) -> None:
    application, filled = large(sqlite_store)
    lead, bas = client_as(app, Role.PROJECT_LEADER), colleague(app, sqlite_store)
    at_page = page_of(application)
    post(lead, f"{at_page}/toekennen", filled, form_at=at_page)
    assert post(bas, f"{at_page}/terugsturen", {"answer": ""}, form_at=at_page).status_code == 422
    post(bas, f"{at_page}/terugsturen", {"answer": "Vraag eerst een offerte."}, form_at=at_page)
    assert "Vraag eerst een offerte." in lead.get(at_page).text and "Toekennen" in lead.get(at_page).text


def test_a_proposal_can_be_taken_back_and_nothing_was_decided(app: Flask, sqlite_store: Store) -> None:
    application, filled = large(sqlite_store)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    post(lead, f"{at_page}/toekennen", filled, form_at=at_page)
    assert post(lead, f"{at_page}/voorstel-intrekken", form_at=at_page).status_code == 303
    late = post(colleague(app, sqlite_store), f"{at_page}/akkoord", form_at=at_page)
    assert late.status_code == 422 and "al “ingetrokken”" in late.text
    with sqlite_store.reading() as db:
        assert db.get_one(Application, application.id).state is ApplicationState.SUBMITTED
        assert db.scalars(select(DecisionProposal)).one().answered_by == "Demo project_leader"


def test_who_declares_an_interest_loses_the_buttons_and_the_file_says_so(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    declared = post(lead, f"{at_page}/belang", {"reason": "Mijn zus is bestuurslid."}, form_at=at_page, follow=True)
    assert "U doet niet mee aan deze aanvraag" in declared.text and "Toekennen en brief" not in declared.text
    refused = post(lead, f"{at_page}/toekennen", filled, form_at=at_page)
    assert refused.status_code == 422 and "een belang" in refused.text
    assert "Mijn zus is bestuurslid." in colleague(app, sqlite_store, "Coby", Role.CONTROLLER).get(at_page).text


def test_the_smallest_tier_has_its_goal_in_one_click_and_a_reason_ready(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        application = submit_in(tx, 200_00, goal_code=None).application
        line_with(tx, application.agenda_id, 1000_00)
    worker, at_page = client_as(app, Role.NEIGHBOURHOOD_WORKER), page_of(application)
    page = worker.get(at_page).text
    assert 'type="radio" id="goal-0"' in page and "Beoordeling (" not in page
    form = next(f for f in forms_on(page, at_page) if f.action.endswith("/toekennen"))
    assert form.values["reason"][0] and form.values["line"] and form.values["amount"] == ["200,00"]


def test_a_ready_sentence_comes_with_the_ground(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    typed = {"outcome": "refuse", "ground": "other_funding", "explanation": "Dag.", "snippet": "1"}
    shown = post(lead, f"{at_page}/afwijzen", typed, form_at=at_page)
    assert shown.status_code == 200 and "Dag.\nNeem contact met ons op" in shown.text
    nothing = post(lead, f"{at_page}/afwijzen", typed | {"ground": ""}, form_at=at_page)
    assert "Kies eerst een grond" in nothing.text


def test_a_new_decision_after_a_refusal_keeps_the_old_one_on_the_page(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    refusal = {"outcome": "refuse", "ground": "other_funding", "explanation": "Er is een ander potje voor."}
    post(lead, f"{at_page}/afwijzen", refusal, form_at=at_page)
    opened = post(lead, f"{at_page}/heropenen", {"reason": "Het andere potje is gesloten."}, form_at=at_page, follow=True)
    assert "Eerdere besluiten" in opened.text and "Er is een ander potje voor." in opened.text
    done = post(lead, f"{at_page}/toekennen", filled, form_at=at_page, follow=True)
    assert "Toegekend" in done.text and "Er is een ander potje voor." in done.text


def test_the_same_account_and_what_is_alike_stand_beside_the_plan(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    with sqlite_store.transaction() as tx:
        other = submit_in(
            tx, 700_00, contact_name="Iemand Anders", email="anders@demo.example", title="Heel iets zonder gelijkenis"
        ).application
    page = client_as(app, Role.PROJECT_LEADER).get(page_of(application)).text
    assert "Dit rekeningnummer staat ook bij Iemand Anders" in page and other.reference in page


# --- advice ---


def asked_board(store: Store, application: Application, due_on: date = date(2022, 3, 15)) -> int:
    with store.transaction() as tx:
        make_staff(tx, Role.SOUNDING_BOARD)
        return ask_advice(
            tx, application.id, question="Past dit bij de buurt?", due_on=due_on, address=ADDRESS, role=Role.SOUNDING_BOARD
        ).id  # fmt: skip


def test_an_adviser_sees_the_plan_without_name_address_and_account(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    number = asked_board(sqlite_store, application)
    board = client_as(app, Role.SOUNDING_BOARD)
    assert application.title in board.get("/adviezen").text
    page = board.get(f"/adviezen/{number}").text
    assert application.description in page and "Inwoner" in page
    for private in ("Demo Aanvrager", "aanvrager@demo.example", "NL91", application.iban):
        assert private not in page
    given = post(board, f"/adviezen/{number}", {"stance": "negative", "text": "De buurt heeft dit al."}, follow=True)
    assert "Uw advies is verstuurd" in given.text
    lead = client_as(app, Role.PROJECT_LEADER).get(page_of(application)).text
    assert "De buurt heeft dit al." in lead and "negatief" in lead


def test_who_was_not_asked_finds_nothing(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    number = asked_board(sqlite_store, application)
    for role, answer in ((Role.CULTURE_BROKER, 404), (Role.SPORT_COACH, 404), (Role.CONTROLLER, 404)):
        assert client_as(app, role).get(f"/adviezen/{number}").status_code == answer
    assert client_as(app, Role.SOUNDING_BOARD).get("/adviezen/9999").status_code == 404


@pytest.mark.parametrize("way", ["declared", "member"])
def test_for_a_member_with_an_interest_the_file_is_gone(app: Flask, sqlite_store: Store, way: str) -> None:
    application, _ = waiting(sqlite_store)
    number = asked_board(sqlite_store, application)
    board = client_as(app, Role.SOUNDING_BOARD)
    if way == "declared":
        assert post(board, f"/adviezen/{number}/belang", {"reason": "Ik woon ernaast."}, form_at=f"/adviezen/{number}").status_code == 303
    else:
        with sqlite_store.transaction() as tx:
            person_id = tx.db.scalars(select(Person.id).where(Person.email == "sounding_board@demo.example")).one()
            join(tx, person_id, tx.db.get_one(Application, application.id).partner_id, MemberRole.READER)
    assert board.get(f"/adviezen/{number}").status_code == 404
    assert post(board, f"/adviezen/{number}", {"stance": "positive", "text": "Doen, heel mooi."}).status_code == 404
    assert application.title not in board.get("/adviezen").text
    other = colleague(app, sqlite_store, "Kim", Role.SOUNDING_BOARD)
    assert other.get(f"/adviezen/{number}").status_code == 200
    with sqlite_store.reading() as db:
        assert (db.scalar(select(Interest.id)) is not None) is (way == "declared")


def test_advice_is_asked_on_the_page_and_taken_back(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    empty = post(lead, f"{at_page}/advies", {"whom": "", "question": ""})
    assert empty.status_code == 422 and "Kies aan wie" in empty.text
    asked = post(lead, f"{at_page}/advies", {"whom": "rol-culture_broker", "question": "Is hier al genoeg muziek?"}, follow=True)
    assert "Is hier al genoeg muziek?" in asked.text and "Cultuurmakelaar" in asked.text
    with sqlite_store.reading() as db:
        number = db.scalars(select(Enquiry.id)).one()
    assert post(lead, f"{at_page}/advies/{number}/intrekken", form_at=at_page).status_code == 303
    assert "Is hier al genoeg muziek?" not in lead.get(at_page).text.split("Geschiedenis")[0]


def test_reminders_go_once_before_and_once_after_the_term(sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    number = asked_board(sqlite_store, application, date(2022, 3, 10))
    clock = sqlite_store.clock
    assert isinstance(clock, SetClock)
    sent = []
    for day in (date(2022, 3, 8), date(2022, 3, 9), date(2022, 3, 12), date(2022, 3, 13)):
        clock.set(at(day))
        with sqlite_store.transaction() as tx:
            sent.append(remind_adviser(tx, number, ADDRESS))
    assert sent == [1, 0, 1, 0]


def test_after_the_decision_no_advice_is_taken_any_more(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    number = asked_board(sqlite_store, application, date(2022, 3, 10))
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    board = client_as(app, Role.SOUNDING_BOARD)
    post(lead, f"{at_page}/toekennen", filled, form_at=at_page)
    page = board.get(f"/adviezen/{number}")
    assert "al besloten" in page.text and "Verstuur uw advies" not in page.text
    late = post(board, f"/adviezen/{number}", {"stance": "positive", "text": "Doen, heel mooi plan."})
    assert late.status_code == 422
    with sqlite_store.reading() as db:
        assert db.get_one(Enquiry, number).state is EnquiryState.OPEN


def test_a_dialogue_with_its_follow_up_becomes_a_task_when_it_is_due(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store, 10_000_00, 50_000_00)
    lead, at_page = client_as(app, Role.PROJECT_LEADER), page_of(application)
    assert "Leg een prestatiedialoog vast" in lead.get(at_page).text
    day = {"held_on-day": "1", "held_on-month": "3", "held_on-year": "2022"}
    due = {"follow_up_on-day": "20", "follow_up_on-month": "3", "follow_up_on-year": "2022"}
    typed = day | due | {"who": "voorzitter en klankbordgroep", "agreements": "Meer mensen uit de wijk uitnodigen."}
    kept = post(lead, f"{at_page}/prestatiedialoog", typed, follow=True)
    assert "Meer mensen uit de wijk uitnodigen." in kept.text
    assert application.reference not in lead.get("/meekijken").text
    clock = sqlite_store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(date(2022, 3, 20)))
    lead = client_as(app, Role.PROJECT_LEADER)
    assert application.reference in lead.get("/meekijken").text
    with sqlite_store.reading() as db:
        number = db.scalars(select(Enquiry.id)).one()
    task = f"{at_page}/prestatiedialoog/{number}"
    assert post(lead, task, {"found": "Er kwamen twintig mensen meer."}).status_code == 303
    assert application.reference not in lead.get("/meekijken").text


def test_an_adviser_by_name_who_keeps_out_closes_the_question(sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    with sqlite_store.transaction() as tx:
        officer = make_staff(tx, Role.MUNICIPALITY_OFFICER).id
        asked = [
            ask_advice(tx, application.id, question="Wat vindt u hiervan?", due_on=date(2022, 3, 15), address=ADDRESS, person_id=officer).id
            for _time in range(2)
        ]
    with sqlite_store.transaction(actor_for(sqlite_store, officer)) as tx:
        assert give_advice(tx, asked[0], stance=Stance.NONE, text="").state is EnquiryState.ANSWERED
    with sqlite_store.transaction(actor_for(sqlite_store, officer)) as tx:
        keep_out(tx, asked[1], reason="Ik ben lid van deze club.")
        assert tx.db.get_one(Enquiry, asked[1]).state is EnquiryState.WITHDRAWN
