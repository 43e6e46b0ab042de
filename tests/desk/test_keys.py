"""The keys of the inbox, the work list and the board of a round in a real browser; every page without a barrier."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from werkzeug.serving import make_server

from mag.accounts.roles import Role
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.core.clock import SetClock
from mag.core.transaction import Store
from tests.rounds.test_service import World, make_world
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


@pytest.fixture
def world(sqlite_store: Store, clock: SetClock) -> World:
    """Three new requests in a published round."""
    return make_world(sqlite_store, clock)


@pytest.fixture
def page(app: Flask, address: str, chromium: Any, world: World) -> Iterator[Any]:
    """A browser of the project leader, 1280 wide; what it complains of fails the test."""
    cookie = client_as(app, Role.PROJECT_LEADER).get_cookie("mag")
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    context.add_cookies([{"name": "mag", "value": cookie.value, "url": address}])
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert not said


def shown(page: Any) -> str:
    return str(page.locator("[data-panel]:visible h2").inner_text())


def state_of(world: World, number: int) -> ApplicationState:
    with world.store.reading() as db:
        return db.get_one(Application, world.asked[number].id).state


def test_going_down_the_inbox_and_one_key_for_each_outcome(page: Any, world: World) -> None:
    page.goto("/nieuw")
    assert shown(page) == "Plan van dag 11 demo"
    page.keyboard.press("j")
    assert shown(page) == "Plan van dag 12 demo" and page.url.endswith(f"kies={world.asked[1].reference}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert shown(page) == "Plan van dag 12 demo"
    page.keyboard.press("1")
    page.wait_for_selector("text=is nu van u")
    assert state_of(world, 1) is ApplicationState.ASSESSING and shown(page) == "Plan van dag 13 demo"
    page.keyboard.press("2")
    page.wait_for_url("**/dubbel*")
    page.go_back()
    page.keyboard.press("3")
    page.wait_for_url("**/niet-in-behandeling*")
    page.locator("textarea").press("1")
    assert page.locator("textarea").input_value() == "1", "typing in a box presses no button"
    page.goto("/nieuw")
    page.keyboard.press("h")
    page.wait_for_url("**/later*")
    page.goto("/nieuw")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/werkvoorraad/*")
    page.keyboard.press("p")
    page.wait_for_url(f"**/werkvoorraad/{world.asked[0].reference}*")
    page.keyboard.press("n")
    page.wait_for_url(f"**/werkvoorraad/{world.asked[2].reference}*")


def test_keys_can_be_switched_off_and_stay_off(page: Any) -> None:
    page.goto("/nieuw")
    page.keyboard.press("?")
    page.get_by_role("button", name="Zet de toetsen uit").click()
    page.goto("/nieuw")
    page.keyboard.press("j")
    page.keyboard.press("1")
    assert shown(page) == "Plan van dag 11 demo" and page.url.endswith("/nieuw")
    page.locator("[data-help] summary").click()
    page.get_by_role("button", name="Zet de toetsen aan").click()
    page.keyboard.press("j")
    assert shown(page) == "Plan van dag 12 demo"


def test_ticking_with_a_key_and_all_at_once(page: Any) -> None:
    page.goto("/werkvoorraad?lijst=alles-wat-open-is")
    boxes = page.locator("[data-row] input[type=checkbox]")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert [boxes.nth(n).is_checked() for n in range(3)] == [True, False, False]
    page.get_by_label("Kies alles op deze bladzijde").check()
    assert all(boxes.nth(n).is_checked() for n in range(3))
    page.get_by_label("Pak op").check()
    page.get_by_role("button", name="Doe dit met de gekozen aanvragen").click()
    page.wait_for_selector("text=3 gelukt, 0 niet gelukt")


def test_the_board_reckons_while_one_types(page: Any, world: World) -> None:
    page.goto(f"/rondes/{world.round_id}")
    page.get_by_label(f"Bedrag voor {world.asked[0].reference}").fill("1.000,50")
    page.get_by_label(f"Budgetregel voor {world.asked[0].reference}").select_option(index=1)
    assert "499,50" in page.locator("[data-left]").inner_text()
    assert "3.999,50" in page.locator("[data-line-left]").inner_text()
    page.get_by_label(f"Bedrag voor {world.asked[1].reference}").fill("500")
    assert "0,50 te veel" in page.locator("[data-left]").inner_text()


def test_no_page_has_a_barrier_on_a_phone_or_on_a_desk(page: Any, world: World) -> None:
    file = world.asked[0].reference
    paths = ["/nieuw", "/werkvoorraad?lijst=alles-wat-open-is", "/werkvoorraad/lijsten", "/zoeken?q=plan", f"/nieuw/{file}/later"]
    paths += [f"/nieuw/{file}/dubbel?van={world.asked[1].reference}", f"/nieuw/{file}/niet-in-behandeling", "/rondes", "/rondes/nieuw"]
    paths += [f"/rondes/{world.round_id}", f"/rondes/{world.round_id}/plafond", f"/rondes/{world.round_id}/besluiten", "/jaarplannen"]
    for path in paths:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            found = Axe().run(page).response["violations"]
            assert not found, (path, width, [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found])
