"""The pages of a report in a real browser: nothing axe objects to, nothing wider than the screen, charts under the strict policy."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from mag.accounts.roles import Role
from mag.core.actor import SYSTEM
from mag.core.house import House
from mag.reports.compose import compose
from mag.reports.present import charts_folder, facts_of
from mag.reports.queries import get_report
from mag.reports.render.charts import draw_missing
from tests.factories.reports import World
from tests.web_client import client_as

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application listens for a moment."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_pages_have_no_barriers_on_a_phone_and_on_a_desk(app: Flask, address: str, world: World, house: House, chromium: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    report = world.prepare()
    with world.store.reading() as db:
        draw_missing(charts_folder(house), compose(facts_of(db, get_report(db, SYSTEM, report.id))))
    cookie = client_as(app, Role.PROJECT_LEADER).get_cookie("mag")
    assert cookie is not None
    paths = ["", f"/{report.id}", f"/{report.id}/cijfer/goal.samenleven.SAM-1", f"/{report.id}/cijfer/stand.free"]
    paths += [f"/{report.id}/tekst/goal:samenleven", f"/{report.id}/vaststellen"]
    paths += [f"/{report.id}/{page}" for page in ("afsluiten", "afspraken", "vragen", "tekst/overview")]
    context = chromium.new_context()
    context.add_cookies([{"name": "mag", "value": cookie.value, "url": address}])
    page: Any = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in paths:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}/rapporten{path}")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            found = Axe().run(page).response["violations"]
            assert not found, (path, width, [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found])
    assert not said
    context.close()
