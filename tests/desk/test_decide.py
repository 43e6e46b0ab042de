"""The decision screen: everything at one address, the letter before it goes, and nothing typed gets lost."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.budget.models import BudgetLine, BudgetYear
from mag.budget.states import YearState
from mag.core.transaction import Store
from tests.factories.applications import submit_in
from tests.factories.budgets import make_line
from tests.grants.test_award import REASON, line_with
from tests.web_client import client_as, post, token_of


def waiting(store: Store, amount: int = 800_00, free: int = 1000_00) -> tuple[Application, dict[str, str]]:
    """An application for the project leader, and a filled award form."""
    with store.transaction() as tx:
        application = submit_in(tx, amount).application
        line = line_with(tx, application.agenda_id, free)
        goal_id = tx.db.scalar(select(Goal.id).where(Goal.code == "samenleven"))
    filled = {
        "amount": "800", "line": str(line.id), "goal": str(goal_id), "reason": REASON, "starts_on-day": "4", "starts_on-month": "juni",
        "starts_on-year": "2022", "ends_on-day": "5", "ends_on-month": "6", "ends_on-year": "2022", "strength": "medium",
        "exception_reason": "Het feest duurt twee dagen en is voor de hele wijk.",
    }  # fmt: skip
    return application, filled


def state_of(store: Store, application_id: int) -> ApplicationState:
    with store.reading() as db:
        found = db.get(Application, application_id)
        assert found is not None
        return found.state


def test_the_letter_is_shown_before_anything_is_decided(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    shown = post(leader, f"{address}/toekennen", {**filled, "preview": "1"}, form_at=address)
    assert "Zo wordt de brief" in shown.text and "U krijgt €\xa0800,00" in shown.text
    assert state_of(sqlite_store, application.id) is ApplicationState.SUBMITTED


def test_awarding_goes_back_to_the_same_address_with_the_decision_on_it(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    done = post(leader, f"{address}/toekennen", filled, form_at=address, follow=True)
    assert done.request.path == address and "Toegekend" in done.text
    assert state_of(sqlite_store, application.id) is ApplicationState.AWARDED
    letter = leader.get(f"/brief/{application.reference}")
    assert letter.status_code == 200 and "U krijgt" in letter.text and letter.text.count("<h1") == 1


def test_a_full_line_is_told_beside_the_amount_and_everything_typed_is_kept(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store, free=100_00)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    refused = post(leader, f"{address}/toekennen", filled, form_at=address)
    assert refused.status_code == 422
    assert "€\xa0100,00" in refused.text and REASON in refused.text and "<title>Fout:" in refused.text
    assert state_of(sqlite_store, application.id) is ApplicationState.SUBMITTED


def test_an_amount_that_can_mean_two_things_is_asked_back(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    for typed in ("12.50", "1,250", "12.5", "acht", "", "-5"):
        asked = post(leader, f"{address}/toekennen", {**filled, "amount": typed}, form_at=address)
        assert asked.status_code == 422, typed
        assert f'value="{typed}"' in asked.text or not typed
    assert state_of(sqlite_store, application.id) is ApplicationState.SUBMITTED


def test_refusing_needs_a_ground_and_words(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    empty = post(leader, f"{address}/afwijzen", {"outcome": "refuse", "ground": "", "explanation": ""}, form_at=address)
    assert empty.status_code == 422 and "Kies waarom" in empty.text
    with sqlite_store.reading() as db:
        found = db.get(Application, application.id)
        assert found is not None
        ground = found.rule_set.document["refusal_grounds"][0]["code"]
    short = post(leader, f"{address}/afwijzen", {"outcome": "refuse", "ground": ground, "explanation": "nee"}, form_at=address)
    assert short.status_code == 422 and "waarom u dit besluit" in short.text
    done = post(leader, f"{address}/afwijzen", {"outcome": "refuse", "ground": ground, "explanation": REASON}, form_at=address)
    assert done.status_code == 303 and state_of(sqlite_store, application.id) is ApplicationState.REFUSED


def test_the_same_form_twice_decides_once(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    twice = {**filled, "idempotency_key": "a" * 32}
    first = post(leader, f"{address}/toekennen", twice, form_at=address)
    second = leader.post(f"{address}/toekennen", data={**twice, "csrf_token": token_of(leader), "version": "1"})
    assert (first.status_code, second.status_code) == (303, 303) and first.location == second.location


def test_a_stale_page_says_what_happened_meanwhile(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store)
    leader, other = client_as(app, Role.PROJECT_LEADER), client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    assert post(other, f"{address}/oppakken", form_at=address).status_code == 303
    stale = post(leader, f"{address}/toekennen", {**filled, "version": "1"}, form_at=address)
    assert stale.status_code == 409 and "in behandeling" in stale.text
    assert state_of(sqlite_store, application.id) is ApplicationState.ASSESSING


def test_claiming_shows_colleagues_who_is_at_it(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    post(leader, f"{address}/oppakken", form_at=address)
    assert "In behandeling bij" in leader.get(address).text
    post(leader, f"{address}/loslaten", form_at=address)
    assert state_of(sqlite_store, application.id) is ApplicationState.SUBMITTED


def test_the_work_list_counts_what_it_shows(app: Flask, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as tx:
        for number in range(3):
            submit_in(tx, 800_00, contact_name=f"Demo {number}", email=f"d{number}@demo.example")
    page = client_as(app, Role.PROJECT_LEADER).get("/werkvoorraad?lijst=alles-wat-open-is")
    assert "Aanvragen (3)" in page.text and page.text.count("/werkvoorraad/MAG-") == 3


def test_whoever_is_not_the_decider_reads_but_has_no_button(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    page = client_as(app, Role.CONTROLLER).get(f"/werkvoorraad/{application.reference}")
    assert page.status_code == 200 and "Toekennen en brief versturen" not in page.text


def test_a_plan_for_next_year_can_be_paid_from_next_years_line_once_that_year_is_adopted(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    with sqlite_store.transaction() as tx:
        plan = tx.db.get_one(Application, application.id)
        plan.starts_on, plan.ends_on = date(2023, 2, 1), date(2023, 2, 2)
        next_year = make_line(tx, application.agenda_id, 900_00, code="MAG-01", year=2023)
    leader = client_as(app, Role.PROJECT_LEADER)
    shown = leader.get(f"/werkvoorraad/{application.reference}").text
    assert "2023: MAG-01" in shown and "2022: " in shown
    with sqlite_store.transaction() as tx:
        tx.db.get_one(BudgetLine, next_year.id).budget_year.state = YearState.PROPOSED
    shown = leader.get(f"/werkvoorraad/{application.reference}").text
    assert "2023: MAG-01" not in shown, "nothing can be promised on a year that is only proposed, so it is not offered"


def test_without_any_open_budget_the_screen_says_so_before_somebody_tries(app: Flask, sqlite_store: Store) -> None:
    application, _ = waiting(sqlite_store)
    with sqlite_store.transaction() as tx:
        for year in tx.db.scalars(select(BudgetYear)):
            year.state, year.closed_at = YearState.CLOSED, tx.now
    shown = client_as(app, Role.PROJECT_LEADER).get(f"/werkvoorraad/{application.reference}").text
    assert "Er is geen budget waar nu iets van af kan" in shown
