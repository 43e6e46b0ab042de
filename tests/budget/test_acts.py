"""Moving money between lines: at once or by two people, never more than is free, on both engines."""

from typing import Any

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import RuleSet
from mag.budget import acts
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import ActState
from mag.core.actor import Actor, ActorKind
from mag.core.errors import Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.agendas import make_agenda
from tests.factories.budgets import make_line
from tests.factories.people import make_staff


@pytest.fixture
def scene(store: Store) -> tuple[Store, int, int, Actor, Actor]:
    with store.transaction() as tx:
        ground = make_agenda(tx)
        rules = tx.db.get_one(RuleSet, ground.rule_set.id)
        rules.document = {**rules.document, "thresholds": {"second_pair_of_eyes_above": "500.00"}}
        lines = [make_line(tx, ground.agenda.id, cents, code=code).id for code, cents in (("A", 100_000), ("B", 10_000))]
        people = [make_staff(tx, Role.PROJECT_LEADER), make_staff(tx, Role.CONTROLLER)]
        one, two = (Actor(kind=ActorKind.PERSON, id=p.id, label=p.name) for p in people)
    return store, lines[0], lines[1], one, two


def free(store: Store) -> list[int]:
    with store.reading() as db:
        return [int(a) for a in db.scalars(select(BudgetLine.available_amount).order_by(BudgetLine.code))]


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusals[0].code


def test_a_small_amount_moves_at_once(scene: Any) -> None:
    store, source, target, one, _ = scene
    with store.transaction(one) as tx:
        act = acts.transfer(tx, source, target, Cents(50_000), reason="Meer sport")
    assert act.state is ActState.DONE and free(store) == [50_000, 60_000]
    with store.reading() as db:
        told = [
            (e.kind.value, e.line_id, int(e.amount), e.act_id) for e in db.scalars(select(LedgerEntry).where(LedgerEntry.act_id == act.id))
        ]
        assert told == [("transfer_out", source, 50_000, act.id), ("transfer_in", target, 50_000, act.id)]
        total = [row.allocated_amount for row in db.scalars(select(BudgetLine).order_by(BudgetLine.code))]
        assert total == [50_000, 60_000]


def test_a_large_amount_waits_for_somebody_else(scene: Any) -> None:
    store, source, target, one, two = scene
    with store.transaction(one) as tx:
        act = acts.transfer(tx, source, target, Cents(50_001), reason="Meer sport")
    assert act.state is ActState.PROPOSED and free(store) == [100_000, 10_000]
    with pytest.raises(Refused) as refused, store.transaction(one) as tx:
        acts.agree(tx, act.id, version=1)
    assert code_of(refused) == "two_people"
    with store.transaction(two) as tx:
        acts.agree(tx, act.id, version=1)
    assert free(store) == [49_999, 60_001]
    with pytest.raises(Stale), store.transaction(two) as tx:
        acts.agree(tx, act.id, version=1)
    assert free(store) == [49_999, 60_001]


def test_what_was_spent_meanwhile_cannot_move(scene: Any) -> None:
    store, source, target, one, two = scene
    with store.transaction(one) as tx:
        act = acts.transfer(tx, source, target, Cents(60_000), reason="Meer sport")
        acts.transfer(tx, source, target, Cents(45_000), reason="Eerder")
    with pytest.raises(Refused) as refused, store.transaction(two) as tx:
        acts.agree(tx, act.id, version=1)
    assert code_of(refused) == "line_full"
    with store.transaction(one) as tx:
        assert acts.reject(tx, act.id, version=1, reason="Niet meer nodig").state is ActState.REJECTED
    assert free(store) == [55_000, 55_000]


@pytest.mark.parametrize(
    ("cents", "reason", "same", "code"),
    [
        (0, "x", False, "amount_not_positive"),
        (5, " ", False, "reason_missing"),
        (5, "x", True, "same_line"),
        (100_001, "x", False, "line_full"),
    ],
)
def test_what_makes_no_sense_is_refused(scene: Any, cents: int, reason: str, same: bool, code: str) -> None:
    store, source, target, one, _ = scene
    with pytest.raises(Refused) as refused, store.transaction(one) as tx:
        acts.transfer(tx, source, source if same else target, Cents(cents), reason=reason)
    assert code_of(refused) == code and free(store) == [100_000, 10_000]
