"""Takes over what an approved account counted. Only accountability calls this, in the transaction of the approval."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.core.errors import NotFound
from mag.core.period import Period
from mag.core.transaction import Tx
from mag.indicators.counts.models import PartnerCount
from mag.indicators.models import Indicator, IndicatorDefinition


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one approved account counted for one indicator, and whose it is. ``partner`` is the name anybody may read."""

    indicator_id: int
    hand_in_id: int
    period: Period
    first: date
    last: date
    whole: int
    part: int | None
    reference: str
    partner: str
    partner_id: int
    is_demo: bool


def take_over(tx: Tx, told: HandedOver) -> PartnerCount:
    """Keep what was counted under the definition that held in its period; again for the same account replaces it.

    Raises NotFound for an indicator without a definition.
    """
    definition = _definition(tx, told)
    tx.db.get(IndicatorDefinition, definition.id, with_for_update=True)
    asked = select(PartnerCount).join(IndicatorDefinition, IndicatorDefinition.id == PartnerCount.definition_id)
    asked = asked.where(PartnerCount.hand_in_id == told.hand_in_id, IndicatorDefinition.indicator_id == told.indicator_id)
    row = tx.db.scalar(asked) or PartnerCount(hand_in_id=told.hand_in_id)
    row.definition_id, row.whole, row.part = definition.id, told.whole, told.part
    row.period_kind, row.period_code, row.first_on, row.last_on = told.period.kind, told.period.code, told.first, told.last
    row.reference, row.partner, row.partner_id, row.is_demo = told.reference, told.partner, told.partner_id, told.is_demo
    row.approved_on, row.approved_at, row.approved_by = tx.today, tx.now, tx.actor.label
    tx.db.add(row)
    tx.db.flush()
    tx.record(
        "indicators.count.taken_over", "indicator", told.indicator_id, chain=tx.db.get_one(Agenda, definition.indicator.agenda_id).code,
        count=row.id, definition=definition.id, period=row.period_code, whole=row.whole, part=row.part, reference=row.reference,
    )  # fmt: skip
    return row


def _definition(tx: Tx, told: HandedOver) -> IndicatorDefinition:
    """The newest version that held on the first day of the period, else the first."""
    indicator = tx.db.get(Indicator, told.indicator_id)
    versions = sorted(indicator.definitions, key=lambda one: one.version) if indicator is not None else []
    if not versions:
        raise NotFound(f"indicator {told.indicator_id}")
    held = [one for one in versions if one.valid_from is None or one.valid_from <= told.period.first]
    return held[-1] if held else versions[0]
