"""With JavaScript: a budget that adds up while one types, and files that are sent at once, where one that fails costs nothing else."""

import io
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from mag.core.transaction import Store
from tests.factories.asking import asking_large, asking_small
from tests.journeys.site import Site, running
from tests.journeys.site import furnish as furnish_site

pytestmark = pytest.mark.browser


@pytest.fixture
def site(sqlite_store: Store, tmp_path: Path) -> Any:
    furnish_site(sqlite_store)
    with running(sqlite_store, tmp_path) as at_work:
        yield at_work


def opened(chromium: Any, site: Site, asking: Any, slug: str, width: int = 360) -> Any:
    """A page of a request in a real browser that holds the draft of ``asking``."""
    cookie = asking(site.app).get_cookie("mag", domain="localhost")
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nl-NL")
    context.add_cookies([{"name": "mag", "value": cookie.value, "url": site.address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults
    page.goto(f"{site.address}/aanvragen/stap/{slug}")
    return page


def picture(seed: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (seed * 40, 90, 120)).save(out, "PNG")
    return out.getvalue()


def read(page: Any) -> list[str]:
    return [page.locator(f"dd[data-sum={name}]").inner_text().replace("\u00a0", " ") for name in ("costs", "income", "needed")]


def test_a_budget_adds_up_while_one_types_and_says_nothing_of_an_unclear_amount(chromium: Any, site: Site) -> None:
    page = opened(chromium, site, asking_small, "geld")
    page.fill("#costs-0-amount", "€ 1.250,50")
    page.fill("#other_income", "100")
    assert read(page) == ["€ 1.250,50", "€ 100,00", "€ 1.150,50"]
    assert page.get_by_role("button", name="Neem € 1.150,50 over als gevraagd bedrag").is_visible()
    for typed in ("12.50", "1,250.00", "12 50", "pm", "-5"):
        page.fill("#costs-0-amount", typed)
        assert read(page) == ["nog niet bekend", "€ 100,00", "nog niet bekend"], typed
        assert not page.locator("[data-differs]").is_visible()
    page.fill("#costs-0-amount", "900")
    assert not page.locator("[data-differs]").is_visible()
    assert page.faults == []
    assert not Axe().run(page).response["violations"]


def test_files_are_sent_at_once_and_a_connection_that_drops_costs_no_text_and_no_other_file(chromium: Any, site: Site) -> None:
    page = opened(chromium, site, asking_large, "samen")
    page.fill("#publicity", "Een briefje in de bus")
    sent: list[int] = []

    def drop_the_second(route: Any) -> None:
        sent.append(1)
        if b"twee.png" in (route.request.post_data_buffer or b""):
            route.abort()
        else:
            route.continue_()

    page.route("**/aanvragen/stukken", drop_the_second)
    page.evaluate("window.setTimeout = ((real) => (work, wait) => real(work, Math.min(wait, 50)))(window.setTimeout)")
    names = ("een.png", "twee.png", "drie.png")
    page.set_input_files("#papers", [{"name": name, "mimeType": "image/png", "buffer": picture(n)} for n, name in enumerate(names)])
    page.get_by_text("“twee.png” is niet verstuurd: er is geen verbinding").wait_for()
    page.locator("[data-files]:not([data-busy])").wait_for()
    assert page.locator("[data-kept] .paper").all_inner_texts()[0].startswith("een.png")
    assert page.locator("[data-kept] .paper").count() == 2
    assert page.input_value("#publicity") == "Een briefje in de bus"
    assert page.evaluate("document.querySelector('#papers').files[0].name") == "twee.png", "it goes with the page, or is chosen again"
    page.unroute("**/aanvragen/stukken")
    page.set_input_files("#papers-camera", [{"name": "foto.png", "mimeType": "image/png", "buffer": picture(5)}])
    page.get_by_text("3 bestanden bewaard").wait_for()
    page.set_input_files("#papers-camera", [{"name": "virus.exe", "mimeType": "image/png", "buffer": b"MZ"}])
    page.get_by_text("“virus.exe” kunnen wij niet gebruiken").wait_for()
    assert page.faults == []
    assert not Axe().run(page).response["violations"]


def test_a_look_at_a_pasted_budget_and_its_page_have_no_barriers(chromium: Any, site: Site) -> None:
    page = opened(chromium, site, asking_large, "begroting")
    page.get_by_text("Plakken uit Excel").click()
    page.fill("#paste", "Zaal\t1.000\nBand\t2.000\nInkomsten\nKaartjes\t500\nTotaal\t500")
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Bekijk wat wij lezen").click()
    page.get_by_text("Er is nog niets bewaard").wait_for()
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Overnemen").click()
    page.get_by_text("Overgenomen: 2 kostenposten en 1 bedrag van anderen").wait_for()
    assert read(page) == ["€ 3.000,00", "€ 500,00", "€ 2.500,00"]
