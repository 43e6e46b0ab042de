"""Questions about grants, scoped to who asks."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.states import GrantState


def find_grant(db: Session, application_id: int) -> Grant | None:
    """The grant of an application, with its instalments, conditions and commitment; None when there is none."""
    return db.scalar(
        select(Grant)
        .where(Grant.application_id == application_id)
        .options(selectinload(Grant.instalments), selectinload(Grant.conditions), joinedload(Grant.commitment))
    )


def get_grant(db: Session, actor: Actor, reference: str) -> Grant:
    """The grant with this reference. Raises NotFound when there is none, or none for this actor."""
    grant = db.scalar(
        select(Grant)
        .where(Grant.reference == reference)
        .options(
            selectinload(Grant.instalments),
            selectinload(Grant.conditions),
            joinedload(Grant.commitment),
            joinedload(Grant.partner),
            joinedload(Grant.application).selectinload(Application.activities),
        )
    )
    if grant is None or not may_see(actor, grant):
        raise NotFound(reference)
    return grant


def may_see(actor: Actor, grant: Grant) -> bool:
    """Whether an actor may see a grant: staff, the partner's own people, or the holder of its link."""
    return (
        actor.may(Permission.SEE_APPLICATIONS)
        or (actor.may(Permission.SEE_OWN) and grant.partner_id in actor.organisations)
        or (actor.file_id is not None and actor.file_id == grant.application_id)
    )


def list_grants(
    db: Session, agenda_id: int, *, states: Sequence[GrantState] = (), due_before: date | None = None, limit: int = 50
) -> list[Grant]:
    """Grants of an agenda, the earliest hand-in date first; ``due_before`` keeps those due before that day."""
    found = select(Grant).join(Application, Application.id == Grant.application_id).where(Application.agenda_id == agenda_id)
    if states:
        found = found.where(Grant.state.in_(states))
    if due_before is not None:
        found = found.where(Grant.account_by < due_before)
    found = found.options(joinedload(Grant.partner), joinedload(Grant.application), joinedload(Grant.commitment))
    return list(db.scalars(found.order_by(Grant.account_by, Grant.id).limit(limit)))
