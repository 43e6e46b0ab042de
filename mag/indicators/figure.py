"""From a reading to a chart on a page: which points stand in it, and the words that tell the same (``ux.md D04–D08``)."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup
from sqlalchemy.orm import Session

from mag.core.period import Period, PeriodKind
from mag.indicators.charts import NARROW, WIDE, ChartError, Comparator, Drawing, Point, Series, kept_svgs, warm
from mag.indicators.models import Measurement, ValueStatus
from mag.indicators.queries import IndicatorReading, readings
from mag.indicators.wording import during, show_value

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChartFigure:
    """A chart with its title and caption; ``wide`` and ``narrow`` are the same drawing for a large and a small screen."""

    title: str
    caption: str
    wide: Markup
    narrow: Markup


def chart_series(reading: IndicatorReading) -> Series | None:
    """The points of a reading over one kind of period, with the values of other areas beside them; None when nothing was measured.

    Values over another kind of period (a whole year beside half years) stay out of the line; the table has them.
    """
    latest = reading.latest
    if latest is None:
        return None
    own = [row for row in reading.series if row.period_kind is latest.period_kind]
    beside: dict[str, list[Measurement]] = defaultdict(list)
    for row in reading.elsewhere:
        if row.period_kind is latest.period_kind:
            beside[row.area_name].append(row)
    return Series(
        points=tuple(_point(row) for row in own),
        unit=reading.unit,
        target=reading.target.value if reading.target else None,
        comparators=tuple(Comparator(name, tuple(_point(row) for row in rows)) for name, rows in list(beside.items())[:2]),
    )


def _point(row: Measurement) -> Point:
    period = row.period
    return Point(
        label=period.code if period.kind is not PeriodKind.MOMENT else str(period.first.year),
        position=_middle(period),
        value=row.value,
        lower=row.lower,
        upper=row.upper,
        provisional=row.status is ValueStatus.PROVISIONAL,
        demo=row.is_demo,
        segment=row.definition_id,
    )


def _middle(period: Period) -> date:
    return period.first + (period.last - period.first) / 2


def title_of(reading: IndicatorReading) -> str:
    """The message of a chart in a few words: ``Voelt zich eenzaam: van 42% in 2016 naar 35,5% in 2020``."""
    latest = reading.latest
    if latest is None:
        return f"{reading.name}: nog niet bekend"
    first = next((row for row in reading.series if row.definition_id == latest.definition_id and row.value is not None), latest)
    if first is latest or first.period_kind is not latest.period_kind:
        return f"{reading.name}: {reading.shown} {during(latest.period)}"
    start = show_value(first.value, reading.unit)
    return f"{reading.name}: van {start} {during(first.period)} naar {reading.shown} {during(latest.period)}"


def caption_of(reading: IndicatorReading) -> str:
    """What stands under a chart: measure, population, source, and what the drawing leaves to words."""
    indicator = reading.indicator
    latest = reading.latest
    parts = [f"{indicator.name}. Gemeten bij: {indicator.population}."]
    if latest is not None:
        sources = dict.fromkeys(row.source for row in reading.series)
        parts.append(f"Bron: {'; '.join(sources)}.")
        if latest.period_kind is PeriodKind.HALF_YEAR:
            parts.append("2022-1 is het eerste halfjaar van 2022.")
    if any(row.lower is not None for row in reading.series):
        parts.append("De lichte balk is de marge van de meting.")
    if len({row.definition_id for row in reading.series}) > 1:
        parts.append("Waar de telling is veranderd, loopt de lijn niet door.")
    if reading.is_demo:
        parts.append("Verzonnen cijfers (demo).")
    return " ".join(parts)


def drawings(reading: IndicatorReading) -> list[Drawing]:
    """The wide and the narrow drawing of a reading; none when nothing was measured. For :func:`mag.indicators.charts.warm`."""
    series = chart_series(reading)
    if series is None:
        return []
    return [Drawing(series, title_of(reading), caption_of(reading), width) for width in (WIDE, NARROW)]


def draw_all(folder: Path, asked: Sequence[IndicatorReading]) -> list[ChartFigure | None]:
    """The charts of readings, kept in ``folder``; what is missing is drawn in one child.

    None for a reading without a value, and for all of them when nothing could be drawn: the tables tell it all.
    """
    wanted = [drawings(reading) for reading in asked]
    try:
        made = iter(kept_svgs(folder, [drawing for pair in wanted for drawing in pair]))
        return [_figure(pair, next(made), next(made)) if pair else None for pair in wanted]
    except (ChartError, OSError) as error:
        log.warning("no charts: %s", error)
        return [None] * len(wanted)


def warm_charts(db: Session, folder: Path, agenda_id: int, periods: Sequence[Period]) -> int:
    """Draw every chart of an agenda for these periods ahead of time, in one child; answers how many were drawn.

    For a demonstration or a nightly job, so that the first visitor of a page need not wait. Raises ``ChartError``.
    """
    return warm(folder, [drawing for period in periods for reading in readings(db, agenda_id, period) for drawing in drawings(reading)])


def _figure(pair: Sequence[Drawing], wide: str, narrow: str) -> ChartFigure:
    return ChartFigure(pair[0].title, pair[0].caption, Markup(wide), Markup(narrow))
