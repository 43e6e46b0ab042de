"""Brings an agenda file into the database and out again, each room its own section, all in one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.agenda.queries import get_agenda, read_section
from mag.agenda.service import remove_parts, save_agenda
from mag.agenda_file.document import AgendaFile, assemble
from mag.core.transaction import Tx
from mag.indicators.documents import IndicatorDocument
from mag.indicators.models import Indicator
from mag.indicators.service import define_indicator, remove_indicators


def load(tx: Tx, file: AgendaFile) -> Agenda:
    """Save an agenda: new, or the next version of one that is there. Loading the same file twice writes nothing.

    Raises :class:`~mag.core.errors.Refused` when something in use would change or disappear; then nothing is written.
    """
    section = file.section
    agenda = save_agenda(tx, section)
    for position, indicator in enumerate(file.indicators):
        define_indicator(tx, agenda, indicator, position)
    remove_indicators(tx, agenda, [indicator.code for indicator in file.indicators])
    remove_parts(tx, agenda, section)
    return agenda


def read(db: Session, code: str) -> AgendaFile:
    """The agenda file of what the database holds; equal to the file that was loaded. Raises :class:`~mag.core.errors.NotFound`."""
    agenda = get_agenda(db, code)
    rows = db.scalars(select(Indicator).where(Indicator.agenda_id == agenda.id).order_by(Indicator.position, Indicator.id))
    return assemble(read_section(db, code), tuple(IndicatorDocument.model_validate(row.document) for row in rows))
