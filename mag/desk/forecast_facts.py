"""The forecast of a budget year to 31 December: what is paid, what falls due, what will probably be promised, what is behind.

Each number is a sum over rows that can be shown. What of the open requests will probably be awarded follows from this year's own
decisions: awarded against asked, in cents, rounded per request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.applications.models import Application, Decision
from mag.budget.models import BudgetLine, BudgetYear, Commitment
from mag.budget.requested import Asked
from mag.core.money import ZERO, Cents, round_half_up
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState

WAITING = (InstalmentState.PLANNED, InstalmentState.IN_RUN)


@dataclass(frozen=True, slots=True)
class Share:
    """What was awarded of what was asked, over ``decisions`` of one ``year``; nothing decided counts as all of it."""

    asked: Cents
    awarded: Cents
    decisions: int
    year: int

    def of(self, amount: Cents) -> Cents:
        """The part of an amount that will probably be awarded, half a cent up."""
        if not self.asked:
            return amount
        return Cents(round_half_up(amount * self.awarded, self.asked))

    @property
    def percent(self) -> int:
        """In whole per cents, for reading."""
        return round_half_up(100 * self.awarded, self.asked) if self.asked else 100


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment that is not paid yet, in cents; without a day it waits for the settlement."""

    line_id: int
    reference: str
    title: str
    number: int
    amount: Cents
    due_on: date | None
    in_run: bool


@dataclass(frozen=True, slots=True)
class LineForecast:
    """One line on 31 December, in cents. ``free`` below zero: more is asked than there is."""

    line: BudgetLine
    due: Cents
    later: Cents
    asked: Cents
    expected: Cents

    @property
    def paid(self) -> Cents:
        """What will be paid by then."""
        return Cents(self.line.paid_amount + self.due)

    @property
    def free(self) -> Cents:
        """What will be free by then."""
        return Cents(self.line.available_amount - self.expected)


def share_awarded(db: Session, agenda_id: int, year: int) -> Share:
    """Awarded against asked over the decisions of a year, else of the year before; withdrawn requests do not count. One statement."""
    which = func.extract("year", Decision.decided_on)
    asked = (
        select(which, func.sum(Decision.requested_amount), func.sum(Decision.amount), func.count())
        .join(Application, Application.id == Decision.application_id)
        .where(Application.agenda_id == agenda_id, Decision.is_current)
        .where(Decision.decided_on.between(date(year - 1, 1, 1), date(year, 12, 31)))
        .group_by(which)
    )
    found = {int(of): Share(Cents(int(want)), Cents(int(got)), int(times), int(of)) for of, want, got, times in db.execute(asked)}
    return found.get(year) or found.get(year - 1) or Share(ZERO, ZERO, 0, year)


def list_due(db: Session, agenda_id: int, year: int) -> list[Due]:
    """What is promised on the lines of a budget year and not paid, by day; what has no day comes last. One statement."""
    asked = (
        select(
            Commitment.line_id, Grant.reference, Commitment.label, Instalment.number, Instalment.amount, Instalment.due_on, Instalment.state
        )
        .join(Instalment.grant)
        .join(Grant.commitment)
        .join(Commitment.line)
        .join(BudgetLine.budget_year)
        .where(BudgetYear.agenda_id == agenda_id, BudgetYear.year == year, Instalment.state.in_(WAITING))
        .order_by(Instalment.due_on.is_(None), Instalment.due_on, Grant.reference, Instalment.number)
    )  # fmt: skip
    return [Due(*row[:6], row[6] is InstalmentState.IN_RUN) for row in db.execute(asked)]


def until(rows: Sequence[Due], last: date) -> list[Due]:
    """The instalments that fall due up to and including a day."""
    return [row for row in rows if row.due_on is not None and row.due_on <= last]


def after(rows: Sequence[Due], last: date) -> list[Due]:
    """The instalments after a day, and those that wait for the settlement."""
    return [row for row in rows if row.due_on is None or row.due_on > last]


def behind(rows: Sequence[Due], today: date) -> list[Due]:
    """The instalments whose day passed and that stand in no payment run."""
    return [row for row in rows if row.due_on is not None and row.due_on < today and not row.in_run]


def forecast(lines: Sequence[BudgetLine], rows: Sequence[Due], asked: Sequence[Asked], share: Share, year: int) -> list[LineForecast]:
    """Each line of a year on its 31 December; ``later`` is what is promised then and not paid yet."""
    due = until(rows, date(year, 12, 31))
    found = []
    for line in lines:
        fall = Cents(sum(row.amount for row in due if row.line_id == line.id))
        wanted = [one.amount for one in asked if one.line_id == line.id]
        expected = Cents(sum(share.of(amount) for amount in wanted))
        found.append(LineForecast(line, fall, Cents(line.committed_amount - fall), Cents(sum(wanted)), expected))
    return found
