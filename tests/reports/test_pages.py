"""The pages of reports: what each role finds there, that every figure leads to rows that add up to it, and adopting in a browser."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from markupsafe import escape
from sqlalchemy import event, select

from mag.accounts.roles import Role
from mag.core.money import parse_amount
from mag.indicators.models import Measurement
from mag.reports.making import make_waiting
from mag.reports.models import Report
from mag.reports.states import ReportKind
from tests.factories.reports import RESIDENT, World
from tests.web_client import post, store_of

As = Callable[[Role | str], FlaskClient]


pytestmark = pytest.mark.usefixtures("no_drawing")


def figure_links(page: str, report_id: int) -> dict[str, str]:
    """Every link to a figure on a page: its address and the text it shows, or the number under it in a tile."""
    tree = html.document_fromstring(page)
    found = {}
    for link in tree.xpath(f"//main//a[starts-with(@href, '/rapporten/{report_id}/cijfer/')]"):
        tile = link.xpath("ancestor::div[contains(@class, 'tile')]//p[@class='tile__value']")
        found[link.get("href")] = (tile[0] if tile else link).text_content().strip()
    return found


@pytest.mark.parametrize(("kind", "period"), [(ReportKind.HALF_YEAR, "2022-1"), (ReportKind.ANNUAL, "2022")])
def test_every_figure_on_the_page_is_the_sum_of_the_rows_behind_it(world: World, as_role: As, kind: ReportKind, period: str) -> None:
    report = world.prepare(kind, period)
    leader = as_role(Role.PROJECT_LEADER)
    links = figure_links(leader.get(f"/rapporten/{report.id}").text, report.id)
    assert len(links) > 80
    summed = 0
    for address, shown in links.items():
        page = html.document_fromstring(leader.get(address).text)
        assert page.xpath("//main//h1")[0].text_content().strip().endswith(shown) or "cijfer/goal." in address
        total = page.xpath("//main//tfoot//td[last()]")
        if not total:
            assert shown in {"0", "€\u00a00,00"} or page.xpath("//main//table") or "nog niet bekend" in shown, address
            continue
        assert total[0].text_content().strip() == shown, address
        cells = [cell.text_content().strip() for cell in page.xpath("//main//tbody/tr/td[last()]")]
        if "minder dan" in "".join(cells) or "niet getoond" in "".join(cells):
            continue
        assert sum(number(cell) for cell in cells) == number(shown), address
        summed += 1
    assert summed > 30


def number(shown: str) -> int:
    """An amount as cents, a count as it is."""
    if "€" in shown:
        sign = -1 if "-" in shown else 1
        return sign * parse_amount(shown.replace("-", ""))
    return int(shown.replace(".", ""))


def test_a_small_number_of_people_and_the_name_of_a_resident_are_nowhere(world: World, as_role: As) -> None:
    report = world.prepare()
    leader = as_role(Role.PROJECT_LEADER)
    page = leader.get(f"/rapporten/{report.id}").text
    people = leader.get(f"/rapporten/{report.id}/cijfer/goal.samenleven.people").text
    assert "127" in people and "minder dan 10" in people and ">7<" not in people
    assert ">120<" not in people, "the hidden count could be worked out from the total"
    files = [
        leader.get(f"/rapporten/{report.id}/bestand/{name}").data
        for name in ("plannen.csv", "partners.csv", "halfjaarrapport-2022-1-concept.json")
    ]
    for text in (page, people, *(content.decode() for content in files)):
        assert RESIDENT not in text
    assert "Inwoner" in page


def test_a_reader_of_the_municipality_sees_a_report_only_once_it_is_adopted(world: World, as_role: As) -> None:
    report = world.prepare()
    reader = as_role(Role.MUNICIPALITY_READER)
    assert "nog geen rapport vastgesteld" in reader.get("/rapporten").text
    for address in ("", "/cijfer/overview.applied", "/bestand/plannen.csv"):
        assert reader.get(f"/rapporten/{report.id}{address}").status_code == 404
    assert reader.get(f"/rapporten/{report.id}/vaststellen").status_code == 404


def test_from_choosing_a_period_to_an_adopted_report(world: World, as_role: As, app: Flask) -> None:
    leader, reader = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    made = post(leader, "/rapporten/maken", {"period": "half_year:2022-1"}, form_at="/rapporten")
    assert made.status_code == 303
    address = made.location
    written = post(leader, f"{address}/tekst/goal:samenleven", {"text": "Het gaat goed <b>met</b> samenleven."})
    assert written.status_code == 303 and written.location.endswith("#doel-samenleven")
    assert "Het gaat goed &lt;b&gt;met&lt;/b&gt; samenleven." in leader.get(address).text
    assert "Stel dit rapport vast" in leader.get(f"{address}/vaststellen").text
    adopted = post(leader, f"{address}/vaststellen", {"seen": "ja"})
    assert (adopted.status_code, adopted.location) == (303, f"{address}/wordt-gemaakt")
    waits = leader.get(adopted.location).text
    assert "data-waits" in waits and "op de lijst om te maken" in waits and "U kunt deze bladzijde verlaten" in waits
    assert "Dit rapport wordt gemaakt" in leader.get(address).text and reader.get(address).status_code == 404
    assert post(leader, f"{address}/tekst/overview", {"text": "Te laat"}).status_code == 404
    assert make_waiting(app.extensions["house"]) == 1
    assert leader.get(adopted.location).location == address
    page = reader.get(address).text
    assert "Dit rapport verandert niet meer" in page and "Schrijf de tekst" not in page
    sizes = re.findall(r'bestand/(halfjaarrapport-2022-1\.\w+)">([^<]+)', page)
    assert [name.rsplit(".")[-1] for name, _ in sizes] == ["pdf", "xlsx", "html", "json"]
    assert all(re.search(r"\(\d+ [kM]B\)", text) for _, text in sizes)
    pdf = reader.get(f"{address}/bestand/halfjaarrapport-2022-1.pdf")
    assert pdf.data.startswith(b"%PDF-") and "attachment" in pdf.headers["Content-Disposition"]
    assert post(leader, f"{address}/tekst/overview", {"text": "Te laat"}).status_code == 404


def test_a_text_that_is_too_long_or_crossed_by_somebody_else_stays_on_the_page(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, controller = as_role(Role.PROJECT_LEADER), as_role(Role.CONTROLLER)
    address = f"/rapporten/{report.id}/tekst/overview"
    long = post(leader, address, {"text": "a" * 2001})
    assert long.status_code == 422 and "hooguit 2.000 tekens" in long.text and "a" * 2001 in long.text
    seen = html.document_fromstring(leader.get(address).text)
    values = {field.get("name"): field.get("value") for field in seen.xpath("//main//form//input[@type='hidden']")}
    assert post(controller, address, {"text": "Van de controller."}).status_code == 303
    crossed = leader.post(address, data={**values, "text": "Van de projectleider."})
    assert crossed.status_code == 409
    assert "Demo controller heeft dit rapport intussen veranderd" in unescape(crossed.text) and "Van de projectleider." in crossed.text
    again = html.document_fromstring(crossed.text)
    values = {field.get("name"): field.get("value") for field in again.xpath("//main//form//input[@type='hidden']")}
    assert leader.post(address, data={**values, "text": "Van ons samen."}).status_code == 303


def test_a_period_that_still_runs_cannot_be_adopted(world: World, as_role: As, app: Flask) -> None:
    report = world.prepare(ReportKind.ANNUAL, "2022")
    leader = as_role(Role.PROJECT_LEADER)
    page = leader.get(f"/rapporten/{report.id}/vaststellen").text
    assert "loopt nog tot en met 31 december 2022" in page and "Stel dit rapport vast" not in page
    values = {"idempotency_key": "0" * 32, "version": "1"}
    assert post(leader, f"/rapporten/{report.id}/vaststellen", values).status_code == 422
    with store_of(app).reading() as db:
        assert db.get_one(Report, report.id).facts is None


def test_a_report_takes_twelve_statements_whatever_stands_in_it(world: World, as_role: As, app: Flask) -> None:
    report = world.prepare()
    leader = as_role(Role.PROJECT_LEADER)
    leader.get(f"/rapporten/{report.id}")
    counted: list[str] = []
    event.listen(store_of(app).database.reader, "before_cursor_execute", lambda *given: counted.append(given[2]))
    assert leader.get(f"/rapporten/{report.id}").status_code == 200
    selects = [statement for statement in counted if statement != "BEGIN"]
    assert len(selects) <= 12, "\n\n".join(selects)


@pytest.mark.parametrize("role", [Role.NEIGHBOURHOOD_WORKER, Role.ADMINISTRATOR])
def test_who_may_not_see_reports_finds_nothing(world: World, as_role: As, role: Role) -> None:
    assert as_role(role).get("/rapporten").status_code == 404


def test_a_measured_figure_says_what_was_measured_of_whom_and_who_agreed(world: World, as_role: As) -> None:
    report = world.prepare()
    with world.store.transaction() as tx:
        first = tx.db.scalars(select(Measurement).where(Measurement.value.is_not(None)).order_by(Measurement.last_on)).first()
        assert first is not None
        indicator = first.definition.indicator
        first.judged_at, first.judged_by = tx.now, "Carla Demo"
        words = [first.definition.text, indicator.population, indicator.rhythm]
        code, goal, measure = indicator.code, indicator.goal.code, first.definition.measure
    key = f"goal.{goal}.{code}.{measure}" if measure else f"goal.{goal}.{code}"
    with world.store.transaction() as tx:
        tx.db.get_one(Report, report.id).opened_at = tx.now
    page = as_role(Role.MUNICIPALITY_OFFICER).get(f"/rapporten/{report.id}/cijfer/{key}")
    assert page.status_code == 200
    for said in [*words, "Gewenste richting", "Carla Demo"]:
        assert str(escape(said)) in page.text, said
