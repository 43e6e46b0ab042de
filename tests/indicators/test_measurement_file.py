"""The list of published values: it fits the agenda, appears when it was known, and a wrong line is named."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from mag.agenda.queries import get_agenda
from mag.agenda_file import load
from mag.core.clock import SetClock, at
from mag.core.period import year
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.demo.measurements import demo_measurements, demo_targets, record_demo
from mag.indicators import queries
from mag.indicators.measurement_file import COLUMNS, MeasurementFileError, parse_measurements, record_published
from mag.indicators.models import MeasureKind
from mag.indicators.rules import Word
from tests.factories.applications import CODE, agenda_file

FILES = sorted((ROOT / "config" / "measurements").glob("*.csv"))
HEAD = ";".join(COLUMNS)
FINE = "SAM-1;;1;NL01;Nederland;2021;33,5;;;final;Monitor;;2026-11-22;2022-12-31;"


@pytest.fixture
def agenda_id(sqlite_store: Store, clock: SetClock) -> int:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        load(tx, agenda_file())
        return get_agenda(tx.db, CODE).id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_published_values_name_their_source_and_were_known_after_their_period(path: Path) -> None:
    values = parse_measurements(path.read_bytes())
    assert values
    assert all(v.source_address and v.retrieved_on and v.known_from > v.period.last for v in values)
    assert len({(v.indicator, v.measure, v.version, v.area_code, v.period) for v in values}) == len(values)


def test_a_value_appears_when_it_was_known_and_once(sqlite_store: Store, clock: SetClock, agenda_id: int) -> None:
    values = parse_measurements(FILES[0].read_bytes())
    with sqlite_store.transaction() as tx:
        added = record_published(tx, agenda_id, values)
        assert 0 < len(added) < len(values) and not any(row.is_demo for row in added)
        assert record_published(tx, agenda_id, values) == []
    clock.set(at(date(2026, 11, 22)))
    with sqlite_store.transaction() as tx:
        record_published(tx, agenda_id, values)
    with sqlite_store.reading() as db:
        indicator = queries.get_indicator(db, agenda_id, "SAM-1")
        rows = queries.series_of(db, [indicator.definitions[0].id], "NL01")[indicator.definitions[0].id]
        assert [(row.period_code, row.value) for row in rows] == [("2021", 33), ("2023", 35)]
        assert not any(reading.latest for reading in queries.readings(db, agenda_id, year(2023)))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (FINE.replace("33,5", "33.5"), "2: value: expected a number with a decimal comma, such as 13,5; found 33.5"),
        (FINE.replace("2021", "2021-3"), "2: period: expected a period"),
        (FINE.replace("final", "sure"), "2: status: expected one of final, provisional"),
        (FINE.replace("2022-12-31", ""), "2: known_from: expected the day"),
        (FINE.replace("2022-12-31", "31-12-2022"), "2: known_from: expected a date as YYYY-MM-DD; found 31-12-2022"),
        (FINE.replace("Monitor", ""), "2: source: expected something here; found nothing"),
        (FINE.replace(";1;", ";one;"), "2: version: expected"),
        (FINE + ";more", "2: expected 15 columns"),
        ("SAM-1;;1", "2: expected 15 columns"),
    ],
)
def test_a_wrong_line_is_named(line: str, problem: str) -> None:
    with pytest.raises(MeasurementFileError) as wrong:
        parse_measurements(f"{HEAD}\n{line}\n")
    assert wrong.value.problems[0].startswith(problem)


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"indicator,value\n"])
def test_what_is_no_list_is_refused(text: bytes) -> None:
    with pytest.raises(MeasurementFileError):
        parse_measurements(text)


def test_an_unknown_indicator_records_nothing(sqlite_store: Store, agenda_id: int) -> None:
    values = parse_measurements(f"{HEAD}\n{FINE}\n{FINE.replace('SAM-1', 'SAM-9')}\n")
    with pytest.raises(MeasurementFileError, match="3: indicator"), sqlite_store.transaction() as tx:
        record_published(tx, agenda_id, values)
    with sqlite_store.reading() as db:
        assert not any(queries.series_of(db, [1, 2, 3]).values())


def test_invented_values_cover_every_indicator_and_are_the_same_every_time() -> None:
    indicators = agenda_file().indicators
    rows = demo_measurements(7, indicators)
    assert rows == demo_measurements(7, indicators) != demo_measurements(8, indicators)
    assert {row.indicator_code for row in rows} == {indicator.code for indicator in indicators}
    assert len({(row.indicator_code, row.measure) for row in rows}) == 21
    for one, other in pairwise(rows):
        if (one.indicator_code, one.measure) == (other.indicator_code, other.measure):
            assert one.period < other.period and other.is_baseline is False
    surveys = {indicator.code for indicator in indicators if indicator.measure_kind is MeasureKind.SURVEY}
    assert all((row.lower is not None and row.respondents is not None) == (row.indicator_code in surveys) for row in rows)
    assert all(row.known_on > row.period.last for row in rows)


def test_the_demonstration_shows_every_word_and_says_demo(sqlite_store: Store, clock: SetClock, agenda_id: int) -> None:
    rows, targets = (made(7, agenda_file().indicators) for made in (demo_measurements, demo_targets))
    with sqlite_store.transaction() as tx:
        added = record_demo(tx, agenda_id, rows, targets)  # type: ignore[arg-type]
        assert added and record_demo(tx, agenda_id, rows) == []  # type: ignore[arg-type]
    with sqlite_store.reading() as db:
        found = queries.readings(db, agenda_id, year(2022))
    assert len(found) == 21 and all(reading.is_demo and "(demo)" in reading.sentence for reading in found)
    assert {reading.verdict.word for reading in found} == set(Word) - {Word.UNKNOWN}
    assert all(reading.baseline is not None for reading in found)
    loneliness = next(reading for reading in found if reading.indicator.code == "GEE-3")
    assert loneliness.latest is not None and loneliness.latest.value == Decimal("35.5")
