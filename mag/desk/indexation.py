"""An indexation proposal for yearly partners: last year's awards, raised by some percentages beside each other (``domain.md 9.6``).

Nothing here is written down: a proposal is a table to talk about. Amounts in cents, percentages as Decimal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.applications.models import Application
from mag.budget.models import BudgetLine, Commitment
from mag.core.money import Cents
from mag.grants.models import Grant

STEPS: dict[str, tuple[int, str]] = {
    "euro": (100, "hele euro's"),
    "tien": (1_000, "tientallen van euro's"),
    "cent": (1, "hele centen"),
}
"""To what new amounts can be rounded: cents per step, and the words."""


@dataclass(frozen=True, slots=True)
class YearlyAward:
    """What a yearly partner got in the year before, in cents, and from which line (its code)."""

    reference: str
    title: str
    partner: str
    amount: Cents
    line: BudgetLine


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What a variant does to one line, in cents: the awards now, raised by each percentage, beside the line's budget."""

    line: BudgetLine
    now: Cents
    raised: tuple[Cents, ...]
    budget: Cents
    budget_year: int


def raise_by(amount: Cents, percent: Decimal, step: int) -> Cents:
    """An amount with a percentage on top, rounded to a step of cents, half a step up."""
    steps = Decimal(amount) * (100 + percent) / 100 / step
    return Cents(int(steps.quantize(Decimal(1), rounding=ROUND_HALF_UP)) * step)


def list_yearly(db: Session, agenda_id: int, year: int) -> list[YearlyAward]:
    """The awards for regular activities that began in a year, by partner. One statement."""
    asked = (
        select(Grant)
        .join(Grant.application)
        .where(Application.agenda_id == agenda_id, Application.is_regular)
        .where(Grant.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
        .options(
            joinedload(Grant.application).load_only(Application.title),
            joinedload(Grant.partner),
            joinedload(Grant.commitment).joinedload(Commitment.line).joinedload(BudgetLine.budget_year),
        )
    )
    found = [
        YearlyAward(one.reference, one.application.title, one.partner.public_name, one.awarded_amount, one.commitment.line)
        for one in db.scalars(asked)
    ]
    return sorted(found, key=lambda one: (one.partner.lower(), one.reference))


def line_effects(
    awards: Sequence[YearlyAward], percents: Sequence[Decimal], step: int, next_lines: Sequence[BudgetLine]
) -> list[LineEffect]:  # fmt: skip
    """Per line the awards together, now and raised; beside the budget of the line with that code next year, else of its own year."""
    following = {line.code: line for line in next_lines}
    found = []
    for line in sorted({award.line.id: award.line for award in awards}.values(), key=lambda line: line.code):
        own = [award.amount for award in awards if award.line.id == line.id]
        raised = tuple(Cents(sum(raise_by(amount, percent, step) for amount in own)) for percent in percents)
        beside = following.get(line.code)
        budget, year = (
            (Cents(max(beside.allocated_amount, beside.proposed_amount)), beside.budget_year.year)
            if beside is not None
            else (line.allocated_amount, line.budget_year.year)
        )
        found.append(LineEffect(line, Cents(sum(own)), raised, budget, year))
    return found
