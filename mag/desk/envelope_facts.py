"""What the holder of an envelope sees: which requests wait and until when, what was decided, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from mag.accountability.models import HandIn
from mag.accounts.roles import Role
from mag.agenda.models import Tier
from mag.agenda.queries import rule_set_document
from mag.applications.models import Application, Decision
from mag.applications.states import OPEN_STATES
from mag.budget.models import BudgetLine, Commitment
from mag.core.money import Cents
from mag.core.period import Period
from mag.desk.goal_facts import HANDED_IN
from mag.grants.models import Grant
from mag.grants.states import GrantState


@dataclass(frozen=True, slots=True)
class Decided:
    """A request awarded from an envelope, amounts in cents; ``people`` as handed in, None where nobody told yet."""

    reference: str
    title: str
    partner: str
    decided_on: date
    awarded: Cents
    paid: Cents
    committed: Cents
    state: GrantState
    account_by: date
    people: int | None


def list_waiting(db: Session, agenda_id: int) -> list[Application]:
    """The open requests a neighbourhood worker decides on, the first to decide on top. Two statements."""
    tiers = db.scalars(select(Tier).join(Tier.rule_set).where(Tier.rule_set.has(agenda_id=agenda_id)).options(joinedload(Tier.rule_set)))
    own = [row.id for row in tiers if rule_set_document(row.rule_set).tier(row.code).decider is Role.NEIGHBOURHOOD_WORKER]
    asked = select(Application).where(Application.agenda_id == agenda_id, Application.state.in_(OPEN_STATES), Application.tier_id.in_(own))
    return list(db.scalars(asked.options(joinedload(Application.partner)).order_by(Application.decide_by, Application.id)))


def list_decided(db: Session, line: BudgetLine) -> list[Decided]:
    """Everything that was awarded from an envelope, oldest first. One statement."""
    told = and_(HandIn.grant_id == Grant.id, HandIn.state.in_(HANDED_IN))
    asked = (
        select(Grant, Commitment.paid_amount, Commitment.committed_amount, Decision.decided_on, Application.title, HandIn.people_reached)
        .join(Grant.commitment)
        .join(Grant.decision)
        .join(Grant.application)
        .outerjoin(HandIn, told)
        .where(Commitment.line_id == line.id)
        .options(joinedload(Grant.partner))
        .order_by(Decision.decided_on, Grant.id)
    )
    return [
        Decided(
            grant.reference, title, grant.partner.name, decided_on, grant.awarded_amount, paid, committed, grant.state, grant.account_by,
            people,
        )
        for grant, paid, committed, decided_on, title, people in db.execute(asked)
    ]  # fmt: skip


def decided_in(rows: Sequence[Decided], period: Period) -> list[Decided]:
    """Those decided on in a half year."""
    return [row for row in rows if row.decided_on in period]
