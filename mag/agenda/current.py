"""Which agenda a staff page is about: the one asked for in the address, else the one in force today, else the latest."""

from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.core.errors import NotFound


def find_current(db: Session, code: str | None, today: date) -> Agenda:
    """The agenda by itself, without themes or rule sets. Raises NotFound for an unknown code and when there is none at all."""
    asked = select(Agenda)
    if code:
        asked = asked.where(Agenda.code == code)
    else:
        running = (Agenda.valid_from <= today) & (Agenda.valid_to.is_(None) | (Agenda.valid_to >= today))
        asked = asked.order_by(case((running, 0), else_=1), Agenda.valid_from.desc(), Agenda.code)
    found = db.scalar(asked.limit(1))
    if found is None:
        raise NotFound(code or "no agenda was loaded")
    return found
