"""Money that comes back: a recovery is opened once for a grant, and every repayment is booked on the ledger."""

from datetime import date

from sqlalchemy import select

from mag.budget import service as budget
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import Cents, show
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.payments.mails import tell_repaid
from mag.payments.models import Recovery
from mag.payments.rules import cannot_recover, cannot_register
from mag.payments.service.chasing import begin_again
from mag.payments.states import RecoveryState


def open_recovery(tx: Tx, grant_id: int, amount: Cents, *, due_on: date) -> Recovery:
    """Ask a partner to pay an amount of a grant back by a date. The ledger moves when the money comes in.

    Raises Refused for more than was paid, for a date that has passed and for a grant that has a recovery already.
    """
    grant = tx.db.get(Grant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    if tx.db.scalar(select(Recovery.id).where(Recovery.grant_id == grant_id)) is not None:
        raise Refused(Refusal("recovery_open", f"Voor {grant.reference} loopt al een terugvordering."))
    refuse_if(cannot_recover(amount, grant.commitment.paid_amount, due_on, tx.today))
    recovery = Recovery(grant=grant, amount=amount, received_amount=Cents(0), due_on=due_on, state=RecoveryState.OPEN, version=1)
    tx.db.add(recovery)
    tx.db.flush()
    tx.record(
        "payments.recovery.opened", "recovery", recovery.id, chain=grant.application.agenda.code,
        reference=grant.reference, amount=int(amount), due_on=due_on.isoformat(),
    )  # fmt: skip
    return recovery


def register_repayment(tx: Tx, recovery_id: int, amount: Cents, *, received_on: date, version: int | None = None) -> Recovery:
    """Book money that came back on a date; a part is fine, more than is open is not. The last part closes the recovery.

    Raises Refused, and Stale when ``version`` is given and somebody booked something meanwhile.
    """
    grant_id = tx.db.scalar(select(Recovery.grant_id).where(Recovery.id == recovery_id))
    if grant_id is None:
        raise NotFound(f"recovery {recovery_id}")
    grant = tx.db.get_one(Grant, grant_id, with_for_update=True)
    recovery = tx.db.get_one(Recovery, recovery_id, with_for_update=True, populate_existing=True)
    left = Cents(recovery.amount - recovery.received_amount)
    if version is not None and recovery.version != version:
        raise Stale(f"Er is intussen een terugbetaling geboekt. Er staat nu nog {show(left)} open. Bekijk de terugvordering opnieuw.")
    refuse_if(cannot_register(amount, left, received_on, tx.today))
    budget.recover(tx, grant.commitment_id, amount, reason=f"Terugbetaald voor {grant.reference}", booked_on=received_on)
    recovery.received_amount = Cents(recovery.received_amount + amount)
    begin_again(recovery)
    left = Cents(left - amount)
    if not left:
        recovery.state, recovery.received_on = RecoveryState.RECEIVED, received_on
    tx.db.flush()
    agenda = grant.application.agenda
    tx.record(
        "payments.repayment.registered", "recovery", recovery.id, chain=agenda.code,
        reference=grant.reference, amount=int(amount), left=int(left), received_on=received_on.isoformat(),
    )  # fmt: skip
    tell_repaid(tx, grant, amount, received_on, left, agenda_code=agenda.code, sender=agenda.lead_contractor)
    return recovery
