"""Questions about partners and who acts for them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.models import Person
from mag.accounts.roles import Permission
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.partners.models import BankAccount, MemberRole, Membership, Partner
from mag.partners.rules import tidy_email, tidy_name


def get_organisation_ids(db: Session, person_id: int) -> frozenset[int]:
    """The ids of the partners a person acts for now."""
    found = select(Membership.partner_id).where(Membership.person_id == person_id, Membership.until_at.is_(None))
    return frozenset(db.scalars(found))


def get_places(db: Session, person_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The ids of the partners a person acts for now, and those of them for which one may only read. One statement."""
    here = select(Membership.partner_id, Membership.role).where(Membership.person_id == person_id, Membership.until_at.is_(None))
    roles = {partner_id: role for partner_id, role in db.execute(here)}
    return frozenset(roles), frozenset(number for number, role in roles.items() if role is MemberRole.READER)


def find_account(db: Session, partner_id: int) -> BankAccount | None:
    """The bank account a partner is paid on now, or None."""
    found = select(BankAccount).where(BankAccount.partner_id == partner_id, BankAccount.ended_at.is_(None))
    return db.scalar(found.order_by(BankAccount.id.desc()).limit(1))


def find_partner_by_email(db: Session, email: str, name: str) -> Partner | None:
    """The partner with this address and name, or None: the same person may ask for two organisations."""
    found = select(Partner).where(Partner.email == tidy_email(email), func.lower(Partner.name) == func.lower(tidy_name(name)))
    return db.scalar(found.order_by(Partner.id).limit(1))


def get_partner(db: Session, actor: Actor, partner_id: int) -> Partner:
    """One partner, for staff and for its own people. Raises NotFound for everybody else."""
    partner = db.get(Partner, partner_id)
    if partner is None or not (actor.may(Permission.SEE_APPLICATIONS) or partner.id in actor.organisations):
        raise NotFound
    return partner


def list_partners(
    db: Session, *, only_large: bool = False, words: str = "", ids: Sequence[int] | None = None, limit: int | None = None, offset: int = 0
) -> list[Partner]:
    """Partners by name. ``only_large`` keeps the fixed large ones (``domain.md 1.1``); ``words`` looks in name and address."""
    found = _matching(select(Partner), only_large, words, ids).order_by(func.lower(Partner.name), Partner.id)
    return list(db.scalars(found.limit(limit).offset(offset)))


def count_partners(db: Session, *, only_large: bool = False, words: str = "", ids: Sequence[int] | None = None) -> int:
    """How many partners :func:`list_partners` would list without a limit."""
    return db.scalar(_matching(select(func.count(Partner.id)), only_large, words, ids)) or 0


def list_members(db: Session, partner_id: int, *, also_former: bool = False) -> list[Membership]:
    """Who acts for a partner, with the person, in order of when they joined; ``also_former`` shows who left too."""
    found = select(Membership).where(Membership.partner_id == partner_id).options(joinedload(Membership.person))
    if not also_former:
        found = found.where(Membership.until_at.is_(None))
    return list(db.scalars(found.order_by(Membership.id)))


def list_signatories(db: Session, partner_id: int) -> list[Person]:
    """Who may sign for a partner now, with an open account, in order of when they joined."""
    here = (Membership.partner_id == partner_id, Membership.role == MemberRole.SIGNATORY, Membership.until_at.is_(None), Person.active)
    return list(db.scalars(select(Person).join(Membership, Membership.person_id == Person.id).where(*here).order_by(Membership.id)))


def role_in(db: Session, person_id: int | None, partner_id: int) -> MemberRole | None:
    """In which role a person acts for a partner now; None when in none."""
    here = (Membership.person_id == person_id, Membership.partner_id == partner_id, Membership.until_at.is_(None))
    return db.scalar(select(Membership.role).where(*here))


def list_memberships(db: Session, person_id: int) -> list[Membership]:
    """The partners a person acts for now, with the partner."""
    found = select(Membership).where(Membership.person_id == person_id, Membership.until_at.is_(None))
    return list(db.scalars(found.options(joinedload(Membership.partner)).order_by(Membership.id)))


def list_accounts(db: Session, partner_id: int) -> list[BankAccount]:
    """All accounts of a partner, the current one first. Show them only to who may see personal data."""
    return list(db.scalars(select(BankAccount).where(BankAccount.partner_id == partner_id).order_by(BankAccount.id.desc())))


def _matching(found: Select[Any], only_large: bool, words: str, ids: Sequence[int] | None) -> Select[Any]:
    if only_large:
        found = found.where(Partner.is_large)
    if ids is not None:
        found = found.where(Partner.id.in_(ids))
    for word in words.split():
        found = found.where(or_(Partner.name.icontains(word, autoescape=True), Partner.email.icontains(word, autoescape=True)))
    return found
