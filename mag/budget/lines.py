"""What somebody writes down for a budget line, and the making of its row."""

from typing import NamedTuple

from sqlalchemy import select

from mag.agenda.models import Goal, RuleSet, Theme, Tier
from mag.agenda.terms import ApplicantGroup
from mag.budget.models import BudgetLine, BudgetYear
from mag.budget.rules import missing_for_line, missing_for_proposed
from mag.budget.states import Part
from mag.core.errors import NotFound, refuse_if
from mag.core.money import ZERO, Cents
from mag.core.transaction import Tx


class LinePlan(NamedTuple):
    """What somebody writes down for a line: where it belongs and, in a concept, how much it gets."""

    code: str
    name: str
    part: Part
    task_field: str
    cost_centre: str
    amount: Cents = ZERO
    theme_id: int | None = None
    goal_id: int | None = None
    applicant_group: ApplicantGroup | None = None
    tier_id: int | None = None
    recipient: str | None = None


def place_line(tx: Tx, year: BudgetYear, plan: LinePlan, *, proposed: Cents = ZERO) -> BudgetLine:
    """Add an empty line to a locked year. Raises as :func:`judge_line`."""
    plan = judge_line(tx, year, plan, None)
    return write_line(tx, BudgetLine(budget_year=year, **columns_of(plan), proposed_amount=proposed))


def copy_line(tx: Tx, line: BudgetLine, year: BudgetYear, amount: Cents = ZERO) -> BudgetLine:
    """The same line in another year, without money; ``amount`` is what the concept proposes."""
    same = {name: getattr(line, name) for name in LinePlan._fields if name != "amount"}
    return write_line(tx, BudgetLine(budget_year=year, **same, proposed_amount=amount))


def write_line(tx: Tx, line: BudgetLine) -> BudgetLine:
    """Write a new line and have it told in the journal."""
    tx.db.add(line)
    tx.db.flush()
    year = line.budget_year
    facts = {"year": year.year, "code": line.code, "part": line.part.value}
    tx.record("budget.line.added", "budget_line", line.id, chain=year.agenda.code, **facts)
    return line


def judge_line(tx: Tx, year: BudgetYear, plan: LinePlan, line: BudgetLine | None) -> LinePlan:
    """The plan, tidy and with the theme of its goal; ``line`` when it is about a line that is there already.

    Raises Refused for what is missing or taken, NotFound for a theme, goal or tier of another agenda.
    """
    words = {name: getattr(plan, name).strip() for name in ("code", "name", "task_field", "cost_centre")}
    plan = plan._replace(**words, recipient=(plan.recipient or "").strip() or None)
    same = select(BudgetLine.id).where(BudgetLine.budget_year_id == year.id, BudgetLine.code == plan.code)
    found = tx.db.scalar(same)
    taken = found is not None and (line is None or found != line.id)
    refuse_if(
        [
            *missing_for_line(plan.code, plan.name, plan.task_field, plan.cost_centre, taken),
            *missing_for_proposed(plan.amount, plan.recipient),
        ]
    )
    if plan.goal_id is not None:
        goal = tx.db.get(Goal, plan.goal_id)
        if goal is None or goal.agenda_id != year.agenda_id:
            raise NotFound("goal of another agenda")
        plan = plan._replace(theme_id=goal.theme_id)
    if plan.theme_id is not None:
        theme = tx.db.get(Theme, plan.theme_id)
        if theme is None or theme.agenda_id != year.agenda_id:
            raise NotFound("theme of another agenda")
    if plan.tier_id is not None:
        asked = select(RuleSet.agenda_id).join(Tier, Tier.rule_set_id == RuleSet.id).where(Tier.id == plan.tier_id)
        if tx.db.scalar(asked) != year.agenda_id:
            raise NotFound("tier of another agenda")
    return plan


def columns_of(plan: LinePlan) -> dict[str, object]:
    """The columns of a line, without its amount."""
    columns = plan._asdict()
    del columns["amount"]
    return columns
