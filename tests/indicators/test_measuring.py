"""Recording, correcting and reading values, on both engines."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, func, select

from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused
from mag.core.journal import JournalLine
from mag.core.period import half_year, year
from mag.core.transaction import Store
from mag.indicators import queries
from mag.indicators.models import Direction, Indicator, MeasureKind, Measurement, ValueStatus
from mag.indicators.rules import Word
from mag.indicators.service import approve, correct, measure, set_target
from tests.factories.agendas import Ground, make_agenda
from tests.factories.indicators import make_indicator, record

OFFICER = Actor(kind=ActorKind.PERSON, label="Projectleider demo")


@pytest.fixture
def ground(store: Store, clock: SetClock) -> Ground:
    clock.set(at(date(2023, 2, 15)))
    with store.transaction() as tx:
        return make_agenda(tx)


def indicator_of(store: Store, ground: Ground, code: str = "SAM-1", **changes: object) -> tuple[Indicator, list[int]]:
    with store.transaction() as tx:
        made = make_indicator(tx, ground.goal, code, **changes)  # type: ignore[arg-type]
        return made, [definition.id for definition in made.definitions]


def test_a_value_is_kept_with_everything_around_it(store: Store, ground: Ground) -> None:
    _, (definition,) = indicator_of(store, ground)
    with store.transaction(OFFICER) as tx:
        made = measure(
            tx, definition, period=year(2021), area_code="GM9999", area_name="Dorp", value=Decimal("26.5"), lower=Decimal("24.25"),
            upper=Decimal(28), respondents=812, status=ValueStatus.PROVISIONAL, source=" Monitor ", source_address="https://demo.example/m",
            source_page="12", retrieved_on=date(2022, 11, 1), note="Halverwege het jaar", is_baseline=True, is_demo=True,
        )  # fmt: skip
    with store.reading() as db:
        row = db.get_one(Measurement, made.id)
        assert (row.value, row.lower, row.upper, row.respondents) == (Decimal("26.5"), Decimal("24.25"), Decimal(28), 812)
        assert (row.source, row.recorded_by, row.period, row.is_baseline, row.is_demo) == ("Monitor", OFFICER.label, year(2021), True, True)
        line = db.scalars(select(JournalLine).order_by(JournalLine.id.desc())).first()
        assert line is not None and line.chain == "dorp-2022" and '"value":"26.5"' in (line.payload or "")
        assert db.scalar(select(func.count()).where(JournalLine.action == "indicators.measurement.recorded")) == 1


def test_one_value_for_a_period_and_area_then_only_a_correction(store: Store, ground: Ground) -> None:
    indicator, (definition,) = indicator_of(store, ground)
    with store.transaction() as tx:
        first = record(tx, definition, year(2021), "26.5", note="Eerste telling")
        record(tx, definition, year(2021), "40", area="NL01")
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        record(tx, definition, year(2021), "27")
    assert [r.code for r in refused.value.refusals] == ["already_measured"]
    with store.transaction(OFFICER) as tx:
        second = correct(tx, first.id, value=Decimal("27.5"), reason="Verkeerde kolom gelezen")
    with store.transaction() as tx:
        approve(tx, ground.agenda.id, [second.id])
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        correct(tx, first.id, value=Decimal(28), reason="Nog eens")
    assert [r.code for r in refused.value.refusals] == ["already_corrected"]
    with pytest.raises(Refused), store.transaction() as tx:
        record(tx, definition, year(2021), "27")
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        correct(tx, second.id, value=Decimal(128), reason="Nog eens")
    assert [r.field for r in refused.value.refusals] == ["value"]
    with pytest.raises(Refused), store.transaction() as tx:
        correct(tx, second.id, value=Decimal(28), reason=" ")
    with store.reading() as db:
        assert db.get_one(Measurement, first.id).value == Decimal("26.5")
        (row,) = queries.series_of(db, [definition], "GM9999")[definition]
        assert (row.value, row.status, row.replaces_id) == (Decimal("27.5"), ValueStatus.REVISED, first.id)
        assert row.note == "Eerste telling\nVerbeterd op 15 februari 2023: Verkeerde kolom gelezen"
        assert (row.lower, row.area_name, row.source) == (None, "Dorp", "Monitor demo")
        assert len(queries.series_of(db, [definition])[definition]) == 2
        with pytest.raises(NotFound):
            queries.get_measurement(db, db.get_one(Indicator, indicator.id), first.id)
        with pytest.raises(NotFound):
            queries.get_indicator(db, ground.agenda.id, "ELDERS-1")


def test_nothing_is_kept_of_a_refused_value(store: Store, ground: Ground) -> None:
    _, (definition,) = indicator_of(store, ground)
    for bad in ({"value": "101"}, {"value": None}, {"value": "5", "status": ValueStatus.MISSING}, {"value": "5", "source": ""}):
        with pytest.raises(Refused), store.transaction() as tx:
            record(tx, definition, year(2021), **bad)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        record(tx, definition, year(2023), "20")
    assert refused.value.refusals[0].field == "period"
    with pytest.raises(NotFound), store.transaction() as tx:
        record(tx, 99_999, year(2021), "20")
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Measurement)) == 0


def test_a_target_is_set_and_changed(store: Store, ground: Ground) -> None:
    _, (definition,) = indicator_of(store, ground)
    with store.transaction() as tx:
        set_target(tx, definition, period=year(2022), value=Decimal(30))
    with store.transaction() as tx:
        set_target(tx, definition, period=year(2022), value=Decimal("32.5"), note="Raadsbesluit")
        set_target(tx, definition, period=year(2024), value=Decimal(35))
    with pytest.raises(Refused), store.transaction() as tx:
        set_target(tx, definition, period=year(2022), value=Decimal(130))
    with store.reading() as db:
        targets = queries.targets_of(db, [definition])[definition]
        assert [(t.period_code, t.value, t.note) for t in targets] == [
            ("2022", Decimal("32.5"), "Raadsbesluit"),
            ("2024", Decimal(35), None),
        ]
        for asked, code in ((half_year(2022, 1), "2022"), (year(2023), "2024"), (year(2030), "2024")):
            found = queries.target_for(targets, asked)
            assert found is not None and found.period_code == code


def test_a_reading_tells_the_period_it_was_asked_for(store: Store, ground: Ground) -> None:
    _, (definition,) = indicator_of(store, ground)
    with store.transaction() as tx:
        record(tx, definition, year(2017), "20", is_baseline=True, is_demo=True)
        record(tx, definition, year(2019), "22")
        record(tx, definition, year(2021), "26", status=ValueStatus.PROVISIONAL)
        record(tx, definition, year(2021), "60", area="NL01")
        set_target(tx, definition, period=year(2022), value=Decimal(30))
    with store.reading() as db:
        (then,) = queries.readings(db, ground.agenda.id, year(2019))
        assert then.latest is not None and then.latest.value == Decimal(22)
        (now,) = queries.readings(db, ground.agenda.id, half_year(2022, 2))
    assert (now.shown, now.word, now.tone) == ("26%", "deels gehaald", "attention")
    assert now.baseline is not None and now.previous is not None and now.target is not None
    assert (now.baseline.value, now.previous.value, now.sparkline) == (20, 22, [20, 22, 26])
    assert now.difference == "6 procentpunt hoger dan bij de start (2017)"
    assert now.freshness == "Geen nieuwe meting in het tweede halfjaar 2022. Volgende verwacht in 2023."
    assert now.is_demo and now.sentence.endswith("Dit cijfer is voorlopig. Verzonnen cijfer (demo).")


def test_a_new_definition_starts_a_new_line(store: Store, ground: Ground) -> None:
    _, (old, new) = indicator_of(store, ground, versions=(1, 2))
    with store.transaction() as tx:
        record(tx, old, year(2017), "20", is_baseline=True)
        record(tx, old, year(2019), "24")
        record(tx, new, year(2021), "58")
        set_target(tx, old, period=year(2022), value=Decimal(30))
    with store.reading() as db:
        (reading,) = queries.readings(db, ground.agenda.id, year(2022))
    assert (reading.definition.version, reading.baseline, reading.previous, reading.target) == (2, None, None, None)
    assert (reading.verdict.word, reading.sparkline, reading.difference) == (Word.NOT_ASSESSABLE, [58], None)
    assert reading.verdict.sentence == "De omschrijving is veranderd. Daarom vergelijken wij niet met het cijfer in 2019."
    assert len(reading.series) == 3


def test_half_years_are_held_against_half_years(store: Store, ground: Ground) -> None:
    _, (definition,) = indicator_of(
        store, ground, unit="aantal", measure_kind=MeasureKind.PARTNER_COUNT, direction=Direction.HIGHER, every="P6M"
    )
    with store.transaction() as tx:
        record(tx, definition, year(2021), "80", margin=None)
        record(tx, definition, half_year(2022, 1), "41", margin=None)
        record(tx, definition, half_year(2022, 2), "44", margin=None)
    with store.reading() as db:
        (reading,) = queries.readings(db, ground.agenda.id, half_year(2022, 2))
    assert reading.sparkline == [41, 44] and reading.verdict.word is Word.REACHED and reading.freshness is None


def test_reading_many_takes_as_many_statements_as_reading_one(store: Store, ground: Ground) -> None:
    with store.transaction() as tx:
        for number in range(30):
            made = make_indicator(tx, ground.goal, f"X-{number}", position=number)
            for measured in (2017, 2019, 2021):
                record(tx, made.definitions[0].id, year(measured), "20")
    asked: list[str] = []
    with store.reading() as db:
        db.connection()
        event.listen(db.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        found = queries.readings(db, ground.agenda.id, year(2022))
        assert [r.indicator.goal.theme.name for r in found] == ["Meedoen"] * 30
        assert list(queries.readings_by_goal(found)) == [ground.goal.id]
    assert len([s for s in asked if s.lstrip().upper().startswith("SELECT")]) <= 6
