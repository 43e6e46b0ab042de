"""Reads what waits for a second person: every proposal with what it would replace, in one statement."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from mag.core.actor import Actor
from mag.indicators.models import VALUE_STATUS_LABELS, Indicator, IndicatorDefinition, Measurement, Stand
from mag.indicators.wording import show_value

MOST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that waits. ``is_own`` when who looks recorded it: somebody else approves it."""

    row: Measurement
    replaces: Measurement | None
    is_own: bool

    @property
    def shown(self) -> str:
        """The value with its doubt: ``26,5% (voorlopig)``, ``geheim``."""
        return show_stated(self.row)

    @property
    def label(self) -> str:
        """The whole proposal in a line."""
        indicator = self.row.definition.indicator
        part = indicator.measure_name(self.row.definition.measure)
        before = f", nu {show_stated(self.replaces)}" if self.replaces is not None else ""
        name = f"{indicator.code} {indicator.short}{f': {part}' if part else ''}"
        return f"{name}, {self.row.period.label()}, {self.row.area_name}: {self.shown}{before}"


def show_stated(row: Measurement) -> str:
    """A value with its status in words."""
    label = VALUE_STATUS_LABELS[row.status]
    if row.value is None:
        return label
    shown = show_value(row.value, row.definition.indicator.unit)
    return shown if label == "definitief" else f"{shown} ({label})"


def list_proposals(db: Session, agenda_id: int, actor: Actor) -> list[Proposal]:
    """The oldest proposals of an agenda, two hundred at most."""
    old = aliased(Measurement)
    asked = select(Measurement, old).outerjoin(old, old.id == Measurement.replaces_id)
    asked = asked.join(Measurement.definition).join(IndicatorDefinition.indicator)
    asked = asked.where(Indicator.agenda_id == agenda_id, Measurement.stand == Stand.PROPOSED)
    asked = asked.options(joinedload(Measurement.definition).joinedload(IndicatorDefinition.indicator))
    found = db.execute(asked.order_by(Indicator.position, Measurement.last_on, Measurement.id).limit(MOST))
    return [Proposal(row, before, row.recorded_by_id is not None and row.recorded_by_id == actor.id) for row, before in found]
