"""Setting off: what we still have to pay a partner against what that partner has to pay back (Awb 4:57, ``domain.md 4.6``).

Two rows in the ledger: the instalment's grant pays, the claim's grant gets its money back. Nothing leaves the bank.
"""

from sqlalchemy import func, select

from mag.budget import service as budget
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.money import Cents
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant, Instalment
from mag.grants.states import INSTALMENT, InstalmentState
from mag.payments.claims import expires_on, is_expired
from mag.payments.mails import tell_set_off
from mag.payments.models import Recovery, SetOff
from mag.payments.service.chasing import begin_again
from mag.payments.states import RecoveryState


def set_off(tx: Tx, recovery_id: int, instalment_id: int, *, reason: str) -> SetOff:
    """Set a planned instalment off against an open claim on the same partner, as far as both reach.

    What is left of the instalment stays planned under its own number. Raises NotFound for another partner's, and Refused without a
    reason, for a closed claim and for an instalment that is not planned.
    """
    claim, instalment = _locked(tx, recovery_id, instalment_id)
    left = Cents(claim.amount - claim.received_amount)
    if not reason.strip():
        raise Refused(Refusal("reason_missing", "Schrijf op waarom u verrekent.", "reason"))
    if claim.state is not RecoveryState.OPEN or not left:
        raise Refused(Refusal("nothing_open", "Er staat niets meer open. Er valt niets te verrekenen."))
    if is_expired(claim.due_on, tx.today):
        sentence = f"Tot en met {show_date(expires_on(claim.due_on))} mocht u dit verrekenen. Nu is het ouder dan vijf jaar."
        raise Refused(Refusal("claim_expired", sentence))
    if (instalment.state, "set_off") not in INSTALMENT.transitions:
        word = INSTALMENT.staff_words[instalment.state]
        raise Refused(Refusal("instalment_taken", f"Deze betaling kan niet verrekend worden: de status is “{word}”.", "instalment"))
    amount = Cents(min(left, instalment.amount))
    grant, owing = instalment.grant, claim.grant
    used = _part(tx, instalment, amount)
    budget.lock_lines(tx, {grant.commitment.line_id, owing.commitment.line_id})
    budget.set_off(tx, grant.commitment_id, amount, reason=f"Verrekend met {owing.reference}", booked_on=tx.today)
    budget.recover(tx, owing.commitment_id, amount, reason=f"Verrekend met {grant.reference}", booked_on=tx.today)
    claim.received_amount = Cents(claim.received_amount + amount)
    begin_again(claim)
    if claim.received_amount == claim.amount:
        claim.state, claim.received_on = RecoveryState.RECEIVED, tx.today
    found = SetOff(
        recovery=claim, instalment=used, amount=amount, booked_on=tx.today, booked_at=tx.now, booked_by=tx.actor.label, reason=reason
    )
    tx.db.add(found)
    tx.db.flush()
    agenda = owing.application.agenda
    tx.record(
        "payments.recovery.set_off", "recovery", claim.id, chain=agenda.code,
        reference=owing.reference, against=f"{grant.reference}-{used.number}", amount=int(amount), reason=found.reason,
    )  # fmt: skip
    tell_set_off(tx, found, agenda_code=agenda.code, sender=agenda.lead_contractor)
    return found


def _part(tx: Tx, instalment: Instalment, amount: Cents) -> Instalment:
    """The instalment itself when all of it is set off, else a new one for the part, cut from it."""
    if amount == instalment.amount:
        instalment.state = INSTALMENT.after(instalment.state, "set_off")
        return instalment
    last = tx.db.scalar(select(func.max(Instalment.number)).where(Instalment.grant_id == instalment.grant_id)) or 0
    instalment.amount = Cents(instalment.amount - amount)
    part = Instalment(grant_id=instalment.grant_id, number=last + 1, amount=amount, due_on=instalment.due_on, state=InstalmentState.SET_OFF)
    tx.db.add(part)
    tx.db.flush()
    return part


def _locked(tx: Tx, recovery_id: int, instalment_id: int) -> tuple[Recovery, Instalment]:
    claimed = tx.db.scalar(select(Recovery.grant_id).where(Recovery.id == recovery_id))
    paying = tx.db.scalar(select(Instalment.grant_id).where(Instalment.id == instalment_id))
    if claimed is None or paying is None:
        raise NotFound(f"recovery {recovery_id} or instalment {instalment_id}")
    tx.db.execute(select(Grant.id).where(Grant.id.in_({claimed, paying})).order_by(Grant.id).with_for_update())
    claim = tx.db.get_one(Recovery, recovery_id, with_for_update=True, populate_existing=True)
    instalment = tx.db.get_one(Instalment, instalment_id, with_for_update=True, populate_existing=True)
    if claim.grant.partner_id != instalment.grant.partner_id:
        raise NotFound(f"instalment {instalment_id} of another partner")
    return claim, instalment
