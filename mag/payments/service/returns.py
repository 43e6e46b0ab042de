"""A payment that the bank sent back: the money is promised again, its instalment is planned again, and the partner is told."""

from datetime import date

from sqlalchemy import select

from mag.budget import service as budget
from mag.core.errors import NotFound, refuse_if
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.grants.states import INSTALMENT
from mag.payments.mails import tell_returned
from mag.payments.models import Payment, PaymentRun
from mag.payments.rules import cannot_return


def return_payment(tx: Tx, payment_id: int, *, returned_on: date, reason: str) -> Payment:
    """Book that a payment of a confirmed run came back on a date; its instalment can be paid again under a new id.

    ``reason`` is in words. Raises NotFound, and Refused when it was not paid or came back already.
    """
    run_id = tx.db.scalar(select(Payment.run_id).where(Payment.id == payment_id))
    if run_id is None:
        raise NotFound(f"payment {payment_id}")
    run = tx.db.get_one(PaymentRun, run_id, with_for_update=True, populate_existing=True)
    payment = tx.db.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    refuse_if(cannot_return(run.state, payment.returned_on, run.paid_on, returned_on, tx.today))
    grant = tx.db.get_one(Grant, payment.instalment.grant_id, with_for_update=True, populate_existing=True)
    instalment = tx.db.get_one(Instalment, payment.instalment_id, with_for_update=True, populate_existing=True)
    instalment.state = INSTALMENT.after(instalment.state, "return")
    payment.cancelled, payment.returned_on, payment.return_reason = True, returned_on, reason[:200]
    budget.take_back(
        tx, grant.commitment_id, payment.amount, reason=f"Betaling {payment.end_to_end_id} kwam terug: {reason}", booked_on=returned_on
    )
    tx.db.flush()
    agenda = grant.application.agenda
    tx.record(
        "payments.payment.returned", "payment_run", run.id, chain=agenda.code,
        reference=payment.end_to_end_id, amount=int(payment.amount), returned_on=returned_on.isoformat(), reason=reason,
    )  # fmt: skip
    tell_returned(tx, payment, returned_on, agenda_code=agenda.code, sender=agenda.lead_contractor)
    return payment
