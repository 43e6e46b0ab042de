"""Questions about grants, scoped to who asks."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.grants.models import Grant


def find_grant(db: Session, application_id: int) -> Grant | None:
    """The grant of an application, with its instalments, conditions and commitment; None when there is none."""
    return db.scalar(
        select(Grant)
        .where(Grant.application_id == application_id)
        .options(selectinload(Grant.instalments), selectinload(Grant.conditions), joinedload(Grant.commitment))
    )


def find_award(db: Session, application_id: int) -> Grant | None:
    """The grant of an application with its commitment only, for a page that shows its sums; None when there is none."""
    return db.scalar(select(Grant).where(Grant.application_id == application_id).options(joinedload(Grant.commitment)))


def may_see(actor: Actor, grant: Grant) -> bool:
    """Whether an actor may see a grant: staff, the partner's own people, or the holder of its link."""
    return (
        actor.may(Permission.SEE_APPLICATIONS)
        or (actor.may(Permission.SEE_OWN) and grant.partner_id in actor.organisations)
        or (actor.file_id is not None and actor.file_id == grant.application_id)
    )
