"""Questions about statements: what is already known, what a file would do, and what still waits for a person. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.roles import Permission
from mag.core import clock
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.money import ZERO, Cents
from mag.core.period import show_date
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.statements.documents import ReadLine
from mag.payments.statements.matching import Claim, Known, Ordered, Paid
from mag.payments.statements.models import BankLine, BankStatement, OwnAccount
from mag.payments.statements.states import Direction, Purpose
from mag.payments.states import AT_THE_BANK, RecoveryState, RunState

Value = TypeVar("Value")
_SEVERAL = 500
LIVE = (*AT_THE_BANK, RunState.CONFIRMED)
"""The states of a run in which the bank has its file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a line can be linked to by hand: ``code`` goes into the form (``payment:12``), ``label`` is read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines of a statement or of all of them: how many, and how many still wait for a person."""

    lines: int
    open: int


def list_accounts(db: Session) -> list[OwnAccount]:
    """Our own accounts, by name."""
    return list(db.scalars(select(OwnAccount).order_by(OwnAccount.name, OwnAccount.id)))


def get_account(db: Session, account_id: int) -> OwnAccount:
    """One of our accounts. Raises NotFound."""
    found = db.get(OwnAccount, account_id)
    if found is None:
        raise NotFound(f"own account {account_id}")
    return found


def find_account(db: Session, iban: str) -> OwnAccount | None:
    """Our account with this number, or None."""
    return db.scalar(select(OwnAccount).where(OwnAccount.iban == iban))


def find_file(db: Session, sha256: str) -> BankStatement | None:
    """The statement that was read from exactly this file before, or None."""
    return db.scalars(select(BankStatement).where(BankStatement.file_sha256 == sha256).order_by(BankStatement.position)).first()


def find_last(db: Session, account_id: int, before: date) -> BankStatement | None:
    """The latest statement of an account that ends before a day, to see whether the next one joins it."""
    asked = select(BankStatement).where(BankStatement.account_id == account_id, BankStatement.last_on < before)
    return db.scalars(asked.order_by(BankStatement.last_on.desc(), BankStatement.id.desc())).first()


def find_known_lines(db: Session, account_id: int, references: Iterable[str]) -> dict[str, tuple[Direction, Cents]]:
    """Which of these bank references the account has already, with what stood there."""
    found: dict[str, tuple[Direction, Cents]] = {}
    for some in _chunks(sorted(set(references))):
        asked = select(BankLine.bank_reference, BankLine.direction, func.coalesce(BankLine.whole_amount, BankLine.amount))
        for reference, direction, amount in db.execute(asked.where(BankLine.account_id == account_id, BankLine.bank_reference.in_(some))):
            found[reference] = (direction, Cents(int(amount)))
    return found


def find_known(db: Session, lines: Sequence[ReadLine]) -> Known:
    """Everything these lines can be about: payments and runs they name, and every claim that is open."""
    payments: dict[str, Paid] = {}
    run_ids: set[int] = set()
    for some in _chunks(sorted({line.end_to_end_id for line in lines if line.end_to_end_id})):
        for paid in _payments(db, Payment.end_to_end_id.in_(some)):
            payments[paid.end_to_end_id] = paid
            run_ids.add(paid.run_id)
    names = {line.batch_reference for line in lines} | {line.end_to_end_id for line in lines}
    runs: dict[str, Ordered] = {}
    for some in _chunks(sorted(names - {""})):
        runs |= {ordered.reference: ordered for ordered in _runs(db, PaymentRun.reference.in_(some))}
    for numbers in _chunks(sorted(run_ids)):
        runs |= {ordered.reference: ordered for ordered in _runs(db, PaymentRun.id.in_(numbers))}
    return Known(payments, runs, _claims(db))


def _payments(db: Session, which: ColumnElement[bool]) -> Iterator[Paid]:
    seen = select(BankLine.id).where(BankLine.payment_id == Payment.id, BankLine.purpose == Purpose.PAYMENT).exists()
    asked = select(Payment, PaymentRun.state, PaymentRun.released_at, seen).join(Payment.run).where(which)
    for payment, state, released_at, debited in db.execute(asked):
        live = state in LIVE and payment.refused_on is None
        yield Paid(
            payment_id=payment.id,
            run_id=payment.run_id,
            end_to_end_id=payment.end_to_end_id,
            amount=payment.amount,
            released_on=clock.today(released_at) if live and released_at is not None else None,
            confirmed=state is RunState.CONFIRMED,
            debited=bool(debited),
            returned=payment.returned_on is not None,
            over=_why_over(payment, state),
        )


def _why_over(payment: Payment, state: RunState) -> str:
    """Why the bank should not have carried a payment out, in words; empty when it should."""
    if payment.refused_on is not None:
        return f"was op {show_date(payment.refused_on)} door de bank geweigerd"
    return {RunState.FAILED: "stond als niet uitgevoerd", RunState.CANCELLED: "was ingetrokken"}.get(state, "")


def _runs(db: Session, which: ColumnElement[bool]) -> Iterator[Ordered]:
    whole = select(BankLine.id).where(BankLine.run_id == PaymentRun.id, BankLine.purpose == Purpose.RUN).exists()
    for run, debited in db.execute(select(PaymentRun, whole).where(which)):
        live = run.state in LIVE and run.released_at is not None
        released_on = clock.today(run.released_at) if live and run.released_at is not None else None
        yield Ordered(run.id, run.reference, Cents(run.control_amount - run.refused_amount), released_on, bool(debited))


def count_debited(db: Session, run_id: int) -> int:
    """How many payments of a run stand on a statement one by one."""
    asked = select(func.count()).select_from(BankLine).join(BankLine.payment)
    return db.scalar(asked.where(Payment.run_id == run_id, BankLine.purpose == Purpose.PAYMENT)) or 0


def _claims(db: Session) -> list[Claim]:
    asked = select(Recovery.id, Grant.reference, Recovery.amount - Recovery.received_amount).join(Recovery.grant)
    found = db.execute(asked.where(Recovery.state != RecoveryState.RECEIVED).order_by(Recovery.id))
    return [Claim(number, reference, Cents(int(left))) for number, reference, left in found]


def list_statements(db: Session, *, limit: int, offset: int = 0) -> list[tuple[BankStatement, int]]:
    """The statements, newest first, each with how many lines still wait."""
    waiting = (
        select(func.count())
        .select_from(BankLine)
        .where(BankLine.statement_id == BankStatement.id, BankLine.purpose.is_(None))
        .correlate(BankStatement)
        .scalar_subquery()
    )
    asked = select(BankStatement, waiting).options(joinedload(BankStatement.account, innerjoin=True))
    found = db.execute(asked.order_by(BankStatement.last_on.desc(), BankStatement.id.desc()).limit(limit).offset(offset))
    return [(statement, int(count)) for statement, count in found]


def count_statements(db: Session) -> int:
    """How many statements were read in."""
    return db.scalar(select(func.count()).select_from(BankStatement)) or 0


def get_statement(db: Session, actor: Actor, statement_id: int) -> BankStatement:
    """A statement, for who may see payments. Raises NotFound."""
    found = db.get(BankStatement, statement_id, options=[joinedload(BankStatement.account, innerjoin=True)])
    if found is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"bank statement {statement_id}")
    return found


def tally(db: Session, statement_id: int | None = None) -> Tally:
    """How many lines there are and how many wait, on one statement or on all."""
    asked = select(func.count(), func.count().filter(BankLine.purpose.is_(None)))
    if statement_id is not None:
        asked = asked.where(BankLine.statement_id == statement_id)
    lines, waiting = db.execute(asked.select_from(BankLine)).one()
    return Tally(int(lines), int(waiting))


def list_lines(db: Session, *, statement_id: int | None = None, only_open: bool = False, limit: int, offset: int = 0) -> list[BankLine]:
    """Lines in the order of their statements, with what they are about."""
    asked = select(BankLine).options(
        joinedload(BankLine.payment).joinedload(Payment.run),
        joinedload(BankLine.run),
        joinedload(BankLine.recovery).joinedload(Recovery.grant),
        joinedload(BankLine.statement, innerjoin=True),
    )
    if statement_id is not None:
        asked = asked.where(BankLine.statement_id == statement_id)
    if only_open:
        asked = asked.where(BankLine.purpose.is_(None))
    return list(db.scalars(asked.order_by(BankLine.statement_id, BankLine.position, BankLine.id).limit(limit).offset(offset)))


def get_line(db: Session, actor: Actor, line_id: int) -> BankLine:
    """A line with its statement and account, for who may see payments. Raises NotFound."""
    wanted = joinedload(BankLine.statement, innerjoin=True).joinedload(BankStatement.account, innerjoin=True)
    found = db.get(
        BankLine, line_id, options=[wanted, joinedload(BankLine.payment), joinedload(BankLine.run), joinedload(BankLine.recovery)]
    )
    if found is None or not actor.may(Permission.SEE_PAYMENTS):
        raise NotFound(f"bank line {line_id}")
    return found


def list_choices(db: Session, line: BankLine) -> list[Choice]:
    """What a line can be linked to by hand: only what has room for its amount. Answers names and references, no accounts."""
    return [*(_debit_choices(db, line) if line.direction is Direction.OUT else _credit_choices(db, line))]


def _debit_choices(db: Session, line: BankLine) -> Iterator[Choice]:
    seen = select(BankLine.id).where(BankLine.payment_id == Payment.id, BankLine.purpose == Purpose.PAYMENT).exists()
    whole = select(BankLine.id).where(BankLine.run_id == PaymentRun.id).exists()
    live = PaymentRun.state.in_(LIVE)
    leaves = PaymentRun.control_amount - PaymentRun.refused_amount
    asked = select(PaymentRun).where(live, leaves == line.amount, ~whole).order_by(PaymentRun.id.desc())
    for run in db.scalars(asked.limit(20)):
        if not count_debited(db, run.id):
            yield Choice(f"run:{run.id}", f"Hele betaalronde {run.reference}")
    payments = (
        _with_partner().where(live, Payment.refused_on.is_(None), Payment.amount == line.amount, ~seen, ~whole).order_by(Payment.id.desc())
    )
    for payment in db.scalars(payments.limit(20)):
        yield Choice(f"payment:{payment.id}", f"Betaling {payment.end_to_end_id} aan {payment.instalment.grant.partner.name}")


def _credit_choices(db: Session, line: BankLine) -> Iterator[Choice]:
    claims = (
        select(Recovery)
        .join(Recovery.grant)
        .options(joinedload(Recovery.grant).joinedload(Grant.partner))
        .where(Recovery.state != RecoveryState.RECEIVED, Recovery.amount - Recovery.received_amount >= line.amount)
        .order_by(Recovery.due_on, Recovery.id)
    )
    for claim in db.scalars(claims.limit(40)):
        yield Choice(f"repayment:{claim.id}", f"Terugbetaling van {claim.grant.partner.name} voor {claim.grant.reference}")
    back = _with_partner().where(PaymentRun.state == RunState.CONFIRMED, Payment.returned_on.is_(None), Payment.amount == line.amount)
    for payment in db.scalars(back.order_by(Payment.id.desc()).limit(20)):
        yield Choice(f"returned:{payment.id}", f"Betaling {payment.end_to_end_id} aan {payment.instalment.grant.partner.name} kwam terug")


def list_returned(db: Session, agenda_id: int, *, limit: int = 50) -> list[Payment]:
    """Payments that came back and whose instalment still waits to be paid again: somebody has to call the partner."""
    waits = Instalment.state == InstalmentState.PLANNED
    asked = _with_partner().join(Payment.instalment).where(PaymentRun.agenda_id == agenda_id, Payment.returned_on.is_not(None), waits)
    return list(db.scalars(asked.order_by(Payment.returned_on, Payment.id).limit(limit)))


def _with_partner() -> Select[Payment]:
    return select(Payment).join(Payment.run).options(joinedload(Payment.instalment).joinedload(Instalment.grant).joinedload(Grant.partner))


def _chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), _SEVERAL):
        yield values[start : start + _SEVERAL]


def sum_known(lines: Iterable[ReadLine]) -> Cents:
    """What lines change the balance by, together."""
    return Cents(sum((line.signed for line in lines), int(ZERO)))
