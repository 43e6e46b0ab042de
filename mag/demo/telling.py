"""What a demo partner fills in at an account: the plan, with the money that was really spent."""

from collections.abc import Sequence
from decimal import Decimal

from mag.accountability.asking import asked_of, compared
from mag.accountability.comparing import Compared, differs
from mag.accountability.counts.queries import list_questions
from mag.accountability.models import HandIn
from mag.accountability.states import PeopleCounted
from mag.accountability.told import ActivityTold, Told
from mag.agenda.terms import EvidenceKind, HandInKind
from mag.core.money import Cents
from mag.core.transaction import Tx

WHY = ("Er kwamen meer mensen dan wij dachten.", "Wij konden spullen lenen van een andere club.", "De zaal was duurder dan vorig jaar.")
COUNTED, COUNTED_WHY = (74, 57), "Wij telden dit in ons eigen systeem (demo)."
ASKED_HOW = "Met een briefje na afloop."


def told_of(tx: Tx, found: HandIn, *, spent: Cents, people: int) -> Told:
    """The tables of an account by the plan, its cost lines so that they come to what was spent; each difference explained."""
    asked = asked_of(tx.db, found.grant, found.kind, tx.today)
    results, lines = compared(tx.db, found.grant, found, asked)
    planned = found.grant.application.activities[:1]
    activities = tuple(ActivityTold(one.name, one.starts_on, one.ends_on, found.grant.application.place, people) for one in planned)
    return Told(
        results={row.id: (row.planned, "") for row in results},
        lines=_lines(lines, spent, asked.explain_above),
        counts=counts_of(tx, found),
        activities=activities if asked.activities else None,
        counted=PeopleCounted.PEOPLE if asked.activities else None,
        story_may_show=found.id % 3 != 0,
        satisfaction=(Decimal("7.8"), max(1, people // 3), ASKED_HOW) if asked.satisfaction else None,
    )


def counts_of(tx: Tx, found: HandIn) -> dict[int, tuple[int | None, int | None, str]]:
    """What a demo partner counted for the figures of its goal, in every account the same; its year a good twice its half-year."""
    asked = asked_of(tx.db, found.grant, found.kind, tx.today)
    times = 1 if asked.kind is HandInKind.HALF_YEAR else 2
    questions = list_questions(tx.db, found.grant, found, asked, found.period)
    return {one.indicator_id: (COUNTED[0] * times, COUNTED[1] * times if one.ask_part else None, COUNTED_WHY) for one in questions}


def _lines(lines: Sequence[Compared], spent: Cents, percent: int | None) -> dict[int, tuple[Cents | None, str]]:
    """Every line as planned; the difference with what was spent lands on the costs, the first ones first."""
    income = sum(row.planned for row in lines if row.is_income)
    costs = [row for row in lines if not row.is_income]
    left = spent + income - sum(row.planned for row in costs)
    told: dict[int, tuple[Cents | None, str]] = {row.id: (Cents(row.planned), "") for row in lines if row.is_income}
    for number, row in enumerate(costs):
        real = max(0, row.planned + left)
        left -= real - row.planned
        told[row.id] = (Cents(real), WHY[number % len(WHY)] if differs(row.planned, real, percent) else "")
    return told


def papers_needed(tx: Tx, found: HandIn) -> tuple[EvidenceKind, ...]:
    """The papers an account must hold by name."""
    asked = asked_of(tx.db, found.grant, found.kind, tx.today)
    return tuple(group[0] for group in asked.demands if set(group) <= set(asked.papers))
