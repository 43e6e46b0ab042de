"""The door and the administration in a real browser: one walks through, and no page has a barrier for who reads otherwise."""

import os
import re
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from mag.accounts.roles import Role
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.people import PASSWORD, make_partner, make_person, make_staff
from tests.web_client import ADDRESS

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def look() -> Callable[[Any, str], None]:
    """Judge a page by axe, and see that nothing is wider than the screen. ``MAG_PICTURES`` names a folder for pictures."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page: Any, name: str) -> None:
        if folder := os.environ.get("MAG_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert page.locator("h1").count() == 1

    return judge


def newest_link(store: Store, email: str) -> str:
    with store.reading() as db:
        mail = db.scalars(select(OutboxMail).where(OutboxMail.to_address == email).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    return str(re.findall(r"https?://\S+", mail.text)[0]).removeprefix(ADDRESS)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_partner_comes_in_by_mail_and_goes_out(
    address: str, chromium: Any, sqlite_store: Store, look: Callable[[Any, str], None], width: int
) -> None:
    with sqlite_store.transaction() as tx:
        make_partner(tx)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/account")
    look(page, "sign-in")
    page.get_by_role("button", name="Stuur mij een link").click()
    look(page, "sign-in-wrong")
    page.locator("#link-email").fill("brug@demo.example")
    page.get_by_role("button", name="Stuur mij een link").click()
    look(page, "link-sent")
    page.goto(address + newest_link(sqlite_store, "brug@demo.example"))
    look(page, "use-link")
    page.get_by_role("button", name="Nu inloggen").click()
    page.wait_for_url("**/account")
    look(page, "account-partner")
    page.goto(address + newest_link(sqlite_store, "brug@demo.example"))
    page.get_by_role("button", name="Nu inloggen").click()
    look(page, "link-spent")
    page.goto(f"{address}/uitloggen")
    look(page, "sign-out")
    page.get_by_role("main").get_by_role("button", name="Uitloggen").click()
    look(page, "signed-out")
    page.goto(f"{address}/account")
    assert page.url.endswith("/inloggen?terug=/account")
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_administrator_looks_after_people(
    address: str, chromium: Any, sqlite_store: Store, look: Callable[[Any, str], None], width: int
) -> None:
    with sqlite_store.transaction() as tx:
        make_staff(tx, Role.ADMINISTRATOR, password=PASSWORD)
        for name in ("Anna", "Bilal", "Chris"):
            make_person(tx, f"{name.lower()}@demo.example", f"{name} Demo", Role.CONTROLLER, Role.AUDITOR)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/inloggen/vergeten")
    look(page, "forgotten")
    page.get_by_label("Uw e-mailadres").fill("administrator@demo.example")
    page.get_by_role("button", name="Stuur mij een link").click()
    page.goto(address + newest_link(sqlite_store, "administrator@demo.example"))
    page.get_by_label("Uw nieuwe wachtwoord").fill("kort")
    page.get_by_role("button", name="Wachtwoord opslaan en inloggen").click()
    look(page, "choose-password")
    page.get_by_label("Uw nieuwe wachtwoord").fill("groene kikker zingt")
    page.get_by_role("button", name="Wachtwoord opslaan en inloggen").click()
    page.goto(f"{address}/account")
    look(page, "account")
    page.goto(f"{address}/beheer/mensen")
    look(page, "people")
    page.get_by_role("link", name="Nodig een collega uit").click()
    page.get_by_role("button", name="Stuur de uitnodiging").click()
    look(page, "invite-wrong")
    page.get_by_label("Naam").fill("Nieuw Demo")
    page.get_by_label("E-mailadres").fill("nieuw@demo.example")
    page.get_by_label("Rol").select_option(label="projectleider")
    page.get_by_role("button", name="Stuur de uitnodiging").click()
    page.get_by_label("Rol erbij geven").select_option(label="controller")
    page.get_by_role("button", name="Geef deze rol").click()
    look(page, "person")
    page.get_by_role("button", name="Beëindig de rol controller").click()
    page.get_by_role("button", name="Sluit dit account").click()
    look(page, "person-closed")
    assert page.get_by_text("Dit account is gesloten.").is_visible()
    page.close()
