"""Questions about payments: what is due, the runs, their file, and what has to come back. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from mag.accounts.roles import Permission
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.money import Cents
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState
from mag.partners.models import BankAccount
from mag.payments.claims import AGE_WORDS, age_of, due_by, expires_soon
from mag.payments.models import AccountCheck, Payment, PaymentHold, PaymentRun, Recovery, RecoveryTerm
from mag.payments.plausibility import DuePayment, weigh
from mag.payments.sepa import CreditTransfer, Debtor, Version, build_pain001
from mag.payments.states import RecoveryState

_SHOWN = (Application.title, Application.applicant_kind, Application.contact_name, Application.iban, Application.account_holder)
"""What a list of due payments needs of an application; the rest of a file is long."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the payments page: how many instalments are due, their sum in cents, and how many runs there are."""

    due_count: int
    due_amount: Cents
    run_count: int


def due_instalments(agenda_id: int, on: date) -> Select[Instalment]:
    """The instalments of an agenda that are planned and may be paid on a date."""
    return (
        select(Instalment)
        .join(Instalment.grant)
        .join(Grant.application)
        .where(Application.agenda_id == agenda_id, Instalment.state == InstalmentState.PLANNED, Instalment.due_on <= on)
    )


def list_due(
    db: Session, agenda_id: int, on: date, *, limit: int | None = None, offset: int = 0, now: datetime | None = None
) -> list[DuePayment]:
    """What may be paid on a date and stands in no run yet, oldest first, each with what deserves a look."""
    asked = due_instalments(agenda_id, on).options(
        contains_eager(Instalment.grant).contains_eager(Grant.application).load_only(*_SHOWN),
        contains_eager(Instalment.grant).joinedload(Grant.partner, innerjoin=True),
        contains_eager(Instalment.grant).joinedload(Grant.commitment, innerjoin=True),
    )
    found = db.scalars(asked.order_by(Instalment.due_on, Instalment.id).limit(limit).offset(offset)).all()
    return weigh(db, found, on, now=now) if found else []


def sum_overview(db: Session, agenda_id: int, on: date) -> Overview:
    """How many instalments :func:`list_due` has in all and their sum, and how many runs :func:`list_runs` has."""
    due = due_instalments(agenda_id, on)
    runs = select(func.count()).select_from(PaymentRun).where(PaymentRun.agenda_id == agenda_id)
    asked = select(
        due.with_only_columns(func.count()).scalar_subquery(),
        due.with_only_columns(func.coalesce(func.sum(Instalment.amount), 0)).scalar_subquery(),
        runs.scalar_subquery(),
    )
    count, amount, run_count = db.execute(asked).one()
    return Overview(int(count), Cents(int(amount)), int(run_count))


def list_runs(db: Session, agenda_id: int, *, limit: int | None = None, offset: int = 0) -> list[PaymentRun]:
    """The runs of an agenda, newest first."""
    asked = select(PaymentRun).where(PaymentRun.agenda_id == agenda_id).order_by(PaymentRun.id.desc())
    return list(db.scalars(asked.limit(limit).offset(offset)))


def find_run(db: Session, actor: Actor, reference: str) -> PaymentRun:
    """A run without its payments, for who may see payments. Raises NotFound."""
    run = db.scalar(select(PaymentRun).where(PaymentRun.reference == reference))
    if run is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"payment run {reference}")
    return run


def list_run_payments(db: Session, run_id: int, *, limit: int | None = None, offset: int = 0) -> list[Payment]:
    """The payments of a run in the order of its file, with instalment, grant, application, partner and commitment."""
    asked = select(Payment).where(Payment.run_id == run_id).order_by(Payment.id).limit(limit).offset(offset)
    return list(db.scalars(asked.options(*_whole_payment())))


def get_run_payment(db: Session, run_id: int, payment_id: int) -> Payment:
    """One payment of a run, as :func:`list_run_payments` has it. Raises NotFound for a payment of another run."""
    found = db.scalar(select(Payment).where(Payment.run_id == run_id, Payment.id == payment_id).options(*_whole_payment()))
    if found is None:
        raise NotFound(f"payment {payment_id} of run {run_id}")
    return found


def weigh_run(db: Session, run: PaymentRun, now: datetime | None = None) -> dict[int, DuePayment]:
    """What deserves a look about every payment of a run now, by payment id."""
    payments = list_run_payments(db, run.id)
    weighed = weigh(db, [payment.instalment for payment in payments], run.execution_on, run_id=run.id, now=now)
    return {payment.id: due for payment, due in zip(payments, weighed, strict=True)}


def payment_file(run: PaymentRun, debtor: Debtor, version: Version, *, checked: bool = False) -> bytes:
    """The bytes of a run's payment file. The same run gives the same bytes for ever: ids and moment are those of its making.

    ``checked`` leaves the check against the XSD out, for bytes that are compared with those that were checked when they were stored.
    Raises :class:`~mag.core.errors.Refused` when the bank could not read it.
    """
    return build_pain001(
        message_id=run.reference,
        created_at=run.prepared_at,
        execution_on=run.execution_on,
        debtor=debtor,
        version=version,
        checked=checked,
        transfers=[
            CreditTransfer(payment.end_to_end_id, payment.payee_name, payment.iban, payment.amount, payment.remittance)
            for payment in run.payments
        ],
    )


def list_recoveries(
    db: Session, agenda_id: int, state: RecoveryState | None = None, *, limit: int | None = None, offset: int = 0
) -> list[Recovery]:
    """What has to come back (or came back), the earliest date first, with grant and partner."""
    asked = _recoveries(agenda_id, state).options(contains_eager(Recovery.grant).joinedload(Grant.partner, innerjoin=True))
    asked = asked.options(contains_eager(Recovery.grant).contains_eager(Grant.application).load_only(*_SHOWN), selectinload(Recovery.terms))
    return list(db.scalars(asked.order_by(Recovery.due_on, Recovery.id).limit(limit).offset(offset)))


def sum_recoveries(db: Session, agenda_id: int, state: RecoveryState) -> tuple[int, Cents]:
    """How many recoveries stand in a state, and what of them is still to come."""
    left = func.coalesce(func.sum(Recovery.amount - Recovery.received_amount), 0)
    count, amount = db.execute(_recoveries(agenda_id, state).with_only_columns(func.count(), left)).one()
    return int(count), Cents(int(amount))


def get_recovery(db: Session, actor: Actor, reference: str) -> Recovery:
    """The recovery of the grant with this reference, for who may see payments. Raises NotFound."""
    asked = select(Recovery).join(Recovery.grant).where(Grant.reference == reference)
    wanted = (
        contains_eager(Recovery.grant).joinedload(Grant.partner, innerjoin=True),
        contains_eager(Recovery.grant).joinedload(Grant.application, innerjoin=True),
        contains_eager(Recovery.grant).joinedload(Grant.commitment, innerjoin=True),
    )
    recovery = db.scalar(asked.options(*wanted, selectinload(Recovery.terms)))
    if recovery is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"recovery {reference}")
    return recovery


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is open by how long it is due, and how many claims end within a year (Awb 4:104)."""

    rows: tuple[tuple[str, int, Cents], ...]
    ending: int


def sum_ageing(db: Session, agenda_id: int, today: date) -> Ageing:
    """The open claims of an agenda summed by how long they are overdue. Two statements, whatever the number of claims."""
    asked = _recoveries(agenda_id, RecoveryState.OPEN).with_only_columns(
        Recovery.id, Recovery.amount, Recovery.received_amount, Recovery.due_on
    )
    claims = db.execute(asked.order_by(Recovery.id)).all()
    parts: dict[int, list[tuple[Cents, date]]] = defaultdict(list)
    open_terms = select(RecoveryTerm).join(Recovery, Recovery.id == RecoveryTerm.recovery_id).where(Recovery.state == RecoveryState.OPEN)
    for term in db.scalars(open_terms.order_by(RecoveryTerm.recovery_id, RecoveryTerm.number)):
        parts[term.recovery_id].append((term.amount, term.due_on))
    counts: dict[str, int] = dict.fromkeys(AGE_WORDS, 0)
    sums: dict[str, int] = dict.fromkeys(AGE_WORDS, 0)
    for number, amount, received, due_on in claims:
        age = age_of(due_by(amount, received, due_on, parts[number], today).since, today)
        counts[age] += 1
        sums[age] += amount - received
    ending = sum(1 for claim in claims if expires_soon(claim.due_on, today))
    return Ageing(tuple((age, counts[age], Cents(sums[age])) for age in AGE_WORDS if counts[age]), ending)


def _recoveries(agenda_id: int, state: RecoveryState | None) -> Select[Recovery]:
    asked = select(Recovery).join(Recovery.grant).join(Grant.application).where(Application.agenda_id == agenda_id)
    return asked if state is None else asked.where(Recovery.state == state)


def _whole_payment() -> Sequence[ExecutableOption]:
    grant = joinedload(Payment.instalment, innerjoin=True).joinedload(Instalment.grant, innerjoin=True)
    return (
        grant.joinedload(Grant.application, innerjoin=True).load_only(*_SHOWN),
        grant.joinedload(Grant.partner, innerjoin=True),
        grant.joinedload(Grant.commitment, innerjoin=True),
    )


@dataclass(frozen=True, slots=True)
class GrantMoney:
    """Everything about paying one grant: its hold, its account, the claims on its partner that are open, and whether it may be paid."""

    grant: Grant
    hold: PaymentHold | None
    account: BankAccount | None
    account_check: AccountCheck | None
    account_changed: bool
    claims: tuple[Recovery, ...]


def get_grant_money(db: Session, actor: Actor, reference: str) -> GrantMoney:
    """What stands around paying the grant with this reference, for who may see payments. Raises NotFound."""
    wanted = (selectinload(Grant.instalments), joinedload(Grant.partner), joinedload(Grant.application), joinedload(Grant.commitment))
    grant = db.scalar(select(Grant).where(Grant.reference == reference).options(*wanted))
    if grant is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"grant {reference}")
    hold = db.scalar(select(PaymentHold).where(PaymentHold.grant_id == grant.id, PaymentHold.lifted_at.is_(None)))
    asked = select(BankAccount, AccountCheck).outerjoin(AccountCheck, AccountCheck.account_id == BankAccount.id)
    accounts = [(row[0], row[1]) for row in db.execute(asked.where(BankAccount.partner_id == grant.partner_id).order_by(BankAccount.id))]
    account, check = next(((a, c) for a, c in reversed(accounts) if a.ended_at is None), (None, None))
    open_ones = select(Recovery).join(Recovery.grant).options(contains_eager(Recovery.grant))
    open_ones = open_ones.where(Grant.partner_id == grant.partner_id, Recovery.state == RecoveryState.OPEN).order_by(Recovery.id)
    changed = account is not None and any(a.iban != account.iban for a, _ in accounts)
    return GrantMoney(grant, hold, account, check, changed, tuple(db.scalars(open_ones)))
