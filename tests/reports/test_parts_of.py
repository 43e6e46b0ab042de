"""A goal and a large partner of a report on a page of their own, with the very figures of the report."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html

from mag.accounts.roles import Role
from tests.factories.reports import LARGE, World

As = Callable[[Role | str], FlaskClient]

pytestmark = pytest.mark.usefixtures("no_drawing")


def tiles_on(page: str) -> dict[str, str]:
    """Every tile that leads to a figure, with its number."""
    found = {}
    for link in html.document_fromstring(page).xpath("//main//a[contains(@href, '/cijfer/')]"):
        for number in link.xpath("ancestor::div[contains(@class, 'tile')]//p[@class='tile__value']"):
            found[link.get("href")] = number.text_content().strip()
    return found


def test_the_page_of_a_goal_and_of_a_partner_hold_the_figures_of_the_report(world: World, as_role: As) -> None:
    report = world.prepare()
    leader = as_role(Role.PROJECT_LEADER)
    whole = leader.get(f"/rapporten/{report.id}").text
    links = set(html.document_fromstring(whole).xpath("//main//a/@href"))
    pages = {href for href in links if f"/rapporten/{report.id}/doel/" in href or f"/rapporten/{report.id}/partner/" in href}
    assert len(pages) == 9, "eight goals and one large partner"
    known = tiles_on(whole)
    for address in pages:
        page = leader.get(address)
        shown = tiles_on(page.text)
        assert page.status_code == 200 and len(shown) == 6 and shown.items() <= known.items(), address
    partner = next(address for address in pages if "/partner/" in address)
    assert f"<h1>{LARGE}</h1>" in leader.get(partner).text


def test_there_is_no_page_of_what_is_not_in_the_report(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, reader = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    for address in ("doel/anders", "partner/999999"):
        assert leader.get(f"/rapporten/{report.id}/{address}").status_code == 404
    assert reader.get(f"/rapporten/{report.id}/doel/samenleven").status_code == 404, "a concept is not for readers"
