"""When the bank's statements show all of a run, it is booked as paid by itself."""

from datetime import date

from sqlalchemy import func, select

from mag.core.transaction import Tx
from mag.payments.models import Payment, PaymentRun
from mag.payments.service.runs import confirm_run
from mag.payments.statements.models import BankLine
from mag.payments.statements.states import Purpose
from mag.payments.states import AT_THE_BANK, RunState

SEEN = "op het rekeningafschrift gezien"
"""What ended a doubt when the bank's own statement did."""


def confirm_when_whole(tx: Tx, run_id: int) -> None:
    """Confirm a run that is at the bank when the bank booked all that it did not refuse, in one amount or one by one; on the last day."""
    run = tx.db.get_one(PaymentRun, run_id, with_for_update=True, populate_existing=True)
    if run.state not in AT_THE_BANK:
        return
    whole = tx.db.scalar(select(BankLine.booked_on).where(BankLine.run_id == run_id, BankLine.purpose == Purpose.RUN))
    if whole is None:
        asked = select(func.count(), func.max(BankLine.booked_on)).select_from(BankLine).join(BankLine.payment)
        count, last = tx.db.execute(asked.where(Payment.run_id == run_id, BankLine.purpose == Purpose.PAYMENT)).one()
        if count != run.payment_count - run.refused_count or last is None:
            return
        whole = last if isinstance(last, date) else date.fromisoformat(str(last))
    if run.state is RunState.UNKNOWN:
        run.resolved_at, run.resolved_by, run.resolution = tx.now, tx.actor.label, SEEN
        tx.db.flush()
    confirm_run(tx, run_id, version=run.version, paid_on=whole, proven=True)
