"""Keeping frameworks beside an agenda, and who may read which."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.transaction import Tx
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.models import Framework


def load_framework(tx: Tx, agenda_id: int, document: FrameworkDocument) -> Framework:
    """Keep a framework under its code; loading again replaces it, and the journal keeps what stood there. Its sums were checked."""
    agenda = tx.db.get_one(Agenda, agenda_id)
    row = tx.db.scalar(select(Framework).where(Framework.agenda_id == agenda_id, Framework.code == document.code))
    said = document.model_dump(mode="json", exclude_defaults=True)
    before = row.document if row is not None else None
    if row is not None and before == said:
        return row
    if row is None:
        row = Framework(agenda_id=agenda_id, code=document.code)
        tx.db.add(row)
    row.document, row.loaded_at, row.loaded_by = said, tx.now, tx.actor.label
    tx.db.flush()
    tx.record("indicators.framework.loaded", "framework", row.id, chain=agenda.code, code=row.code, document=said, before=before)
    return row


def list_frameworks(db: Session, agenda_id: int, actor: Actor) -> list[FrameworkDocument]:
    """The frameworks this actor reads."""
    rows = db.scalars(select(Framework).where(Framework.agenda_id == agenda_id).order_by(Framework.code))
    found = [FrameworkDocument.model_validate(row.document) for row in rows]
    return [one for one in found if any(actor.holds(role.value) for role in one.readers)]


def get_framework(db: Session, agenda_id: int, code: str, actor: Actor) -> FrameworkDocument:
    """A framework this actor reads. Raises NotFound, also for one that is not for this reader."""
    found = next((one for one in list_frameworks(db, agenda_id, actor) if one.code == code), None)
    if found is None:
        raise NotFound(f"framework {code}")
    return found
