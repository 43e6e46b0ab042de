"""Reads the money of a report: the lines of its year, and every ledger entry up to the last day that a figure can stand on."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from mag.agenda.models import Goal, Theme
from mag.applications.models import Application
from mag.budget.models import BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.core.period import Period
from mag.grants.models import Grant
from mag.partners.models import Partner
from mag.reports.facts import EntryFact, LineFact


def list_money(db: Session, agenda_id: int, period: Period) -> tuple[tuple[LineFact, ...], tuple[EntryFact, ...]]:
    """The budget lines of the period's year by code, and their entries up to its last day; with what was booked on other years in it.

    One statement.
    """
    line_goal = aliased(Goal)
    asked = (
        select(BudgetLine, BudgetYear.year, Theme.code, LedgerEntry, Commitment, Goal.code, Partner, Application.is_demo)
        .join(BudgetYear, BudgetYear.id == BudgetLine.budget_year_id)
        .outerjoin(line_goal, line_goal.id == BudgetLine.goal_id)
        .outerjoin(Theme, or_(Theme.id == BudgetLine.theme_id, Theme.id == line_goal.theme_id))
        .outerjoin(LedgerEntry, and_(LedgerEntry.line_id == BudgetLine.id, LedgerEntry.booked_on <= period.last))
        .outerjoin(Commitment, Commitment.id == LedgerEntry.commitment_id)
        .outerjoin(Grant, Grant.commitment_id == Commitment.id)
        .outerjoin(Goal, Goal.id == Grant.goal_id)
        .outerjoin(Application, Application.id == Grant.application_id)
        .outerjoin(Partner, Partner.id == Grant.partner_id)
        .where(BudgetYear.agenda_id == agenda_id, or_(BudgetYear.year == period.first.year, LedgerEntry.booked_on >= period.first))
        .order_by(BudgetLine.code, LedgerEntry.id)
    )
    lines: dict[int, LineFact] = {}
    entries = []
    for line, year, theme, entry, commitment, goal, partner, is_demo in db.execute(asked):
        if year == period.first.year and line.id not in lines:
            lines[line.id] = LineFact(year, line.code, line.name, line.part.value, theme, line.task_field, line.cost_centre)
        if entry is not None:
            entries.append(_entry(line, year, entry, commitment, goal, partner, bool(is_demo)))
    return tuple(lines.values()), tuple(sorted(entries, key=lambda entry: entry.number))


def _entry(
    line: BudgetLine, year: int, entry: LedgerEntry, commitment: Commitment | None, goal: str | None, partner: Partner | None, is_demo: bool
) -> EntryFact:
    return EntryFact(
        number=entry.id,
        year=year,
        line=line.code,
        task_field=line.task_field,
        part=line.part.value,
        kind=entry.kind.value,
        booked_on=entry.booked_on,
        amount=int(entry.amount),
        reference=commitment.reference if commitment else None,
        title=commitment.label if commitment else "",
        partner=partner.public_name if partner else "",
        partner_id=partner.id if partner else None,
        goal=goal,
        is_demo=is_demo,
    )
