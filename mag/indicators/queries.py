"""Reads indicators, their series and what they say at the end of a period. Everything here is public to who may see goals.

The number of statements never depends on the number of indicators or values.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from mag.agenda.models import Agenda, Goal, Theme
from mag.core.errors import NotFound
from mag.core.period import Period
from mag.indicators import rules
from mag.indicators.counts.queries import counted_values, for_reading, in_their_place
from mag.indicators.models import Indicator, IndicatorDefinition, Measurement, Stand, Target, ValueStatus
from mag.indicators.parts import Limits, limits_of
from mag.indicators.rules import WORD_LABELS, WORD_TONES, Aim, Value, Verdict
from mag.indicators.wording import DEMO, show_value


@dataclass(frozen=True, slots=True)
class IndicatorReading:
    """What one indicator (or one measure of it) says at the end of a period, for the municipality itself.

    ``definition`` is the version of the latest value; ``baseline``, ``previous`` and ``latest`` are rows of that version only
    (``latest`` the newest that ends on or before the period's last day, ``previous`` the one before it of the same kind of period).
    ``verdict`` holds the word and the sentence why; ``freshness`` a sentence when the period brought no new measurement;
    ``difference`` how far the latest value is from the baseline. ``series`` are all values up to the period, of every version;
    ``elsewhere`` the known values of this definition in other areas up to the period, oldest first; ``waiting`` how many values of
    its measure up to the period wait for a second person.
    """

    indicator: Indicator
    definition: IndicatorDefinition
    baseline: Measurement | None
    previous: Measurement | None
    latest: Measurement | None
    target: Target | None
    verdict: Verdict
    freshness: str | None
    difference: str | None
    series: tuple[Measurement, ...]
    targets: tuple[Target, ...]
    elsewhere: tuple[Measurement, ...] = ()
    waiting: int = 0

    @property
    def name(self) -> str:
        """The short name, with the measure where the indicator has several: ``Alcohol en drugs bij jongeren: drinkt alcohol``."""
        part = self.indicator.measure_name(self.definition.measure)
        return f"{self.indicator.short}: {part[:1].lower()}{part[1:]}" if part else self.indicator.short

    @property
    def unit(self) -> str:
        """The unit of every value here."""
        return self.indicator.unit

    @property
    def word(self) -> str:
        """The word people read: ``gehaald``, ``deels gehaald``, ``niet gehaald``, ``nog niet bekend``, ``niet te beoordelen``."""
        return WORD_LABELS[self.verdict.word]

    @property
    def tone(self) -> str:
        """The tone of the tag the word stands in."""
        return WORD_TONES[self.verdict.word]

    @property
    def is_demo(self) -> bool:
        """Whether any of the values or the target was made up for the demonstration."""
        shown = (self.baseline, self.previous, self.latest, self.target)
        return any(row is not None and row.is_demo for row in shown)

    @property
    def sentence(self) -> str:
        """Everything to be said about this reading in one text: why this word, no new measurement, provisional, made up."""
        latest = self.latest
        parts = [self.verdict.sentence, self.freshness]
        if latest is not None and latest.status is ValueStatus.PROVISIONAL:
            parts.append(latest.note if latest.is_counted else "Dit cijfer is voorlopig.")
        if latest is not None and latest.status is ValueStatus.MODELLED:
            parts.append("Dit cijfer is berekend met een model.")
        if self.waiting:
            parts.append(
                "Een nieuw cijfer wacht op akkoord." if self.waiting == 1 else f"{self.waiting} nieuwe cijfers wachten op akkoord."
            )
        if self.is_demo:
            parts.append(DEMO.capitalize() + ".")
        return " ".join(part for part in parts if part)

    @property
    def shown(self) -> str:
        """The latest value as people read it; that it is hidden, when all there is is about too few people."""
        if self.latest is None and any(row.is_hidden for row in self.series):
            return self.series[-1].why_no_value
        return show_value(self.latest.value if self.latest else None, self.unit)

    @property
    def compared(self) -> list[Measurement]:
        """The latest value of every other area: what this one may be compared with."""
        return list({row.area_name: row for row in self.elsewhere}.values())

    @property
    def sparkline(self) -> list[Decimal | None]:
        """The values of this definition over one kind of period, oldest first, for the small picture beside the number."""
        kind = self.latest.period_kind if self.latest else None
        return [row.value for row in self.series if row.definition_id == self.definition.id and row.period_kind is kind]


def _current() -> Select[Measurement]:
    """Values that were approved and that no approved correction replaced."""
    return select(Measurement).where(_is_current())


def _is_current() -> ColumnElement[bool]:
    newer = aliased(Measurement)
    replaced = exists().where(newer.replaces_id == Measurement.id, newer.stand == Stand.APPROVED)
    return and_(Measurement.stand == Stand.APPROVED, ~replaced)


def series_of(
    db: Session, definition_ids: Collection[int], area_code: str | None = None, *, until: date | None = None
) -> dict[int, list[Measurement]]:
    """The current values of definitions, oldest first, by definition; every definition has its list. One statement.

    Without ``area_code`` of every area; ``until`` keeps values whose period ends on or before that day.
    """
    found: dict[int, list[Measurement]] = {definition_id: [] for definition_id in definition_ids}
    asked = _current().where(Measurement.definition_id.in_(definition_ids or [0]))
    if area_code is not None:
        asked = asked.where(Measurement.area_code == area_code)
    if until is not None:
        asked = asked.where(Measurement.last_on <= until)
    for row in db.scalars(asked.order_by(Measurement.last_on, Measurement.first_on, Measurement.id)):
        found[row.definition_id].append(row)
    return found


def targets_of(db: Session, definition_ids: Collection[int]) -> dict[int, list[Target]]:
    """The targets of definitions, the earliest first, by definition. One statement."""
    found: dict[int, list[Target]] = {definition_id: [] for definition_id in definition_ids}
    for row in db.scalars(select(Target).where(Target.definition_id.in_(definition_ids or [0])).order_by(Target.last_on)):
        found[row.definition_id].append(row)
    return found


def list_indicators(db: Session, agenda_id: int) -> list[Indicator]:
    """The indicators of an agenda in its own order, each with its goal, theme and definitions. One statement."""
    asked = _indicators().where(Indicator.agenda_id == agenda_id)
    return list(db.scalars(asked.order_by(Theme.position, Goal.position, Indicator.position)).unique())


def get_indicator(db: Session, agenda_id: int, code: str) -> Indicator:
    """The indicator with this code. Raises NotFound."""
    found = db.scalars(_indicators().where(Indicator.agenda_id == agenda_id, Indicator.code == code)).unique().one_or_none()
    if found is None:
        raise NotFound(code)
    return found


def _indicators() -> Select[Indicator]:
    joined = select(Indicator).join(Indicator.goal).join(Goal.theme)
    return joined.options(joinedload(Indicator.goal).joinedload(Goal.theme), joinedload(Indicator.definitions))


def find_definition(db: Session, agenda_id: int, code: str, measure: str, version: int) -> IndicatorDefinition | None:
    """The definition of an indicator by its code, measure (empty when it has none) and version; None when there is none."""
    asked = select(IndicatorDefinition).join(IndicatorDefinition.indicator).where(Indicator.agenda_id == agenda_id, Indicator.code == code)
    return db.scalar(asked.where(IndicatorDefinition.measure == measure, IndicatorDefinition.version == version))


def get_measurement(db: Session, indicator: Indicator, measurement_id: int) -> Measurement:
    """A current value of an indicator. Raises NotFound, also when it was replaced."""
    own = [definition.id for definition in indicator.definitions]
    found = db.scalar(_current().where(Measurement.id == measurement_id, Measurement.definition_id.in_(own)))
    if found is None:
        raise NotFound(f"measurement {measurement_id}")
    return found


def readings(
    db: Session,
    agenda_id: int,
    period: Period,
    *,
    goal_id: int | None = None,
    indicators: Sequence[Indicator] | None = None,
    known_on: date | None = None,
    limits: Limits | None = None,
) -> list[IndicatorReading]:
    """What every indicator of an agenda (or of one goal) says at the end of a period, in the order of the agenda.

    An indicator with several measures gives a reading for each. Judged by the values of the municipality itself, and without
    those of too few people: not a value, a chart nor a word tells them. What partners counted is as it stood on the day ``known_on``
    (reports give the last day of their period). Seven statements at most. Raises NotFound when there is no such agenda.
    """
    agenda = db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    chosen = list(indicators) if indicators is not None else list_indicators(db, agenda_id)
    if goal_id is not None:
        chosen = [indicator for indicator in chosen if indicator.goal_id == goal_id]
    ids = [definition.id for indicator in chosen for definition in indicator.definitions]
    limits = limits or limits_of(db, agenda_id)
    everything, waits = _series_and_waiting(db, ids, period.last)
    counted = counted_values(db, agenda, chosen, until=period.last, known_on=known_on)
    for indicator in chosen:
        for one in indicator.definitions:
            rows_of = in_their_place(everything[one.id], counted.get(one.id, ()))
            everything[one.id] = for_reading(rows_of, indicator.unit, limits, people=indicator.counts_people, adds_up=indicator.adds_up)
    rows = {key: [row for row in of if row.area_code == agenda.municipality_code] for key, of in everything.items()}
    targets = targets_of(db, ids)
    found = [reading for indicator in chosen for reading in _read(indicator, rows, targets, period)]
    return [
        replace(
            reading,
            elsewhere=_elsewhere(everything[reading.definition.id], agenda),
            waiting=sum(waits[one.id] for one in reading.indicator.definitions if one.measure == reading.definition.measure),
        )
        for reading in found
    ]


def _series_and_waiting(db: Session, definition_ids: Collection[int], until: date) -> tuple[dict[int, list[Measurement]], Counter[int]]:
    """What :func:`series_of` answers, and how many values of each definition wait for a second person. One statement."""
    found: dict[int, list[Measurement]] = {definition_id: [] for definition_id in definition_ids}
    waiting: Counter[int] = Counter()
    asked = select(Measurement).where(or_(_is_current(), Measurement.stand == Stand.PROPOSED), Measurement.last_on <= until)
    asked = asked.where(Measurement.definition_id.in_(definition_ids or [0]))
    for row in db.scalars(asked.order_by(Measurement.last_on, Measurement.first_on, Measurement.id)):
        if row.stand is Stand.PROPOSED:
            waiting[row.definition_id] += 1
        else:
            found[row.definition_id].append(row)
    return found, waiting


def readings_by_goal(found: Iterable[IndicatorReading]) -> Mapping[int, list[IndicatorReading]]:
    """Readings by the id of their goal, in the same order; a goal without indicators has an empty list."""
    by_goal: dict[int, list[IndicatorReading]] = defaultdict(list)
    for reading in found:
        by_goal[reading.indicator.goal_id].append(reading)
    return by_goal


def _read(
    indicator: Indicator, rows: Mapping[int, list[Measurement]], targets: Mapping[int, list[Target]], period: Period
) -> list[IndicatorReading]:
    by_measure: dict[str, list[IndicatorDefinition]] = defaultdict(list)
    for definition in indicator.definitions:
        by_measure[definition.measure].append(definition)
    return [_read_measure(indicator, versions, rows, targets, period) for versions in by_measure.values()]


def _read_measure(
    indicator: Indicator,
    versions: Sequence[IndicatorDefinition],
    rows: Mapping[int, list[Measurement]],
    targets: Mapping[int, list[Target]],
    period: Period,
) -> IndicatorReading:
    series = sorted((row for version in versions for row in rows[version.id]), key=lambda row: (row.last_on, row.first_on))
    latest = next((row for row in reversed(series) if row.value is not None), None)
    newest = max(versions, key=lambda version: version.version)
    definition = next((v for v in versions if latest is not None and v.id == latest.definition_id), newest)
    same = [row for row in series if latest is not None and row.definition_id == definition.id and row is not latest]
    baseline = next((row for row in [*same, latest] if row is not None and row.is_baseline), None)
    alike = [row for row in same if latest is not None and row.period_kind is latest.period_kind and row.value is not None]
    previous = alike[-1] if alike else None
    target = target_for(targets[definition.id], period)
    elsewhere = [row for row in series if latest is not None and row.definition_id != definition.id]
    reference = baseline if baseline is not None and baseline is not latest else previous or (elsewhere[-1] if elsewhere else None)
    now, start = _value(indicator, latest), _value(indicator, baseline)
    verdict = rules.judge(
        direction=indicator.direction,
        unit=indicator.unit,
        latest=now,
        reference=_value(indicator, reference),
        aim=Aim(definition.id, target.period, target.value) if target else None,
        asked=period,
    )
    return IndicatorReading(
        indicator=indicator,
        definition=definition,
        baseline=baseline,
        previous=previous,
        latest=latest,
        target=target,
        verdict=verdict,
        freshness=rules.freshness(latest.period if latest else None, period, indicator.measured_every),
        difference=rules.since_start(now, start, indicator.unit),
        series=tuple(series),
        targets=tuple(targets[definition.id]),
    )


def _elsewhere(rows: Sequence[Measurement], agenda: Agenda) -> tuple[Measurement, ...]:
    return tuple(row for row in rows if row.area_code != agenda.municipality_code and row.value is not None)


def list_areas(db: Session, agenda_id: int) -> list[tuple[str, str]]:
    """The areas values of an agenda were recorded for, as (code, name), by name."""
    asked = select(Measurement.area_code, Measurement.area_name).join(Measurement.definition).join(IndicatorDefinition.indicator)
    return [
        (code, name) for code, name in db.execute(asked.where(Indicator.agenda_id == agenda_id).distinct().order_by(Measurement.area_name))
    ]


def target_for(targets: Sequence[Target], period: Period) -> Target | None:
    """The target that counts for a period: the first that falls due at or after its end, else the last one set."""
    return next((target for target in targets if target.last_on >= period.last), targets[-1] if targets else None)


def _value(indicator: Indicator, row: Measurement | None) -> Value | None:
    if row is None:
        return None
    exact = not rules.has_margin(indicator.measure_kind) and row.status is not ValueStatus.MODELLED
    return Value(row.definition_id, row.period, row.value, row.lower, row.upper, exact)
