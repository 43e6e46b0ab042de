"""Awards by the real verbs at any amount: above the rule set's threshold proposed by one and agreed by another person."""

from typing import Any

from sqlalchemy import select

from mag.accounts.roles import Role, permissions_of
from mag.agenda.queries import rule_set_document
from mag.agenda.rules import needs_second_pair_of_eyes
from mag.applications.models import Application
from mag.applications.proposed import AwardAct
from mag.core.actor import Actor, ActorKind
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.grants.proposals import agree, propose_award
from mag.grants.service import award
from tests.factories.people import make_person

MORE = "Het plan is groter dan een eenmalig feest en werkt lang door."
"""Why more is given than the rules give in principle."""


def second_person(tx: Tx) -> Actor:
    """A colleague who looks along at decisions and decides nothing alone."""
    person = make_person(tx, "tweede@demo.example", "Tweede Demo", Role.NEIGHBOURHOOD_WORKER)
    role = Role.NEIGHBOURHOOD_WORKER
    return Actor(
        ActorKind.PERSON, person.id, person.name, person.email, permissions_of({role}, is_member=False), frozenset({role.value})
    )  # fmt: skip


def give(tx: Tx, application_id: int, *, amount: int, address: str, version: int | None = None, **fields: Any) -> Grant:
    """Award ``amount`` cents as the actor of the transaction; with a second person where the rule set asks one."""
    application = tx.db.get_one(Application, application_id)
    act = AwardAct(amount=Cents(amount), **{"exception_reason": MORE} | fields)
    stands = application.version if version is None else version
    if not needs_second_pair_of_eyes(rule_set_document(application.rule_set), act.amount):
        return award(tx, application_id, version=stands, address=address, amount=act.amount, **{"exception_reason": MORE} | fields)
    proposal = propose_award(tx, application_id, version=stands, act=act, address=address)
    decider, tx.actor = tx.actor, second_person(tx)
    try:
        decision = agree(tx, proposal.id, address=address)
    finally:
        tx.actor = decider
    return tx.db.scalars(select(Grant).where(Grant.decision_id == decision.id)).one()
