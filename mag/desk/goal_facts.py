"""What became of a goal: its figures, its plans, its people and its money, each sum beside the rows it is made of.

A plan belongs to a year by the date of its decision ("besloten in 2022"); the money that is free is that of the goal's own budget
lines of that year. No personal data: a resident is named ``Inwoner``, and no free text of a decision or a story is read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
from mag.agenda.models import Agenda, Goal
from mag.applications.models import Application, Decision
from mag.budget.models import BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.budget.queries import YearTotals
from mag.budget.states import Account
from mag.core.errors import NotFound
from mag.core.money import ZERO, Cents
from mag.core.period import year as year_period
from mag.desk.goal_figures import Measured, list_measured
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.indicators.queries import IndicatorReading, readings, readings_by_goal
from mag.indicators.rules import Word, word_of_goal
from mag.partners.models import Partner

HANDED_IN = (HandInState.HANDED_IN, HandInState.APPROVED)
"""Hand-ins whose numbers count: sent, not a draft and not sent back."""


@dataclass(frozen=True, slots=True)
class PlanSums:
    """What plans add up to: amounts in cents, people as handed in. ``settled`` counts the plans that are rounded off."""

    plans: int = 0
    requested: Cents = ZERO
    awarded: Cents = ZERO
    paid: Cents = ZERO
    committed: Cents = ZERO
    settled_plans: int = 0
    settled: Cents = ZERO
    told_plans: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class GoalSummary:
    """A goal in a year: its readings with one word, its sums, and what is free on budget lines of its own (None without one)."""

    goal: Goal
    readings: Sequence[IndicatorReading]
    sums: PlanSums
    free: Cents | None

    @property
    def word(self) -> Word:
        """The one word for the goal."""
        return word_of_goal([reading.verdict.word for reading in self.readings])

    @property
    def judged(self) -> int:
        """How many of the figures could be judged."""
        return sum(reading.verdict.word in (Word.REACHED, Word.PARTLY, Word.NOT_REACHED) for reading in self.readings)

    @property
    def main(self) -> IndicatorReading | None:
        """The figure that stands for the goal: the first with a target and a value, else with a word, else with a value."""
        known = [reading for reading in self.readings if reading.latest is not None]
        with_target = next((reading for reading in known if reading.target is not None), None)
        judged = next((reading for reading in known if reading.verdict.word is not Word.NOT_ASSESSABLE), None)
        return with_target or judged or next(iter(known), None)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A granted plan as anybody with access to the goals may see it, amounts in cents; None where nothing is settled or told yet."""

    reference: str
    title: str
    partner: str
    day: date
    requested: Cents
    awarded: Cents
    paid: Cents
    committed: Cents
    settled: Cents | None
    people: int | None
    expected: int | None
    state: GrantState
    is_demo: bool
    line_id: int


@dataclass(frozen=True, slots=True)
class LineShare:
    """What the plans of a goal take from one budget line, in cents."""

    line_id: int
    label: str
    plans: int
    awarded: Cents
    paid: Cents
    committed: Cents


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A booking on a plan, seen from one account: what came on it and what went off, in cents."""

    booked_on: date
    kind: str
    reference: str
    title: str
    into: Cents
    out_of: Cents


def list_agenda_lines(db: Session, agenda_id: int) -> list[BudgetLine]:
    """Every budget line of an agenda with its year, by year and code. One statement; a year has a handful of lines."""
    asked = select(BudgetLine).join(BudgetLine.budget_year).options(contains_eager(BudgetLine.budget_year))
    return list(db.scalars(asked.where(BudgetYear.agenda_id == agenda_id).order_by(BudgetYear.year, BudgetLine.code)))


def choose_year(years: Sequence[int], asked: int | None, this: int) -> int:
    """The year to show: the one asked for when it lies between the first year and today, else this year, else the last with a budget."""
    if asked is not None and min([*years, this]) <= asked <= max([*years, this]):
        return asked
    return this if this in years or not years else max(years)


def list_summaries(db: Session, agenda: Agenda, year: int, lines: Sequence[BudgetLine], day: date | None = None) -> list[GoalSummary]:
    """Every goal of an agenda in its own order, in one year, as known on a day; ``lines`` are those of that year.

    A fixed number of statements.
    """
    measured = list_measured(db, agenda.id)
    indicators = [indicator for _, of in measured for indicator in of]
    told = readings_by_goal(readings(db, agenda.id, year_period(year), indicators=indicators, known_on=day))
    sums = _sums(db, agenda.id, year)
    return [GoalSummary(goal, told.get(goal.id, []), sums.get(goal.id, PlanSums()), free_of(goal, lines)) for goal, _ in measured]


def get_summary(
    db: Session, measured: Measured, year: int, lines: Sequence[BudgetLine], plans: Sequence[PlanRow], day: date
) -> GoalSummary:
    """One goal in a year, as known on a day; ``lines`` and ``plans`` are those of that year."""
    goal, indicators = measured
    told = readings(db, goal.agenda_id, year_period(year), indicators=indicators, known_on=day)
    return GoalSummary(goal, told, sum_plans(plans), free_of(goal, lines))


def free_of(goal: Goal, lines: Sequence[BudgetLine]) -> Cents | None:
    """What is free on the lines that are for a goal alone; None when there is no such line."""
    own = [line.available_amount for line in lines if line.goal_id == goal.id]
    return Cents(sum(own)) if own else None


def sum_lines(lines: Sequence[BudgetLine]) -> YearTotals:
    """What stands on lines together."""
    names = ("allocated_amount", "available_amount", "committed_amount", "paid_amount")
    return YearTotals(*(Cents(sum(getattr(line, name) for line in lines)) for name in names))


def get_goal(db: Session, agenda_id: int, code: str) -> Goal:
    """A goal with its theme. Raises NotFound."""
    goal = db.scalar(select(Goal).options(joinedload(Goal.theme)).where(Goal.agenda_id == agenda_id, Goal.code == code))
    if goal is None:
        raise NotFound(code)
    return goal


def total_of(sums: Sequence[PlanSums]) -> PlanSums:
    """Several sums together."""
    names = PlanSums.__dataclass_fields__
    return PlanSums(**{name: sum(getattr(one, name) for one in sums) for name in names})


def list_plans(db: Session, goal_id: int, year: int) -> list[PlanRow]:
    """The granted plans of a goal decided on in a year, oldest first; ``day`` is the day of the decision. One statement."""
    return _plans(db, Decision.decided_on, Grant.goal_id == goal_id, _decided_in(year))


def sum_plans(rows: Sequence[PlanRow]) -> PlanSums:
    """What rows add up to, to hold beside the sums the database makes."""
    return PlanSums(
        plans=len(rows),
        requested=Cents(sum(row.requested for row in rows)),
        awarded=Cents(sum(row.awarded for row in rows)),
        paid=Cents(sum(row.paid for row in rows)),
        committed=Cents(sum(row.committed for row in rows)),
        settled_plans=sum(row.settled is not None for row in rows),
        settled=Cents(sum(row.settled or 0 for row in rows)),
        told_plans=sum(row.people is not None for row in rows),
        people=sum(row.people or 0 for row in rows),
    )


def line_shares(plans: Sequence[PlanRow], lines: Sequence[BudgetLine]) -> list[LineShare]:
    """What plans take from each budget line, in the order of the lines of the agenda."""
    found = []
    for line in lines:
        own = sum_plans([plan for plan in plans if plan.line_id == line.id])
        if own.plans:
            label = f"{line.code} {line.name} ({line.budget_year.year})"
            found.append(LineShare(line.id, label, own.plans, own.awarded, own.paid, own.committed))
    return found


def list_goal_entries(db: Session, goal_id: int, year: int, account: Account, *, line_id: int | None = None) -> list[EntryRow]:
    """The bookings that touch an account on the plans of a goal decided on in a year, oldest first. One statement."""
    asked = select(LedgerEntry, Commitment.reference, Commitment.label).join(LedgerEntry.commitment)
    asked = asked.join(Grant, Grant.commitment_id == Commitment.id).join(Grant.decision)
    asked = asked.where(Grant.goal_id == goal_id, _decided_in(year))
    asked = asked.where(or_(LedgerEntry.from_account == account, LedgerEntry.to_account == account))
    if line_id is not None:
        asked = asked.where(LedgerEntry.line_id == line_id)
    return [
        EntryRow(
            entry.booked_on,
            entry.kind.value,
            reference,
            title,
            entry.amount if entry.to_account is account else ZERO,
            entry.amount if entry.from_account is account else ZERO,
        )
        for entry, reference, title in db.execute(asked.order_by(LedgerEntry.booked_on, LedgerEntry.id))
    ]


def list_late(db: Session, agenda_id: int, today: date, *, limit: int = 10) -> list[PlanRow]:
    """Granted plans whose account is overdue, the longest overdue first; ``day`` is the day it was due. One statement."""
    overdue = (Grant.state == GrantState.RUNNING, Grant.account_by < today)
    return _plans(db, Grant.account_by, Application.agenda_id == agenda_id, *overdue, limit=limit)


def get_plan(db: Session, reference: str) -> Grant:
    """A granted plan with what the municipality may see of it. Raises NotFound, also for a plan that got no money."""
    grant = db.scalar(
        select(Grant)
        .where(Grant.reference == reference)
        .options(
            joinedload(Grant.application).joinedload(Application.agenda),
            joinedload(Grant.application).selectinload(Application.results),
            joinedload(Grant.decision),
            joinedload(Grant.partner),
            joinedload(Grant.commitment).joinedload(Commitment.line).joinedload(BudgetLine.budget_year),
        )
    )
    if grant is None:
        raise NotFound(reference)
    return grant


def find_outcome(db: Session, grant: Grant) -> tuple[HandIn | None, Settlement | None, Goal]:
    """What came back on a plan: the hand-in when it was sent, the settlement when there is one; and its goal. One statement."""
    row = db.execute(
        select(HandIn, Settlement, Goal)
        .select_from(Grant)
        .join(Goal, Goal.id == Grant.goal_id)
        .outerjoin(HandIn, and_(HandIn.grant_id == Grant.id, HandIn.settles, HandIn.state.in_(HANDED_IN)))
        .outerjoin(Settlement, Settlement.grant_id == Grant.id)
        .where(Grant.id == grant.id)
    ).one()
    return row[0], row[1], row[2]


def list_plan_entries(db: Session, grant: Grant) -> list[LedgerEntry]:
    """Every booking on a plan, oldest first. One statement."""
    return list(db.scalars(select(LedgerEntry).where(LedgerEntry.commitment_id == grant.commitment_id).order_by(LedgerEntry.id)))


def _decided_in(year: int) -> ColumnElement[bool]:
    return Decision.decided_on.between(date(year, 1, 1), date(year, 12, 31))


def _granted(*columns: Any) -> Select[Any]:
    """Columns of grants with their decision, application, commitment, and the settlement and hand-in they have (at most one each)."""
    asked: Select[Any] = select(*columns).select_from(Grant).join(Grant.decision).join(Grant.application).join(Grant.commitment)
    told = and_(HandIn.grant_id == Grant.id, HandIn.settles, HandIn.state.in_(HANDED_IN))
    return asked.outerjoin(Settlement, Settlement.grant_id == Grant.id).outerjoin(HandIn, told)


def _plans(db: Session, day: Any, *wanted: ColumnElement[bool], limit: int | None = None) -> list[PlanRow]:
    asked = _granted(
        Grant.reference,
        Application.title,
        Partner,
        day,
        Application.requested_amount,
        Grant.awarded_amount,
        Commitment.paid_amount,
        Commitment.committed_amount,
        Settlement.settled_amount,
        HandIn.people_reached,
        Application.expected_people,
        Grant.state,
        Application.is_demo,
        Commitment.line_id,
    )
    found = db.execute(asked.join(Grant.partner).where(*wanted).order_by(day, Grant.id).limit(limit))
    return [PlanRow(row[0], row[1], row[2].public_name, *row[3:]) for row in found]


def _sums(db: Session, agenda_id: int, year: int) -> dict[int, PlanSums]:
    """The sums of the granted plans of a year by the id of their goal. One statement."""
    asked = _granted(
        Grant.goal_id,
        func.count(),
        func.sum(Application.requested_amount),
        func.sum(Grant.awarded_amount),
        func.sum(Commitment.paid_amount),
        func.sum(Commitment.committed_amount),
        func.count(Settlement.id),
        func.sum(Settlement.settled_amount),
        func.count(HandIn.people_reached),
        func.sum(HandIn.people_reached),
    )
    asked = asked.where(Application.agenda_id == agenda_id, _decided_in(year)).group_by(Grant.goal_id)
    return {row[0]: PlanSums(*(Cents(int(number or 0)) for number in row[1:])) for row in db.execute(asked)}
