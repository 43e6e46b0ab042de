"""Gathers what the rules want to know about instalments before they are paid: four statements, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session

from mag.core import clock
from mag.core.money import Cents
from mag.grants.models import Grant, Instalment
from mag.partners.models import BankAccount
from mag.payments.models import AccountCheck, Payment, PaymentHold, PaymentRun
from mag.payments.notes import LOOK_BACK, Candidate, Earlier, Note, notes_on
from mag.payments.states import UNDER_WAY, RunState

ENOUGH = 3
"""How many payments make a usual amount."""


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


def weigh(
    db: Session, instalments: Sequence[Instalment], on: date, *, run_id: int | None = None, now: datetime | None = None
) -> list[DuePayment]:
    """Hold instalments (with grant, application, partner and commitment loaded) against everything paid before.

    The room on a grant is shared out in the given order, so that two instalments of one grant cannot both take the last of it.
    ``run_id`` is the run they stand in already, which does not count against them. ``now`` is needed for the guard on changed accounts.
    """
    partner_ids = {i.grant.partner_id for i in instalments}
    accounts, checked = _accounts(db, partner_ids)
    medians, returned, refused = _history(db, partner_ids, run_id)
    holds = _holds(db, {i.grant_id for i in instalments})
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
            held_until=holds[grant.id].until_on if grant.id in holds else None,
            held_reason=holds[grant.id].reason if grant.id in holds else "",
            account_checked=current is not None and current.id in checked,
            account_age=now - current.since_at if current is not None and now is not None else None,
            median=medians.get(grant.partner_id),
            returned=returned.get(instalment.id),
            refused=refused.get(instalment.id),
        )
        found.append(DuePayment(instalment, candidate, tuple(notes_on(candidate, on))))
    return found


def payee_of(grant: Grant, history: Sequence[BankAccount]) -> tuple[str, str]:
    """The account a grant is paid on, as (IBAN, holder): the partner's present one, else what the application says."""
    open_ones = [account for account in history if account.ended_at is None]
    if open_ones:
        return open_ones[-1].iban, open_ones[-1].holder
    return grant.application.iban, grant.application.account_holder


def _accounts(db: Session, partner_ids: set[int]) -> tuple[dict[int, list[BankAccount]], set[int]]:
    """The accounts of partners, oldest first, and the ids of those that a second person confirmed."""
    found: dict[int, list[BankAccount]] = defaultdict(list)
    checked = set()
    asked = select(BankAccount, AccountCheck.id).outerjoin(AccountCheck, AccountCheck.account_id == BankAccount.id)
    for account, check in db.execute(asked.where(BankAccount.partner_id.in_(partner_ids)).order_by(BankAccount.id)):
        found[account.partner_id].append(account)
        if check is not None:
            checked.add(account.id)
    return found, checked


def _holds(db: Session, grant_ids: set[int]) -> dict[int, PaymentHold]:
    asked = select(PaymentHold).where(PaymentHold.grant_id.in_(grant_ids), PaymentHold.lifted_at.is_(None))
    return {hold.grant_id: hold for hold in db.scalars(asked)}


def _history(db: Session, partner_ids: set[int], run_id: int | None) -> tuple[dict[int, Cents], dict[int, Earlier], dict[int, Earlier]]:
    """The middle amount of what each partner was paid (none below three payments); per instalment what came back, and was refused."""
    amounts: dict[int, list[Cents]] = defaultdict(list)
    returned: dict[int, Earlier] = {}
    refused: dict[int, Earlier] = {}
    asked = (
        select(
            Payment.id, Grant.partner_id, Payment.run_id, Payment.instalment_id, Payment.end_to_end_id, Payment.amount, Payment.iban,
            Payment.returned_on, Payment.refused_on,
        )
        .join(Payment.instalment)
        .join(Instalment.grant)
        .join(Payment.run)
        .where(Grant.partner_id.in_(partner_ids), or_(PaymentRun.state == RunState.CONFIRMED, Payment.refused_on.is_not(None)))
    )  # fmt: skip
    for _, partner_id, its_run, instalment_id, end_to_end_id, amount, iban, returned_on, refused_on in sorted(
        db.execute(asked), key=itemgetter(0)
    ):
        if returned_on is not None:
            returned[instalment_id] = Earlier(returned_on, end_to_end_id, amount, iban)
        elif refused_on is not None:
            refused[instalment_id] = Earlier(refused_on, end_to_end_id, amount, iban)
        elif its_run != run_id:
            amounts[partner_id].append(amount)
    return {partner: sorted(paid)[(len(paid) - 1) // 2] for partner, paid in amounts.items() if len(paid) >= ENOUGH}, returned, refused


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
    runs = select(PaymentRun.id).where(or_(PaymentRun.state.in_(UNDER_WAY), day >= on - LOOK_BACK))
    recent = (
        select(Payment.id)
        .join(Payment.instalment)
        .join(Instalment.grant)
        .where(Payment.run_id.in_(runs), *other)
        .where(or_(Grant.partner_id.in_(partner_ids), Payment.iban.in_(ibans)))
    )
    asked = (
        select(
            Payment.instalment_id, Payment.end_to_end_id, Payment.amount, Payment.iban,
            Instalment.grant_id, Grant.partner_id, PaymentRun.state, day,
        )
        .join(Payment.run)
        .join(Payment.instalment)
        .join(Instalment.grant)
        .where(Payment.id.in_(union_all(recent, latest)))
        .order_by(Payment.id)
    )  # fmt: skip
    past = _Past(defaultdict(int), {}, defaultdict(list))
    for instalment_id, end_to_end_id, amount, iban, grant_id, partner_id, state, paid_on in db.execute(asked):
        past.last_ibans[partner_id] = iban
        if state in UNDER_WAY:
            past.reserved[grant_id] += amount
        past.equals[iban, amount].append((instalment_id, Earlier(paid_on, end_to_end_id, amount, iban)))
    for found in past.equals.values():
        found.sort(key=lambda pair: pair[1].on, reverse=True)
    return past
