"""Invented values for every indicator, so that trends can be seen. Nothing here was measured; every row says demo.

Surveys follow their rhythm (2017, 2019, 2021 or 2016, 2020), with a margin; counts of partners come per half year, up to the year in
which partners count them in their accounts; registers per
(school) year, the last one provisional. The first value is the baseline, named after the startfoto of 2018. A plan is made by
:func:`demo_measurements`; :func:`record_demo` writes it through the ordinary verbs, as far as a day had come.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mag.core.period import Period, half_year, school_year, year
from mag.core.transaction import Tx
from mag.indicators.documents import IndicatorDocument
from mag.indicators.models import MeasureKind, Measurement, Stand, ValueStatus
from mag.indicators.queries import find_definition, series_of
from mag.indicators.service import measure, set_target

AREA_CODE, AREA_NAME = "GM0523", "Hardinxveld-Giessendam"
SOURCE = "Demo: verzonnen voor de demonstratie"
NOTE = "Dit cijfer is verzonnen. Het laat zien hoe een echt cijfer hier komt te staan."


@dataclass(frozen=True, slots=True)
class DemoMeasurement:
    """An invented value. ``known_on`` is the day on which it would have been published: record it then, not before."""

    indicator_code: str
    measure: str
    version: int
    period: Period
    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    respondents: int | None
    status: ValueStatus
    is_baseline: bool
    known_on: date


@dataclass(frozen=True, slots=True)
class DemoTarget:
    """An invented target."""

    indicator_code: str
    measure: str
    version: int
    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where an invented series starts, how far it has moved at the end, and its target (in the unit of the indicator)."""

    start: str
    move: str
    target: str | None = None


_SHAPES: Mapping[tuple[str, str], _Shape] = {
    ("SAM-1", ""): _Shape("24", "-8", "20"),
    ("SAM-2", ""): _Shape("6.4", "0.2"),
    ("SAM-3", ""): _Shape("66", "11", "75"),
    ("OMZ-1", ""): _Shape("14", "7", "25"),
    ("VRI-1", ""): _Shape("58", "14"),
    ("VRI-2", ""): _Shape("34", "-6", "35"),
    ("MAN-1", ""): _Shape("15", "0.8"),
    ("MAN-2", ""): _Shape("52", "9", "60"),
    ("MAN-3", ""): _Shape("19", "3"),
    ("OPG-1", ""): _Shape("41", "9", "45"),
    ("OPG-2", ""): _Shape("1.6", "0.3", "1.5"),
    ("OPG-3", ""): _Shape("3.6", "-0.6"),
    ("SPO-1", ""): _Shape("46", "-2"),
    ("SPO-2", ""): _Shape("48", "5.5", "55"),
    ("GEZ-1", ""): _Shape("39", "6"),
    ("GEZ-2", ""): _Shape("51", "1.5", "48"),
    ("GEZ-3", "alcohol"): _Shape("33", "7", "30"),
    ("GEZ-3", "drugs"): _Shape("5", "1"),
    ("GEE-1", ""): _Shape("21", "2"),
    ("GEE-2", ""): _Shape("8", "-0.5"),
    ("GEE-3", ""): _Shape("42", "-6.5", "38"),
}
_OTHER = _Shape("40", "3")


def demo_measurements(seed: int, indicators: Sequence[IndicatorDocument]) -> list[DemoMeasurement]:
    """The invented values of these indicators: the same for the same seed, whatever the order of the indicators."""
    return [row for indicator in indicators for row in _of_indicator(seed, indicator)]


def demo_targets(seed: int, indicators: Sequence[IndicatorDocument]) -> list[DemoTarget]:
    """The invented targets: for about half of the indicators, for the end of 2022 (of surveys once in four years: 2024)."""
    found = []
    for indicator in indicators:
        for name, version in _newest(indicator):
            shape = _SHAPES.get((indicator.code, name), _OTHER)
            if shape.target is not None:
                due = year(2024 if indicator.measured_every == "P4Y" else 2022)
                found.append(DemoTarget(indicator.code, name, version, due, Decimal(shape.target)))
    return found


def record_demo(tx: Tx, agenda_id: int, rows: Sequence[DemoMeasurement], targets: Sequence[DemoTarget] = ()) -> list[Measurement]:
    """Write invented values and targets through the ordinary verbs, marked as demo; answers what was added.

    Leaves out rows that were not known on ``tx.today`` and those that stand there already, so that it may be called on every day
    of the demonstration.
    """
    known = [row for row in rows if row.known_on <= tx.today]
    keys = {(row.indicator_code, row.measure, row.version) for row in known}
    keys |= {(target.indicator_code, target.measure, target.version) for target in targets}
    ids = {key: found.id for key in sorted(keys) if (found := find_definition(tx.db, agenda_id, *key)) is not None}
    there = {(row.definition_id, row.period_code) for of in series_of(tx.db, set(ids.values()), AREA_CODE).values() for row in of}
    added = []
    for row in known:
        definition_id = ids.get((row.indicator_code, row.measure, row.version))
        if definition_id is not None and (definition_id, row.period.code) not in there:
            added.append(_record(tx, definition_id, row))
    for target in targets:
        definition_id = ids.get((target.indicator_code, target.measure, target.version))
        if definition_id is not None:
            set_target(tx, definition_id, period=target.period, value=target.value, note="Verzonnen streefcijfer (demo).", is_demo=True)
    return added


def _record(tx: Tx, definition_id: int, row: DemoMeasurement) -> Measurement:
    return measure(
        tx,
        definition_id,
        period=row.period,
        area_code=AREA_CODE,
        area_name=AREA_NAME,
        value=row.value,
        status=row.status,
        source=SOURCE,
        lower=row.lower,
        upper=row.upper,
        respondents=row.respondents,
        note=NOTE,
        is_baseline=row.is_baseline,
        is_demo=True,
        stand=Stand.APPROVED,
    )


def _newest(indicator: IndicatorDocument) -> list[tuple[str, int]]:
    """Every measure of an indicator with the newest version of its definition."""
    versions: dict[str, int] = {}
    for definition in indicator.definitions:
        name = definition.measure or ""
        versions[name] = max(versions.get(name, 0), definition.version)
    return list(versions.items())


def _periods(indicator: IndicatorDocument) -> tuple[list[Period], timedelta]:
    """The periods an indicator was measured over, and how long after the end of one its value is known."""
    if indicator.measure_kind is MeasureKind.SURVEY:
        if indicator.measured_every == "P2Y":
            return [year(number) for number in (2017, 2019, 2021)], timedelta(days=75)
        return [year(number) for number in (2016, 2020)], timedelta(days=180)
    if indicator.measured_every == "P6M":
        years = (2018, 2019, 2020, 2021) if indicator.asks is not None else (2018, 2019, 2020, 2021, 2022)
        return [half_year(number, half) for number in years for half in (1, 2)], timedelta(days=25)
    if "schooljaar" in indicator.rhythm:
        return [school_year(number) for number in range(2017, 2022)], timedelta(days=120)
    return [year(number) for number in range(2017, 2022)], timedelta(days=330)


def _of_indicator(seed: int, indicator: IndicatorDocument) -> Iterator[DemoMeasurement]:
    periods, later = _periods(indicator)
    is_register = indicator.measure_kind is MeasureKind.REGISTER
    for name, version in _newest(indicator):
        chance = random.Random(f"{seed} {indicator.code} {name}")
        for number, (period, value) in enumerate(zip(periods, _walk(chance, indicator, name, len(periods)), strict=True)):
            people = chance.randint(620, 980) if indicator.measure_kind is MeasureKind.SURVEY else None
            margin = _margin(value, people, indicator.unit) if people else None
            yield DemoMeasurement(
                indicator_code=indicator.code,
                measure=name,
                version=version,
                period=period,
                value=value,
                lower=max(Decimal(0), value - margin) if margin else None,
                upper=value + margin if margin else None,
                respondents=people,
                status=ValueStatus.PROVISIONAL if is_register and number == len(periods) - 1 else ValueStatus.FINAL,
                is_baseline=number == 0,
                known_on=period.last + later,
            )


def _walk(chance: random.Random, indicator: IndicatorDocument, name: str, steps: int) -> list[Decimal]:
    """Values from the start of the shape to its end, a little off the straight line in between."""
    shape = _SHAPES.get((indicator.code, name), _OTHER)
    start, move = Decimal(shape.start), Decimal(shape.move)
    fine = Decimal(1) if indicator.unit == "aantal" else Decimal("0.1")
    values = []
    for step in range(steps):
        off = Decimal(chance.randint(-12, 12)) / 100 * abs(move) if 0 < step < steps - 1 else Decimal(0)
        values.append((start + move * step / (steps - 1) + off).quantize(fine))
    return values


def _margin(value: Decimal, people: int, unit: str) -> Decimal:
    """Half of a 95% interval, to one decimal: of a share by its size, of a score by a spread of two points."""
    if not unit.startswith("%"):
        return max(Decimal("0.1"), (Decimal("1.96") * 2 / Decimal(people).sqrt()).quantize(Decimal("0.1")))
    share = value / 100
    return (Decimal("1.96") * (share * (1 - share) / people).sqrt() * 100).quantize(Decimal("0.1"))
