"""The municipality sees what became of a goal and its money, can add up every figure, and reads nobody's personal data."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, select
from werkzeug.serving import make_server

from mag.accounts.roles import Role
from mag.agenda.models import Agenda
from mag.budget.queries import sum_year
from mag.budget.states import Account
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound
from mag.core.transaction import Store
from mag.desk import goal_facts
from mag.desk.goal_facts import choose_year
from mag.grants.models import Grant
from tests.factories.goals import make_town
from tests.web_client import client_as

GOAL = "/doelen/samenleven?jaar=2022"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("charts")


@pytest.fixture(autouse=True)
def _charts_are_drawn_once(drawn: Path, tmp_path: Path) -> None:
    """Every test of this module keeps its charts in one folder, as one installation does."""
    (tmp_path / "charts").symlink_to(drawn)


@pytest.fixture
def town(sqlite_store: Store, clock: SetClock) -> Store:
    clock.set(at(date(2022, 11, 15)))
    with sqlite_store.transaction() as tx:
        make_town(tx)
    clock.set(at(date(2023, 2, 15)))
    return sqlite_store


@pytest.fixture
def reader(town: Store, app: Flask) -> FlaskClient:
    return client_as(app, Role.MUNICIPALITY_READER)


def page_of(client: FlaskClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


def cents(text: str) -> int:
    found = re.fullmatch(r"€\s*(-?)([\d.]+)(?:,(\d\d))?", text.strip())
    assert found, text
    return int(found[1] + found[2].replace(".", "") + (found[3] or "00"))


def column(page: html.HtmlElement, label: str, part: str = "tbody") -> list[str]:
    cells = page.xpath(f"//main//{part}//td[@data-label='{label}']")
    return [text for text in (cell.text_content().strip() for cell in cells) if text]


def added(page: html.HtmlElement, path: str, label: str) -> int:
    """What the rows behind a figure add up to; the total row must say the same."""
    if "/boekingen/" in path:
        into, out_of = (sum(cents(text) for text in column(page, name)) for name in ("Erbij", "Eraf"))
        assert cents(page.xpath("string(//main//p/strong)")) == into - out_of
        return into - out_of
    total = sum(cents(text) for text in column(page, label))
    assert [cents(text) for text in column(page, label, "tfoot")] == [total]
    return total


@pytest.mark.parametrize("code", ["samenleven", "mantelzorg"])
def test_every_amount_of_a_goal_is_the_sum_of_the_rows_behind_it(reader: FlaskClient, code: str) -> None:
    page = page_of(reader, f"/doelen/{code}?jaar=2022")
    followed = 0
    for link in page.xpath("//main//a"):
        text = link.text_content().strip()
        if not text.startswith("€"):
            continue
        rows = link.xpath("ancestor::tr/th")
        label = rows[0].text_content().strip() if rows else "Toegekend"
        assert added(page_of(reader, link.get("href")), link.get("href"), label) == cents(text), (label, text)
        followed += 1
    assert followed >= 8
    plans = page_of(reader, page.xpath("//main//p[@class='tile__value']/a/@href")[0])
    assert len(plans.xpath("//main//tbody/tr")) == 3 and column(plans, "Mensen bereikt", "tfoot") == ["12"]
    assert "12 mensen bereikt. 1 van 3 vertelden" in re.sub(r"\s+", " ", page.text_content())


def test_the_amounts_are_those_of_the_books(reader: FlaskClient, town: Store) -> None:
    page = page_of(reader, GOAL)
    shown = {
        row.xpath("string(th)").strip(): row.xpath("string(td[@data-label='Bedrag'])").strip()
        for row in page.xpath("//section[@aria-labelledby='geld']/table[1]/tbody/tr")
    }
    with town.reading() as db:
        agenda = db.scalars(select(Agenda)).one()
        grants = [grant for grant in db.scalars(select(Grant)) if goal_facts.get_goal(db, agenda.id, "samenleven").id == grant.goal_id]
        paid, promised = (sum(getattr(g.commitment, name) for g in grants) for name in ("paid_amount", "committed_amount"))
    assert cents(shown["Toegekend"]) == sum(grant.awarded_amount for grant in grants) == 90_303
    assert (cents(shown["Betaald"]), cents(shown["Toegezegd, nog niet betaald"])) == (paid, promised)
    assert cents(shown["Vastgesteld"]) == 24_950
    assert cents(shown["Nog vrij"]) == 2_000_000 - 24_950


def test_the_page_answers_in_the_order_of_the_questions(reader: FlaskClient) -> None:
    page = page_of(reader, GOAL)
    headings = [h.text_content().strip() for h in page.xpath("//main//section/h2")]
    assert headings == ["Wat wilden we?", "Wat gebeurde er?", "Wat deden we?", "Wat kostte het?"]
    text = re.sub(r"\s+", " ", page.text_content())
    for said in ("Inwoners leven respectvol", "Streefcijfer: 20% in 2022 (demo)", "8 procentpunt lager dan bij de start (2017)",
                 "dragen naar verwachting bij", "niet te bewijzen", "het jaar waarin erover is besloten: 2022"):  # fmt: skip
        assert said in text, said
    figures = page.xpath("//figure")
    assert len(figures) == 3 and all(len(f.xpath(".//*[name()='svg'][@role='img']")) == 2 for f in figures)
    assert len(page.xpath("//figure/following-sibling::details//table")) == 3
    assert all("Bron: Demo: verzonnen" in f.xpath("string(figcaption)") and "(demo)" in f.xpath("string(figcaption)") for f in figures)
    assert not page.xpath("//main//*[@style]")


def test_every_goal_has_a_tile_with_a_word_a_number_money_and_people(reader: FlaskClient) -> None:
    page = page_of(reader, "/overzicht?jaar=2022")
    tiles = page.xpath("//section[contains(@class, 'goal')]")
    assert len(tiles) == 8
    for tile in tiles:
        text = re.sub(r"\s+", " ", tile.text_content())
        assert re.search(r"(Gehaald|Deels gehaald|Niet gehaald|Niet te beoordelen|Nog niet bekend) ?\d van \d cijfer", text), text
        assert "(demo)" in text and "Betaald €" in text and "3 plannen" in text and "12 mensen bereikt" in text
        assert re.fullmatch(r"/doelen/[a-z_]+\?jaar=2022", tile.xpath("h2/a/@href")[0])
    words = {tile.xpath("string(.//span[contains(@class, 'tag')])") for tile in tiles}
    assert {"Gehaald", "Deels gehaald", "Niet gehaald", "Niet te beoordelen"} <= words
    text = re.sub(r"\s+", " ", page.text_content())
    assert "24 plannen" in text and "Verantwoording te laat" in text and "Cijfers die niet gehaald zijn" in text
    assert "meer dan 20% van het budget van 2022 is niet uitgegeven" in text


@pytest.mark.parametrize("role", [Role.MUNICIPALITY_READER, Role.SOUNDING_BOARD])
def test_readers_see_no_personal_data(town: Store, app: Flask, role: Role) -> None:
    client = client_as(app, role)
    with town.reading() as db:
        references = list(db.scalars(select(Grant.reference)))
    paths = ["/overzicht?jaar=2022", GOAL, "/doelen/samenleven/plannen?jaar=2022", "/doelen/samenleven/boekingen/betaald?jaar=2022"]
    for path in [*paths, *(f"/plannen/{reference}" for reference in references[:3])]:
        text = client.get(path).text
        for secret in ("Geheime Naam", "Geheim", "NL20INGB", "demo.example", "Demo Aanvrager", "Past bij het doel", "Demo beslisser"):
            assert secret not in text.split("</header>")[1], (path, secret)
        assert "/werkvoorraad/" not in text
    assert "Inwoner" in client.get(paths[2]).text


def test_a_plan_shows_its_decision_its_result_and_its_money(reader: FlaskClient, town: Store, app: Flask) -> None:
    with town.reading() as db:
        reference = db.scalars(select(Grant.reference).order_by(Grant.id)).first()
    page = page_of(reader, f"/plannen/{reference}")
    facts = {row.xpath("string(dt)"): row.xpath("string(dd)").replace("\xa0", " ") for row in page.xpath("//dl[@class='facts']/div")}
    assert facts["Besluit"] == "Toegekend" and facts["Besloten op"] == "15 november 2022" and facts["Mensen bereikt"] == "12"
    assert (facts["Toegekend"], facts["Betaald"], facts["Vastgesteld"]) == ("€ 300,00", "€ 249,50", "€ 249,50")
    assert [cents(text) for text in column(page, "Bedrag")] == [30_000, 30_000, 5_050]
    assert "Plan van Wandelclub demo" in page.text_content()
    assert reader.get("/plannen/MAG-2022-9999").status_code == 404
    own = client_as(app, Role.PROJECT_LEADER).get(f"/plannen/{reference}").text
    assert "Past bij het doel" in own and f"/werkvoorraad/{reference}" in own


@pytest.mark.parametrize(("path", "role", "status"), [
    ("/overzicht", Role.ADMINISTRATOR, 404), ("/overzicht", Role.SOUNDING_BOARD, 200), ("/doelen/bestaat-niet", Role.CONTROLLER, 404),
    ("/doelen/samenleven/boekingen/anders", Role.CONTROLLER, 404), ("/overzicht?agenda=elders", Role.CONTROLLER, 404),
    ("/overzicht?jaar=1", Role.CONTROLLER, 200), ("/overzicht?jaar=x", Role.CONTROLLER, 200), ("/doelen/samenleven", Role.CONTROLLER, 200),
    ("/doelen/samenleven/boekingen/betaald?regel=x", Role.CONTROLLER, 200),
])  # fmt: skip
def test_an_address_that_leads_nowhere_says_so(town: Store, app: Flask, path: str, role: Role, status: int) -> None:
    answer = client_as(app, role).get(path)
    assert answer.status_code == status if status == 200 else answer.status_code in (403, 404)


def test_the_year_is_asked_for_or_of_today_or_the_last_with_plans() -> None:
    assert choose_year([2021, 2022], None, 2023) == 2022
    assert choose_year([2021, 2022, 2023], None, 2023) == 2023
    assert choose_year([], None, 2023) == 2023
    assert choose_year([2021, 2022], 2021, 2023) == 2021
    assert choose_year([2021, 2022], 2023, 2023) == 2023
    assert choose_year([2021, 2022], 1999, 2023) == choose_year([2021, 2022], 2040, 2023) == 2022


def test_sums_of_the_database_are_the_sums_of_the_rows(store: Store, clock: SetClock) -> None:
    clock.set(at(date(2022, 11, 15)))
    with store.transaction() as tx:
        made = make_town(tx)
    with store.reading() as db:
        agenda = db.scalars(select(Agenda).where(Agenda.code == made.agenda.code)).one()
        lines = goal_facts.list_agenda_lines(db, agenda.id)
        summaries = goal_facts.list_summaries(db, agenda, 2022, lines)
        for summary in summaries:
            rows = goal_facts.list_plans(db, summary.goal.id, 2022)
            assert goal_facts.sum_plans(rows) == summary.sums
            shares = goal_facts.line_shares(rows, lines)
            assert sum(share.awarded for share in shares) == summary.sums.awarded
            assert sum(share.plans for share in shares) == summary.sums.plans == 3
            for account, total in ((Account.PAID, summary.sums.paid), (Account.COMMITTED, summary.sums.committed)):
                entries = goal_facts.list_goal_entries(db, summary.goal.id, 2022, account)
                assert sum(entry.into - entry.out_of for entry in entries) == total
        assert [summary.free is not None for summary in summaries].count(True) == 1
        assert goal_facts.sum_lines(lines) == sum_year(db, agenda.id, 2022)
        assert goal_facts.total_of([summary.sums for summary in summaries]).plans == len(made.grants)
        assert goal_facts.list_summaries(db, agenda, 2021, lines)[0].sums == goal_facts.PlanSums()
        assert goal_facts.list_late(db, agenda.id, date(2023, 1, 31)) == []
        assert len(goal_facts.list_late(db, agenda.id, date(2023, 2, 1))) == 10
        with pytest.raises(NotFound):
            goal_facts.get_goal(db, agenda.id, "elders")


def asked_by(store: Store, client: FlaskClient, path: str) -> int:
    asked: list[str] = []

    def listener(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(store.database.reader, "before_cursor_execute", listener)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(store.database.reader, "before_cursor_execute", listener)
    return len(asked)


def test_many_plans_ask_no_more_of_the_database_than_few(sqlite_store: Store, clock: SetClock, app: Flask) -> None:
    clock.set(at(date(2022, 11, 15)))
    paths = ["/overzicht?jaar=2022", GOAL, "/doelen/samenleven/plannen?jaar=2022", "/doelen/samenleven/boekingen/betaald?jaar=2022"]
    with sqlite_store.transaction() as tx:
        town = make_town(tx, plans=25)
    client = client_as(app, Role.MUNICIPALITY_READER)
    counts = {path: asked_by(sqlite_store, client, path) for path in [*paths, f"/plannen/{town.grants[0].reference}"]}
    assert all(count <= 12 for count in counts.values()), counts


@pytest.fixture
def address(town: Store, app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.browser
def test_the_key_facts_show_at_once_and_the_chart_fits_the_screen(address: str, reader: FlaskClient, chromium: Any) -> None:
    cookie = reader.get_cookie("mag")
    assert cookie is not None
    complaints: list[str] = []
    for width in (1280, 360):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        context.add_cookies([{"name": "mag", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address + GOAL)
        assert complaints == []
        if width == 1280:
            low = page.locator(".keys").evaluate("e => e.getBoundingClientRect().bottom")
            assert low <= 800
        assert page.locator(".chart__wide").first.is_visible() is (width == 1280)
        context.close()


def test_the_menu_leads_here(town: Store, as_role: Callable[[Role], FlaskClient]) -> None:
    links = page_of(as_role(Role.MUNICIPALITY_READER), "/overzicht").xpath("//nav[@aria-label='Hoofdmenu']//a/@href")
    assert {"/overzicht", "/cijfers"} <= set(links)
    assert as_role(Role.MUNICIPALITY_READER).get("/start").location == "/overzicht"
