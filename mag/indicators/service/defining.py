"""Defining indicators from the agenda. A definition that has values is never rewritten; it gets a next version."""

from collections.abc import Collection

from sqlalchemy import select

from mag.agenda.models import Agenda, Goal
from mag.agenda.queries import is_pointed_at
from mag.agenda.service import saved
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.indicators.documents import DefinitionDocument, IndicatorDocument
from mag.indicators.models import Indicator, IndicatorDefinition


def define_indicator(tx: Tx, agenda: Agenda, said: IndicatorDocument, position: int) -> Indicator:
    """Make an indicator of an agenda, or bring it up to date, by its code; its goal must have been saved.

    Raises :class:`Refused` (``unknown_goal``), or ``definition_in_use`` when a version with values or targets would change.
    """
    goal = tx.db.scalar(select(Goal).where(Goal.agenda_id == agenda.id, Goal.code == said.goal))
    if goal is None:
        raise Refused(Refusal("unknown_goal", f"Het doel {said.goal} van cijfer {said.code} bestaat niet in deze agenda."))
    found = tx.db.scalar(select(Indicator).where(Indicator.agenda_id == agenda.id, Indicator.code == said.code))
    row = found or Indicator(agenda_id=agenda.id, code=said.code)
    values = {
        "goal_id": goal.id,
        "name": said.name,
        "unit": said.unit,
        "population": said.population,
        "measure_kind": said.measure_kind,
        "source": said.source,
        "rhythm": said.rhythm,
        "direction": said.direction,
        "owner": said.owner,
        "position": position,
        "document": saved(said),
    }
    differing = {key: value for key, value in values.items() if getattr(row, key, None) != value}
    for key, value in differing.items():
        setattr(row, key, value)
    tx.db.add(row)
    tx.db.flush()
    _save_definitions(tx, row, said)
    if differing:
        tx.record("indicators.indicator.defined", "indicator", row.id, chain=agenda.code, is_new=found is None, document=row.document)
    return row


def _save_definitions(tx: Tx, indicator: Indicator, said: IndicatorDocument) -> None:
    rows = {(row.measure, row.version): row for row in indicator.definitions}
    for definition in said.definitions:
        row = rows.pop((definition.measure or "", definition.version), None)
        if row is None:
            tx.db.add(_made(indicator, definition))
        elif (row.text, row.valid_from) != (definition.text, definition.valid_from):
            _refuse_in_use(tx, indicator, row)
            row.text, row.valid_from = definition.text, definition.valid_from
    for gone in rows.values():
        _refuse_in_use(tx, indicator, gone)
        tx.db.delete(gone)
    tx.db.flush()
    tx.db.expire(indicator, ["definitions"])


def _made(indicator: Indicator, said: DefinitionDocument) -> IndicatorDefinition:
    return IndicatorDefinition(
        indicator_id=indicator.id, measure=said.measure or "", version=said.version, text=said.text, valid_from=said.valid_from
    )


def _refuse_in_use(tx: Tx, indicator: Indicator, row: IndicatorDefinition) -> None:
    if is_pointed_at(tx.db, row):
        which = f"versie {row.version}" + (f" van {row.measure}" if row.measure else "")
        sentence = (
            f"Bij cijfer {indicator.code} staan al waarden onder {which} van de omschrijving. Laat die staan en voeg een nieuwe versie toe."
        )
        raise Refused(Refusal("definition_in_use", sentence))


def remove_indicators(tx: Tx, agenda: Agenda, keep: Collection[str]) -> None:
    """Remove the indicators of an agenda whose code is not kept.

    Raises :class:`Refused` (``indicator_in_use``) for one that has values, or that something else points at.
    """
    for row in tx.db.scalars(select(Indicator).where(Indicator.agenda_id == agenda.id, Indicator.code.not_in(list(keep)))).all():
        own = frozenset({"indicator_definition"})
        if is_pointed_at(tx.db, row, but_by=own) or any(is_pointed_at(tx.db, definition) for definition in row.definitions):
            sentence = f"In het bestand ontbreekt cijfer {row.code}, maar dat heeft al waarden. Zet het terug in het bestand."
            raise Refused(Refusal("indicator_in_use", sentence))
        for definition in row.definitions:
            tx.db.delete(definition)
        tx.db.flush()
        tx.record("indicators.indicator.removed", "indicator", row.id, chain=agenda.code, document=row.document)
        tx.db.delete(row)
    tx.db.flush()
