"""People for tests: colleagues with a role, partners with somebody who acts for them, and the actor each of them is."""

from mag.accounts.models import Person, RoleGrant
from mag.accounts.passwords import hash_password
from mag.accounts.roles import Role, permissions_of
from mag.accounts.service import create_person
from mag.accounts.sessions import roles_of
from mag.core.actor import Actor, ActorKind
from mag.core.transaction import Store, Tx
from mag.partners.models import MemberRole, Partner, PartnerKind
from mag.partners.queries import get_places
from mag.partners.service import join, register_partner, set_account

PASSWORD = "paarse olifant danst"
IBAN = "NL91ABNA0417164300"
OTHER_IBAN = "NL20INGB0001234567"


def make_person(tx: Tx, email: str = "sanne@demo.example", name: str = "Sanne Demo", *roles: Role, password: str | None = None) -> Person:
    """A person with roles and, when given, a password; nobody is mailed."""
    person = create_person(tx, email=email, name=name)
    for role in roles:
        if role not in roles_of(person):
            person.roles.append(RoleGrant(role=role, granted_at=tx.now, granted_by="test"))
    if password:
        person.password_hash = hash_password(password, fast=True)
    tx.db.flush()
    return person


def make_staff(tx: Tx, role: Role, *, password: str | None = None) -> Person:
    """A colleague with one role, known by an address that names it."""
    return make_person(tx, f"{role.value}@demo.example", f"Demo {role.value}", role, password=password)


def make_partner(
    tx: Tx, name: str = "Stichting De Brug demo", kind: PartnerKind = PartnerKind.FOUNDATION, email: str = "brug@demo.example"
) -> Partner:
    """A partner with a bank account and one person who acts for it, at the same address."""
    partner = register_partner(tx, kind=kind, name=name, email=email, is_demo=True)
    set_account(tx, partner.id, IBAN, name)
    person = create_person(tx, email=email, name=f"Contact van {name}")
    join(tx, person.id, partner.id, MemberRole.SIGNATORY)
    return partner


def actor_for(store: Store, person_id: int) -> Actor:
    """The actor a person is in a request, with the rights of now."""
    with store.reading() as db:
        person = db.get_one(Person, person_id)
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
