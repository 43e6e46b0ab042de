"""Reads themes and goals, and per goal what its indicators showed up to the last day: the readings of the indicators room."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.agenda.models import Goal, Theme
from mag.core.period import Period
from mag.indicators.models import Indicator, Measurement, ValueStatus
from mag.indicators.queries import IndicatorReading, readings, readings_by_goal
from mag.indicators.wording import during
from mag.reports.facts import GoalFact, PointFact, SeriesFact, ThemeFact


def list_themes(db: Session, agenda_id: int, period: Period) -> tuple[ThemeFact, ...]:
    """The themes of an agenda with their goals, in its own order; each goal with its series. One statement and those of the readings."""
    asked = (
        select(Goal, Indicator)
        .join(Theme, Theme.id == Goal.theme_id)
        .outerjoin(Indicator, Indicator.goal_id == Goal.id)
        .options(joinedload(Goal.theme), joinedload(Indicator.definitions), joinedload(Indicator.goal))
        .where(Goal.agenda_id == agenda_id)
        .order_by(Theme.position, Goal.position, Indicator.position)
    )
    goals: dict[int, Goal] = {}
    indicators: list[Indicator] = []
    for goal, indicator in db.execute(asked).unique():
        goals[goal.id] = goal
        if indicator is not None:
            indicators.append(indicator)
    by_goal = readings_by_goal(readings(db, agenda_id, period, indicators=indicators, known_on=period.last))
    themes: dict[int, tuple[Theme, list[GoalFact]]] = {}
    for goal in goals.values():
        series = tuple(_series(reading, period) for reading in by_goal.get(goal.id, []))
        themes.setdefault(goal.theme_id, (goal.theme, []))[1].append(GoalFact(goal.code, goal.name, goal.ambition, series))
    return tuple(ThemeFact(theme.code, theme.name, tuple(found)) for theme, found in themes.values())


def _series(reading: IndicatorReading, period: Period) -> SeriesFact:
    latest, target, indicator = reading.latest, reading.target, reading.indicator
    when = f" {during(latest.period)}" if latest is not None else ""
    return SeriesFact(
        indicator=indicator.code,
        measure=reading.definition.measure,
        name=indicator.name,
        short=reading.name,
        unit=reading.unit,
        population=indicator.population,
        source=latest.source if latest is not None else indicator.source,
        points=_points(reading.series),
        target=target.value if target else None,
        target_label=target.period.label() if target else "",
        target_is_demo=bool(target and target.is_demo),
        headline=f"{reading.name}: {reading.shown}{when}",
        sentence=reading.sentence,
        status=reading.word,
        is_new=reading.freshness is None and latest is not None,
    )


def _points(rows: Sequence[Measurement]) -> tuple[PointFact, ...]:
    """The readings in order of time; another definition or another kind of period begins another segment."""
    points, segment, before = [], 0, None
    for row in rows:
        counted = (row.definition_id, row.period_kind)
        segment += before is not None and counted != before
        before = counted
        points.append(
            PointFact(
                label=row.period_code,
                position=row.last_on,
                value=row.value,
                lower=row.lower,
                upper=row.upper,
                provisional=row.status is ValueStatus.PROVISIONAL,
                is_demo=row.is_demo,
                segment=segment,
                source=f"{row.source}, blz. {row.source_page}" if row.source_page else row.source,
                note=row.note or "",
            )
        )
    return tuple(points)
