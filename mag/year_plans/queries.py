"""Reads plans of the year, for who may read them: the lead contractor, the municipality, the sounding board, the accountant."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.year_plans.models import YearPlan
from mag.year_plans.states import YearPlanState


def may_see(actor: Actor, plan: YearPlan) -> bool:
    """Whether somebody may see a plan: its makers always, other readers once the concept was sent round."""
    if actor.may(Permission.MAKE_YEAR_PLANS):
        return True
    return actor.may(Permission.READ_YEAR_PLANS) and (plan.state is YearPlanState.ADOPTED or plan.shared_at is not None)


def list_plans(db: Session, actor: Actor, agenda_id: int) -> list[YearPlan]:
    """The plans of an agenda this person may see, newest first."""
    found = select(YearPlan).where(YearPlan.agenda_id == agenda_id).order_by(YearPlan.year.desc(), YearPlan.version.desc())
    return [plan for plan in db.scalars(found) if may_see(actor, plan)]


def get_plan(db: Session, actor: Actor, plan_id: int) -> YearPlan:
    """A plan with its agenda, texts and comments. Raises NotFound, also for who may not see it."""
    found = db.scalar(
        select(YearPlan)
        .where(YearPlan.id == plan_id)
        .options(joinedload(YearPlan.agenda), selectinload(YearPlan.texts), selectinload(YearPlan.comments))
    )
    if found is None or not may_see(actor, found):
        raise NotFound(f"year plan {plan_id}")
    return found
