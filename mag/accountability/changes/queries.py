"""Questions about changes that were asked for, scoped to who asks. Reads only."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accountability.changes.models import Change
from mag.accountability.changes.states import OPEN_CHANGES
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.queries import may_see


def list_changes(db: Session, grant_id: int) -> list[Change]:
    """What was asked about a grant, oldest first. Ask for the grant in sight first."""
    asked = select(Change).where(Change.grant_id == grant_id).order_by(Change.id)
    return list(db.scalars(asked.options(joinedload(Change.from_line), joinedload(Change.to_line), joinedload(Change.result))))


def find_open_change(db: Session, grant_id: int) -> Change | None:
    """What is asked about a grant and not decided; None when there is nothing."""
    return db.scalar(select(Change).where(Change.grant_id == grant_id, Change.state.in_(OPEN_CHANGES)))


def get_change(db: Session, actor: Actor, reference: str, change_id: int) -> Change:
    """A change asked about the grant with this reference. Raises NotFound, also for another grant's or one out of sight."""
    asked = select(Change).join(Change.grant).join(Grant.application).where(Change.id == change_id, Grant.reference == reference)
    whole = contains_eager(Change.grant).contains_eager(Grant.application)
    rules = (whole.joinedload(Application.agenda), whole.joinedload(Application.rule_set), whole.joinedload(Application.tier))
    parts = (joinedload(Change.from_line), joinedload(Change.to_line), joinedload(Change.result))
    with_grant = (contains_eager(Change.grant).joinedload(Grant.partner), contains_eager(Change.grant).joinedload(Grant.commitment))
    found = db.scalar(asked.options(*rules, *with_grant, *parts))
    if found is None or not may_see(actor, found.grant):
        raise NotFound(f"{reference} change {change_id}")
    return found


def list_open_changes(db: Session, agenda_id: int) -> list[Change]:
    """What waits for a decision in an agenda, the longest waiting first."""
    asked = select(Change).join(Change.grant).join(Grant.application)
    asked = asked.where(Application.agenda_id == agenda_id, Change.state.in_(OPEN_CHANGES)).order_by(Change.asked_at, Change.id)
    loaded = contains_eager(Change.grant)
    return list(db.scalars(asked.options(loaded.contains_eager(Grant.application), loaded.joinedload(Grant.partner))))


def count_open_changes(db: Session, agenda_id: int) -> int:
    """How many :func:`list_open_changes` has."""
    asked = select(func.count()).select_from(Change).join(Change.grant).join(Grant.application)
    return db.scalar(asked.where(Application.agenda_id == agenda_id, Change.state.in_(OPEN_CHANGES))) or 0
