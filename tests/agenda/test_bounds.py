from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.agenda.bounds import wrong_bounds
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import tier_for
from mag.agenda.terms import ApplicantKind, Scope, TierKind
from mag.agenda.values import Open, write_amount
from mag.core.money import Cents
from tests.agenda.agendas import EXAMPLE, HG_2018, HG_2024, rules


def ruled(*tiers: dict[str, Any]) -> RuleSetDocument:
    """The rules of 2018 with other tiers, each given as what differs from T2."""
    base = rules(HG_2018).tier("T2")
    made = tuple(base.model_copy(update=tier) for tier in tiers)
    return rules(HG_2018).model_copy(update={"tiers": made})


def bounds(code: str, low: int, low_in: bool | Open, high: int | None, high_in: bool | None, **more: Any) -> dict[str, Any]:
    return {"code": code, "min": Cents(low), "min_inclusive": low_in, "max": high, "max_inclusive": high_in, **more}


def wrong(*tiers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(found.tier, found.key) for found in wrong_bounds(ruled(*tiers))]


@pytest.mark.parametrize("path", [HG_2018, HG_2024, EXAMPLE])
def test_the_tiers_of_every_known_agenda_close_up(path: Any) -> None:
    assert wrong_bounds(rules(path)) == ()


def test_tiers_that_overlap_or_leave_a_gap_are_named_with_the_key_to_change() -> None:
    first = bounds("A", 0, False, 100_00, True)
    assert wrong(first, bounds("B", 100_00, False, None, None)) == []
    assert wrong(first, bounds("B", 99_99, False, None, None)) == [("B", "min")]
    assert wrong(first, bounds("B", 101_00, True, None, None)) == [("B", "min")]


def test_an_edge_belongs_to_exactly_one_tier() -> None:
    assert wrong(bounds("A", 0, False, 100_00, True), bounds("B", 100_00, True, None, None)) == [("B", "min_inclusive")]
    assert wrong(bounds("A", 0, False, 100_00, False), bounds("B", 100_00, False, None, None)) == [("B", "min_inclusive")]
    assert wrong(bounds("A", 0, False, 100_00, False), bounds("B", 100_00, True, None, None)) == []


def test_an_edge_that_is_still_open_is_left_alone() -> None:
    assert wrong(bounds("A", 0, False, 100_00, True), bounds("B", 100_00, Open(open="source breaks off"), None, None)) == []


def test_nothing_lies_above_a_tier_without_an_upper_limit() -> None:
    assert wrong(bounds("A", 0, False, None, None), bounds("B", 100_00, True, None, None)) == [("B", "min")]


def test_tiers_for_other_people_other_kinds_or_a_scope_of_their_own_may_lie_over_each_other() -> None:
    residents, clubs = (ApplicantKind.RESIDENT,), (ApplicantKind.LEGAL_PERSON,)
    assert wrong(bounds("A", 0, False, 500_00, True, applicants=residents), bounds("B", 0, False, 900_00, True, applicants=clubs)) == []
    one_off = bounds("A", 0, False, 500_00, True, kind=TierKind.ONE_OFF)
    assert wrong(one_off, bounds("B", 0, False, 900_00, True, kind=TierKind.CORE_ACTIVITY)) == []
    assert wrong(bounds("A", 0, False, 500_00, True, scope=Scope.OWN_NEIGHBOURHOOD), bounds("B", 0, False, 900_00, True)) == []


@given(
    edges=st.lists(st.integers(1, 10**9), min_size=1, max_size=6, unique=True).map(sorted), amount=st.integers(1, 10**9), low=st.booleans()
)
def test_where_the_tiers_close_up_every_amount_has_exactly_one(edges: list[int], amount: int, low: bool) -> None:
    starts = [0, *edges]
    tiers = [
        bounds(f"T{n}", start, low, end, None if end is None else not low)
        for n, (start, end) in enumerate(zip(starts, [*edges, None], strict=True))
    ]
    made = ruled(*tiers)
    assert wrong_bounds(made) == ()
    assert [tier.code for tier in made.tiers if tier.holds(amount)] == [tier_for(made, Cents(amount)).code]


@given(st.integers(0, 10**10))
def test_an_amount_is_written_with_two_decimals_and_read_back_exactly(cents: int) -> None:
    written = write_amount(cents)
    assert written.count(".") == 1 and len(written.split(".")[1]) == 2
    assert int(written.replace(".", "")) == cents
