"""Gathers what the rules want to know about instalments before they are paid: two statements, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
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
    found = []
    used: dict[int, int] = defaultdict(int)
    payees = {i.id: payee_of(i.grant, accounts.get(i.grant.partner_id, [])) for i in instalments}
    past = _past(db, partner_ids, {iban for iban, _ in payees.values()}, on, run_id)
    for instalment in instalments:
        grant, (iban, holder) = instalment.grant, payees[instalment.id]
        history = accounts.get(grant.partner_id, [])
        current = history[-1] if history else None
        room = grant.commitment.committed_amount - past.reserved.get(grant.id, 0) - used[grant.id]
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
            equal=next((e for e in past.equals.get((iban, instalment.amount), []) if e[0] != instalment.id), (0, None))[1],
            last_iban=past.last_ibans.get(grant.partner_id),
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


@dataclass(frozen=True, slots=True)
class _Past:
    """What was paid or is being paid: reserved cents per grant, last IBAN per partner, equal payments by (IBAN, amount)."""

    reserved: dict[int, int]
    last_ibans: dict[int, str]
    equals: dict[tuple[str, int], list[tuple[int, Earlier]]]


def _past(db: Session, partner_ids: set[int], ibans: set[str], on: date, run_id: int | None) -> _Past:
    """One statement: the payments under way, those of the last days, and the last one of every partner."""
    day = func.coalesce(PaymentRun.paid_on, PaymentRun.execution_on)
    other = [~Payment.cancelled] if run_id is None else [~Payment.cancelled, Payment.run_id != run_id]
    latest = (
        select(func.max(Payment.id))
        .join(Payment.instalment)
        .join(Instalment.grant)
        .where(Grant.partner_id.in_(partner_ids), *other)
        .group_by(Grant.partner_id)
    )
    asked = (
        select(Payment, Instalment.grant_id, Grant.partner_id, PaymentRun.state, day)
        .join(Payment.run)
        .join(Payment.instalment)
        .join(Instalment.grant)
        .where(or_(Grant.partner_id.in_(partner_ids), Payment.iban.in_(ibans)), *other)
        .where(or_(PaymentRun.state.in_(UNDER_WAY), day >= on - LOOK_BACK, Payment.id.in_(latest)))
        .order_by(Payment.id)
    )
    past = _Past(defaultdict(int), {}, defaultdict(list))
    for payment, grant_id, partner_id, state, paid_on in db.execute(asked):
        past.last_ibans[partner_id] = payment.iban
        if state in UNDER_WAY:
            past.reserved[grant_id] += payment.amount
        earlier = Earlier(paid_on, payment.end_to_end_id, payment.amount, payment.iban)
        past.equals[payment.iban, payment.amount].append((payment.instalment_id, earlier))
    for found in past.equals.values():
        found.sort(key=lambda pair: pair[1].on, reverse=True)
    return past
