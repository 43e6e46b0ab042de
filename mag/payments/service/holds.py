"""Holding a grant's payments: no instalment of it enters a run until the hold is lifted, by hand or when its time is over.

Source: Awb 4:56 (at most thirteen weeks; the term of the rule set, ``money_terms.hold_max``), ``domain.md 4.6``.
"""

from datetime import date

from sqlalchemy import select

from mag.agenda.rule_documents import MoneyTerms
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.period import add_term
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.payments.mails import tell_held
from mag.payments.models import PaymentHold
from mag.payments.rules import cannot_hold


def hold_payments(tx: Tx, grant_id: int, *, until_on: date, reason: str) -> PaymentHold:
    """Hold everything that is still to be paid on a grant, until and including a day; the partner is told with the reason.

    Raises Refused without a reason, for a day that has passed or lies past the limit, and when the grant is held already.
    """
    grant = tx.db.get(Grant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    if find_hold(tx, grant_id) is not None:
        raise Refused(Refusal("held_already", f"De betalingen van {grant.reference} zijn al opgeschort."))
    terms = MoneyTerms.model_validate(grant.application.rule_set.document["money_terms"])
    refuse_if(cannot_hold(until_on, add_term(tx.today, terms.hold_max), reason, tx.today))
    hold = PaymentHold(
        grant=grant, reason=reason.strip(), since_on=tx.today, until_on=until_on, held_at=tx.now, held_by=tx.actor.label
    )  # fmt: skip
    tx.db.add(hold)
    tx.db.flush()
    agenda = grant.application.agenda
    tx.record(
        "payments.grant.held", "grant", grant.id, chain=agenda.code,
        reference=grant.reference, until_on=until_on.isoformat(), reason=hold.reason,
    )  # fmt: skip
    tell_held(tx, hold, agenda_code=agenda.code, sender=agenda.lead_contractor)
    return hold


def lift_hold(tx: Tx, hold_id: int, *, reason: str) -> PaymentHold:
    """End a hold before its time; the instalments can be paid again. Raises Refused without a reason, Stale when it was lifted."""
    hold = tx.db.get(PaymentHold, hold_id, with_for_update=True, populate_existing=True)
    if hold is None:
        raise NotFound(f"hold {hold_id}")
    if hold.lifted_at is not None:
        raise Stale(f"De opschorting is al opgeheven door {hold.lifted_by}.")
    if not reason.strip():
        raise Refused(Refusal("reason_missing", "Schrijf op waarom u weer gaat betalen.", "reason"))
    hold.lifted_at, hold.lifted_by, hold.lift_reason = tx.now, tx.actor.label, reason.strip()
    tx.db.flush()
    grant = hold.grant
    chain = grant.application.agenda.code
    tx.record("payments.grant.released_from_hold", "grant", grant.id, chain=chain, reference=grant.reference, reason=hold.lift_reason)
    return hold


def lift_overdue(tx: Tx) -> int:
    """End every hold whose last day has passed; answers how many. Safe to repeat."""
    asked = select(PaymentHold).where(PaymentHold.lifted_at.is_(None), PaymentHold.until_on < tx.today)
    found = list(tx.db.scalars(asked.order_by(PaymentHold.id).with_for_update()))
    for hold in found:
        lift_hold(tx, hold.id, reason="De termijn van de opschorting is voorbij.")
    return len(found)


def find_hold(tx: Tx, grant_id: int) -> PaymentHold | None:
    """The hold on a grant that is not lifted, or None."""
    return tx.db.scalar(select(PaymentHold).where(PaymentHold.grant_id == grant_id, PaymentHold.lifted_at.is_(None)))
