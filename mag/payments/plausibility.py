"""Gathers what the rules want to know about instalments before they are paid: five statements, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mag.core import clock
from mag.core.money import Cents
from mag.grants.models import Grant, Instalment
from mag.partners.models import BankAccount
from mag.payments.models import Payment, PaymentRun
from mag.payments.rules import LOOK_BACK, Candidate, Earlier, Note, notes_on
from mag.payments.states import RunState

UNDER_WAY = (RunState.PREPARED, RunState.RELEASED)


@dataclass(frozen=True, slots=True)
class DuePayment:
    """An instalment that may be paid, with what is known about it and what deserves a look."""

    instalment: Instalment
    candidate: Candidate
    notes: tuple[Note, ...]

    @property
    def payable(self) -> bool:
        """Whether nothing keeps it out of a run."""
        return not any(note.blocks for note in self.notes)


def weigh(db: Session, instalments: Sequence[Instalment], on: date, *, run_id: int | None = None) -> list[DuePayment]:
    """Hold instalments (with grant, application, partner and commitment loaded) against everything paid before.

    The room on a grant is shared out in the given order, so that two instalments of one grant cannot both take the last of it.
    ``run_id`` is the run they stand in already, which does not count against them.
    """
    partner_ids = {i.grant.partner_id for i in instalments}
    accounts = _accounts(db, partner_ids)
    reserved = _reserved(db, {i.grant_id for i in instalments}, run_id)
    found = []
    used: dict[int, int] = defaultdict(int)
    last_ibans = _last_ibans(db, partner_ids, run_id)
    payees = {i.id: payee_of(i.grant, accounts.get(i.grant.partner_id, [])) for i in instalments}
    equals = _equals(db, {iban for iban, _ in payees.values()}, on, run_id)
    for instalment in instalments:
        grant, (iban, holder) = instalment.grant, payees[instalment.id]
        history = accounts.get(grant.partner_id, [])
        current = history[-1] if history else None
        room = grant.commitment.committed_amount - reserved.get(grant.id, 0) - used[grant.id]
        used[grant.id] += instalment.amount
        organisation = grant.application.applicant_kind.is_legal_person
        candidate = Candidate(
            reference=f"{grant.reference}-{instalment.number}",
            amount=instalment.amount,
            due_on=instalment.due_on,
            room=Cents(room),
            iban=iban,
            holder=holder,
            names=(grant.partner.name,) if organisation else (grant.partner.name, grant.application.contact_name),
            account_since=clock.today(current.since_at) if current is not None else None,
            account_changed=any(account.iban != iban for account in history),
            equal=next((e for e in equals.get((iban, instalment.amount), []) if e[0] != instalment.id), (0, None))[1],
            last_iban=last_ibans.get(grant.partner_id),
        )
        found.append(DuePayment(instalment, candidate, tuple(notes_on(candidate, on))))
    return found


def payee_of(grant: Grant, history: Sequence[BankAccount]) -> tuple[str, str]:
    """The account a grant is paid on, as (IBAN, holder): the partner's present one, else what the application says."""
    open_ones = [account for account in history if account.ended_at is None]
    if open_ones:
        return open_ones[-1].iban, open_ones[-1].holder
    return grant.application.iban, grant.application.account_holder


def _accounts(db: Session, partner_ids: set[int]) -> dict[int, list[BankAccount]]:
    found: dict[int, list[BankAccount]] = defaultdict(list)
    for account in db.scalars(select(BankAccount).where(BankAccount.partner_id.in_(partner_ids)).order_by(BankAccount.id)):
        found[account.partner_id].append(account)
    return found


def _reserved(db: Session, grant_ids: set[int], run_id: int | None) -> dict[int, int]:
    """What stands in runs that are under way, per grant."""
    asked = (
        select(Instalment.grant_id, func.sum(Payment.amount))
        .join(Payment.instalment)
        .join(Payment.run)
        .where(Instalment.grant_id.in_(grant_ids), ~Payment.cancelled, PaymentRun.state.in_(UNDER_WAY))
        .group_by(Instalment.grant_id)
    )
    if run_id is not None:
        asked = asked.where(Payment.run_id != run_id)
    return {grant_id: int(total) for grant_id, total in db.execute(asked)}


def _last_ibans(db: Session, partner_ids: set[int], run_id: int | None) -> dict[int, str]:
    latest = (
        select(func.max(Payment.id))
        .join(Payment.instalment)
        .join(Instalment.grant)
        .where(Grant.partner_id.in_(partner_ids), ~Payment.cancelled)
        .group_by(Grant.partner_id)
    )
    if run_id is not None:
        latest = latest.where(Payment.run_id != run_id)
    asked = select(Grant.partner_id, Payment.iban).join(Payment.instalment).join(Instalment.grant).where(Payment.id.in_(latest))
    return {partner_id: iban for partner_id, iban in db.execute(asked)}


def _equals(db: Session, ibans: set[str], on: date, run_id: int | None) -> dict[tuple[str, int], list[tuple[int, Earlier]]]:
    """Payments to these accounts of the last days, the latest first, by (IBAN, amount)."""
    paid_on = func.coalesce(PaymentRun.paid_on, PaymentRun.execution_on)
    asked = (
        select(Payment.instalment_id, paid_on, Payment.end_to_end_id, Payment.amount, Payment.iban)
        .join(Payment.run)
        .where(Payment.iban.in_(ibans), ~Payment.cancelled, paid_on >= on - LOOK_BACK)
        .order_by(paid_on.desc(), Payment.id.desc())
    )
    if run_id is not None:
        asked = asked.where(Payment.run_id != run_id)
    found: dict[tuple[str, int], list[tuple[int, Earlier]]] = defaultdict(list)
    for instalment_id, day, reference, amount, iban in db.execute(asked):
        found[iban, int(amount)].append((instalment_id, Earlier(day, reference, Cents(amount), iban)))
    return found
