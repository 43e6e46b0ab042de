"""Questions about payments: what is due, the runs, their file, and what has to come back. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload
from sqlalchemy.sql.base import ExecutableOption

from mag.accounts.roles import Permission
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.money import Cents
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.plausibility import DuePayment, weigh
from mag.payments.sepa import CreditTransfer, Debtor, Version, build_pain001
from mag.payments.states import RecoveryState


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


def list_due(db: Session, agenda_id: int, on: date, *, limit: int | None = None) -> list[DuePayment]:
    """What may be paid on a date and stands in no run yet, oldest first, each with what deserves a look."""
    asked = due_instalments(agenda_id, on).options(
        contains_eager(Instalment.grant).contains_eager(Grant.application),
        contains_eager(Instalment.grant).joinedload(Grant.partner, innerjoin=True),
        contains_eager(Instalment.grant).joinedload(Grant.commitment, innerjoin=True),
    )
    found = db.scalars(asked.order_by(Instalment.due_on, Instalment.id).limit(limit)).all()
    return weigh(db, found, on) if found else []


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


def get_run(db: Session, actor: Actor, reference: str) -> PaymentRun:
    """A run with its payments, grants and partners, for who may see payments. Raises NotFound."""
    run = db.scalar(select(PaymentRun).where(PaymentRun.reference == reference).options(*_whole_run()))
    if run is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"payment run {reference}")
    return run


def weigh_run(db: Session, run: PaymentRun) -> dict[int, DuePayment]:
    """What deserves a look about every payment of a run now, by payment id."""
    weighed = weigh(db, [payment.instalment for payment in run.payments], run.execution_on, run_id=run.id)
    return {payment.id: due for payment, due in zip(run.payments, weighed, strict=True)}


def payment_file(run: PaymentRun, debtor: Debtor, version: Version) -> bytes:
    """The bytes of a run's payment file. The same run gives the same bytes for ever: ids and moment are those of its making.

    Raises :class:`~mag.core.errors.Refused` when the bank could not read it.
    """
    return build_pain001(
        message_id=run.reference,
        created_at=run.prepared_at,
        execution_on=run.execution_on,
        debtor=debtor,
        version=version,
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
    asked = asked.options(contains_eager(Recovery.grant).contains_eager(Grant.application))
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
    recovery = db.scalar(asked.options(*wanted))
    if recovery is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"recovery {reference}")
    return recovery


def _recoveries(agenda_id: int, state: RecoveryState | None) -> Select[Recovery]:
    asked = select(Recovery).join(Recovery.grant).join(Grant.application).where(Application.agenda_id == agenda_id)
    return asked if state is None else asked.where(Recovery.state == state)


def _whole_run() -> Sequence[ExecutableOption]:
    grant = selectinload(PaymentRun.payments).joinedload(Payment.instalment, innerjoin=True).joinedload(Instalment.grant, innerjoin=True)
    return (
        grant.joinedload(Grant.application, innerjoin=True),
        grant.joinedload(Grant.partner, innerjoin=True),
        grant.joinedload(Grant.commitment, innerjoin=True),
    )
