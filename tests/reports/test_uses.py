"""A partner sees where its figures were used: in adopted reports, its own rows, as they were frozen."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.clock import SetClock, at
from mag.grants.models import Grant
from mag.reports.models import Report
from mag.reports.service import prepare
from mag.reports.states import ReportKind
from tests.factories.adopted import adopt
from tests.factories.reports import LARGE, RESIDENT, World
from tests.web_client import client_as, client_by_link


def concept_of(world: World) -> Report:
    with world.store.transaction() as tx:
        return prepare(tx, world.agenda_id, ReportKind.HALF_YEAR, "2022-1")


def grant_called(world: World, title: str) -> Grant:
    with world.store.reading() as db:
        return next(one for one in db.scalars(select(Grant)) if one.application.title == title)


def test_a_concept_is_nobodys_business_yet(world: World, app: Flask) -> None:
    report = concept_of(world)
    partner = client_by_link(app, grant_called(world, "Meedoen demo").application_id)
    assert "nog niet in een rapport" in partner.get("/mijn/gebruik").text
    assert partner.get(f"/mijn/gebruik/{report.id}").status_code == 404


def test_the_own_rows_of_an_adopted_report_and_nobody_elses(world: World, app: Flask) -> None:
    report = adopt(world, concept_of(world).id)
    partner = client_by_link(app, grant_called(world, "Meedoen demo").application_id)
    listed = partner.get("/mijn/gebruik").text
    assert f"/mijn/gebruik/{report.id}" in listed and "eerste halfjaar 2022" in listed
    page = partner.get(f"/mijn/gebruik/{report.id}")
    assert page.status_code == 200
    for said in ("Meedoen demo", "Samenleven", "Toegekend", "6.000,00", "7.700,00", "Mensen bereikt", "127", "120"):
        assert said in page.text, said
    for other in ("Buurtmaaltijd demo", "Wandelen demo", RESIDENT, "Wandelclub"):
        assert other not in page.text.replace(LARGE, ""), other
    assert "Plannen met geld" in page.text and "/rapporten/" not in page.text


def test_the_page_tells_what_was_frozen_whatever_happens_later(world: World, app: Flask) -> None:
    report = adopt(world, concept_of(world).id)
    grant = grant_called(world, "Meedoen demo")
    partner = client_by_link(app, grant.application_id)
    before = partner.get(f"/mijn/gebruik/{report.id}").text.split("<main")[1].split("</main")[0]
    clock = world.store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(date(2022, 7, 20)))
    with world.store.transaction() as tx:
        tx.db.get_one(Grant, grant.id).application.title = "Anders"
    after = client_by_link(app, grant.application_id).get(f"/mijn/gebruik/{report.id}").text.split("<main")[1].split("</main")[0]
    assert after == before


def test_staff_have_no_own_plans(world: World, app: Flask) -> None:
    report = adopt(world, concept_of(world).id)
    leader = client_as(app, Role.PROJECT_LEADER)
    assert leader.get("/mijn/gebruik").status_code in (200, 303, 403, 404)
    assert leader.get(f"/mijn/gebruik/{report.id}").status_code in (303, 403, 404)
