"""Goals with the figures that are measured for them, in one question."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mag.agenda.models import Goal, Theme
from mag.core.errors import NotFound
from mag.indicators.models import Indicator

Measured = tuple[Goal, list[Indicator]]
"""A goal with its figures."""


def list_measured(db: Session, agenda_id: int, code: str | None = None) -> list[Measured]:
    """The goals of an agenda (or the one with this code) with their theme and figures, all in the order of the agenda. One statement."""
    asked = (
        select(Goal, Indicator)
        .join(Goal.theme)
        .outerjoin(Indicator, Indicator.goal_id == Goal.id)
        .options(contains_eager(Goal.theme), joinedload(Indicator.definitions), joinedload(Indicator.goal))
        .where(Goal.agenda_id == agenda_id)
        .order_by(Theme.position, Goal.position, Indicator.position)
    )
    if code is not None:
        asked = asked.where(Goal.code == code)
    found: dict[int, Measured] = {}
    for goal, indicator in db.execute(asked).unique():
        figures = found.setdefault(goal.id, (goal, []))[1]
        if indicator is not None:
            figures.append(indicator)
    return list(found.values())


def get_measured(db: Session, agenda_id: int, code: str) -> Measured:
    """One goal with its theme and figures. One statement. Raises NotFound."""
    found = list_measured(db, agenda_id, code)
    if not found:
        raise NotFound(code)
    return found[0]
