"""One payment that the bank refused: it goes back to what is still to be paid, with the reason; the rest of its run stays."""

from datetime import date

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.applications.service.letters_out import ask_to_call
from mag.core import clock
from mag.core.errors import NotFound, refuse_if
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.states import INSTALMENT
from mag.payments.mails import tell_refused
from mag.payments.models import Payment
from mag.payments.rules import ACCOUNT_CODES, cannot_refuse, return_reason
from mag.payments.service.locking import lock_instalments, lock_run, record
from mag.payments.service.returns import return_payment
from mag.payments.service.wholeness import confirm_when_whole
from mag.payments.statements.models import BankLine
from mag.payments.statements.states import Purpose
from mag.payments.states import RUN, RunState


def refuse_payment(tx: Tx, payment_id: int, *, version: int, refused_on: date, code: str) -> Payment:
    """Book that the bank refused one payment of a run on a day; ``code`` is the bank's (``AC01``) and ``version`` the run's.

    In a run that was booked as paid already the money is promised again, as with one that came back. The partner is told when the
    account number is the cause. Raises NotFound, Stale, and Refused when it was not sent, is over, or was debited.
    """
    run_id = tx.db.scalar(select(Payment.run_id).where(Payment.id == payment_id))
    if run_id is None:
        raise NotFound(f"payment {payment_id}")
    run = lock_run(tx, run_id, version)
    payment = tx.db.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    debited_on = tx.db.scalar(select(BankLine.booked_on).where(BankLine.payment_id == payment_id, BankLine.purpose == Purpose.PAYMENT))
    released_on = clock.today(run.released_at) if run.released_at is not None else None
    refuse_if(cannot_refuse(run.state, payment.cancelled, debited_on, released_on, refused_on, tx.today))
    if run.state is RunState.CONFIRMED:
        return return_payment(tx, payment_id, returned_on=max(refused_on, run.paid_on or refused_on), reason=return_reason(code))
    (instalment,) = lock_instalments(tx, [payment.instalment_id])
    instalment.state = INSTALMENT.after(instalment.state, "refuse")
    payment.cancelled, payment.refused_on, payment.return_reason = True, refused_on, return_reason(code)
    run.refused_amount, run.refused_count = Cents(run.refused_amount + payment.amount), run.refused_count + 1
    run.version += 1
    if run.refused_count == run.payment_count:
        if run.state is RunState.UNKNOWN:
            run.resolved_at, run.resolved_by, run.resolution = tx.now, tx.actor.label, "de bank weigerde alle betalingen"
        run.state = RUN.after(run.state, "fail")
    tx.db.flush()
    agenda = tx.db.get_one(Agenda, run.agenda_id)
    record(
        tx, "payments.payment.refused", run, agenda,
        payment=payment.end_to_end_id, refused=int(payment.amount), refused_on=refused_on.isoformat(), reason=payment.return_reason,
    )  # fmt: skip
    if code in ACCOUNT_CODES:
        tell_refused(tx, payment, refused_on, agenda_code=agenda.code, sender=agenda.lead_contractor)
        news = f"De bank kon niet betalen: {payment.return_reason}. Vraag naar het goede rekeningnummer."
        ask_to_call(tx, instalment.grant.application, news)
    confirm_when_whole(tx, run_id)
    return payment
