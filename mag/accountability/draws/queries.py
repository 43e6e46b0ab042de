"""Questions about spot checks. Reads only."""

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from mag.accountability.demands import WITHOUT_ACCOUNT
from mag.accountability.draws.models import SpotDraw, SpotPick
from mag.applications.models import Application
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.states import GrantState


def list_candidates(db: Session, agenda_id: int, ended_until: date) -> list[Grant]:
    """Small grants that ask no account, ended up to a day, still running, and no draw ever looked at; by reference."""
    looked_at = select(SpotPick.grant_id)
    asked = select(Grant).join(Grant.application).options(contains_eager(Grant.application).joinedload(Application.rule_set))
    asked = asked.where(*_small(agenda_id), Grant.ends_on <= ended_until, Grant.id.not_in(looked_at))
    return list(db.scalars(asked.order_by(Grant.reference)))


def _small(agenda_id: int) -> tuple[ColumnElement[bool], ...]:
    modes = [mode.value for mode in WITHOUT_ACCOUNT]
    return Application.agenda_id == agenda_id, Grant.state == GrantState.RUNNING, Grant.settlement_mode.in_(modes)


def list_draws(db: Session, agenda_id: int) -> list[SpotDraw]:
    """The draws of an agenda, newest first."""
    return list(db.scalars(select(SpotDraw).where(SpotDraw.agenda_id == agenda_id).order_by(SpotDraw.id.desc()).limit(100)))


def get_draw(db: Session, draw_id: int) -> SpotDraw:
    """A draw with whom it fell on. Raises NotFound."""
    picks = selectinload(SpotDraw.picks).joinedload(SpotPick.grant)
    asked = select(SpotDraw).where(SpotDraw.id == draw_id)
    found = db.scalar(asked.options(picks.joinedload(Grant.application), picks.joinedload(Grant.partner)))
    if found is None:
        raise NotFound(f"draw {draw_id}")
    return found


def find_pick(db: Session, grant_id: int) -> SpotPick | None:
    """What a draw said of a grant, or None as long as no draw looked at it."""
    return db.scalar(select(SpotPick).where(SpotPick.grant_id == grant_id).options(joinedload(SpotPick.draw)))


def list_due(db: Session, today: date) -> list[Grant]:
    """Running small grants of any agenda whose last day to give account has passed and that no lot fell on; the oldest first."""
    drawn = select(SpotPick.grant_id).where(SpotPick.position > 0)
    asked = select(Grant).join(Grant.application).options(contains_eager(Grant.application).joinedload(Application.rule_set))
    asked = asked.where(
        Grant.state == GrantState.RUNNING,
        Grant.settlement_mode.in_([mode.value for mode in WITHOUT_ACCOUNT]),
        Grant.account_by < today,
        Grant.id.not_in(drawn),
    )
    return list(db.scalars(asked.order_by(Grant.account_by, Grant.id)))
