"""Which agenda a staff page is about: the one asked for in the address, else the one in force today."""

from datetime import date

from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.agenda.queries import agenda_on, get_agenda, list_agendas
from mag.core.errors import NotFound


def find_current(db: Session, code: str | None, today: date) -> Agenda:
    """The agenda with this code, or the one in force today, or the latest. Raises NotFound when there is none at all."""
    if code:
        return get_agenda(db, code)
    found = agenda_on(db, today)
    if found is None:
        agendas = list_agendas(db)
        if not agendas:
            raise NotFound("no agenda was loaded")
        found = agendas[0]
    return found
