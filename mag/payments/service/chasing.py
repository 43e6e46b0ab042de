"""Following money that has to come back: reminders, paying in parts, and the end of what may no longer be claimed."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mag.accounts.roles import Role
from mag.applications.service.enquiries import ask
from mag.applications.states import AskedOf, EnquiryKind
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.money import Cents, show
from mag.core.transaction import Tx
from mag.grants.models import Grant
from mag.payments.claims import Due, Step, cannot_agree, due_by, expires_on, is_expired, next_step, plan_terms
from mag.payments.mails import PayTo, tell_parts_agreed, tell_reminder
from mag.payments.models import Recovery, RecoveryTerm
from mag.payments.states import RecoveryState

CALL_WITHIN = timedelta(days=7)


def due_now(claim: Recovery, today: date) -> Due:
    """What of a claim is due by a day, and since when."""
    return due_by(claim.amount, claim.received_amount, claim.due_on, [(term.amount, term.due_on) for term in claim.terms], today)


def agree_terms(tx: Tx, recovery_id: int, *, version: int, count: int | None, first_on: date, reason: str, pay_to: PayTo) -> Recovery:
    """Agree that a partner pays what is open in ``count`` equal parts, one a month; the partner gets the days by mail.

    An agreement takes the place of an earlier one, and the reminders begin again. Raises Stale, and Refused: nothing open, too late to
    claim, no reason, or parts that do not fit.
    """
    claim = _locked(tx, recovery_id)
    left = Cents(claim.amount - claim.received_amount)
    if claim.version != version:
        raise Stale(f"Er is intussen iets veranderd. Er staat nu nog {show(left)} open. Bekijk de terugvordering opnieuw.")
    _refuse_closed(claim, tx.today)
    refuse_if(cannot_agree(left, count, first_on, claim.due_on, reason, tx.today))
    claim.terms.clear()
    tx.db.flush()
    parts = plan_terms(left, count or 2, first_on)
    claim.terms.extend(RecoveryTerm(number=number, amount=part, due_on=day) for number, (part, day) in enumerate(parts, start=1))
    claim.terms_at, claim.terms_by, claim.terms_reason = tx.now, tx.actor.label, reason.strip()
    begin_again(claim)
    tx.db.flush()
    agenda = claim.grant.application.agenda
    tx.record(
        "payments.recovery.parts_agreed", "recovery", claim.id, chain=agenda.code,
        reference=claim.grant.reference, amount=int(left), parts=len(parts), first_on=first_on.isoformat(), reason=claim.terms_reason,
    )  # fmt: skip
    tell_parts_agreed(tx, claim, parts, pay_to, agenda_code=agenda.code, sender=agenda.lead_contractor)
    return claim


def begin_again(claim: Recovery) -> None:
    """After a repayment or an agreement the steps begin anew, for what is due from then on."""
    claim.version += 1
    claim.reminded_on = claim.reminded_again_on = claim.call_on = None


def chase(tx: Tx, pay_to: PayTo) -> tuple[int, int]:
    """Take the next step for every open claim that is due, and close those that nobody may claim any more. Safe to repeat.

    A reminder to who has no address is a task to call at once. Answers how many steps and how many that expired.
    """
    asked = select(Recovery).where(Recovery.state == RecoveryState.OPEN, Recovery.due_on < tx.today)
    steps = expired = 0
    ids = list(tx.db.scalars(asked.with_only_columns(Recovery.id).order_by(Recovery.id)))
    for number in ids:
        claim = _locked(tx, number)
        if is_expired(claim.due_on, tx.today):
            _expire(tx, claim)
            expired += 1
            continue
        due = due_now(claim, tx.today)
        step = next_step(due.since, claim.reminded_on, claim.reminded_again_on, claim.call_on, tx.today)
        if step is not None:
            _take(tx, claim, step, due, pay_to)
            steps += 1
    return steps, expired


def _take(tx: Tx, claim: Recovery, step: Step, due: Due, pay_to: PayTo) -> None:
    application = claim.grant.application
    agenda = application.agenda
    if step is Step.REMIND:
        claim.reminded_on = tx.today
    elif step is Step.REMIND_AGAIN:
        claim.reminded_again_on = tx.today
    else:
        claim.call_on = tx.today
    if step is not Step.CALL and application.email:
        tell_reminder(tx, claim, due, pay_to, last=step is Step.REMIND_AGAIN, agenda_code=agenda.code, sender=agenda.lead_contractor)
    else:
        claim.call_on = tx.today
        times = "na twee herinneringen" if step is Step.CALL else "en er is geen mailadres"
        ask(
            tx, application, EnquiryKind.CALL,
            question=f"{show(due.amount)} is nog niet terugbetaald, {times}. Bel en spreek af hoe het verder gaat.",
            due_on=tx.today + CALL_WITHIN, asked_of=AskedOf.ROLE, role=Role.PROJECT_LEADER,
            details={"phone": application.phone or "", "name": application.contact_name},
        )  # fmt: skip
    tx.record(
        "payments.recovery.reminded", "recovery", claim.id, chain=agenda.code,
        reference=claim.grant.reference, step=step.value, amount=int(due.amount), since=(due.since or tx.today).isoformat(),
    )  # fmt: skip


def _expire(tx: Tx, claim: Recovery) -> None:
    claim.state = RecoveryState.EXPIRED
    claim.version += 1
    tx.record(
        "payments.recovery.expired", "recovery", claim.id, chain=claim.grant.application.agenda.code, reference=claim.grant.reference,
        left=int(claim.amount - claim.received_amount), last_on=expires_on(claim.due_on).isoformat(),
    )  # fmt: skip


def _refuse_closed(claim: Recovery, today: date) -> None:
    if claim.state is not RecoveryState.OPEN:
        raise Refused(Refusal("nothing_open", "Er staat niets meer open."))
    if is_expired(claim.due_on, today):
        raise Refused(Refusal("claim_expired", "Deze terugvordering is ouder dan vijf jaar. U kunt het geld niet meer vragen."))


def _locked(tx: Tx, recovery_id: int) -> Recovery:
    grant_id = tx.db.scalar(select(Recovery.grant_id).where(Recovery.id == recovery_id))
    if grant_id is None:
        raise NotFound(f"recovery {recovery_id}")
    tx.db.get_one(Grant, grant_id, with_for_update=True)
    wanted = [selectinload(Recovery.terms)]
    return tx.db.get_one(Recovery, recovery_id, with_for_update=True, populate_existing=True, options=wanted)
