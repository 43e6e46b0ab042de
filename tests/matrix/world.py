"""Two partners who must never read each other, each with a whole file behind them and a word of their own in every text.

``North`` and ``South`` have an application under decision, and a grant that was paid and accounted for, with a receipt.
"""

from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability.receipts.models import Receipt
from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.agenda.models import RuleSet
from mag.applications.models import Application
from mag.budget.models import BudgetLine
from mag.core.files import FileStore
from mag.core.transaction import Store
from mag.partners.models import MemberRole
from mag.partners.service import join, leave
from mag.payments.models import PaymentRun, Recovery
from tests.factories.accountability import award_in, handed_in, make_kept, paid_out, settled
from tests.factories.applications import submit_in
from tests.factories.people import make_person
from tests.web_client import client_as, client_by_link, client_with

CANARIES = {"north": "Noordkanarie", "south": "Zuidkanarie"}
"""The word that stands in every text of a side. A response for the other side that holds it is a leak."""


@dataclass(frozen=True)
class Side:
    """What belongs to one partner."""

    canary: str
    person_id: int
    waiting: Application
    reference: str
    application_id: int
    receipt_id: int
    partner_id: int


@dataclass(frozen=True)
class World:
    """Both sides, and what staff pages need in their addresses."""

    app: Flask
    north: Side
    south: Side
    former_id: int
    run: str
    line_id: int
    rule_set_id: int
    recovery: str | None

    def browser(self, principal: str) -> FlaskClient:
        """A browser of a principal: a role, ``member``, ``former``, ``link`` or ``anonymous``; the partner's ones are North's."""
        if principal == "anonymous":
            return self.app.test_client()
        if principal == "member":
            return client_as(self.app, self.north.person_id)
        if principal == "former":
            return client_as(self.app, self.former_id)
        if principal == "link":
            return client_by_link(self.app, self.north.application_id)
        if principal == "forged":
            return client_with(self.app, "a-secret-nobody-was-given")
        return client_as(self.app, Role(principal))


PRINCIPALS = ("anonymous", "forged", "former", "member", "link", *(role.value for role in Role))


def build_world(app: Flask, store: Store, files: FileStore) -> World:
    """Make both sides by the real verbs."""
    north = _side(store, files, CANARIES["north"], "noord@demo.example")
    south = _side(store, files, CANARIES["south"], "zuid@demo.example")
    with store.transaction() as tx:
        former = make_person(tx, "weg@demo.example", "Weg Demo")
        partner_id = tx.db.get_one(Application, north.application_id).partner_id
        join(tx, former.id, partner_id, MemberRole.EDITOR)
        leave(tx, former.id, partner_id)
    with store.reading() as db:
        run = db.scalar(select(PaymentRun.reference).order_by(PaymentRun.id))
        line_id, rule_set_id = db.scalar(select(BudgetLine.id)), db.scalar(select(RuleSet.id))
        recovery = db.scalar(select(Recovery.id))
    assert run is not None and line_id is not None and rule_set_id is not None
    return World(app, north, south, former.id, run, line_id, rule_set_id, str(recovery) if recovery else None)


def _side(store: Store, files: FileStore, canary: str, email: str) -> Side:
    words = {
        "contact_name": f"{canary} Demo", "email": email, "title": f"Feest {canary}", "description": f"Een feest van {canary}.",
        "place": f"{canary}straat", "account_holder": f"{canary} Demo",
    }  # fmt: skip
    with store.transaction() as tx:
        grant = award_in(tx, 200_00, ends_on=date(2022, 6, 5), **words)
        waiting = submit_in(tx, 210_00, **words).application
        person = tx.db.scalar(select(Person).where(Person.email == email)) or make_person(tx, email, f"{canary} Demo")
        join(tx, person.id, grant.partner_id, MemberRole.EDITOR)
        reference, application_id, grant_id, person_id = grant.reference, grant.application_id, grant.id, person.id
        partner_id = grant.partner_id
    paid_out(store, files, grant_id)
    handed_in(store, grant_id, 150_00, uploads=[make_kept(files, f"{canary}.jpg")], story=f"Mooi was het, zegt {canary}.")
    settled(store, grant_id, 150_00)
    with store.reading() as db:
        receipt_id = db.scalar(select(Receipt.id).order_by(Receipt.id.desc()))
    assert receipt_id is not None
    return Side(canary, person_id, waiting, reference, application_id, receipt_id, partner_id)
