"""How counts of partners become the value of a half-year and of a year. Pure.

1. A half-year is the sum of what plans told for that half.
2. A year is the sum of what plans told for the year. A final account belongs to the year in which the plan ended.
3. Where a plan told nothing for a half by itself, its account over the whole counts for it when the plan ran in that half alone;
   else, where halves add up to the year, it is the year less the other half, when both are known and the account is of that year alone.
4. Where a plan told nothing for a year by itself, its two halves together are its year, where halves add up.
5. Of accounts of one plan over the same days only the longest counts: nothing is counted twice.
6. A value is provisional as long as an account that is due for the period is not approved.

The sum does not depend on the order in which accounts were approved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from mag.core.period import Period, PeriodKind, half_year, year


@dataclass(frozen=True, slots=True)
class Told:
    """What one account of a plan counted: for which period, over which days, the whole and (of a share) the part of it."""

    plan: str
    period: Period
    first: date
    last: date
    whole: int
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What one plan counts for in one period. ``is_own`` when it was told for this very period, and not worked out from another."""

    plan: str
    whole: int
    part: int | None
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """The counts of a period together, with how many of the accounts that are due were approved."""

    period: Period
    counted: tuple[Counted, ...]
    approved: int
    due: int

    @property
    def whole(self) -> int:
        """All wholes together."""
        return sum(one.whole for one in self.counted)

    @property
    def part(self) -> int | None:
        """All parts together; None for a count."""
        parts = [one.part for one in self.counted]
        return None if None in parts else sum(part or 0 for part in parts)

    @property
    def is_provisional(self) -> bool:
        """Whether an account that is due is not approved yet."""
        return self.approved < self.due

    def value(self, *, share: bool) -> Decimal | None:
        """The number: the whole, or the part in per cent of it to one decimal; None for a share of nothing."""
        if not share:
            return Decimal(self.whole)
        part, whole = self.part, self.whole
        return None if part is None or not whole else (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


Due = Mapping[str, Collection[str]]
"""The plans whose account is due for a period, by the code of the period."""


def totals_of(told: Iterable[Told], *, adds_up: bool, due: Due | None = None) -> dict[Period, Total]:
    """The total of every period something was counted for, by the rules above."""
    plans: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        plans[one.plan].append(one)
    found: dict[Period, list[Counted]] = defaultdict(list)
    for plan in sorted(plans):
        for period, counted in _of_plan(plan, plans[plan], adds_up=adds_up).items():
            found[period].append(counted)
    return {period: _total(period, counted, set((due or {}).get(period.code, ()))) for period, counted in sorted(found.items())}


def _total(period: Period, counted: list[Counted], due: set[str]) -> Total:
    own = {one.plan for one in counted if one.is_own}
    return Total(period, tuple(counted), len(due & own), len(due))


def _of_plan(plan: str, told: list[Told], *, adds_up: bool) -> dict[Period, Counted]:
    halves = {one.period: one for one in _apart(one for one in told if one.period.kind is PeriodKind.HALF_YEAR)}
    wholes: dict[Period, list[Told]] = defaultdict(list)
    for one in _apart(one for one in told if one.period.kind is PeriodKind.YEAR):
        wholes[one.period].append(one)
    found = {period: Counted(plan, one.whole, one.part) for period, one in halves.items()}
    for period, of in wholes.items():
        found[period] = Counted(plan, sum(one.whole for one in of), _parts(of))
        for half, other in _both(period.first.year):
            if half not in halves and (worked_out := _half_of(plan, half, halves.get(other), of, adds_up=adds_up)) is not None:
                found[half] = worked_out
    for number in {period.first.year for period in halves} if adds_up else ():
        both = [halves[half] for half, _ in _both(number) if half in halves]
        if year(number) not in wholes and len(both) == 2:
            found[year(number)] = Counted(plan, sum(one.whole for one in both), _parts(both), is_own=False)
    return found


def _apart(told: Iterable[Told]) -> list[Told]:
    """The accounts of one plan without those over days of which a longer one tells."""
    kept: list[Told] = []
    for one in sorted(told, key=lambda one: (one.first - one.last, one.period, one.whole, one.part or 0)):
        if all(one.last < other.first or other.last < one.first for other in kept):
            kept.append(one)
    return kept


def _half_of(plan: str, half: Period, other: Told | None, of: list[Told], *, adds_up: bool) -> Counted | None:
    """What a plan counts for in a half it told nothing of by itself, from its accounts over the year; None when it does not follow."""
    if len(of) != 1:
        return None
    whole = of[0]
    if half.first <= whole.first and whole.last <= half.last:
        return Counted(plan, whole.whole, whole.part, is_own=False)
    if other is None or not adds_up or whole.first.year != half.first.year:
        return None
    left, part = whole.whole - other.whole, None
    if whole.part is not None and other.part is not None:
        part = whole.part - other.part
    if left < 0 or (part is None) != (whole.part is None) or (part is not None and not 0 <= part <= left):
        return None
    return Counted(plan, left, part, is_own=False)


def _both(number: int) -> tuple[tuple[Period, Period], ...]:
    first, second = half_year(number, 1), half_year(number, 2)
    return (first, second), (second, first)


def _parts(told: list[Told]) -> int | None:
    return None if any(one.part is None for one in told) else sum(one.part or 0 for one in told)
