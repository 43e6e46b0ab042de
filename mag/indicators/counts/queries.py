"""Reads what partners counted, and gives the totals of periods the shape of any other value. Nothing here is stored."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.core.period import Period, PeriodKind, parse_period
from mag.indicators.counts.due import due_accounts
from mag.indicators.counts.models import PartnerCount
from mag.indicators.counts.rules import Told, Total, totals_of
from mag.indicators.models import Indicator, IndicatorDefinition, MeasureKind, Measurement, Stand, ValueStatus
from mag.indicators.parts import Limits, for_readers
from mag.indicators.wording import is_percentage

COUNTED = "opgave van partners in hun verantwoording"
"""The source of every value that was added up from accounts."""


def counted_values(
    db: Session, agenda: Agenda, indicators: Collection[Indicator], *, until: date | None = None, known_on: date | None = None
) -> dict[int, list[Measurement]]:
    """The values added up from approved accounts, by definition, oldest first: rows that stand in no table (``is_counted``).

    ``until`` keeps periods that end on or before that day. ``known_on`` answers as it stood on a day: accounts that were approved
    by then, over periods that were past. Nothing is asked of the database for indicators that partners do not count; else two statements.
    """
    asked = {one.id: indicator for indicator in indicators if indicator.asks is not None for one in indicator.definitions}
    rows = list_counts(db, asked, known_on=known_on) if asked else []
    if not rows:
        return {}
    by_definition: dict[int, list[PartnerCount]] = defaultdict(list)
    for row in rows:
        by_definition[row.definition_id].append(row)
    due = due_accounts(db, {asked[key].id for key in by_definition}, known_on)
    found: dict[int, list[Measurement]] = {}
    for key, of in by_definition.items():
        indicator = asked[key]
        totals = totals_of([_told(row) for row in of], adds_up=indicator.adds_up, due=due.get(indicator.id))
        found[key] = [
            _value(agenda, indicator, key, total, [row for row in of if row.covers(period)])
            for period, total in sorted(totals.items(), key=lambda item: (item[0].last, item[0].first))
            if (until is None or period.last <= until) and (known_on is None or period.last <= known_on)
        ]
    return found


def list_counts(db: Session, definition_ids: Collection[int], *, known_on: date | None = None) -> list[PartnerCount]:
    """What partners counted for definitions, the newest period first. One statement."""
    asked = select(PartnerCount).where(PartnerCount.definition_id.in_(definition_ids or [0]))
    if known_on is not None:
        asked = asked.where(PartnerCount.approved_on <= known_on)
    return list(db.scalars(asked.order_by(PartnerCount.last_on.desc(), PartnerCount.approved_at, PartnerCount.id)))


def list_counts_of(db: Session, references: Collection[str]) -> list[tuple[PartnerCount, Indicator]]:
    """What was counted by these plans, each with its indicator, oldest first. One statement."""
    asked = select(PartnerCount, Indicator).join(IndicatorDefinition, IndicatorDefinition.id == PartnerCount.definition_id)
    asked = asked.join(IndicatorDefinition.indicator).where(PartnerCount.reference.in_(references or [""]))
    return [(row, indicator) for row, indicator in db.execute(asked.order_by(PartnerCount.approved_at, PartnerCount.id))]


def is_counted(db: Session, definition: IndicatorDefinition, period: Period) -> bool:
    """Whether the value of a period is added up from accounts, so that nobody records it by hand."""
    indicator = definition.indicator
    if indicator.measure_kind is not MeasureKind.PARTNER_COUNT:
        return False
    rows = list_counts(db, [definition.id])
    return period in totals_of([_told(row) for row in rows], adds_up=indicator.adds_up)


def in_their_place(recorded: Sequence[Measurement], counted: Sequence[Measurement]) -> list[Measurement]:
    """The values of one definition: those that were counted, and the recorded ones of other periods and areas; oldest first."""
    taken = {(row.period_code, row.area_code) for row in counted}
    rows = [row for row in recorded if (row.period_code, row.area_code) not in taken]
    return sorted([*rows, *counted], key=lambda row: (row.last_on, row.first_on))


def for_reading(rows: Sequence[Measurement], unit: str, limits: Limits, *, people: bool, adds_up: bool = True) -> list[Measurement]:
    """The values of one definition as readers see them: without those of too few people, nor the half that would give one away.

    The year less the half that is shown would be the half that is hidden, so the two halves of a counted year hide together.
    """
    shown = [for_readers(row, unit, limits, people=people) for row in rows]
    halves = {row.first_on.year for row in shown if row.is_counted and row.status is ValueStatus.SECRET and _is_half(row)}
    return [
        _hidden(row) if adds_up and row.is_counted and _is_half(row) and row.first_on.year in halves and row.value else row for row in shown
    ]


def _is_half(row: Measurement) -> bool:
    return row.period_kind is PeriodKind.HALF_YEAR


def _hidden(row: Measurement) -> Measurement:
    gone = {
        "value": None,
        "respondents": None,
        "status": ValueStatus.SECRET,
        "note": "Niet getoond: anders is het andere halfjaar uit te rekenen.",
    }
    kept = {column.key: getattr(row, column.key) for column in Measurement.__mapper__.columns if column.key not in gone}
    return Measurement(**kept, **gone)


def _told(row: PartnerCount) -> Told:
    return Told(row.reference, parse_period(row.period_code), row.first_on, row.last_on, row.whole, row.part)


def _value(agenda: Agenda, indicator: Indicator, definition_id: int, total: Total, rows: Sequence[PartnerCount]) -> Measurement:
    share, period = is_percentage(indicator.unit), total.period
    value = total.value(share=share)
    note = None
    if total.is_provisional:
        note = f"Voorlopig: {total.approved} van {total.due} verantwoordingen zijn goedgekeurd."
    status = ValueStatus.PROVISIONAL if total.is_provisional else ValueStatus.FINAL
    return Measurement(
        definition_id=definition_id,
        period_kind=period.kind,
        period_code=period.code,
        first_on=period.first,
        last_on=period.last,
        area_code=agenda.municipality_code,
        area_name=agenda.municipality,
        is_baseline=False,
        value=value,
        respondents=total.whole if share and total.whole else None,
        status=status if value is not None else ValueStatus.NIL,
        source=COUNTED,
        note=note,
        is_demo=any(row.is_demo for row in rows),
        recorded_at=max(row.approved_at for row in rows),
        recorded_by=COUNTED,
        stand=Stand.APPROVED,
    )
