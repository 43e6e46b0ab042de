"""Questions about people, their roles, their sessions and the links mailed to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mag.accounts.models import MailToken, Person, RoleGrant, SignInSession, TokenPurpose
from mag.accounts.roles import ROLE_MAY, Permission, Role
from mag.accounts.rules import tidy_email
from mag.accounts.sessions import digest
from mag.core.errors import NotFound


def find_person(db: Session, email: str) -> Person | None:
    """The person with this e-mail address, also when the account is closed; None when there is nobody.

    One statement whether there is somebody or not, so that the time it takes tells nothing.
    """
    found = select(Person).where(Person.email == tidy_email(email)).options(joinedload(Person.roles))
    return db.scalars(found).unique().one_or_none()


def get_person(db: Session, person_id: int) -> Person:
    """One person with all roles, also the ended ones. Raises NotFound."""
    person = db.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.roles)))
    if person is None:
        raise NotFound
    return person


def list_people(db: Session, *, staff: bool, words: str = "", limit: int = 50, offset: int = 0) -> list[Person]:
    """People by name with their roles. ``staff``: who holds or held a role; else the people of partners."""
    found = _people(staff, words).options(selectinload(Person.roles)).order_by(func.lower(Person.name), Person.id)
    return list(db.scalars(found.limit(limit).offset(offset)))


def count_people(db: Session, *, staff: bool, words: str = "") -> int:
    """How many people :func:`list_people` would list without a limit."""
    return db.scalar(select(func.count()).select_from(_people(staff, words).subquery())) or 0


def list_sessions(db: Session, person_id: int, now: datetime) -> list[SignInSession]:
    """The live sessions of a person, newest first."""
    live = (SignInSession.person_id == person_id, SignInSession.ended_at.is_(None), SignInSession.ends_at > now)
    return list(db.scalars(select(SignInSession).where(*live).order_by(SignInSession.id.desc())))


def find_token(db: Session, secret: str, purposes: tuple[TokenPurpose, ...], now: datetime) -> MailToken | None:
    """The mailed link with this secret, when it can still be used and its account is open."""
    live = (MailToken.token_digest == digest(secret), MailToken.used_at.is_(None), MailToken.ends_at > now)
    found = select(MailToken).join(Person).where(*live, MailToken.purpose.in_(purposes), Person.active)
    return db.scalar(found.options(selectinload(MailToken.person).selectinload(Person.roles)))


def list_who_may(db: Session, permission: Permission) -> list[Person]:
    """Everybody with an open account whose role gives a permission, by name."""
    roles = [role for role, given in ROLE_MAY.items() if permission in given]
    holds = exists().where(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None), RoleGrant.role.in_(roles))
    return list(db.scalars(select(Person).where(Person.active, holds).order_by(func.lower(Person.name), Person.id)))


def list_holders(db: Session, role: Role) -> list[Person]:
    """Everybody with an open account who holds a role now, by name."""
    holds = exists().where(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None), RoleGrant.role == role)
    return list(db.scalars(select(Person).where(Person.active, holds).order_by(func.lower(Person.name), Person.id)))


def count_others_with(db: Session, role: Role, person_id: int) -> int:
    """How many other people with an open account hold a role now."""
    holders = select(func.count(func.distinct(RoleGrant.person_id))).join(Person)
    return db.scalar(holders.where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None), Person.active, Person.id != person_id)) or 0


def _people(staff: bool, words: str) -> Select[Any]:
    has_role = exists().where(RoleGrant.person_id == Person.id)
    found = select(Person).where(has_role if staff else ~has_role)
    for word in words.split():
        found = found.where(or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True)))
    return found
