"""What a request must say, what its sums come to, and which dates can be true. Pure: no database, no clock."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.agenda.burden import burden_of
from mag.agenda.form_documents import FormDocument, QuestionDocument
from mag.agenda.form_screens import questions_of, screens_of
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import decide_by, may_apply, tier_for
from mag.applications.answers import request_of
from mag.applications.requests import CostLineRequest, Request
from mag.applications.rules import may_have_started, missing_answers, title_of, wrong_counts, wrong_dates, wrong_sums
from mag.applications.states import CostKind
from mag.core.money import Cents
from mag.partners.models import PartnerKind
from tests.factories.applications import agenda_file, form_file, request_for

TODAY = date(2022, 3, 1)
AMOUNTS = {"T1": 200_00, "T2": 800_00, "T3": 2500_00}


@pytest.fixture(scope="module")
def rules() -> RuleSetDocument:
    return agenda_file().rule_sets[-1]


@pytest.fixture(scope="module")
def form(rules: RuleSetDocument) -> FormDocument:
    return form_file(rules.form)


def asked(form: FormDocument, rules: RuleSetDocument, code: str) -> tuple[QuestionDocument, ...]:
    return tuple(questions_of(form, rules, rules.tier(code)))


def empty(request: Request) -> Request:
    return replace(
        request, contact_name=" ", organisation_name=None, email=None, phone=None, iban="", description="", place="", starts_on=None,
        ends_on=None, audience=(), expected_people=None, cost_lines=(), results=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("T1", ["contact_name", "contact", "iban", "description", "place"]),
        ("T2", ["contact_name", "contact", "iban", "description", "place", "audience", "expected_people", "costs"]),
        (
            "T3",
            [
                *("contact_name", "contact", "iban", "description", "place", "organisation_name", "starts_on", "ends_on"),
                *("audience", "expected_people", "results", "costs"),
            ],
        ),
    ],
)
def test_a_tier_misses_what_it_asks_and_nothing_else(rules: RuleSetDocument, form: FormDocument, code: str, fields: list[str]) -> None:
    questions = asked(form, rules, code)
    request = request_for(1, AMOUNTS[code])
    assert missing_answers(request, questions) == []
    assert [refusal.field for refusal in missing_answers(empty(request), questions)] == fields
    assert all(refusal.sentence.endswith(".") for refusal in missing_answers(empty(request), questions))


def test_a_telephone_number_will_do_and_a_resident_needs_no_organisation(rules: RuleSetDocument, form: FormDocument) -> None:
    request = request_for(1, email=None, phone="+31612345678")
    assert missing_answers(request, asked(form, rules, "T1")) == []


def test_a_budget_has_three_costs(rules: RuleSetDocument, form: FormDocument) -> None:
    request = request_for(1, 2500_00)
    two = tuple(line for line in request.cost_lines if line.description != "Muziek")
    assert [refusal.sentence for refusal in missing_answers(replace(request, cost_lines=two), asked(form, rules, "T3"))] == [
        "Vul minstens 3 kostenposten in."
    ]


@given(
    costs=st.lists(st.integers(0, 10**9), min_size=1, max_size=8),
    incomes=st.lists(st.integers(0, 10**9), max_size=5),
    off=st.integers(-3, 3),
)
def test_sums_close_to_the_cent_or_are_refused(costs: list[int], incomes: list[int], off: int) -> None:
    lines = [CostLineRequest(CostKind.COST, "x", Cents(c)) for c in costs] + [
        CostLineRequest(CostKind.INCOME, "y", Cents(c)) for c in incomes
    ]
    wanted = sum(costs) - sum(incomes) + off
    request = replace(request_for(1, 800_00), requested_amount=Cents(wanted), cost_lines=tuple(lines))
    rules = agenda_file().rule_sets[-1]
    found = wrong_sums(request, asked(form_file(rules.form), rules, "T2"))
    assert (found == []) == (off == 0)
    assert all(refusal.field == "costs" for refusal in found)


def test_where_no_costs_are_asked_none_are_needed(rules: RuleSetDocument, form: FormDocument) -> None:
    assert wrong_sums(replace(request_for(1), cost_lines=()), asked(form, rules, "T1")) == []


def test_counts_below_zero_are_refused() -> None:
    request = replace(
        request_for(1, 2500_00), expected_people=-1, results=(("x", -1),), requested_amount=Cents(0),
        cost_lines=(CostLineRequest(CostKind.COST, "x", Cents(-1)),),
    )  # fmt: skip
    assert [refusal.field for refusal in wrong_counts(request)] == ["amount", "expected_people", "costs", "results"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "may", "codes"),
    [
        (None, None, False, []),
        (TODAY, TODAY, False, []),
        (date(2022, 2, 28), None, True, []),
        (date(2022, 2, 28), None, False, ["started_already"]),
        (date(2021, 2, 28), None, True, ["long_ago"]),
        (date(2022, 6, 5), date(2022, 6, 4), False, ["dates_swapped"]),
        (date(2025, 3, 1), date(2025, 3, 1), False, []),
        (date(2025, 3, 2), date(2025, 3, 3), False, ["too_far_ahead", "too_far_ahead"]),
    ],
)
def test_dates_that_cannot_be_true_are_told(starts_on: date | None, ends_on: date | None, may: bool, codes: list[str]) -> None:
    assert [refusal.code for refusal in wrong_dates(starts_on, ends_on, TODAY, may_have_started=may)] == codes


def test_only_where_the_rules_say_so_may_a_plan_not_have_started() -> None:
    assert may_have_started(agenda_file().rule_sets[-1])
    assert not may_have_started(agenda_file("hardinxveld-giessendam-2024").rule_sets[-1])


@given(st.dates(date(2020, 3, 1), date(2023, 12, 31)), st.sampled_from(["T1", "T2", "T3"]))
def test_whenever_one_may_apply_the_day_to_hear_lies_ahead_within_the_term(day: date, code: str) -> None:
    rules = next(r for r in agenda_file().rule_sets if r.code == agenda_file().rule_sets[-1].code)
    tier = rules.tier(code)
    if may_apply(rules, tier, submitted_on=day):
        return
    hears = decide_by(tier, day)
    assert timedelta(days=14 if code == "T1" else 28) <= hears - day <= timedelta(days=31)
    assert hears.day == day.day or code == "T1" or (hears + timedelta(days=1)).day == 1


@given(st.integers(1, 10_000_00))
def test_every_amount_has_one_tier_with_its_own_screens(amount: int) -> None:
    rules = agenda_file().rule_sets[-1]
    tier = tier_for(rules, Cents(amount))
    form = form_file(rules.form)
    screens = screens_of(form, rules, tier)
    ids = [question.id for screen in screens for question in screen.questions]
    assert len(ids) == len(set(ids)) and ids[0] == "amount"
    assert all(question.purpose and question.label for question in questions_of(form, rules, tier))


@pytest.mark.parametrize(("code", "screens", "inputs", "seconds"), [("T1", 4, 7, 175), ("T2", 6, 14, 345), ("T3", 8, 26, 755)])
def test_what_we_ask_stays_as_little_as_we_promised(
    rules: RuleSetDocument, form: FormDocument, code: str, screens: int, inputs: int, seconds: int
) -> None:
    burden = burden_of(form, rules, rules.tier(code))
    assert (burden.screens, burden.inputs) == (screens, inputs), "with the check page and the confirmation"
    assert (burden.uploads, burden.sign_ins) == (0, 1 if code == "T3" else 0)
    assert burden.seconds <= seconds


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"contact": "a@demo.example"}, ("a@demo.example", None)),
        ({"contact": "+31612345678"}, (None, "+31612345678")),
        ({}, (None, None)),
    ],
)
def test_one_box_for_mail_or_telephone_fills_the_right_one(
    rules: RuleSetDocument, form: FormDocument, values: dict[str, Any], expected: tuple[Any, Any]
) -> None:
    request = request_of(values, agenda_id=1, form=form, rules=rules, tier=rules.tier("T1"))
    assert (request.email, request.phone) == expected
    assert request.applicant_kind is PartnerKind.RESIDENT


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Wij houden een straatfeest. Met muziek.", "Wij houden een straatfeest"),
        ("Straatfeest\nen meer", "Straatfeest"),
        ("woord " * 40, ("woord " * 13).strip() + "…"),
        ("", ""),
    ],
)
def test_a_plan_told_in_one_answer_gets_its_first_sentence_as_title(told: str, title: str) -> None:
    assert title_of(told) == title
