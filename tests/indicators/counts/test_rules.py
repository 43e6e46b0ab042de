"""Adding up what partners counted: in whatever order, and nothing twice."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mag.core.period import PeriodKind, half_year, year
from mag.indicators.counts.rules import Told, totals_of

FIRST, SECOND, WHOLE = half_year(2022, 1), half_year(2022, 2), year(2022)
counts = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda two: (max(two), min(two)))


def over(period: object, plan: str, whole: int, part: int | None = None, first: date | None = None, last: date | None = None) -> Told:
    """An account over a whole period, or over some days of it."""
    return Told(plan, period, first or period.first, last or period.last, whole, part)  # type: ignore[attr-defined, arg-type]


@st.composite
def accounts(draw: st.DrawFn) -> list[Told]:
    """Accounts of some plans: any of the halves and the year of each."""
    told = []
    for plan in draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)):
        for period in draw(st.lists(st.sampled_from((FIRST, SECOND, WHOLE)), unique=True, min_size=1)):
            told.append(over(period, plan, *draw(counts)))
    return told


@given(accounts(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_approval_makes_no_difference(told: list[Told], adds_up: bool, random: Random) -> None:
    mixed = list(told)
    random.shuffle(mixed)
    assert totals_of(mixed, adds_up=adds_up) == totals_of(told, adds_up=adds_up)


@given(accounts(), st.booleans())
def test_plans_never_touch_each_other(told: list[Told], adds_up: bool) -> None:
    together = totals_of(told, adds_up=adds_up)
    alone = [totals_of([one for one in told if one.plan == plan], adds_up=adds_up) for plan in {one.plan for one in told}]
    for period, total in together.items():
        assert total.whole == sum(one[period].whole for one in alone if period in one)
        assert (total.part or 0) <= total.whole


@given(counts, counts)
def test_the_second_half_is_the_year_less_the_first(first: tuple[int, int], rest: tuple[int, int]) -> None:
    told = [over(FIRST, "a", *first), over(WHOLE, "a", first[0] + rest[0], first[1] + rest[1])]
    totals = totals_of(told, adds_up=True)
    assert (totals[SECOND].whole, totals[SECOND].part) == rest
    assert totals[FIRST].whole + totals[SECOND].whole == totals[WHOLE].whole
    assert set(totals_of(told, adds_up=False)) == {FIRST, WHOLE}


@given(counts, counts)
def test_two_halves_are_a_year_only_where_they_add_up(first: tuple[int, int], second: tuple[int, int]) -> None:
    told = [over(FIRST, "a", *first), over(SECOND, "a", *second)]
    assert totals_of(told, adds_up=True)[WHOLE].whole == first[0] + second[0]
    assert WHOLE not in totals_of(told, adds_up=False)


def test_a_year_that_cannot_hold_its_half_says_nothing_of_the_other() -> None:
    for whole, part in ((30, 10), (60, 9), (41, 30)):
        assert SECOND not in totals_of([over(FIRST, "a", 40, 10), over(WHOLE, "a", whole, part)], adds_up=True)


def test_a_plan_of_one_season_counts_for_its_half_too() -> None:
    autumn = over(WHOLE, "a", 12, None, date(2022, 9, 1), date(2022, 11, 30))
    assert {period: total.whole for period, total in totals_of([autumn], adds_up=False).items()} == {WHOLE: 12, SECOND: 12}
    winter = over(year(2023), "a", 12, None, date(2022, 11, 1), date(2023, 2, 1))
    assert set(totals_of([winter, over(SECOND, "a", 5)], adds_up=True)) == {year(2023), SECOND}


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 400)), max_size=6))
def test_no_day_of_a_plan_counts_twice(spans: Sequence[tuple[int, int]]) -> None:
    """Every account counts as many as it has days: then a total can never be more than the days there are."""
    told, days = [], set()
    for start, length in spans:
        first = date(2021, 1, 1) + timedelta(days=start)
        last = first + timedelta(days=length)
        told.append(over(year(last.year), "a", length + 1, None, first, last))
        days |= {first + timedelta(days=number) for number in range(length + 1)}
    totals = totals_of(told, adds_up=True)
    assert sum(total.whole for period, total in totals.items() if period.kind is PeriodKind.YEAR) <= len(days)
    assert bool(totals) == bool(told)


def test_provisional_until_every_account_that_is_due_is_approved() -> None:
    told = [over(FIRST, "a", 40, 10), over(WHOLE, "a", 90, 40), over(WHOLE, "c", 10, 5)]
    due = {"2022-1": {"a"}, "2022": {"a", "b", "c"}, "2022-2": {"a"}}
    totals = totals_of(told, adds_up=True, due=due)
    assert not totals[FIRST].is_provisional
    assert (totals[WHOLE].approved, totals[WHOLE].due, totals[WHOLE].is_provisional) == (2, 3, True)
    assert totals[SECOND].is_provisional, "worked out from the year; its own account is still due"
    assert totals[WHOLE].value(share=True) == Decimal("45.0") and totals[FIRST].value(share=False) == Decimal(40)
    assert totals_of([over(FIRST, "a", 0, 0)], adds_up=True)[FIRST].value(share=True) is None
