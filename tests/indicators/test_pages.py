"""The pages of the figures: everything with its source, made-up values say so, and a wrong answer loses nothing that was typed."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, select

from mag.accounts.roles import Role
from mag.agenda.queries import get_agenda
from mag.agenda_file import load
from mag.core.clock import SetClock, at
from mag.core.period import year
from mag.core.transaction import Store
from mag.demo.measurements import demo_measurements, demo_targets, record_demo
from mag.indicators import figure, queries
from mag.indicators.charts import ChartError, Drawing
from mag.indicators.models import Measurement, Stand, Target, ValueStatus
from tests.factories.agendas import make_agenda
from tests.factories.applications import CODE, agenda_file
from tests.factories.indicators import make_indicator, record
from tests.web_client import client_as, post


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing itself is judged elsewhere; here a page must stand without it too."""

    def refuse(*_given: object) -> int:
        raise ChartError("no drawing in this test")

    monkeypatch.setattr(figure, "kept_svgs", refuse)
    monkeypatch.setattr(figure, "warm", refuse)


@pytest.fixture
def agenda_id(sqlite_store: Store, clock: SetClock) -> int:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        load(tx, agenda_file())
        agenda_id = get_agenda(tx.db, CODE).id
        record_demo(tx, agenda_id, demo_measurements(7, agenda_file().indicators), demo_targets(7, agenda_file().indicators))
    return agenda_id


@pytest.fixture
def leader(agenda_id: int, app: Flask) -> FlaskClient:
    return client_as(app, Role.PROJECT_LEADER)


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", html.fromstring(answer.text).text_content())


def approved(leader: FlaskClient, store: Store) -> None:
    """Whoever recorded it cannot approve it; a colleague can."""
    with store.reading() as db:
        waiting = db.scalars(select(Measurement.id).where(Measurement.stand == Stand.PROPOSED)).all()
    chosen = {"chosen": [str(one) for one in waiting], "act": "approve"}
    assert "Iemand anders keurt het goed" in post(leader, "/cijfers/akkoord", chosen).text
    assert post(client_as(leader.application, Role.CONTROLLER), "/cijfers/akkoord", chosen).status_code == 303


def test_the_list_shows_every_figure_with_value_target_and_word(leader: FlaskClient) -> None:
    page = html.fromstring(leader.get("/cijfers?jaar=2022").text)
    rows = page.xpath("//main//tbody/tr")
    assert len(rows) == 21 and len(page.xpath("//main/h2")) == 8
    for row in rows:
        word = row.xpath("string(.//span[contains(@class, 'tag')])")
        assert word in ("Gehaald", "Deels gehaald", "Niet gehaald", "Nog niet bekend", "Niet te beoordelen")
        assert "(demo)" in row.xpath("string(td[@data-label='Laatste waarde'])") and "(demo)" in row.xpath(
            "string(td[@data-label='Oordeel'])"
        )
        assert row.xpath(".//*[name()='svg']/*[name()='title']")
    text = re.sub(r"\s+", " ", page.text_content())
    assert "Volgende verwacht in 2023." in text and "Demo: verzonnen cijfers" in text
    assert "Alcohol en drugs bij jongeren: drinkt alcohol" in text


def test_one_figure_tells_what_is_counted_and_where_each_value_comes_from(leader: FlaskClient) -> None:
    text = text_of(leader, "/cijfers/OMZ-1?jaar=2022")
    for said in ("Aandeel inwoners van 18 jaar", "Monitor Sociaal", "om de vier jaar, met een tussenmeting", "hoger is beter", "StuwKR8",
                 "7 procentpunt hoger dan bij de start (2017)", "Deels gehaald", "Streefcijfer voor 2022: 25% (demo)",
                 "meting bij de start",
                 "De grafiek is er nu niet. Alle waarden staan in de tabel", "deelnemers"):  # fmt: skip
        assert said in text, said
    assert text.count("Demo: verzonnen voor de demonstratie") == 3
    assert "21%" not in text_of(leader, "/cijfers/OMZ-1?jaar=2020").split("Alle waarden met hun bron")[0]
    both = text_of(leader, "/cijfers/GEZ-3?jaar=2022")
    assert "Drinkt alcohol" in both and "Gebruikt drugs" in both
    assert leader.get("/cijfers/BESTAAT-NIET").status_code == 404


GIVEN = {
    "period": "2022", "area": "GM0523", "value": "28,4", "status": "provisional", "lower": "26,1", "upper": "30,75", "respondents": "1.012",
    "source": "Monitor Sociaal", "source_address": "https://demo.example/monitor", "source_page": "14", "retrieved_on-day": "1",
    "retrieved_on-month": "2", "retrieved_on-year": "2023", "note": "Kleine steekproef", "is_baseline": None,
}  # fmt: skip


def test_a_value_is_added_as_people_write_it(leader: FlaskClient, sqlite_store: Store) -> None:
    answer = post(leader, "/cijfers/OMZ-1/toevoegen", GIVEN)
    assert answer.status_code == 303 and answer.location == "/cijfers/OMZ-1"
    with sqlite_store.reading() as db:
        row = db.scalars(select(Measurement).order_by(Measurement.id.desc())).first()
        assert row is not None
        assert (row.value, row.lower, row.upper, row.respondents) == (Decimal("28.4"), Decimal("26.1"), Decimal("30.75"), 1012)
        assert (row.period, row.status, row.area_name) == (year(2022), ValueStatus.PROVISIONAL, "Hardinxveld-Giessendam")
        assert (row.retrieved_on, row.is_demo, row.is_baseline) == (date(2023, 2, 1), False, False)
    assert "Een nieuw cijfer wacht op akkoord." in leader.get("/cijfers/OMZ-1").text
    approved(leader, sqlite_store)
    page = leader.get("/cijfers/OMZ-1")
    assert 'href="https://demo.example/monitor"' in page.text and "Dit cijfer is voorlopig." in page.text


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        ({"value": "128,4"}, "Een percentage ligt tussen 0 en 100.", "value"),
        ({"value": "veel"}, "Dit is geen getal: veel.", "value"),
        ({"value": ""}, "Vul het cijfer in, of kies", "value"),
        ({"period": "2023"}, "Deze periode loopt nog: 2023.", "period"),
        ({"period": "2021"}, "Er staat al een cijfer voor 2021", "period"),
        ({"period": "voorjaar"}, "Typ een periode, zoals 2022", "period"),
        ({"period": ""}, "Vul in over welke periode", "period"),
        ({"lower": "31"}, "De ondergrens hoort onder het cijfer", "lower"),
        ({"upper": ""}, "allebei", "lower"),
        ({"source": ""}, "Waar komt het cijfer vandaan", "source"),
        ({"source_address": "javascript:alert(1)"}, "vanaf https://", "source_address"),
        ({"status": "secret"}, "hoort geen waarde", "value"),
        ({"area": "MARS"}, "", "area"),
    ],
)
def test_a_wrong_answer_is_told_at_its_question_and_nothing_typed_is_lost(
    leader: FlaskClient, sqlite_store: Store, wrong: dict[str, str], sentence: str, field: str
) -> None:
    with sqlite_store.reading() as db:
        before = len(db.scalars(select(Measurement.id)).all())
    answer = post(leader, "/cijfers/OMZ-1/toevoegen", GIVEN | wrong)
    page = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert sentence in page.xpath("string(//*[@id='error-summary'])")
    assert page.xpath(f"//*[@id='{field}-error']")
    kept = {box.get("name"): box.get("value") for box in page.xpath("//main//input[@type='text']")}
    for name in ("period", "value", "lower", "upper", "source_page", "retrieved_on-day"):
        assert kept[name] == (GIVEN | wrong)[name], name
    assert "Kleine steekproef" in answer.text
    with sqlite_store.reading() as db:
        assert len(db.scalars(select(Measurement.id)).all()) == before


def test_a_correction_keeps_the_old_value_and_says_why(leader: FlaskClient, sqlite_store: Store, agenda_id: int) -> None:
    with sqlite_store.reading() as db:
        indicator = queries.get_indicator(db, agenda_id, "OMZ-1")
        old = queries.series_of(db, [indicator.definitions[0].id])[indicator.definitions[0].id][-1]
    path = f"/cijfers/OMZ-1/verbeteren/{old.id}"
    assert "Vul in waarom u het cijfer verbetert" in post(leader, path, {"value": "22,5", "reason": ""}).text
    answer = post(leader, path, {"value": "22,5", "lower": "20", "upper": "25", "status": "revised", "reason": "Weging hersteld"})
    assert answer.status_code == 303
    approved(leader, sqlite_store)
    text = text_of(leader, "/cijfers/OMZ-1")
    assert "22,5% (herzien) (demo)" in text and "Verbeterd op 15 februari 2023: Weging hersteld" in text
    assert leader.get(path).status_code == 404
    with sqlite_store.reading() as db:
        assert db.get_one(Measurement, old.id).value == old.value


def test_a_target_is_set_on_its_page(leader: FlaskClient, sqlite_store: Store) -> None:
    assert "out_of_range" not in post(leader, "/cijfers/SAM-2/streefcijfer", {"period": "2024", "value": "12"}).text
    answer = post(leader, "/cijfers/SAM-2/streefcijfer", {"period": "2024", "value": "7,5", "note": "De raad, 12 november 2021"})
    assert answer.status_code == 303
    with sqlite_store.reading() as db:
        row = db.scalars(select(Target).order_by(Target.id.desc())).first()
        assert row is not None and (row.value, row.period_code, row.is_demo) == (Decimal("7.5"), "2024", False)
    assert "Streefcijfer voor 2024: 7,5. De raad" in text_of(leader, "/cijfers/SAM-2")


@pytest.mark.parametrize("path", ["toevoegen", "streefcijfer", "verbeteren/1"])
def test_who_may_only_read_cannot_measure(agenda_id: int, as_role: Callable[[Role], FlaskClient], path: str) -> None:
    reader = as_role(Role.MUNICIPALITY_READER)
    assert reader.get(f"/cijfers/OMZ-1/{path}").status_code in (403, 404)
    page = reader.get("/cijfers/OMZ-1").text
    assert "Waarde toevoegen" not in page and "Verbeter<" not in page


def test_a_figure_without_a_value_says_so_in_words(sqlite_store: Store, app: Flask) -> None:
    with sqlite_store.transaction() as tx:
        make_indicator(tx, make_agenda(tx).goal)
    client = client_as(app, Role.CONTROLLER)
    assert "Er is nog geen meting." in text_of(client, "/cijfers")
    text = text_of(client, "/cijfers/SAM-1")
    assert "Er is nog geen waarde, dus ook geen grafiek." in text and "Er staan nog geen waarden." in text


def test_many_figures_ask_no_more_of_the_database_than_few(sqlite_store: Store, clock: SetClock, app: Flask) -> None:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        ground = make_agenda(tx)
        for number in range(40):
            made = make_indicator(tx, ground.goal, f"X-{number}", position=number)
            for measured in range(2013, 2022, 2):
                record(tx, made.definitions[0].id, year(measured), "20")
    client = client_as(app, Role.CONTROLLER)
    asked: list[str] = []

    def listener(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(sqlite_store.database.reader, "before_cursor_execute", listener)
    for path in ("/cijfers", "/cijfers/X-1"):
        asked.clear()
        assert client.get(path).status_code == 200
        assert len(asked) <= 12, (path, len(asked))
    event.remove(sqlite_store.database.reader, "before_cursor_execute", listener)


def test_a_chart_stands_in_the_page_for_both_widths(
    agenda_id: int, sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []

    def draw(_folder: Path, wanted: Sequence[Drawing]) -> list[str]:
        drawn.extend(wanted)
        return [f"<svg width='{one.width}'>{one.title}</svg>" for one in wanted]

    monkeypatch.setattr(figure, "kept_svgs", draw)
    monkeypatch.setattr(figure, "warm", draw)
    with sqlite_store.reading() as db:
        found = queries.readings(db, agenda_id, year(2022))
        figures = figure.draw_all(tmp_path, found)
        figure.warm_charts(db, tmp_path, agenda_id, [year(2021)])
    assert len(figures) == 21 and len(drawn) == 84
    first = figures[0]
    assert first is not None and first.title == "Voelt zich wel eens onveilig: van 24% in 2017 naar 16% in 2021"
    assert "width='640'" in first.wide and "width='320'" in first.narrow
    for reading, made in zip(found, figures, strict=True):
        assert made is not None and "Bron: Demo" in made.caption and made.caption.endswith("Verzonnen cijfers (demo).")
        series = figure.chart_series(reading)
        assert series is not None and all(point.demo for point in series.points)


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 30])
def test_a_number_no_measurement_can_have_is_no_page(as_role: Callable[..., FlaskClient], agenda_id: int, number: str) -> None:
    assert as_role(Role.PROJECT_LEADER).get(f"/cijfers/VRI-2/verbeteren/{number}").status_code == 404
