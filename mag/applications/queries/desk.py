"""What stands around a work list: colleagues to give a file to, lists that were saved, files that look alike."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.models import Person, RoleGrant
from mag.accounts.roles import ROLE_MAY, Permission
from mag.applications.models import Application, SavedList
from mag.applications.queries.one import in_sight
from mag.core.actor import Actor

DECIDERS = frozenset(role for role, may in ROLE_MAY.items() if Permission.DECIDE in may)


def list_deciders(db: Session) -> list[tuple[int, str]]:
    """Colleagues who can decide: (id, name) by name."""
    held = (RoleGrant.role.in_(DECIDERS), RoleGrant.revoked_at.is_(None), Person.active)
    found = select(Person.id, Person.name).join(RoleGrant).where(*held).distinct().order_by(Person.name, Person.id)
    return [(number, name) for number, name in db.execute(found)]


def list_saved(db: Session, actor: Actor, agenda_id: int) -> list[SavedList]:
    """The lists this person can open: the shared ones first, then their own, by name."""
    mine = or_(SavedList.person_id.is_(None), SavedList.person_id == (actor.id or 0))
    return list(
        db.scalars(
            select(SavedList)
            .where(SavedList.agenda_id == agenda_id, mine)
            .order_by(SavedList.person_id.is_not(None), func.lower(SavedList.name), SavedList.id)
        )
    )


def list_alike(db: Session, application: Application, limit: int = 10) -> list[Application]:
    """Other files that may be the same request: of the same partner, from the same address or with the same title; newest first."""
    same = [Application.partner_id == application.partner_id, func.lower(Application.title) == application.title.lower()]
    if application.email:
        same.append(Application.email == application.email)
    found = (
        select(Application)
        .where(Application.agenda_id == application.agenda_id, Application.id != application.id, or_(*same))
        .options(joinedload(Application.partner), joinedload(Application.tier))
        .order_by(Application.submitted_at.desc(), Application.id.desc())
        .limit(limit)
    )
    return list(db.scalars(found))


def list_by_ids(db: Session, actor: Actor, numbers: Sequence[int]) -> list[Application]:
    """The files with these ids that this actor may see, the one to decide first on top."""
    found = select(Application).where(Application.id.in_(numbers)).options(joinedload(Application.partner), joinedload(Application.tier))
    sight = in_sight(actor)
    if sight is not None:
        found = found.where(sight)
    return list(db.scalars(found.order_by(Application.decide_by, Application.id)))
