"""A budget's life by two people in two browsers: drawn up, adopted, amended, and the year before closed and carried along."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.acts import EURO
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]


def test_a_budget_year_from_concept_to_closed(site: Site, walk: Walk) -> None:
    site.set_day(date(2023, 2, 15))
    controller, leader = walk("desktop"), walk("phone")
    controller.sign_in("controller")
    leader.sign_in("project_leader")
    controller.go("/budget/nieuw-jaar")
    controller.fill("Voor welk jaar?", "2023")
    controller.press("Begin het concept")
    controller.seen("concept")
    assert "Regels van 2022 overgenomen: 1" in controller.text()
    line = controller.page.get_by_role("main").locator("table a").first.inner_text()
    controller.follow(line)
    controller.fill("Bedrag", "10.000")
    controller.choose("Voor wie? (niet verplicht)", "Verenigingen")
    controller.press("Bewaar de regel")
    assert f"naar {EURO}10.000,00" in controller.text(), "the correction leaves a trace"
    controller.fill("Waar rust dit budget op?", "Raadsbesluit van 10 november")
    controller.press("Stel dit budget voor")
    assert "Een ander dan u stelt het vast" in controller.text()

    leader.go("/budget/2023/concept")
    leader.seen("voorstel")
    leader.press("Vaststellen")
    assert f"{EURO}10.000,00" in leader.text()
    leader.follow(line)
    leader.follow("Budget verhogen")
    leader.fill("Met hoeveel wilt u het budget verhogen?", "6.000")
    leader.fill("Waarom?", "De raad gaf er geld bij.")
    leader.press("Verhoog het budget")
    assert "Een ander dan u gaat eerst akkoord" in leader.text()

    controller.go("/budget/besluiten?jaar=2023")
    controller.follow("Budget verhogen")
    controller.press("Akkoord: verhoog het budget met")
    assert "Uitgevoerd" in controller.text()

    leader.go("/budget/vooruitblik?variant_1=0&variant_2=2,5")
    leader.seen("vooruitblik")
    assert "Totaal +2,5% per jaar" in leader.text()

    controller.go("/budget/2022/afsluiten")
    controller.seen("afsluiten")
    free = controller.page.get_by_role("main").locator("tfoot td").nth(1).inner_text().strip()
    controller.fill("Toelichting", "Volgens de jaarrekening")
    controller.press("Stel voor om 2022 af te sluiten")
    leader.go("/budget/2022/afsluiten")
    leader.seen("akkoord")
    assert free in leader.text()
    leader.press("Sluit 2022 af")
    assert "Afgesloten door" in leader.text()
    leader.go("/budget?jaar=2022")
    leader.seen("afgesloten")
    assert "Er kan niets meer bij" in leader.text()
    leader.go("/budget?jaar=2023")
    leader.follow(line)
    assert "meegekomen uit vorig jaar" in leader.text() and free in leader.text()
    leader.seen("volgend jaar")
    for someone in (controller, leader):
        someone.leave()
