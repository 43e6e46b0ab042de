"""When nobody knows whether the bank has carried a file out: nothing is sent again until somebody has found out.

The bank said nothing, or the upload broke off. The payments stay blocked. A statement line ends the doubt, or another person than who
raised it, with the ground in writing (``reliability.md`` T2: never an automatic resend).
"""

from datetime import date

from mag.agenda.models import Agenda
from mag.core.errors import refuse_if
from mag.core.transaction import Tx
from mag.grants.states import INSTALMENT
from mag.payments.models import PaymentRun
from mag.payments.rules import cannot_doubt, cannot_resolve
from mag.payments.service.locking import lock_instalments, lock_run, record
from mag.payments.service.runs import confirm_run
from mag.payments.states import RUN


def doubt_run(tx: Tx, run_id: int, *, version: int, reason: str) -> PaymentRun:
    """Write down that nobody knows whether a released run was carried out, and why. Raises Stale, and Refused without a reason."""
    run = lock_run(tx, run_id, version)
    following = RUN.after(run.state, "doubt")
    refuse_if(cannot_doubt(tx.actor.id, reason))
    run.state, run.version = following, run.version + 1
    run.unknown_at, run.unknown_by_id, run.unknown_by, run.unknown_reason = tx.now, tx.actor.id, tx.actor.label, reason.strip()
    run.resolved_at = run.resolved_by_id = run.resolved_by = run.resolution = None
    tx.db.flush()
    record(tx, "payments.run.doubted", run, tx.db.get_one(Agenda, run.agenda_id), reason=run.unknown_reason)
    return run


def resolve_run(tx: Tx, run_id: int, *, version: int, paid_on: date | None, ground: str) -> PaymentRun:
    """End the doubt about a run as another person than who raised it: paid by the bank on a day, or (None) not carried out at all.

    Not carried out: its instalments are planned again, and a next run gives them new ids. Raises Stale, and Refused for the same
    person, without a ground, and for a day that cannot be.
    """
    run = lock_run(tx, run_id, version)
    following = RUN.after(run.state, "prove" if paid_on is not None else "fail")
    refuse_if(cannot_resolve(tx.actor.id, run.unknown_by_id, run.unknown_by or "", ground))
    run.resolved_at, run.resolved_by_id, run.resolved_by, run.resolution = tx.now, tx.actor.id, tx.actor.label, ground.strip()
    tx.db.flush()
    if paid_on is not None:
        return confirm_run(tx, run_id, version=version, paid_on=paid_on, proven=True)
    live = [payment for payment in run.payments if not payment.cancelled]
    for instalment in lock_instalments(tx, [payment.instalment_id for payment in live]):
        instalment.state = INSTALMENT.after(instalment.state, "refuse")
    for payment in live:
        payment.cancelled = True
    run.state, run.version = following, run.version + 1
    tx.db.flush()
    record(tx, "payments.run.failed", run, tx.db.get_one(Agenda, run.agenda_id), ground=run.resolution)
    return run
