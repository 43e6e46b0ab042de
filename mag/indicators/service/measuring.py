"""Recording what was measured. A value is never edited: a correction is a new row that replaces the old one and says why.

Both are proposals until a second person approves them (:mod:`mag.indicators.service.approving`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from sqlalchemy import exists, select

from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import Period, show_date
from mag.core.transaction import Tx
from mag.indicators.counts.queries import is_counted
from mag.indicators.models import Dimension, IndicatorDefinition, Measurement, MeasurementPart, Stand, Target, ValueStatus
from mag.indicators.rules import bounds_of, wrong_measurement, wrong_parts
from mag.indicators.wording import show_value


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value that is broken down."""

    dimension: Dimension
    code: str
    name: str
    value: Decimal | None
    status: ValueStatus = ValueStatus.FINAL
    respondents: int | None = None


class Stated(TypedDict, total=False):
    """What may be said of a value besides the number: how sure, where from, its margin and its parts."""

    source_address: str | None
    source_page: str | None
    retrieved_on: date | None
    lower: Decimal | None
    upper: Decimal | None
    respondents: int | None
    note: str | None
    is_baseline: bool
    is_demo: bool
    import_id: int | None
    parts: Sequence[Part]
    parts_note: str | None
    stand: Stand


def measure(
    tx: Tx,
    definition_id: int,
    *,
    period: Period,
    area_code: str,
    area_name: str,
    value: Decimal | None,
    status: ValueStatus,
    source: str,
    **stated: Unpack[Stated],
) -> Measurement:
    """Propose a value of one definition for one period and area, with where it comes from; a second person approves it.

    ``lower`` and ``upper`` bound the 95% interval. ``stand`` is given only where values come with the program (published lists, the
    demonstration). Raises NotFound, and Refused: a period that is not over, a percentage outside 0-100, a reversed margin, a value
    that is missing or not expected with this status, parts that do not add up, ``already_measured``, or ``counted``: partners count it.
    """
    definition = _lock(tx, definition_id)
    row = Measurement(
        definition_id=definition_id,
        period_kind=period.kind,
        period_code=period.code,
        first_on=period.first,
        last_on=period.last,
        area_code=area_code,
        area_name=area_name,
    )
    _state(tx, definition, row, value, status, source, stated)
    refuse_counted(tx, definition, row)
    if _is_measured(tx, definition_id, period, area_code):
        sentence = f"Er staat al een cijfer voor {period.label()} ({area_name}). Verbeter dat cijfer."
        raise Refused(Refusal("already_measured", sentence, "period"))
    return _keep(tx, "indicators.measurement.recorded", definition, row, stated)


def correct(
    tx: Tx,
    measurement_id: int,
    *,
    value: Decimal | None,
    reason: str,
    status: ValueStatus = ValueStatus.REVISED,
    source: str | None = None,
    **stated: Unpack[Stated],
) -> Measurement:
    """Propose a new row in place of an approved value, for the same period and area; the old one stays, with who recorded it.

    What is not given about the source is taken over. Until it is approved the old value counts. Raises NotFound, and Refused: no
    reason, ``not_approved``, ``already_corrected``, or any reason for which :func:`measure` refuses.
    """
    old = tx.db.get(Measurement, measurement_id)
    if old is None:
        raise NotFound(f"measurement {measurement_id}")
    definition = _lock(tx, old.definition_id)
    tx.db.refresh(old)
    if not reason.strip():
        raise Refused(Refusal("reason_missing", "Vul in waarom u het cijfer verbetert.", "reason"))
    refuse_counted(tx, definition, old)
    if old.stand is not Stand.APPROVED:
        raise Refused(Refusal("not_approved", "Dit cijfer wacht nog op akkoord. Keur het eerst goed of wijs het af."))
    if tx.db.scalar(select(exists().where(Measurement.replaces_id == measurement_id))):
        raise Refused(Refusal("already_corrected", "Iemand heeft dit cijfer al verbeterd. Open de bladzijde opnieuw."))
    same = {name: getattr(old, name) for name in (*WHERE, "is_baseline", "is_demo")}
    row = Measurement(**same, replaces_id=old.id)
    taken_over = {"source_address": old.source_address, "source_page": old.source_page, "retrieved_on": old.retrieved_on, "note": old.note}
    kept: Stated = {**taken_over, **{name: told for name, told in stated.items() if told is not None}}  # type: ignore[typeddict-item]
    why = f"Verbeterd op {show_date(tx.today)}: {reason.strip()}"
    kept["note"] = "\n".join(filter(None, (kept.get("note"), why)))
    kept["is_baseline"], kept["is_demo"] = old.is_baseline, old.is_demo
    _state(tx, definition, row, value, status, old.source if source is None else source, kept)
    return _keep(tx, "indicators.measurement.corrected", definition, row, kept, before=_text(old.value), reason=reason.strip())


WHERE = ("definition_id", "period_kind", "period_code", "first_on", "last_on", "area_code", "area_name")
"""What a correction has in common with the value it replaces."""
_TOLD = ("source_page", "retrieved_on", "lower", "upper", "respondents", "import_id", "parts_note")


def _state(
    tx: Tx, definition: IndicatorDefinition, row: Measurement, value: Decimal | None, status: ValueStatus, source: str, stated: Stated
) -> None:
    """Judge what is said of a value and write it on the row. Raises Refused."""
    period = Period(row.first_on, row.last_on, row.period_kind, row.period_code)
    unit, parts = definition.indicator.unit, stated.get("parts", ())
    refuse_if(
        [
            *wrong_measurement(
                unit=unit,
                period=period,
                today=tx.today,
                value=value,
                status=status,
                lower=stated.get("lower"),
                upper=stated.get("upper"),
                respondents=stated.get("respondents"),
                source=source,
                source_address=stated.get("source_address"),
            ),
            *wrong_parts(unit, value, [(part.dimension, part.value) for part in parts], stated.get("parts_note")),
        ]
    )
    row.value, row.status, row.source = value, status, source.strip()
    row.source_address, row.note = stated.get("source_address") or None, stated.get("note") or None
    row.is_baseline, row.is_demo = stated.get("is_baseline", False), stated.get("is_demo", False)
    for name in _TOLD:
        setattr(row, name, stated.get(name) or None)
    for name in ("lower", "upper"):
        setattr(row, name, stated.get(name))
    row.stand = stated.get("stand", Stand.PROPOSED)
    row.recorded_at, row.recorded_by, row.recorded_by_id = tx.now, tx.actor.label, tx.actor.id


def _keep(tx: Tx, action: str, definition: IndicatorDefinition, row: Measurement, stated: Stated, **more: str | None) -> Measurement:
    tx.db.add(row)
    tx.db.flush()
    for part in stated.get("parts", ()):
        tx.db.add(
            MeasurementPart(
                measurement_id=row.id,
                dimension=part.dimension,
                code=part.code,
                name=part.name,
                value=part.value,
                status=part.status,
                respondents=part.respondents,
            )
        )
    tx.db.flush()
    _record(tx, action, definition, row, **more)
    return row


def set_target(tx: Tx, definition_id: int, *, period: Period, value: Decimal, note: str | None = None, is_demo: bool = False) -> Target:
    """Set (or change) where a definition's value should be at the end of a period.

    Raises NotFound, and Refused ``out_of_range`` for a value the unit does not allow.
    """
    definition = _lock(tx, definition_id)
    unit = definition.indicator.unit
    low, high = bounds_of(unit)
    if (low is not None and value < low) or (high is not None and value > high):
        raise Refused(Refusal("out_of_range", f"Dit streefcijfer kan niet: {show_value(value, unit)}. Controleer het getal.", "value"))
    row = tx.db.scalar(select(Target).where(Target.definition_id == definition_id, Target.period_code == period.code))
    before = row.value if row is not None else None
    if row is None:
        row = Target(definition_id=definition_id, period_code=period.code, last_on=period.last, value=value)
        tx.db.add(row)
    row.value, row.note, row.is_demo = value, note or None, is_demo
    tx.db.flush()
    tx.record(
        "indicators.target.set", "indicator", definition.indicator_id, chain=_chain(tx, definition),
        definition=definition_id, period=period.code, value=_text(value), before=_text(before), is_demo=is_demo,
    )  # fmt: skip
    return row


def _lock(tx: Tx, definition_id: int) -> IndicatorDefinition:
    """A definition, locked so that two people cannot measure the same period at once."""
    found = tx.db.get(IndicatorDefinition, definition_id, with_for_update=True)
    if found is None:
        raise NotFound(f"definition {definition_id}")
    return found


def refuse_counted(tx: Tx, definition: IndicatorDefinition, row: Measurement) -> None:
    """Raises Refused (``counted``) for a value of a period that is added up from accounts of partners: nobody types it beside them."""
    agenda = tx.db.get_one(Agenda, definition.indicator.agenda_id)
    if row.area_code == agenda.municipality_code and is_counted(tx.db, definition, row.period):
        sentence = f"Het cijfer van {row.period.label()} komt uit verantwoordingen van partners. Dat telt zichzelf op."
        raise Refused(Refusal("counted", sentence, "period"))


def _is_measured(tx: Tx, definition_id: int, period: Period, area_code: str) -> bool:
    found = select(Measurement.id).where(
        Measurement.definition_id == definition_id,
        Measurement.period_code == period.code,
        Measurement.area_code == area_code,
        Measurement.stand != Stand.REJECTED,
    )
    return tx.db.scalar(found.limit(1)) is not None


def _record(tx: Tx, action: str, definition: IndicatorDefinition, row: Measurement, **more: str | None) -> None:
    tx.record(
        action, "indicator", definition.indicator_id, chain=_chain(tx, definition),
        measurement=row.id, definition=definition.id, period=row.period_code, area=row.area_code, value=_text(row.value),
        status=row.status.value, source=row.source, is_demo=row.is_demo, stand=row.stand.value, **more,
    )  # fmt: skip


def _chain(tx: Tx, definition: IndicatorDefinition) -> str:
    return tx.db.get_one(Agenda, definition.indicator.agenda_id).code


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
