"""Plan and reality side by side: what differs more than the rule set lets pass, what was spent, and heads counted once. Pure.

Source: ``domain.md 2.4`` (deviations with explanation), ``ux.md 2.2``. Whole numbers and whole cents only: no fraction decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mag.accountability.states import PeopleCounted
from mag.core.errors import Refusal
from mag.core.money import Cents, show

EXPLANATION_LEAST = 5


def differs(planned: int, real: int | None, percent: int | None) -> bool:
    """Whether reality differs more than ``percent`` per cent of the plan, up or down; exactly that much does not.

    Where nothing was planned everything differs. Without a percentage nothing has to be explained.
    """
    return percent is not None and real is not None and abs(real - planned) * 100 > planned * percent


@dataclass(frozen=True, slots=True)
class Compared:
    """One planned result (a number) or one line of the budget (cents) beside what became of it. ``field`` is its question."""

    id: int
    label: str
    planned: int
    real: int | None
    explanation: str = ""
    is_money: bool = False
    is_income: bool = False

    @property
    def field(self) -> str:
        """The name of its question on the form; the explanation has ``_why`` behind it."""
        return f"{'line' if self.is_money else 'result'}_{self.id}"

    @property
    def difference(self) -> int | None:
        """Real minus planned; None as long as the real one is not known."""
        return None if self.real is None else self.real - self.planned


def needs_explaining(row: Compared, percent: int | None) -> bool:
    """Whether the partner is asked to explain this row."""
    return differs(row.planned, row.real, percent)


def missing_in(rows: Iterable[Compared], percent: int | None) -> Iterator[Refusal]:
    """What lacks in the table of plan and reality: a number, or an explanation where it differs too much."""
    for row in rows:
        if row.real is None:
            what = "bedrag" if row.is_money else "aantal"
            yield Refusal("real_missing", f"Vul bij ‘{row.label}’ het echte {what} in. Was het niets? Vul dan 0 in.", row.field)
        elif needs_explaining(row, percent) and len(row.explanation.strip()) < EXPLANATION_LEAST:
            plan = show(row.planned) if row.is_money else str(row.planned)
            sentence = f"‘{row.label}’ is meer dan {percent}% anders dan gepland ({plan}). Leg in één of twee zinnen uit hoe dat komt."
            yield Refusal("explanation_missing", sentence, f"{row.field}_why")


def spent_of(rows: Sequence[Compared]) -> Cents | None:
    """What was spent of our money, in cents: all costs less what others paid, never below zero. None while an amount lacks.

    None too where there are no costs at all: then the partner fills in the amount itself.
    """
    if not any(not row.is_income for row in rows) or any(row.real is None for row in rows):
        return None
    costs = sum(row.real or 0 for row in rows if not row.is_income)
    return Cents(max(0, costs - sum(row.real or 0 for row in rows if row.is_income)))


def wrong_head_count(total: int | None, activities: Sequence[tuple[str, int]], counted: PeopleCounted) -> Iterator[Refusal]:
    """Why a head count does not fit the activities ``(name, people)`` it is made of.

    People who are counted once are at least as many as came to the fullest activity, and at most everybody together.
    Visits add up. People and visits are never added together: one account counts one of the two.
    """
    if total is None or not activities:
        return
    fullest, together = max(activities, key=lambda one: one[1]), sum(people for _, people in activities)
    if counted is PeopleCounted.VISITS and total != together:
        sentence = f"U telt bezoeken. Bij uw activiteiten samen zijn dat er {together}. Vul dat in, of pas de activiteiten aan."
        yield Refusal("visits_do_not_add_up", sentence, "people_reached")
    elif counted is PeopleCounted.PEOPLE and total < fullest[1]:
        sentence = f"Bij ‘{fullest[0]}’ kwamen er {fullest[1]}. Dan deden er in totaal minstens {fullest[1]} mensen mee."
        yield Refusal("fewer_than_one_activity", sentence, "people_reached")
    elif counted is PeopleCounted.PEOPLE and total > together:
        sentence = f"Bij uw activiteiten kwamen er samen {together}. Meer mensen kunnen het er niet zijn. Staat elke activiteit erbij?"
        yield Refusal("more_than_all_activities", sentence, "people_reached")
