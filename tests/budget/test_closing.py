"""Closing a year: what is free leaves it, old promises go on, and what falls free later is not forgotten."""

from datetime import date

import pytest

from mag.budget import acts, closing, queries, service
from mag.budget.states import Leftover, YearState
from mag.core.clock import SetClock, at
from mag.core.errors import Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, closed, make_two, plan


@pytest.fixture
def two(store: Store) -> Two:
    assert isinstance(store.clock, SetClock)
    store.clock.set(at(date(2023, 2, 15), 12))
    made = make_two(store)
    adopted(made, 2022, plan("A", 100_000), plan("B", 20_000))
    with store.transaction(made.one) as tx:
        promised = service.commit_funds(
            tx, made.line(2022).id, reference="MAG-2022-0001", label="Feest", amount=Cents(60_000), reason="Besluit"
        )
        service.pay(tx, promised.id, Cents(10_000), reason="Voorschot", booked_on=date(2022, 7, 1))
    return made


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusals[0].code


def test_what_is_free_goes_along_or_back_and_the_next_year_gets_what_the_old_one_lost(two: Two) -> None:
    adopted(two, 2023, plan("A", 50_000))
    year = two.year(2022)
    choices = {two.line(2022).id: Leftover.CARRY_OVER, two.line(2022, "B").id: Leftover.CARRY_OVER}
    with two.store.transaction(two.one) as tx:
        closing.propose_close(tx, year.id, version=year.version, choices=choices, reason="Jaarrekening 2022")
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        closing.close(tx, year.id, version=year.version + 1, free=Cents(60_000))
    assert code_of(refused) == "two_people"
    with pytest.raises(Stale), two.store.transaction(two.two) as tx:
        closing.close(tx, year.id, version=year.version + 1, free=Cents(60_001))
    with two.store.transaction(two.two) as tx:
        closing.close(tx, year.id, version=year.version + 1, free=Cents(60_000))
    assert two.stands(2022) == (60_000, 0, 50_000, 10_000) and two.stands(2022, "B") == (0, 0, 0, 0)
    assert two.stands(2023) == (90_000, 90_000, 0, 0)
    assert two.stands(2023, "B") == (20_000, 20_000, 0, 0), "the line was made"


def test_a_closed_year_takes_nothing_and_old_promises_go_on(two: Two) -> None:
    closed(two, 2022, Leftover.GIVE_BACK)
    line = two.line(2022)
    for verb in (
        lambda tx: service.commit_funds(tx, line.id, reference="R", label="x", amount=Cents(1), reason="x"),
        lambda tx: acts.allocate(tx, line.id, Cents(1), reason="x"),
        lambda tx: service.allocate(tx, line.id, Cents(1), reason="x"),
        lambda tx: acts.transfer(tx, two.line(2022, "B").id, line.id, Cents(1), reason="x"),
    ):
        with pytest.raises(Refused), two.store.transaction(two.one) as tx:
            verb(tx)
    with two.store.reading() as db:
        (promised,) = queries.list_commitments(db, line.id)
    with two.store.transaction(two.one) as tx:
        service.pay(tx, promised.id, Cents(40_000), reason="Rest", booked_on=date(2023, 3, 1))
        service.release(tx, promised.id, Cents(10_000), reason="Minder nodig")
    assert two.stands(2022) == (60_000, 10_000, 0, 50_000)
    with pytest.raises(Refused), two.store.transaction(two.one) as tx:
        acts.withdraw(tx, line.id, Cents(1), reason="x")


def test_what_falls_free_later_is_carried_or_given_back_by_an_act(two: Two) -> None:
    closed(two, 2022, Leftover.GIVE_BACK)
    adopted(two, 2023, plan("B", 50_000))
    line = two.line(2022)
    with two.store.reading() as db:
        (promised,) = queries.list_commitments(db, line.id)
    with two.store.transaction(two.one) as tx:
        service.release(tx, promised.id, Cents(50_000), reason="Gaat niet door")
        acts.give_back(tx, line.id, Cents(20_000), reason="Terug")
        assert acts.carry_over(tx, line.id, Cents(30_000), reason="Mee").needs_second is False
    assert two.stands(2022) == (10_000, 0, 0, 10_000) and two.stands(2023) == (30_000, 30_000, 0, 0)
    with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
        acts.give_back(tx, two.line(2023).id, Cents(1), reason="Te vroeg")
    assert code_of(refused) == "year_not_closed"


def test_a_year_is_not_closed_too_early_nor_past_what_waits(two: Two) -> None:
    year, free = two.year(2022), two.line(2022).id
    choices = dict.fromkeys((free, two.line(2022, "B").id), Leftover.GIVE_BACK)

    def attempt(**changed: object) -> str:
        words = {"version": year.version, "choices": choices, "reason": "Klaar", **changed}
        with pytest.raises(Refused) as refused, two.store.transaction(two.one) as tx:
            closing.propose_close(tx, year.id, **words)  # type: ignore[arg-type]
        return code_of(refused)

    assert attempt(choices={}) == "unchosen" and attempt(reason=" ") == "reason_missing"
    assert attempt(choices=dict.fromkeys(choices, Leftover.CARRY_OVER)) == "next_year_missing"
    with two.store.transaction(two.one) as tx:
        waiting = acts.allocate(tx, free, Cents(50_001), reason="Meer")
    assert attempt() == "acts_waiting"
    with two.store.transaction(two.two) as tx:
        acts.reject(tx, waiting.id, version=1, reason="Nee")
    assert isinstance(two.store.clock, SetClock)
    two.store.clock.set(at(date(2022, 12, 31), 23))
    assert attempt() == "year_not_over"


def test_a_proposal_to_close_can_be_turned_down_and_money_flows_on(two: Two) -> None:
    year = two.year(2022)
    with two.store.transaction(two.one) as tx:
        choices = {line.id: Leftover.GIVE_BACK for line in year.lines}
        closing.propose_close(tx, year.id, version=year.version, choices=choices, reason="Klaar")
        service.commit_funds(tx, two.line(2022).id, reference="R", label="x", amount=Cents(1), reason="x")
    with two.store.transaction(two.two) as tx:
        closing.send_back_close(tx, year.id, version=year.version + 1, reason="Nog een bon")
    assert two.year(2022).state is YearState.ADOPTED
