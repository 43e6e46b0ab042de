"""Recording what was measured. A value is never edited: a correction is a new row that replaces the old one and says why."""

from datetime import date
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from mag.agenda.models import Agenda
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import Period, show_date
from mag.core.transaction import Tx
from mag.indicators.models import IndicatorDefinition, Measurement, Target, ValueStatus
from mag.indicators.rules import bounds_of, wrong_measurement
from mag.indicators.wording import show_value


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
    source_address: str | None = None,
    source_page: str | None = None,
    retrieved_on: date | None = None,
    lower: Decimal | None = None,
    upper: Decimal | None = None,
    respondents: int | None = None,
    note: str | None = None,
    is_baseline: bool = False,
    is_demo: bool = False,
) -> Measurement:
    """Record a value of one definition for one period and area, with where it comes from.

    ``lower`` and ``upper`` bound the 95% interval. Raises NotFound, and Refused: a period that is not over, a percentage outside
    0-100, a reversed margin, a value that is missing or not expected with this status, or ``already_measured``.
    """
    definition = _lock(tx, definition_id)
    refuse_if(
        wrong_measurement(
            unit=definition.indicator.unit,
            period=period,
            today=tx.today,
            value=value,
            status=status,
            lower=lower,
            upper=upper,
            respondents=respondents,
            source=source,
            source_address=source_address,
        )
    )
    if _is_measured(tx, definition_id, period, area_code):
        sentence = f"Er staat al een cijfer voor {period.label()} ({area_name}). Verbeter dat cijfer."
        raise Refused(Refusal("already_measured", sentence, "period"))
    row = Measurement(
        definition_id=definition_id,
        period_kind=period.kind,
        period_code=period.code,
        first_on=period.first,
        last_on=period.last,
        area_code=area_code,
        area_name=area_name,
        is_baseline=is_baseline,
        value=value,
        lower=lower,
        upper=upper,
        respondents=respondents,
        status=status,
        source=source.strip(),
        source_address=source_address or None,
        source_page=source_page or None,
        retrieved_on=retrieved_on,
        note=note or None,
        is_demo=is_demo,
        recorded_at=tx.now,
        recorded_by=tx.actor.label,
    )
    tx.db.add(row)
    tx.db.flush()
    _record(tx, "indicators.measurement.recorded", definition, row)
    return row


def correct(
    tx: Tx,
    measurement_id: int,
    *,
    value: Decimal | None,
    reason: str,
    status: ValueStatus = ValueStatus.REVISED,
    lower: Decimal | None = None,
    upper: Decimal | None = None,
    respondents: int | None = None,
    source: str | None = None,
    source_address: str | None = None,
    source_page: str | None = None,
    note: str | None = None,
) -> Measurement:
    """Replace a value by a new row for the same period and area; the old one stays, with who recorded it.

    What is not given about the source is taken over. Raises NotFound, and Refused: no reason, ``already_corrected``, or any reason
    for which :func:`measure` refuses.
    """
    old = tx.db.get(Measurement, measurement_id)
    if old is None:
        raise NotFound(f"measurement {measurement_id}")
    definition = _lock(tx, old.definition_id)
    if not reason.strip():
        raise Refused(Refusal("reason_missing", "Vul in waarom u het cijfer verbetert.", "reason"))
    if tx.db.scalar(select(exists().where(Measurement.replaces_id == measurement_id))):
        raise Refused(Refusal("already_corrected", "Iemand heeft dit cijfer al verbeterd. Open de bladzijde opnieuw."))
    period = old.period
    source = old.source if source is None else source
    refuse_if(
        wrong_measurement(
            unit=definition.indicator.unit,
            period=period,
            today=tx.today,
            value=value,
            status=status,
            lower=lower,
            upper=upper,
            respondents=respondents,
            source=source,
            source_address=source_address,
        )
    )
    why = f"Verbeterd op {show_date(tx.today)}: {reason.strip()}"
    row = Measurement(
        definition_id=old.definition_id,
        period_kind=old.period_kind,
        period_code=old.period_code,
        first_on=old.first_on,
        last_on=old.last_on,
        area_code=old.area_code,
        area_name=old.area_name,
        is_baseline=old.is_baseline,
        value=value,
        lower=lower,
        upper=upper,
        respondents=respondents,
        status=status,
        source=source.strip(),
        source_address=old.source_address if source_address is None else source_address or None,
        source_page=old.source_page if source_page is None else source_page or None,
        retrieved_on=old.retrieved_on,
        note="\n".join(filter(None, (old.note if note is None else note, why))),
        is_demo=old.is_demo,
        recorded_at=tx.now,
        recorded_by=tx.actor.label,
        replaces_id=old.id,
    )
    tx.db.add(row)
    tx.db.flush()
    _record(tx, "indicators.measurement.corrected", definition, row, before=_text(old.value), reason=reason.strip())
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


def _is_measured(tx: Tx, definition_id: int, period: Period, area_code: str) -> bool:
    newer = aliased(Measurement)
    found = select(Measurement.id).where(
        Measurement.definition_id == definition_id,
        Measurement.period_code == period.code,
        Measurement.area_code == area_code,
        ~exists().where(newer.replaces_id == Measurement.id),
    )
    return tx.db.scalar(found.limit(1)) is not None


def _record(tx: Tx, action: str, definition: IndicatorDefinition, row: Measurement, **more: str | None) -> None:
    tx.record(
        action, "indicator", definition.indicator_id, chain=_chain(tx, definition),
        measurement=row.id, definition=definition.id, period=row.period_code, area=row.area_code, value=_text(row.value),
        status=row.status.value, source=row.source, is_demo=row.is_demo, **more,
    )  # fmt: skip


def _chain(tx: Tx, definition: IndicatorDefinition) -> str:
    return tx.db.get_one(Agenda, definition.indicator.agenda_id).code


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
