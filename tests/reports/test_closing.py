"""Closing a half-year: what is open is counted and leads to where it is repaired; some of it stops the adoption, the rest is confirmed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.core.actor import SYSTEM
from mag.core.clock import at
from mag.core.errors import Refused
from mag.reports.closing import checklist, open_counts, stops
from mag.reports.compose import compose
from mag.reports.compose.quotes import fill, unknown_names
from mag.reports.facts import EntryFact, Facts, TextFact
from mag.reports.gather import gather_report
from mag.reports.queries import get_report
from mag.reports.render.document import report_html
from mag.reports.render.forms import data_file, workbook
from mag.reports.render.stamp import Stamp
from tests.factories.adopted import adopt, put_words
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]
pytestmark = pytest.mark.usefixtures("no_drawing")


@pytest.fixture
def facts(world: World) -> Facts:
    """The facts of a concept."""
    report = world.prepare()
    with world.store.reading() as db:
        return gather_report(db, get_report(db, SYSTEM, report.id))


def saying(facts: Facts, chapter: str, text: str) -> Facts:
    return replace(facts, texts=(*facts.texts, TextFact(chapter, text)))


def test_a_quoted_figure_reads_the_same_in_every_form(facts: Facts) -> None:
    told = saying(
        saying(facts, "overview", "Wij gaven {figuur:overview.awarded}."), "goal:samenleven", "{ Figuur: overview.applied } keer."
    )
    figures = compose(told)
    paid = figures.by_key["overview.awarded"].shown
    applied = figures.by_key["overview.applied"].shown
    assert figures.overview_text == f"Wij gaven {paid}." and f"{applied} keer." in [g.text for t in figures.themes for g in t.goals]
    stamp = Stamp(1, at(date(2022, 7, 5)), date(2022, 7, 5), "0" * 64)
    data = data_file(told, figures, stamp).decode()
    assert "{figuur" not in data and paid in data
    assert f"Wij gaven {paid}." in unescape(report_html(told, figures, stamp, {})) and workbook(told, figures, stamp)
    assert stops(told, figures) == []


def test_a_name_that_is_no_figure_stops_the_adoption_by_name(facts: Facts) -> None:
    told = saying(facts, "overview", "Er waren {figuur:overview.weg} en {figuur: twee woorden} en {figuur:overview.applied}.")
    figures = compose(told)
    assert unknown_names(told.text("overview"), figures.by_key) == ["{figuur:overview.weg}", "{figuur: twee woorden}"]
    found = stops(told, figures)
    assert [one.code for one in found] == ["quote_unknown:overview"] and "{figuur:overview.weg}" in found[0].sentence
    assert "Overzicht" in found[0].sentence and "[onbekend cijfer: overview.weg]" in figures.overview_text
    assert fill("{figuur} en {ander}", figures.by_key) == "{figuur} en {ander}"


def test_money_that_does_not_tie_stops_the_adoption(facts: Facts) -> None:
    assert stops(facts, compose(facts)) == []
    first = next(entry for entry in facts.entries if entry.reference is not None)
    twice = EntryFact(**{name: getattr(first, name) for name in first.__slots__} | {"number": 9_999, "kind": "pay", "amount": 999_999_00})
    wrong = replace(facts, entries=(*facts.entries, twice))
    found = stops(wrong, compose(wrong))
    assert [one.code for one in found] == ["money_open"] and first.reference and first.reference in found[0].sentence


def test_the_checklist_counts_what_is_open_and_leads_there(facts: Facts) -> None:
    checks = {check.code: check for check in checklist(facts, compose(facts))}
    assert [code for code, check in checks.items() if check.stops] == ["money", "quotes"]
    assert checks["money"].word == checks["quotes"].word == "klaar" and checks["texts"].word == "let op"
    unknown = checks["indicators"].items
    assert unknown and all(item.target.startswith("reading:") for item in unknown)
    told = saying(facts, unknown[0].target, "De meting is in het najaar.")
    assert open_counts(checklist(told, compose(told)))["indicators"] == len(unknown) - 1
    second = replace(facts, version=2)
    assert [one.code for one in stops(second, compose(second))] == ["reason_missing"]


def test_from_closing_to_adopting_in_a_browser(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, clerk = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    page = f"/rapporten/{report.id}"
    writing = f"{page}/tekst/overview"
    assert "{figuur:overview.awarded}" in leader.get(writing).text, "the names are listed beside the field"
    kept = post(leader, writing, {"text": "Er waren {figuur:overview.weg} aanvragen."}, follow=True)
    assert "Uw tekst is bewaard." in kept.text and "{figuur:overview.weg}" in kept.text
    closing = leader.get(f"{page}/afsluiten").text
    assert "Houdt tegen" in closing and f"{page}/tekst/reading:" in closing and clerk.get(f"{page}/afsluiten").status_code == 404
    stopped = leader.get(f"{page}/vaststellen").text
    assert "Los eerst op" in stopped and "Stel dit rapport vast" not in stopped
    with pytest.raises(Refused, match="quote_unknown"):
        adopt(world, report.id, 2)
    assert post(leader, writing, {"text": "Er waren {figuur:overview.applied} aanvragen."}).status_code == 303
    unticked = post(leader, f"{page}/vaststellen")
    assert unticked.status_code == 422 and "Zet een vinkje" in unticked.text
    unknown = re.findall(rf'href="({page}/tekst/reading:[^"]+)"', closing)
    assert post(leader, unknown[0], {"text": "De partners tellen dit pas in 2023."}).status_code == 303
    assert post(leader, f"{page}/vaststellen", {"seen": "ja"}).status_code == 303
    put_words(world, report.id)
    told = clerk.get(page).text
    assert re.search(r"Er waren \d+ aanvragen\.", told) and "De partners tellen dit pas in 2023." in told
