"""Who keeps out of an application, and why: nobody judges, advises or decides on their own (Awb 2:4, ``domain.md 1.1``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from mag.accounts.models import Person, RoleGrant
from mag.applications.models import Application, Interest
from mag.core.actor import Actor, ActorKind
from mag.partners.models import Membership

IS_MEMBER = "u hoort bij deze organisatie"
IS_APPLICANT = "u vroeg dit zelf aan"
DECLARED = "u gaf aan dat u een belang heeft"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A person who keeps out of a file. ``reason`` is what they wrote, or None for a member of the applicant."""

    person_id: int
    name: str
    reason: str | None


def why_excluded(db: Session, actor: Actor, application: Application) -> str | None:
    """Why an actor may not judge, advise or decide on an application, as a part of a Dutch sentence; None when nothing does."""
    if actor.kind is not ActorKind.PERSON:
        return None
    if application.partner_id in actor.organisations:
        return IS_MEMBER
    if actor.email and application.email and actor.email.lower() == application.email.lower():
        return IS_APPLICANT
    declared = select(Interest.id).where(Interest.application_id == application.id, Interest.person_id == actor.id)
    return DECLARED if db.scalar(declared) is not None else None


def list_excluded(db: Session, application: Application) -> list[Excluded]:
    """Everybody who works here and keeps out of this file: who declared an interest, and who acts for the applicant. One statement."""
    declared = select(Interest.person_id, Interest.person_name, Interest.reason).where(Interest.application_id == application.id)
    works_here = select(RoleGrant.id).where(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None)).exists()
    members = (
        select(Person.id, Person.name, null())
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.partner_id == application.partner_id, Membership.until_at.is_(None), works_here)
    )
    found: dict[int, Excluded] = {}
    rows: Iterable[Any] = db.execute(union_all(declared, members))
    for person_id, name, reason in rows:
        found.setdefault(person_id, Excluded(person_id, name, reason))
    return sorted(found.values(), key=lambda one: one.name)


def kept_out_of(person_id: int | None, organisations: frozenset[int], email: str | None) -> ColumnElement[bool]:
    """The condition that a row of applications is one this person keeps out of; for lists."""
    declared = select(Interest.id).where(Interest.application_id == Application.id, Interest.person_id == (person_id or 0)).exists()
    return or_(
        declared,
        Application.partner_id.in_(organisations or {0}),
        and_(Application.email.is_not(None), Application.email == literal(email or "-")),
    )
