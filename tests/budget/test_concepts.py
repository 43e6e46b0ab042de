"""A budget before it counts: drawn up, corrected with a trace, proposed by one person, adopted by another."""

import json

import pytest

from mag.budget import acts, concepts, queries, service
from mag.budget.states import ActKind, Part, YearState
from mag.core.errors import NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, draw_up, make_two, plan


@pytest.fixture
def two(sqlite_store: Store) -> Two:
    return make_two(sqlite_store)


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusals[0].code


def test_nothing_can_be_promised_or_moved_on_a_concept(two: Two) -> None:
    draw_up(two, 2022, plan("A", 100_000))
    line = two.line(2022)
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        service.commit_funds(tx, line.id, reference="MAG-2022-0001", label="x", amount=Cents(1), reason="x")
    assert code_of(refused) == "year_concept" and "nog niet vastgesteld" in refused.value.refusals[0].sentence
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        acts.allocate(tx, line.id, Cents(1), reason="x")
    assert code_of(refused) == "year_concept"
    assert two.stands(2022) == (0, 0, 0, 0)


def test_another_person_adopts_and_every_line_gets_its_money_by_an_act(two: Two) -> None:
    year = draw_up(two, 2022, plan("A", 100_000), plan("B", 30_000), plan("C", 0))
    with two.store.transaction(two.one) as tx:
        concepts.propose(tx, year.id, version=1, reason="Raadsbesluit van 12 november")
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        concepts.adopt(tx, year.id, version=2)
    assert code_of(refused) == "two_people" and two.stands(2022) == (0, 0, 0, 0)
    with two.store.transaction(two.two) as tx:
        concepts.adopt(tx, year.id, version=2)
    assert [two.stands(2022, code)[:2] for code in "ABC"] == [(100_000, 100_000), (30_000, 30_000), (0, 0)]
    with two.store.reading() as db:
        told = queries.list_acts(db, two.ground.agenda.id, 2022)
        assert [(a.kind, a.amount, a.proposed_by_id, a.decided_by_id) for a in reversed(told)] == [
            (ActKind.ADOPT, 100_000, two.one.id, two.two.id),
            (ActKind.ADOPT, 30_000, two.one.id, two.two.id),
        ]
        entries = queries.list_entries(db, agenda_id=two.ground.agenda.id, year=2022)
        assert sorted(e.act_id or 0 for e in entries) == sorted(a.id for a in told)
        assert {e.reason for e in entries} == {"Raadsbesluit van 12 november"}


def test_what_was_proposed_stands_still_until_it_is_sent_back(two: Two) -> None:
    year = draw_up(two, 2022, plan("A", 100_000))
    with two.store.transaction(two.one) as tx:
        concepts.propose(tx, year.id, version=1, reason="Besluit")
    for change in (
        lambda tx: concepts.change_line(tx, two.line(2022).id, plan("A", 999)),
        lambda tx: concepts.plan_line(tx, year.id, plan("B", 5)),
        lambda tx: concepts.drop_line(tx, two.line(2022).id),
        lambda tx: concepts.copy_lines(tx, year.id),
    ):
        with pytest.raises(Refused), two.store.transaction(two.one) as tx:
            change(tx)
    with two.store.transaction(two.two) as tx:
        concepts.send_back(tx, year.id, version=2, reason="Te weinig voor sport")
    with pytest.raises(Stale), two.store.transaction(two.two) as tx:
        concepts.adopt(tx, year.id, version=2)
    with two.store.transaction(two.one) as tx:
        concepts.change_line(tx, two.line(2022).id, plan("A", 120_000))
    assert two.year(2022).state is YearState.CONCEPT


def test_a_correction_leaves_what_was_there_before(two: Two) -> None:
    draw_up(two, 2022, plan("A", 100_000), plan("B", 5))
    with two.store.transaction(two.two) as tx:
        concepts.change_line(tx, two.line(2022).id, plan("A", 120_000, name="Nieuwe naam"))
        concepts.drop_line(tx, two.line(2022, "B").id)
    with two.store.reading() as db:
        told = queries.list_changes(db, two.year(2022).id)
    assert [(c.by, c.what, c.code, c.before, c.after) for c in told[:3]] == [
        (two.two.label, "line_dropped", "B", "5", ""),
        (two.two.label, "name", "A", "Regel A", "Nieuwe naam"),
        (two.two.label, "amount", "A", "100000", "120000"),
    ]
    assert json.dumps([c.code for c in told[3:]]) == '["B", "A"]', "and that they were added"


def test_the_lines_of_last_year_are_a_start_and_come_once(two: Two) -> None:
    adopted(two, 2022, plan("A", 100_000, goal_id=two.ground.goal.id), plan("V", 50_000, Part.FIXED, recipient="Bibliotheek demo"))
    with two.store.transaction(two.one) as tx:
        acts.transfer(tx, two.line(2022, "V").id, two.line(2022, "A").id, Cents(10_000), reason="Schuif")
    year = draw_up(two, 2023, plan("V", 1_000, Part.FIXED, recipient="Andere demo"))
    for copied in (1, 0):
        with two.store.transaction(two.one) as tx:
            assert concepts.copy_lines(tx, year.id) == copied
    line = two.line(2023)
    assert (line.proposed_amount, line.goal_id, line.allocated_amount) == (110_000, two.ground.goal.id, 0)
    assert two.line(2023, "V").recipient == "Andere demo"


@pytest.mark.parametrize(
    ("lines", "reason", "code"),
    [
        ((), "x", "nothing_proposed"),
        ((plan("A", 0),), "x", "nothing_proposed"),
        ((plan("V", 5, Part.FIXED),), "x", "recipient_missing"),
        ((plan("A", 5),), "  ", "reason_missing"),
    ],
)
def test_a_concept_that_is_not_ready_is_not_proposed(two: Two, lines: tuple, reason: str, code: str) -> None:  # type: ignore[type-arg]
    year = draw_up(two, 2022, *lines)
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        concepts.propose(tx, year.id, version=1, reason=reason)
    assert code_of(refused) == code


def test_a_theme_goal_or_tier_of_another_agenda_is_not_there(two: Two) -> None:
    year = draw_up(two, 2022)
    for wrong in ({"goal_id": 999}, {"theme_id": 999}, {"tier_id": 999}):
        with pytest.raises(NotFound), two.store.transaction(two.one) as tx:
            concepts.plan_line(tx, year.id, plan("A", 5, **wrong))
