"""Questions about settlements and about what waits for one. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.accountability.draws.models import SpotPick
from mag.accountability.models import HandIn
from mag.accountability.queries import with_grant
from mag.accountability.settling.models import ReserveConsent, ReserveEntry, Settlement, SettlementView
from mag.accountability.settling.states import ReserveMove
from mag.accountability.states import HandInState
from mag.applications.models import Application
from mag.core.money import ZERO, Cents
from mag.grants.models import Grant
from mag.grants.states import GrantState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a list, and what was awarded to them together."""

    count: int
    amount: Cents


def list_to_settle(db: Session, agenda_id: int, *, limit: int = PAGE, offset: int = 0) -> list[HandIn]:
    """Accounts that were handed in and wait for us, the longest waiting first."""
    asked = with_grant().where(Application.agenda_id == agenda_id, HandIn.state == HandInState.HANDED_IN, HandIn.settles)
    return list(db.scalars(asked.order_by(HandIn.handed_in_at, HandIn.id).limit(limit).offset(offset)))


def sum_to_settle(db: Session, agenda_id: int) -> Waiting:
    """How many :func:`list_to_settle` has in all, and what was awarded to them."""
    asked = select(func.count(), func.coalesce(func.sum(Grant.awarded_amount), 0)).join_from(HandIn, Grant).join(Grant.application)
    count, amount = db.execute(asked.where(Application.agenda_id == agenda_id, HandIn.state == HandInState.HANDED_IN, HandIn.settles)).one()
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


@dataclass(frozen=True, slots=True)
class Beside:
    """What may stand beside a grant that is being finished: its settlement, the last view asked, a reserve agreed, a lot drawn."""

    settlement: Settlement | None
    view: SettlementView | None
    consent: ReserveConsent | None
    pick: SpotPick | None


def find_beside(db: Session, grant_id: int) -> Beside:
    """All of it in one question. Ask for the grant in sight first."""
    asked = select(Settlement, SettlementView, ReserveConsent, SpotPick).select_from(Grant)
    for table in (Settlement, SettlementView, ReserveConsent, SpotPick):
        asked = asked.outerjoin(table, table.grant_id == Grant.id)
    asked = asked.options(joinedload(SpotPick.draw)).where(Grant.id == grant_id).order_by(SettlementView.id.desc()).limit(1)
    found = db.execute(asked).one_or_none()
    return Beside(*found) if found is not None else Beside(None, None, None, None)


def get_view(db: Session, grant_id: int) -> SettlementView | None:
    """The last view that was asked before settling a grant for less, or None. Ask for the grant in sight first."""
    return db.scalar(select(SettlementView).where(SettlementView.grant_id == grant_id).order_by(SettlementView.id.desc()).limit(1))


def find_view(db: Session, grant_id: int) -> tuple[date, bool] | None:
    """Of the last view asked about a grant: its last day, and whether the partner answered. None when none was asked."""
    view = get_view(db, grant_id)
    return (view.due_on, view.answered_at is not None) if view is not None else None


def find_consent(db: Session, grant_id: int) -> ReserveConsent | None:
    """The consent of the project leader to a reserve from a grant, or None."""
    return db.scalar(select(ReserveConsent).where(ReserveConsent.grant_id == grant_id))


def agreed_reserve(db: Session, grant_id: int) -> Cents:
    """How much of a grant its partner may keep as a reserve, as agreed; mostly nothing."""
    consent = find_consent(db, grant_id)
    return consent.amount if consent is not None else ZERO


def reserve_left(db: Session, grant_id: int) -> Cents:
    """What is left of the reserve that the settlement of a grant formed, in cents."""
    asked = select(ReserveEntry.move, func.sum(ReserveEntry.amount)).where(ReserveEntry.grant_id == grant_id).group_by(ReserveEntry.move)
    by_move = {move: int(total) for move, total in db.execute(asked)}
    return Cents(by_move.pop(ReserveMove.FORMED, 0) - sum(by_move.values()))


def is_drawn(db: Session, grant_id: int) -> bool:
    """Whether the lot fell on a grant: then it is settled on the proof it sends, not by itself."""
    return db.scalar(select(SpotPick.id).where(SpotPick.grant_id == grant_id, SpotPick.position > 0)) is not None


def list_reserve_entries(db: Session, agenda_id: int) -> list[ReserveEntry]:
    """Every move of every reserve of an agenda, oldest first, with partner and grant."""
    asked = select(ReserveEntry).join(ReserveEntry.grant).join(Grant.application).where(Application.agenda_id == agenda_id)
    asked = asked.options(contains_eager(ReserveEntry.grant), joinedload(ReserveEntry.partner))
    return list(db.scalars(asked.order_by(ReserveEntry.booked_on, ReserveEntry.id)))


def list_reserve_of(db: Session, grant_id: int) -> list[ReserveEntry]:
    """The moves of the reserve one grant formed, oldest first."""
    asked = select(ReserveEntry).where(ReserveEntry.grant_id == grant_id)
    return list(db.scalars(asked.order_by(ReserveEntry.booked_on, ReserveEntry.id)))


def held_of(entries: Sequence[ReserveEntry]) -> list[tuple[ReserveEntry, Cents]]:
    """Each formed reserve with what is left of it."""
    gone: dict[int, int] = {}
    for entry in entries:
        if entry.move is not ReserveMove.FORMED:
            gone[entry.grant_id] = gone.get(entry.grant_id, 0) + entry.amount
    return [(one, Cents(one.amount - gone.get(one.grant_id, 0))) for one in entries if one.move is ReserveMove.FORMED]
