"""A grant with its application, decision, commitment and instalments, as small as a test of what follows needs.

Tests of the award itself use the real verb; this one does not know the rule sets.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

from mag.agenda.queries import get_form
from mag.applications.models import Application, Decision
from mag.applications.states import ApplicationState, Outcome
from mag.budget import service as budget
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.grants.states import GrantState, InstalmentState
from mag.partners.models import Partner, PartnerKind
from mag.partners.queries import find_account
from mag.partners.service import set_account
from tests.factories.agendas import Ground

IBANS = (
    "NL91ABNA0417164300", "NL20INGB0001234567", "NL44RABO0123456789", "NL13TEST0123456789", "NL69INGB0123456789",
)  # fmt: skip
_numbers = count(1)
LAST_MONTH = date(2022, 2, 1)


def make_partner(tx: Tx, name: str = "Stichting De Brug demo", iban: str = IBANS[0], kind: PartnerKind = PartnerKind.FOUNDATION) -> Partner:
    """A new partner with a bank account in its own name."""
    partner = Partner(kind=kind, name=name, email=f"partner-{next(_numbers)}@demo.example", is_demo=True, created_at=tx.now)
    tx.db.add(partner)
    tx.db.flush()
    set_account(tx, partner.id, iban, name)
    return partner


def make_grant(
    tx: Tx,
    ground: Ground,
    line_id: int,
    *,
    reference: str = "",
    parts: Sequence[tuple[int, date | None]] = ((20_000, LAST_MONTH),),
    partner: Partner | None = None,
    **changes: Any,
) -> Grant:
    """A running grant with one planned instalment per (cents, date) of ``parts``; ``changes`` replace values of the application."""
    partner = partner or make_partner(tx)
    reference = reference or f"MAG-2022-{next(_numbers):04d}"
    amount = Cents(sum(cents for cents, _ in parts))
    account = find_account(tx.db, partner.id)
    values: dict[str, Any] = {
        "reference": reference, "agenda_id": ground.agenda.id, "rule_set_id": ground.rule_set.id, "tier_id": ground.tier.id,
        "form_id": get_form(tx.db, "standaard-1").id,
        "partner_id": partner.id, "state": ApplicationState.AWARDED, "applicant_kind": partner.kind, "contact_name": "Demo Aanvrager",
        "email": partner.email, "iban": account.iban if account else IBANS[0], "account_holder": account.holder if account else "",
        "title": "Straatfeest demo", "description": "Een feest voor de straat.", "place": "Peulenstraat", "audience": ["iedereen"],
        "requested_amount": amount, "answers": {}, "submitted_at": tx.now, "submitted_on": tx.today, "decide_by": tx.today,
        "follow_token_digest": sha256(reference.encode()).hexdigest(), "is_demo": True,
    }  # fmt: skip
    application = Application(**values | changes)
    tx.db.add(application)
    tx.db.flush()
    decision = Decision(
        application_id=application.id, outcome=Outcome.AWARD, requested_amount=amount, amount=amount, reason="Past bij het doel.",
        decided_on=tx.today, decided_at=tx.now, decided_by="Demo beslisser",
    )  # fmt: skip
    commitment = budget.commit_funds(
        tx, line_id, reference=reference, label=application.title, amount=amount, reason=f"besluit {reference}"
    )
    tx.db.add(decision)
    tx.db.flush()
    grant = Grant(
        reference=reference, application=application, decision=decision, partner=partner, commitment=commitment, goal_id=ground.goal.id,
        awarded_amount=amount, starts_on=tx.today, ends_on=tx.today, account_by=tx.today, settlement_mode="on_account",
        state=GrantState.RUNNING, version=1, started_at=tx.now,
    )  # fmt: skip
    for number, (cents, due_on) in enumerate(parts, start=1):
        grant.instalments.append(Instalment(number=number, amount=Cents(cents), due_on=due_on, state=InstalmentState.PLANNED))
    tx.db.add(grant)
    tx.db.flush()
    return grant
