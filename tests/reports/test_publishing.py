"""A report for everybody: nothing before it is public, then the kept bytes at an address that stays, without an account."""

import base64
import hashlib
import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.core.errors import Refused
from mag.core.journal import list_lines
from mag.reports import adopting
from mag.reports.addresses import kind_at, parts_of
from mag.reports.models import Report
from mag.reports.states import ReportKind
from tests.factories.adopted import SANNE, adopt
from tests.factories.reports import World
from tests.web_client import client_as, post

As = Callable[[Role | str], FlaskClient]
ADDRESS = "/rapport/2022-1/v1"
pytestmark = pytest.mark.usefixtures("no_drawing")


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser without an account."""
    return client_as(app)


def test_from_adopted_to_public_and_read_without_an_account(world: World, as_role: As, visitor: FlaskClient) -> None:
    report = adopt(world, world.prepare().id)
    public = (ADDRESS, "/rapport/2022-1", f"{ADDRESS}/halfjaarrapport-2022-1.pdf", f"{ADDRESS}/halfjaarrapport-2022-1-csv.zip")
    assert [visitor.get(address).status_code for address in public] == [404] * 4
    assert "nog geen rapport openbaar" in visitor.get("/rapporten-openbaar").text
    assert 'href="/rapporten-openbaar"' in visitor.get("/").text
    clerk = as_role(Role.MUNICIPALITY_READER)
    early = clerk.get(ADDRESS)
    assert early.data == b"html 1" and early.headers["Cache-Control"] == "no-store"
    assert clerk.get(f"/rapporten/{report.id}/adres").location == ADDRESS
    assert clerk.get(f"/rapporten/{report.id}/openbaar").status_code == 404

    leader = as_role(Role.PROJECT_LEADER)
    page = leader.get(f"/rapporten/{report.id}/openbaar").text
    assert "niet terug te draaien" in page and ADDRESS in page and "halfjaarrapport-2022-1.pdf" in page
    done = post(leader, f"/rapporten/{report.id}/openbaar")
    assert (done.status_code, done.location) == (303, f"/rapporten/{report.id}")
    assert "Lees het zoals iedereen het ziet" in leader.get(done.location).text
    again = leader.get(f"/rapporten/{report.id}/openbaar").text
    assert "al openbaar gemaakt" in again and "Maak dit rapport openbaar" not in again

    answer = visitor.get(ADDRESS)
    assert answer.data == b"html 1" and visitor.get("/rapport/2022-1").location == ADDRESS
    assert re.fullmatch(r"(private|public), max-age=86400", answer.headers["Cache-Control"])
    pdf = visitor.get(f"{ADDRESS}/halfjaarrapport-2022-1.pdf")
    assert pdf.data == b"pdf 1" and "immutable" in pdf.headers["Cache-Control"] and pdf.headers["Content-Type"] == "application/pdf"
    same = visitor.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304 and not same.data
    listed = visitor.get("/rapporten-openbaar").text
    assert f'href="{ADDRESS}"' in listed and f'href="{ADDRESS}/halfjaarrapport-2022-1.json"' in listed
    with world.store.reading() as db:
        assert [line.action for line in list_lines(db, "report", report.id)][-1] == "reports.report.published"


def test_a_visitor_without_cookies_may_be_served_by_a_cache_and_others_not(world: World, app: Flask, as_role: As) -> None:
    publish(world, adopt(world, world.prepare().id))
    assert app.test_client(use_cookies=False).get(ADDRESS).headers["Cache-Control"].startswith("public")
    assert as_role(Role.CONTROLLER).get(ADDRESS).headers["Cache-Control"].startswith("private")


def publish(world: World, report: Report) -> Report:
    with world.store.transaction(SANNE) as tx:
        return adopting.publish(tx, report.id, row_version=report.row_version)


def test_the_page_may_use_its_own_styles_and_nothing_else(world: World, visitor: FlaskClient) -> None:
    report = world.prepare()
    page = b"<!doctype html><html><head><style>p{color:#123}</style></head><body><p>Demo</p></body></html>"
    kept = world.files.put(page)
    publish(world, adopt(world, report.id))
    with world.store.transaction() as tx:
        tx.db.get_one(Report, report.id).html_sha256 = kept.sha256
    policy = visitor.get(ADDRESS).headers["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(b"p{color:#123}").digest()).decode()
    assert f"style-src 'sha256-{digest}';" in policy and "default-src 'none'" in policy
    assert "script" not in policy and "unsafe" not in policy


def test_a_newer_version_is_said_beside_the_older_one_and_changes_no_byte(world: World, visitor: FlaskClient) -> None:
    first = publish(world, adopt(world, world.prepare().id))
    before = visitor.get(ADDRESS)
    assert "latest-version" not in before.headers["Link"]
    second = adopt(world, world.prepare(reason="Een bedrag stond er verkeerd.").id)
    assert visitor.get("/rapport/2022-1/v2").status_code == 404 and visitor.get("/rapport/2022-1").location == ADDRESS
    publish(world, second)
    after = visitor.get(ADDRESS)
    assert after.data == before.data and '</rapport/2022-1/v2>; rel="latest-version successor-version"' in after.headers["Link"]
    assert visitor.get("/rapport/2022-1").location == "/rapport/2022-1/v2"
    assert "Versie 2 heeft deze vervangen" in visitor.get("/rapporten-openbaar").text
    third = adopt(world, world.prepare(reason="Nog een bedrag.").id)
    fourth = publish(world, adopt(world, world.prepare(reason="En nog een.").id))
    with pytest.raises(Refused, match="newer_published"):
        publish(world, third)
    assert (first.version, fourth.version) == (1, 4)


def test_a_framework_that_is_not_for_everybody_keeps_a_report_closed(world: World, as_role: As) -> None:
    report = adopt(world, world.prepare().id)
    facts = json.loads(report.facts or "")
    facts["chapters"].append({"code": "framework:besloten", "title": "Besloten", "introduction": ""})
    with world.store.transaction() as tx:
        tx.db.get_one(Report, report.id).facts = json.dumps(facts)
    with pytest.raises(Refused, match="not_for_everybody"):
        publish(world, report)
    page = as_role(Role.CONTROLLER).get(f"/rapporten/{report.id}/openbaar")
    assert page.status_code == 404, "publishing is for who adopts"


def test_an_address_that_means_nothing_is_not_there(world: World, visitor: FlaskClient) -> None:
    publish(world, adopt(world, world.prepare().id))
    wrong = ("/rapport/2022", "/rapport/zomaar", "/rapport/2022-1/v2", "/rapport/2022-1/v1/anders.pdf", "/rapport/2022-1/v1?agenda=anders")
    assert [visitor.get(address).status_code for address in wrong] == [404] * 5
    assert visitor.get("/rapport/2022-1/v1?soort=annual").status_code == 404


def test_the_kind_stands_in_an_address_only_where_the_period_does_not_say_it() -> None:
    assert parts_of(ReportKind.HALF_YEAR, "2022-1", agenda=None) == {"period": "2022-1"}
    assert parts_of(ReportKind.ANNUAL, "2022", agenda="drie-2028") == {"period": "2022", "agenda": "drie-2028"}
    for kind in ReportKind:
        for code in ("2022-1", "2022"):
            assert kind_at(code, parts_of(kind, code, agenda=None).get("soort")) is kind
    assert kind_at("2022", "niets") is None and kind_at("zomaar", None) is None
