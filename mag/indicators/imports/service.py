"""Saving how a file is read, and taking over what a file holds: all of it as proposals, or nothing."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.core.errors import Refusal, Refused
from mag.core.files import FileStore, register
from mag.core.transaction import Tx
from mag.indicators.imports.found import FoundValue
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.preview import Effect, preview
from mag.indicators.models import FigureImport, ImportMapping
from mag.indicators.service.measuring import Part, Stated, correct, measure


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that lies ready: its name as it came, its hash and its length in bytes."""

    name: str
    sha256: str
    size: int


def save_mapping(tx: Tx, agenda_id: int, mapping: MappingDocument) -> ImportMapping:
    """Keep how a kind of file is read, under its name; saving again changes it."""
    agenda = tx.db.get_one(Agenda, agenda_id)
    row = tx.db.scalar(select(ImportMapping).where(ImportMapping.agenda_id == agenda_id, ImportMapping.name == mapping.name))
    document = mapping.model_dump(mode="json", exclude_defaults=True)
    if row is None:
        row = ImportMapping(agenda_id=agenda_id, name=mapping.name)
        tx.db.add(row)
    elif row.document == document:
        return row
    row.document, row.saved_at, row.saved_by = document, tx.now, tx.actor.label
    tx.db.flush()
    tx.record("indicators.mapping.saved", "import_mapping", row.id, chain=agenda.code, name=mapping.name, document=document)
    return row


def accept(tx: Tx, agenda_id: int, stream: BinaryIO, offered: Offered, mapping: MappingDocument) -> FigureImport:
    """Take over every value of a file as a proposal for a second person; judged again here, so that what is stored is what was shown.

    The file must have been put in the store before. Raises Refused: what is wrong with the file (the first places), ``imported_before``,
    ``nothing_new``.
    """
    agenda = tx.db.get_one(Agenda, agenda_id, with_for_update=True)
    found = preview(tx.db, agenda_id, stream, offered.sha256, mapping, tx.today)
    if found.before is not None:
        raise Refused(Refusal("imported_before", "Dit bestand is al eerder overgenomen. Er is niets veranderd."))
    if found.judged.problem_count:
        raise Refused(*(Refusal("wrong_file", str(problem)) for problem in found.judged.problems[:20]))
    if not found.taken:
        raise Refused(Refusal("nothing_new", "In dit bestand staat niets nieuws. Er is niets veranderd."))
    register(tx, offered.sha256, offered.size, "application/octet-stream")
    row = FigureImport(
        agenda_id=agenda_id, mapping_name=mapping.name, mapping=mapping.model_dump(mode="json", exclude_defaults=True),
        file_name=offered.name[:200], file_sha256=offered.sha256, rows_read=found.judged.rows_read, values_taken=len(found.taken),
        accepted_at=tx.now, accepted_by=tx.actor.label, accepted_by_id=tx.actor.id,
    )  # fmt: skip
    tx.db.add(row)
    tx.db.flush()
    tx.record(
        "indicators.import.accepted", "figure_import", row.id, chain=agenda.code, file=offered.sha256, mapping=mapping.name,
        rows=row.rows_read, values=row.values_taken,
    )  # fmt: skip
    for one in found.taken:
        stated = _stated(tx, one.found, mapping, row)
        value, status = one.found.value, one.found.status
        if one.effect is Effect.CORRECTION and one.now is not None:
            correct(tx, one.now.id, value=value, status=status, reason=f"nieuw bestand {row.file_name}", source=mapping.source, **stated)
        else:
            measure(
                tx, one.found.known.id, period=one.found.period, area_code=one.found.area_code, area_name=one.found.area_name, value=value,
                status=status, source=mapping.source, **stated,
            )  # fmt: skip
    return row


def put_aside(waiting: FileStore, kept: FileStore, sha256: str) -> None:
    """Move the bytes of an offered file to where accepted files are; done before the transaction."""
    with waiting.open(sha256) as stream:
        kept.put(stream)


def _stated(tx: Tx, found: FoundValue, mapping: MappingDocument, row: FigureImport) -> Stated:
    parts = [Part(p.dimension, p.code, p.name, p.cell.value, p.cell.status, p.respondents) for p in found.parts]
    return Stated(
        source_address=mapping.source_address, source_page=found.place, retrieved_on=tx.today, lower=found.lower, upper=found.upper,
        is_demo=mapping.is_demo, respondents=found.respondents, import_id=row.id, parts=parts,
        parts_note=mapping.breakdown.why_not if mapping.breakdown is not None else None,
    )  # fmt: skip
