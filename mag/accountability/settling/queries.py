"""Questions about settlements and about what waits for one. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accountability.models import HandIn
from mag.accountability.queries import with_grant
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
from mag.applications.models import Application
from mag.core.money import Cents
from mag.grants.models import Grant
from mag.grants.states import GrantState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a list, and what was awarded to them together."""

    count: int
    amount: Cents


def find_settlement(db: Session, grant_id: int) -> Settlement | None:
    """The settlement of a grant, or None. Ask for the grant in sight first."""
    return db.scalar(select(Settlement).where(Settlement.grant_id == grant_id))


def list_to_settle(db: Session, agenda_id: int, *, limit: int = PAGE, offset: int = 0) -> list[HandIn]:
    """Accounts that were handed in and wait for us, the longest waiting first."""
    asked = with_grant().where(Application.agenda_id == agenda_id, HandIn.state == HandInState.HANDED_IN)
    return list(db.scalars(asked.order_by(HandIn.handed_in_at, HandIn.id).limit(limit).offset(offset)))


def sum_to_settle(db: Session, agenda_id: int) -> Waiting:
    """How many :func:`list_to_settle` has in all, and what was awarded to them."""
    asked = select(func.count(), func.coalesce(func.sum(Grant.awarded_amount), 0)).join_from(HandIn, Grant).join(Grant.application)
    count, amount = db.execute(asked.where(Application.agenda_id == agenda_id, HandIn.state == HandInState.HANDED_IN)).one()
    return Waiting(int(count), Cents(int(amount)))


def list_overdue(db: Session, agenda_id: int, today: date, *, limit: int = PAGE, offset: int = 0) -> list[Grant]:
    """Running grants whose last day to hand in has passed, the longest overdue first."""
    found = select(Grant).join(Grant.application).where(*_overdue(agenda_id, today))
    found = found.options(contains_eager(Grant.application), joinedload(Grant.partner), joinedload(Grant.commitment))
    return list(db.scalars(found.order_by(Grant.account_by, Grant.id).limit(limit).offset(offset)))


def sum_overdue(db: Session, agenda_id: int, today: date) -> Waiting:
    """How many :func:`list_overdue` has in all, and what was awarded to them."""
    asked = select(func.count(), func.coalesce(func.sum(Grant.awarded_amount), 0)).select_from(Grant).join(Grant.application)
    count, amount = db.execute(asked.where(*_overdue(agenda_id, today))).one()
    return Waiting(int(count), Cents(int(amount)))


def _overdue(agenda_id: int, today: date) -> tuple[ColumnElement[bool], ...]:
    return Application.agenda_id == agenda_id, Grant.state == GrantState.RUNNING, Grant.account_by < today
