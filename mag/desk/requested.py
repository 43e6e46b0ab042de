"""The open requests of an agenda for the pages of the budget: registered with ``mag.budget.requested``."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.agenda.models import Goal
from mag.applications.models import Alignment, Application, DecisionProposal, PlannedActivity
from mag.applications.states import OPEN_STATES
from mag.applications.verdicts import ProposalState
from mag.budget.models import BudgetLine, BudgetYear, Commitment
from mag.budget.queries import list_lines
from mag.budget.requested import READERS, Asked
from mag.desk.expected_line import Habits, Wish, expect_line
from mag.grants.models import Grant
from mag.partners.models import Partner, PartnerKind
from mag.rounds.models import Round, RoundEntry
from mag.rounds.states import RoundState


def read_asked(db: Session, agenda_id: int, year: int, today: date) -> list[Asked]:
    """The open requests a budget year would pay: those of plans that begin in it, and this year all that wait since before.

    Three statements, whatever the number of requests.
    """
    lines = list_lines(db, agenda_id, year)
    rows = [row for row in db.execute(_open_requests(agenda_id)) if max((row.starts_on or today).year, today.year) == year]
    habits = _habits(db, agenda_id, year) if rows else {}
    found = []
    for row in rows:
        proposed = row.proposal["line_id"] if row.proposal and "line_id" in row.proposal else row.entry_line_id
        wish = Wish(row.requested_amount, row.tier_id, row.goal_id, row.theme_id, row.earlier_code, proposed)
        line_id, why = expect_line(wish, lines, habits)
        who = "Inwoner" if row.kind is PartnerKind.RESIDENT else row.name
        found.append(Asked(row.reference, row.title, who, row.requested_amount, row.decide_by, line_id, why))
    return found


def _open_requests(agenda_id: int) -> Any:
    """The open requests, each with its main goal, the line proposed for it and the line that paid the plan it continues."""
    main = select(func.min(Alignment.goal_id)).join(PlannedActivity, PlannedActivity.id == Alignment.activity_id)
    goal_id = main.where(PlannedActivity.application_id == Application.id, Alignment.is_main).scalar_subquery()
    waits = (DecisionProposal.state == ProposalState.PROPOSED, DecisionProposal.application_id == Application.id)
    entry = select(func.max(RoundEntry.line_id)).join(RoundEntry.round)
    earlier = select(func.max(BudgetLine.code)).join(Commitment.line).join(Grant, Grant.commitment_id == Commitment.id)
    return (
        select(
            Application.reference,
            Application.title,
            Partner.name,
            Partner.kind,
            Application.requested_amount,
            Application.decide_by,
            Application.starts_on,
            Application.tier_id,
            Goal.id.label("goal_id"),
            Goal.theme_id,
            select(DecisionProposal.content).where(*waits).limit(1).scalar_subquery().label("proposal"),
            entry.where(RoundEntry.application_id == Application.id, Round.state != RoundState.CLOSED)
            .scalar_subquery()
            .label("entry_line_id"),
            earlier.where(Grant.application_id == Application.renewal_of_id).scalar_subquery().label("earlier_code"),
        )
        .join(Application.partner)
        .outerjoin(Goal, Goal.id == goal_id)
        .where(Application.agenda_id == agenda_id, Application.state.in_(OPEN_STATES))
    )


def _habits(db: Session, agenda_id: int, year: int) -> Habits:
    """By tier and goal the code of the line that paid most plans, in a year and the one before; of equals the first code."""
    asked = (
        select(Application.tier_id, Grant.goal_id, BudgetLine.code, func.count().label("times"))
        .select_from(Grant)
        .join(Grant.application)
        .join(Grant.commitment)
        .join(Commitment.line)
        .join(BudgetLine.budget_year)
        .where(BudgetYear.agenda_id == agenda_id, BudgetYear.year.between(year - 1, year))
        .group_by(Application.tier_id, Grant.goal_id, BudgetLine.code)
    )
    found: dict[tuple[int, int | None], tuple[int, str]] = {}
    whole: dict[tuple[int, str], int] = {}
    for tier_id, goal_id, code, times in db.execute(asked.order_by(BudgetLine.code)):
        whole[tier_id, code] = whole.get((tier_id, code), 0) + times
        if times > found.get((tier_id, goal_id), (0, ""))[0]:
            found[tier_id, goal_id] = (times, code)
    for (tier_id, code), times in sorted(whole.items(), key=lambda pair: pair[0][1]):
        if times > found.get((tier_id, None), (0, ""))[0]:
            found[tier_id, None] = (times, code)  # a request without a goal follows its tier
    return {key: code for key, (_, code) in found.items()}


READERS.append(read_asked)
