"""The people who work with the demonstration: invited by the administrator, each with a role and a password, as in real life."""

from dataclasses import dataclass
from functools import lru_cache

import yaml
from sqlalchemy import select

from mag.accounts.door import choose_password
from mag.accounts.models import Person
from mag.accounts.roles import Role, permissions_of
from mag.accounts.service import give_role, invite
from mag.accounts.sessions import roles_of
from mag.core.actor import Actor, ActorKind
from mag.core.house import House
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.partners.queries import get_places

INSTALLER = Actor(kind=ActorKind.SYSTEM, label="installatie")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works here. ``show`` is how the sign-in is named on the screen; empty for who is not shown."""

    email: str
    name: str
    roles: tuple[Role, ...]
    show: str = ""


@lru_cache
def staff() -> tuple[StaffMember, ...]:
    """The invented colleagues of ``config/demo/people.yaml``; the first one is the administrator."""
    said = yaml.safe_load((ROOT / "config" / "demo" / "people.yaml").read_text(encoding="utf-8"))
    return tuple(StaffMember(**{**row, "roles": tuple(Role(role) for role in row["roles"])}) for row in said["staff"])


def settle_staff(house: House) -> None:
    """Invite everybody and let each choose the password of the settings."""
    by = INSTALLER
    for member in staff():
        with house.store.transaction(by) as tx:
            person, link = invite(tx, email=member.email, name=member.name, role=member.roles[0], address=house.settings.address)
            for role in member.roles[1:]:
                give_role(tx, person.id, role)
        choose_password(house, link.rsplit("/", 1)[-1], house.settings.demo_password, None)
        if by is INSTALLER:
            by = actor_by_email(house.store, member.email)


def actor_by_email(store: Store, email: str) -> Actor:
    """The actor this person is in a request, with the rights of this moment."""
    with store.reading() as db:
        person = db.scalars(select(Person).where(Person.email == email)).one()
        organisations, reads_only = get_places(db, person.id)
        return Actor(
            kind=ActorKind.PERSON,
            id=person.id,
            label=person.name,
            email=person.email,
            permissions=permissions_of(roles_of(person), is_member=bool(organisations)),
            roles=frozenset(role.value for role in roles_of(person)),
            organisations=organisations,
            reads_only=reads_only,
        )
