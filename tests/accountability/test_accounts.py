"""An account asks what the amount asks: plan beside reality, an explanation only where it differs, and nobody counted twice."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mag.accountability import queries
from mag.accountability.comparing import Compared, differs, missing_in, needs_explaining, spent_of, wrong_head_count
from mag.accountability.models import ActivityPhoto, HandIn
from mag.accountability.rules import Satisfaction, missing_for_hand_in, survey_due
from mag.accountability.states import PeopleCounted
from mag.accounts.roles import Role
from mag.agenda.rules import evidence_for
from mag.agenda.terms import ApplicantKind, EvidenceKind, HandInKind
from mag.core.money import Cents
from mag.core.period import year
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.agenda.agendas import HG_2018, rules
from tests.factories.accountability import awarded, handed_in, picture, settled
from tests.web_client import client_as, client_by_link, forms_on, post

E = EvidenceKind
whole = st.integers(0, 10**9)


@given(whole, whole, st.integers(1, 100))
def test_exactly_the_percentage_needs_no_explanation_and_one_more_does(planned: int, real: int, percent: int) -> None:
    edge = planned * percent // 100
    assert not differs(planned, planned + edge, percent) and not differs(planned, planned - edge, percent)
    assert differs(planned, planned + edge + 1, percent)
    assert differs(planned, real, percent) == differs(planned, 2 * planned - real, percent) if real <= 2 * planned else True
    assert not differs(planned, real, None)


@given(st.lists(st.tuples(whole, whole, st.booleans()), max_size=8))
def test_what_was_spent_is_the_costs_less_what_others_paid(lines: list[tuple[int, int, bool]]) -> None:
    rows = [Compared(n, "post", planned, real, is_money=True, is_income=income) for n, (planned, real, income) in enumerate(lines)]
    costs, income = (sum(row.real or 0 for row in rows if row.is_income is kind) for kind in (False, True))
    assert spent_of(rows) == (max(0, costs - income) if any(not row.is_income for row in rows) else None)
    asked = list(missing_in(rows, 10))
    assert len(asked) == sum(needs_explaining(row, 10) for row in rows)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.integers(0, 4_000))
def test_nobody_counts_twice_and_visits_are_never_people(people: list[int], total: int) -> None:
    told = [(f"activiteit {n}", count) for n, count in enumerate(people)]
    fits = max(people) <= total <= sum(people)
    assert (list(wrong_head_count(total, told, PeopleCounted.PEOPLE)) == []) == fits
    assert (list(wrong_head_count(total, told, PeopleCounted.VISITS)) == []) == (total == sum(people))


def test_what_is_asked_is_data_of_the_tier_and_the_kind() -> None:
    asked_by = rules(HG_2018)
    asked = {
        tier: evidence_for(asked_by, asked_by.tier(tier), Cents(award), ApplicantKind.LEGAL_PERSON, kind)
        for tier, award, kind in (
            ("T1", 200_00, HandInKind.FINAL), ("T2", 900_00, HandInKind.FINAL), ("T3", 5_000_00, HandInKind.YEARLY),
        )
    }  # fmt: skip
    assert asked["T1"] == [(E.RECEIPTS,)]
    assert (E.RECEIPTS, E.ANNUAL_ACCOUNTS) in asked["T2"]
    assert (E.ACCOUNTABILITY_FORM,) in asked["T3"]
    large = asked_by.tier("T4")
    half = evidence_for(asked_by, large, Cents(150_000_00), ApplicantKind.LEGAL_PERSON, HandInKind.HALF_YEAR)
    yearly = evidence_for(asked_by, large, Cents(150_000_00), ApplicantKind.LEGAL_PERSON, HandInKind.YEARLY)
    final = evidence_for(asked_by, large, Cents(100_000_00), ApplicantKind.LEGAL_PERSON, HandInKind.FINAL)
    assert half == [(E.ACCOUNTABILITY_FORM,)]
    assert {(E.ANNUAL_ACCOUNTS, E.ANNUAL_REPORT), (E.AUDITOR_REPORT,), (E.PARTNER_SATISFACTION,), (E.CLIENT_SATISFACTION,)} <= set(yearly)
    assert not {(E.ANNUAL_ACCOUNTS, E.ANNUAL_REPORT), (E.AUDITOR_REPORT,)} & set(final)
    assert large.hand_in.explain_above_percent == 10


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        (Satisfaction(), {"count_missing", "method_missing"}),
        (Satisfaction(count=0, method="Wij deden het niet: er was geen tijd."), set()),
        (Satisfaction(count=5, method="Briefje."), {"grade_missing"}),
    ],
)
def test_satisfaction_is_a_grade_with_how_many_and_how(told: Satisfaction, lacks: set[str]) -> None:
    found = missing_for_hand_in(
        [(E.CLIENT_SATISFACTION,)], spent=Cents(1), people=1, story="", files=1, story_max_words=None, satisfaction=told
    )
    assert {one.code for one in found} == lacks


def test_a_paper_by_name_is_not_met_by_a_receipt_and_words_are_counted_kindly() -> None:
    found = list(
        missing_for_hand_in([(E.AUDITOR_REPORT,)], spent=Cents(1), people=1, story="a b c d", files=9, story_max_words=3)
    )  # fmt: skip
    assert [(one.code, one.field) for one in found] == [("paper_missing", "paper_auditor_report"), ("story_too_long", "story")]
    assert "4 woorden" in found[1].sentence and "1 woord uit" in found[1].sentence


def test_the_partner_survey_comes_back_after_two_years() -> None:
    today = year(2022).last
    assert survey_due(None, "P2Y", today)
    assert not survey_due(today.replace(year=2021), "P2Y", today)
    assert survey_due(today.replace(year=2020), "P2Y", today)


@pytest.fixture
def grant(sqlite_store: Store) -> Grant:
    return awarded(sqlite_store, 2_000_00)


@pytest.fixture
def partner(app: Flask, grant: Grant) -> FlaskClient:
    return client_by_link(app, grant.application_id)


def first_page(partner: FlaskClient, url: str) -> dict[str, str]:
    """What stands on the form before anybody typed."""
    form = next(one for one in forms_on(partner.get(url).text, url) if one.method == "post" and "people_reached" in one.values)
    return {name: str(value[0]) for name, value in form.values.items()}


def test_the_plan_stands_there_and_only_what_differs_is_explained(partner: FlaskClient, grant: Grant, sqlite_store: Store) -> None:
    url = f"/verantwoording/{grant.reference}"
    before = first_page(partner, url)
    lines = sorted(name for name in before if name.startswith("line_"))
    assert lines and not any(name.endswith("_why") for name in before) and "spent_amount" not in before
    photo = [(BytesIO(picture(3)), "bon.jpg")]
    typed = {"people_reached": "42", "counted": "people", lines[0]: "3.000"}
    asked = post(partner, url, {**typed, "files": photo})
    assert asked.status_code == 422
    assert f'name="{lines[0]}_why"' in asked.text and "meer dan 10% anders" in asked.text and 'value="3.000,00"' in asked.text
    assert not any(f'name="{name}_why"' in asked.text for name in lines[1:])
    answer = post(partner, url, {**typed, f"{lines[0]}_why": "De zaal was duurder dan wij dachten."})
    assert (answer.status_code, answer.location) == (303, f"{url}/controle")
    check = partner.get(answer.location).text
    assert "De zaal was duurder" in check and "meer dan 10%" in check
    post(partner, f"{url}/controle")
    with sqlite_store.reading() as db:
        found = db.scalars(select(HandIn)).one()
        costs = sum(row.amount or 0 for row in found.lines if row.cost_line.kind.value == "cost")
        income = sum(row.amount or 0 for row in found.lines if row.cost_line.kind.value == "income")
        assert found.spent_amount == costs - income and found.handed_in_at is not None


def test_a_photo_is_shown_to_others_only_with_permission_and_words(
    app: Flask, partner: FlaskClient, grant: Grant, sqlite_store: Store
) -> None:
    url = f"/verantwoording/{grant.reference}"
    files = {"files": [(BytesIO(picture(4)), "bon.jpg")], "photos": [(BytesIO(picture(5)), "feest.jpg")], "add": "1"}
    assert "feest.jpg" in post(partner, url, files).text
    with sqlite_store.reading() as db:
        photo_id = db.scalars(select(ActivityPhoto.id)).one()
    typed = {"people_reached": "42", "counted": "people", f"photo_{photo_id}_show": "ja"}
    asked = post(partner, url, typed)
    assert asked.status_code == 422 and "wat er te zien is" in asked.text
    assert post(partner, url, {**typed, f"photo_{photo_id}_text": "Mensen dansen op het plein."}).status_code == 303
    reader, shown = client_as(app, Role.MUNICIPALITY_READER), f"/plannen/{grant.reference}/foto/{photo_id}"
    assert reader.get(shown).status_code == 404
    post(partner, f"{url}/controle")
    assert reader.get(shown).status_code == 200
    assert "Mensen dansen op het plein." in reader.get(f"/plannen/{grant.reference}").text
    assert reader.get(f"/verantwoording/{grant.reference}/foto/{photo_id}").status_code in (403, 404)
    staff = client_as(app, Role.PROJECT_LEADER).get(f"/afronden/{grant.reference}")
    assert "Begroting" in staff.text and "Gepland" in staff.text


def test_visits_stand_apart_from_people_in_the_totals_of_a_goal(sqlite_store: Store) -> None:
    first, second = awarded(sqlite_store), awarded(sqlite_store, title="Buurtlunch demo")
    handed_in(sqlite_store, first.id, spent=200_00, people=40)
    sent = handed_in(sqlite_store, second.id, spent=200_00, people=300)
    with sqlite_store.transaction() as tx:
        tx.db.get_one(HandIn, sent.id).counted = PeopleCounted.VISITS
    for grant in (first, second):
        settled(sqlite_store, grant.id, 200_00)
    with sqlite_store.reading() as db:
        agenda_id = db.get_one(Grant, first.id).application.agenda_id
        (reached,) = queries.sum_people(db, agenda_id, year(2022))
    assert (reached.people, reached.visits, reached.accounts) == (40, 300, 2)
