"""What a file would do: every value it holds beside what stands there now, and everything that is wrong. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.core.errors import NotFound
from mag.indicators.imports.found import FoundValue, Judged, Key, Known
from mag.indicators.imports.judging import judge_rows
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.reading import read_rows
from mag.indicators.models import (
    VALUE_STATUS_LABELS,
    FigureImport,
    ImportMapping,
    Indicator,
    IndicatorDefinition,
    Measurement,
    Stand,
    ValueStatus,
)
from mag.indicators.wording import show_value


class Effect(StrEnum):
    """What taking over a value does."""

    NEW = "new"
    SAME = "same"
    CORRECTION = "correction"
    WAITING = "waiting"


EFFECT_LABELS: dict[Effect, str] = {
    Effect.NEW: "nieuw",
    Effect.SAME: "staat er al",
    Effect.CORRECTION: "verbetering",
    Effect.WAITING: "wacht op akkoord",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of the file, what it does, and the row that stands there now."""

    found: FoundValue
    effect: Effect
    now: Measurement | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything one needs to accept a file or not. ``before`` is the import of the very same file."""

    mapping: MappingDocument
    judged: Judged
    shown: tuple[Shown, ...]
    before: FigureImport | None

    @property
    def taken(self) -> list[Shown]:
        """The values that would be proposed."""
        return [one for one in self.shown if one.effect in (Effect.NEW, Effect.CORRECTION)]

    @property
    def can_accept(self) -> bool:
        """Whether nothing is wrong, something is new, and the file was not taken over before."""
        return not self.judged.problem_count and self.before is None and bool(self.taken)


def show_found(found: FoundValue) -> str:
    """A value of a file as people read it: ``26,5% (voorlopig)``, ``geheim``."""
    if found.value is None:
        return VALUE_STATUS_LABELS[found.status]
    shown = show_value(found.value, found.known.unit)
    return shown if found.status is ValueStatus.FINAL else f"{shown} ({VALUE_STATUS_LABELS[found.status]})"


def list_mappings(db: Session, agenda_id: int) -> list[ImportMapping]:
    """The saved mappings of an agenda by name."""
    return list(db.scalars(select(ImportMapping).where(ImportMapping.agenda_id == agenda_id).order_by(ImportMapping.name)))


def get_mapping(db: Session, agenda_id: int, name: str) -> MappingDocument:
    """A saved mapping. Raises NotFound."""
    found = db.scalar(select(ImportMapping).where(ImportMapping.agenda_id == agenda_id, ImportMapping.name == name))
    if found is None:
        raise NotFound(f"mapping {name}")
    return MappingDocument.model_validate(found.document)


def list_imports(db: Session, agenda_id: int) -> list[FigureImport]:
    """The files that were taken over, the newest first; fifty at most."""
    asked = select(FigureImport).where(FigureImport.agenda_id == agenda_id).order_by(FigureImport.id.desc())
    return list(db.scalars(asked.limit(50)))


def preview(db: Session, agenda_id: int, stream: BinaryIO, sha256: str, mapping: MappingDocument, today: date) -> Preview:
    """Judge a file for an agenda and hold it against what stands there. Three statements, whatever the file."""
    judged = judge_rows(read_rows(stream, mapping), mapping, _definitions(db, agenda_id, mapping), today)
    there = _there(db, {found.known.id for found in judged.values})
    shown = tuple(_shown(found, there.get(found.key, ())) for found in judged.values)
    for one in shown:
        if one.effect is Effect.WAITING:
            said = f"voor {one.found.period.label()} ({one.found.area_name}) wacht al een ander cijfer op akkoord"
            judged.say(one.found.place, one.found.column, said)
    asked = select(FigureImport).where(FigureImport.agenda_id == agenda_id, FigureImport.file_sha256 == sha256)
    before = db.scalar(asked.where(FigureImport.mapping_name == mapping.name))
    return Preview(mapping, judged, shown, before)


def _definitions(db: Session, agenda_id: int, mapping: MappingDocument) -> list[Known | None]:
    codes = {value.indicator for value in mapping.values}
    asked = select(IndicatorDefinition, Indicator).join(IndicatorDefinition.indicator)
    asked = asked.where(Indicator.agenda_id == agenda_id, Indicator.code.in_(codes))
    found = {}
    for definition, indicator in db.execute(asked):
        part = indicator.measure_name(definition.measure)
        name = f"{indicator.code} {indicator.short}{f': {part}' if part else ''}"
        found[indicator.code, definition.measure, definition.version] = Known(definition.id, name, indicator.unit)
    return [found.get((value.indicator, value.measure or "", value.version)) for value in mapping.values]


def _there(db: Session, definition_ids: Iterable[int]) -> dict[Key, list[Measurement]]:
    """The values that stand there or wait, by definition, period and area; the newest last."""
    there: dict[Key, list[Measurement]] = {}
    asked = select(Measurement).where(Measurement.definition_id.in_(list(definition_ids) or [0]), Measurement.stand != Stand.REJECTED)
    for row in db.scalars(asked.order_by(Measurement.id)):
        there.setdefault((row.definition_id, row.period_code, row.area_code), []).append(row)
    return there


def _shown(found: FoundValue, rows: Iterable[Measurement]) -> Shown:
    now = next(reversed(list(rows)), None)
    if now is None:
        return Shown(found, Effect.NEW, None)
    same = (now.value, now.status, now.lower, now.upper) == (found.value, found.status, found.lower, found.upper)
    if same:
        return Shown(found, Effect.SAME, now)
    return Shown(found, Effect.CORRECTION if now.stand is Stand.APPROVED else Effect.WAITING, now)
