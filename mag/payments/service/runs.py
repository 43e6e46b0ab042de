"""The life of a payment run: prepared by one person, released by another, confirmed when the bank has paid."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.budget.paying import Paid, pay_all
from mag.core import clock
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.files import FileStore, Kept, register
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.grants.models import Instalment
from mag.grants.states import INSTALMENT
from mag.payments.mails import tell_paid
from mag.payments.models import Payment, PaymentRun
from mag.payments.plausibility import weigh
from mag.payments.queries import payment_file
from mag.payments.rules import attempt_reference, cannot_confirm, cannot_prepare, cannot_release
from mag.payments.sepa import MAX_REMITTANCE, Debtor, Version, end_to_end_id
from mag.payments.service.locking import lock_instalments, lock_run, record
from mag.payments.states import RUN, RunState

FILE_TYPE = "application/xml"


def prepare_run(tx: Tx, agenda_id: int, instalment_ids: Sequence[int], *, execution_on: date) -> PaymentRun:
    """Put planned instalments of an agenda together in a run that the bank carries out on a date.

    Name, account, amount and description of every payment are fixed now. Raises NotFound for an instalment of another agenda,
    and Refused with a sentence per instalment that cannot go along: not due, in a run already, more than is promised.
    """
    agenda = tx.db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    instalments = lock_instalments(tx, instalment_ids)
    if any(i.grant.application.agenda_id != agenda_id for i in instalments):
        raise NotFound(f"instalment of another agenda than {agenda_id}")
    for instalment in instalments:
        _check_planned(instalment)
    weighed = weigh(tx.db, instalments, execution_on, now=tx.now)
    refuse_if(cannot_prepare([due.candidate for due in weighed], execution_on, tx.today))
    attempts = _count_attempts(tx.db, instalment_ids)
    run = PaymentRun(
        reference=f"BR-{tx.today.year}-{tx.next_number(f'payment_run {tx.today.year}'):04d}",
        agenda_id=agenda_id,
        state=RunState.PREPARED,
        version=1,
        execution_on=execution_on,
        control_amount=Cents(sum(i.amount for i in instalments)),
        refused_amount=Cents(0),
        refused_count=0,
        payment_count=len(instalments),
        prepared_at=tx.now,
        prepared_by_id=tx.actor.id,
        prepared_by=tx.actor.label,
    )
    tx.db.add(run)
    for due in weighed:
        grant = due.instalment.grant
        attempt = attempt_reference(grant.reference, due.instalment.number, attempts.get(due.instalment.id, 0))
        due.instalment.state = INSTALMENT.after(due.instalment.state, "prepare")
        run.payments.append(
            Payment(
                instalment=due.instalment,
                end_to_end_id=end_to_end_id(attempt),
                amount=due.instalment.amount,
                payee_name=due.candidate.holder,
                iban=due.candidate.iban,
                remittance=f"{grant.reference} {grant.application.title}"[:MAX_REMITTANCE].strip(),
            )
        )
    tx.db.flush()
    record(
        tx, "payments.run.prepared", run, agenda, execution_on=execution_on.isoformat(), payments=[p.end_to_end_id for p in run.payments]
    )
    return run


def store_file(db: Session, files: FileStore, run_id: int, debtor: Debtor, version: Version) -> Kept:
    """Keep the payment file of a run before it is released; the same file however often this runs (``reliability.md`` T2).

    Raises NotFound for an unknown run and Refused when no account to pay from is set or the bank could not read the file.
    """
    run = db.get(PaymentRun, run_id)
    if run is None:
        raise NotFound(f"payment run {run_id}")
    return files.put(_bytes(run, debtor, version))


def release_run(tx: Tx, run_id: int, *, version: int, file_sha256: str, debtor: Debtor, sepa_version: Version) -> PaymentRun:
    """Release a run for payment, as another person than who prepared it. There is no way back.

    ``file_sha256`` is what :func:`store_file` answered; the bytes are made again here and must be the same. Raises Stale, and
    Refused for the same person, a date that has passed, or more than is still promised.
    """
    run = lock_run(tx, run_id, version)
    following = RUN.after(run.state, "release")
    refuse_if(
        cannot_release(
            by_id=tx.actor.id, prepared_by_id=run.prepared_by_id, prepared_by=run.prepared_by, execution_on=run.execution_on, today=tx.today
        )
    )
    instalments = lock_instalments(tx, [payment.instalment_id for payment in run.payments])
    for due in weigh(tx.db, instalments, run.execution_on, run_id=run.id, now=tx.now):
        refuse_if(Refusal(n.code, f"{due.candidate.reference}: {n.sentence}") for n in due.notes if n.blocks)
    content = _bytes(run, debtor, sepa_version, checked=True)
    if hashlib.sha256(content).hexdigest() != file_sha256:
        raise Stale("De betaalronde is veranderd terwijl u hem bekeek. Bekijk hem opnieuw.")
    register(tx, file_sha256, len(content), FILE_TYPE)
    run.state, run.version, run.file_sha256 = following, run.version + 1, file_sha256
    run.released_at, run.released_by_id, run.released_by = tx.now, tx.actor.id, tx.actor.label
    tx.db.flush()
    record(tx, "payments.run.released", run, tx.db.get_one(Agenda, run.agenda_id), file=file_sha256)
    return run


def cancel_run(tx: Tx, run_id: int, *, version: int) -> PaymentRun:
    """Take a prepared run back: its instalments are planned again and get a new id when they are paid after all."""
    run = lock_run(tx, run_id, version)
    run.state = RUN.after(run.state, "cancel")
    for instalment in lock_instalments(tx, [payment.instalment_id for payment in run.payments]):
        instalment.state = INSTALMENT.after(instalment.state, "cancel")
    for payment in run.payments:
        payment.cancelled = True
    run.version += 1
    tx.db.flush()
    record(tx, "payments.run.cancelled", run, tx.db.get_one(Agenda, run.agenda_id))
    return run


def confirm_run(tx: Tx, run_id: int, *, version: int, paid_on: date, proven: bool = False) -> PaymentRun:
    """Book a released run as paid by the bank on a date: every payment on the ledger, every instalment paid, one mail each.

    What the bank refused stays out. ``proven`` says that a statement or a second person ended a doubt; a run in doubt needs that.
    Raises Stale, and Refused for a date before the release or in the future.
    """
    run = lock_run(tx, run_id, version)
    following = RUN.after(run.state, "prove" if proven and run.state is RunState.UNKNOWN else "confirm")
    released_on = clock.today(run.released_at or tx.now)
    refuse_if(cannot_confirm(paid_on, released_on, tx.today))
    agenda = tx.db.get_one(Agenda, run.agenda_id)
    live = [payment for payment in run.payments if not payment.cancelled]
    instalments = {i.id: i for i in lock_instalments(tx, [payment.instalment_id for payment in live])}
    paid = [Paid(instalments[payment.instalment_id].grant.commitment_id, payment.amount) for payment in live]
    pay_all(tx, paid, reason=f"Betaald in betaalronde {run.reference}", booked_on=paid_on)
    for payment in live:
        instalment = instalments[payment.instalment_id]
        instalment.state = INSTALMENT.after(instalment.state, "confirm")
        tell_paid(tx, payment, paid_on, agenda_code=agenda.code, sender=agenda.lead_contractor)
    run.state, run.version, run.paid_on = following, run.version + 1, paid_on
    run.confirmed_at, run.confirmed_by = tx.now, tx.actor.label
    tx.db.flush()
    record(tx, "payments.run.confirmed", run, agenda, paid_on=paid_on.isoformat())
    return run


def _check_planned(instalment: Instalment) -> None:
    if (instalment.state, "prepare") not in INSTALMENT.transitions:
        word = INSTALMENT.staff_words[instalment.state]
        sentence = f"{instalment.grant.reference} staat niet meer open: de status is “{word}”. Ververs de bladzijde."
        raise Refused(Refusal("instalment_taken", sentence, "instalments"))


def _count_attempts(db: Session, instalment_ids: Sequence[int]) -> dict[int, int]:
    asked = select(Payment.instalment_id, func.count()).where(Payment.instalment_id.in_(instalment_ids)).group_by(Payment.instalment_id)
    return {instalment_id: int(count) for instalment_id, count in db.execute(asked)}


def _bytes(run: PaymentRun, debtor: Debtor, version: Version, *, checked: bool = False) -> bytes:
    if not debtor.name or not debtor.iban:
        sentence = "De rekening waarvan wij betalen is nog niet ingesteld. Vraag de beheerder om debtor_name en debtor_iban in te stellen."
        raise Refused(Refusal("debtor_missing", sentence))
    return payment_file(run, debtor, version, checked=checked)
