"""Reads themes and goals, and per goal what its indicators showed up to the last day: the readings of the indicators room."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from mag.agenda.models import Goal, Theme
from mag.core.clock import today
from mag.core.period import Period
from mag.indicators.few import NOT_SHOWN
from mag.indicators.influences.models import Influence
from mag.indicators.models import Indicator, Measurement, ValueStatus
from mag.indicators.parts import Limits
from mag.indicators.queries import IndicatorReading, readings, readings_by_goal
from mag.indicators.wording import DIRECTION_WORDS, during
from mag.reports.facts import ComparedFact, GoalFact, InfluenceFact, PointFact, SeriesFact, ThemeFact


def list_themes(db: Session, agenda_id: int, period: Period, limits: Limits | None = None) -> tuple[ThemeFact, ...]:
    """The themes of an agenda with their goals, in its own order; each goal with its series and what else moved it.

    One statement and those of the readings.
    """
    asked = (
        select(Goal, Indicator, Influence)
        .join(Theme, Theme.id == Goal.theme_id)
        .outerjoin(Indicator, Indicator.goal_id == Goal.id)
        .outerjoin(Influence, and_(Influence.goal_id == Goal.id, Influence.year.between(period.first.year, period.last.year)))
        .options(joinedload(Goal.theme), joinedload(Indicator.definitions), joinedload(Indicator.goal))
        .where(Goal.agenda_id == agenda_id)
        .order_by(Theme.position, Goal.position, Indicator.position, Influence.year.desc())
    )
    goals: dict[int, Goal] = {}
    indicators: dict[int, Indicator] = {}
    influences: dict[int, dict[int, InfluenceFact]] = {}
    for goal, indicator, influence in db.execute(asked).unique():
        goals[goal.id] = goal
        if indicator is not None:
            indicators[indicator.id] = indicator
        if influence is not None:
            influences.setdefault(goal.id, {})[influence.id] = InfluenceFact(influence.year, influence.text)
    by_goal = readings_by_goal(readings(db, agenda_id, period, indicators=list(indicators.values()), known_on=period.last, limits=limits))
    themes: dict[int, tuple[Theme, list[GoalFact]]] = {}
    for goal in goals.values():
        series = tuple(_series(reading, period) for reading in by_goal.get(goal.id, []))
        told = tuple(influences.get(goal.id, {}).values())
        themes.setdefault(goal.theme_id, (goal.theme, []))[1].append(GoalFact(goal.code, goal.name, goal.ambition, series, told))
    return tuple(ThemeFact(theme.code, theme.name, tuple(found)) for theme, found in themes.values())


def _series(reading: IndicatorReading, period: Period) -> SeriesFact:
    latest, target, indicator = reading.latest, reading.target, reading.indicator
    points = _points(reading.series)
    hidden = latest is None and any(point.hidden for point in points)
    when = f" {during(latest.period)}" if latest is not None else ""
    return SeriesFact(
        indicator=indicator.code,
        measure=reading.definition.measure,
        name=indicator.name,
        short=reading.name,
        unit=reading.unit,
        population=indicator.population,
        source=latest.source if latest is not None else indicator.source,
        points=points,
        target=target.value if target else None,
        target_label=target.period.label() if target else "",
        target_is_demo=bool(target and target.is_demo),
        headline=f"{reading.name}: {NOT_SHOWN if hidden else reading.shown}{when}",
        sentence="Er is een cijfer. Het gaat over zo weinig mensen dat wij het niet laten zien." if hidden else reading.sentence,
        status=NOT_SHOWN if hidden else reading.word,
        is_new=reading.freshness is None and latest is not None,
        definition=reading.definition.text,
        wish=DIRECTION_WORDS[indicator.direction],
        rhythm=indicator.rhythm,
        compared=tuple(_compared(row) for row in reading.compared if row.value is not None),
    )


def _compared(row: Measurement) -> ComparedFact:
    assert row.value is not None
    provisional = row.status is ValueStatus.PROVISIONAL
    return ComparedFact(row.area_name, row.period_code, row.value, provisional, row.is_demo, row.source)


def _source(row: Measurement) -> str:
    """Where a value stands. A row of an imported file is no page of a publication."""
    return f"{row.source}, blz. {row.source_page}" if row.source_page and row.import_id is None else row.source


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
                source=_source(row),
                note=row.note or "",
                hidden=row.status is ValueStatus.SECRET,
                respondents=row.respondents,
                approved_on=today(row.judged_at) if row.judged_at else None,
                approved_by=row.judged_by or "",
            )
        )
    return tuple(points)
