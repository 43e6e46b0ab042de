"""Keeping frameworks beside an agenda, and who may read which."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accounts.roles import ROLE_LABELS
from mag.agenda.models import Agenda
from mag.agenda.queries import reports_document
from mag.agenda.report_documents import ChapterKind
from mag.core.actor import Actor
from mag.core.errors import NotFound, Refusal, refuse_if
from mag.core.transaction import Tx
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.models import Framework


def load_framework(tx: Tx, agenda_id: int, document: FrameworkDocument) -> Framework:
    """Keep a framework under its code; loading again replaces it, and the journal keeps what stood there. Its sums were checked.

    Raises Refused when the agenda tells it in reports and not everybody who sees reports reads it.
    """
    agenda = tx.db.get_one(Agenda, agenda_id)
    if document.code in reports_document(agenda).subjects(ChapterKind.FRAMEWORK):
        refuse_if(not_for_reports(document))
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


def not_for_reports(document: FrameworkDocument) -> Iterator[Refusal]:
    """Why a framework may be no chapter of a report: somebody who sees reports may not read it."""
    if away := document.shut_out():
        names = ", ".join(ROLE_LABELS[role] for role in away)
        yield Refusal(
            "framework_readers",
            f"Het kader {document.code} kan niet in een rapport: wie rapporten leest, leest dan ook het kader. "
            f"Niet onder de lezers van het kader: {names}. Zet deze rollen erbij, of haal het hoofdstuk weg.",
        )


def frameworks_for_reports(db: Session, agenda_id: int, codes: Collection[str]) -> dict[str, FrameworkDocument]:
    """The frameworks with these codes that a report may tell, by code. One statement, none without codes."""
    if not codes:
        return {}
    rows = db.scalars(select(Framework).where(Framework.agenda_id == agenda_id, Framework.code.in_(codes)))
    found = {row.code: FrameworkDocument.model_validate(row.document) for row in rows}
    return {code: one for code, one in found.items() if not one.shut_out()}


def untold_frameworks(db: Session, agenda_id: int, codes: Collection[str]) -> Iterator[Refusal]:
    """Why the frameworks a report names cannot be told yet: not there, or not for everybody who sees reports."""
    rows = {
        row.code: row for row in db.scalars(select(Framework).where(Framework.agenda_id == agenda_id, Framework.code.in_(codes or [""])))
    }
    for code in sorted(codes):
        if code not in rows:
            sentence = f"Het kader {code} is er nog niet. Lees het eerst in: ./run indicators framework BESTAND."
            yield Refusal("framework_missing", sentence, "period")
        else:
            yield from not_for_reports(FrameworkDocument.model_validate(rows[code].document))


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
