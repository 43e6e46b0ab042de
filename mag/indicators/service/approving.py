"""A second person approves a value; then its period is locked and only a correction with a reason can change it."""

from collections.abc import Collection

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.indicators.models import Indicator, IndicatorDefinition, Measurement, Stand
from mag.indicators.service.measuring import refuse_counted


def approve(tx: Tx, agenda_id: int, measurement_ids: Collection[int]) -> list[Measurement]:
    """Approve proposals: from now on they count, and what they correct no longer does.

    Raises Refused: ``own_value`` for whoever typed or imported one of them, ``judged_before``, ``nothing_chosen``,
    ``counted`` where partners counted the period since. All or none.
    """
    rows = _proposals(tx, agenda_id, measurement_ids)
    if any(_is_own(tx, row) for row in rows):
        raise Refused(Refusal("own_value", "U hebt dit cijfer zelf ingevoerd. Iemand anders keurt het goed."))
    for row in rows:
        refuse_counted(tx, row.definition, row)
    return [_judge(tx, row, Stand.APPROVED, "approved") for row in rows]


def turn_down(tx: Tx, agenda_id: int, measurement_ids: Collection[int], *, reason: str) -> list[Measurement]:
    """Turn proposals down, with a reason; the period is free again. Whoever made a proposal may take it back this way.

    Raises Refused: no reason, ``judged_before``, ``nothing_chosen``. All or none.
    """
    if not reason.strip():
        raise Refused(Refusal("reason_missing", "Vul in waarom u het cijfer afwijst.", "reason"))
    rows = _proposals(tx, agenda_id, measurement_ids)
    for row in rows:
        replaced, row.replaces_id = row.replaces_id, None
        _judge(tx, row, Stand.REJECTED, "turned_down", reason=reason.strip(), replaced=replaced)
    return rows


def _proposals(tx: Tx, agenda_id: int, measurement_ids: Collection[int]) -> list[Measurement]:
    wanted = set(measurement_ids)
    if not wanted:
        raise Refused(Refusal("nothing_chosen", "Kies eerst een of meer cijfers.", "chosen"))
    asked = select(Measurement).join(Measurement.definition).join(IndicatorDefinition.indicator).where(Indicator.agenda_id == agenda_id)
    asked = asked.where(Measurement.id.in_(wanted), Measurement.stand == Stand.PROPOSED)
    rows = list(tx.db.scalars(asked.order_by(Measurement.id).with_for_update(of=Measurement)))
    if len(rows) < len(wanted):
        raise Refused(Refusal("judged_before", "Over een van deze cijfers is al besloten. Kijk opnieuw welke nog wachten.", "chosen"))
    return rows


def _is_own(tx: Tx, row: Measurement) -> bool:
    if row.recorded_by_id is None or tx.actor.id is None:
        return row.recorded_by == tx.actor.label
    return row.recorded_by_id == tx.actor.id


def _judge(tx: Tx, row: Measurement, stand: Stand, past: str, **more: str | int | None) -> Measurement:
    row.stand, row.judged_at, row.judged_by, row.judged_by_id = stand, tx.now, tx.actor.label, tx.actor.id
    tx.db.flush()
    indicator = row.definition.indicator
    chain = tx.db.get_one(Agenda, indicator.agenda_id).code
    tx.record(f"indicators.measurement.{past}", "indicator", indicator.id, chain=chain, measurement=row.id, period=row.period_code, **more)
    return row
