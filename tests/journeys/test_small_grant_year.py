"""A year of a small grant in a real browser: photos from a phone with a weak connection, twenty receipts judged by keys, settled."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mag.accountability import service as accountability
from mag.accountability.receipts import service as receipts
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import Facts
from mag.accounts.sessions import link_actor
from mag.applications.queries import follow_word
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.verify import open_source, verify
from tests.factories.accountability import award_in, make_kept, paid_out
from tests.journeys.acts import EURO, heic, jpeg
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
MOST_KEYS = 21


def begin(site: Site) -> tuple[str, str]:
    """A grant that was paid and has sixteen receipts already; its reference and the address of its own link."""
    store, files = site.store, site.house.files
    with store.transaction() as tx:
        grant = award_in(tx, 240_00)
        grant_id, reference, word = grant.id, grant.reference, follow_word(grant.application)
    site.set_day(date(2022, 3, 7))
    paid_out(store, files, grant_id)
    site.set_day(date(2022, 6, 10))
    with store.transaction(link_actor(_application(store, grant_id))) as tx:
        draft = accountability.start_hand_in(tx, grant_id)
        for kept in receipts.add_receipts(tx, draft.id, [make_kept(files, f"bon {n}.jpg") for n in range(1, 17)]).receipts:
            receipts.give_facts(tx, kept.id, Facts(Cents(10_00), "EUR", date(2022, 6, 4), f"Winkel {kept.position}"))
    return reference, f"/volg/{word}"


def _application(store: Store, grant_id: int) -> int:
    with store.reading() as db:
        return db.get_one(Grant, grant_id).application_id


def give_account(resident: Walker, own: str) -> None:
    """Four photos more, the last two while the connection is gone; then the three answers."""
    resident.go(own)
    resident.press("Bekijk uw aanvraag")
    resident.follow("Ga verder met uw verantwoording")
    page = resident.page
    page.locator("#files").set_input_files([jpeg("Hapjes  EUR 10,00"), heic("Slingers  EUR 10,00")])
    page.get_by_role("heading", name="18 bestanden bewaard").wait_for()
    page.context.set_offline(True)
    page.locator("#files").set_input_files([jpeg("Ranja  EUR 10,00"), jpeg("Koek  EUR 10,00")])
    page.get_by_text("wacht op verbinding").wait_for()
    resident.picture("small-queue")
    page.context.set_offline(False)
    page.get_by_role("heading", name="20 bestanden bewaard").wait_for()
    assert page.get_by_text("wacht op verbinding").count() == 0
    assert all("DISCONNECTED" in heard for heard in resident.trouble), resident.trouble
    resident.trouble.clear()  # that the browser misses the connection is what was meant to happen
    resident.seen("small-hand-in")
    resident.fill("Hoeveel geld gaf u uit?", "200,00")
    resident.fill("Hoeveel mensen deden mee?", "63")
    resident.press("Naar stap 2")
    assert "20 bestanden" in resident.text()
    resident.press("Verstuur uw verantwoording")
    assert "Uw verantwoording is binnen" in resident.text()


def judge(worker: Walker, reference: str) -> int:
    """Agree to every receipt with the keyboard alone; answers how many keys that took."""
    worker.sign_in("project_leader")
    worker.go(f"/afronden/{reference}/bonnen")
    worker.seen("small-judging")
    keys = 0
    while "/bonnen/" in worker.page.url:
        here = worker.page.url
        worker.page.keyboard.press("1")
        keys += 1
        worker.page.wait_for_url(lambda url, here=here: url != here)
        worker.page.wait_for_load_state()
    return keys


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_small_grant_from_photo_to_settled(site: Site, walk: Callable[..., Walker], engine_url: str) -> None:
    reference, own = begin(site)
    give_account(walk("phone"), own)
    worker = walk("desktop")
    keys = judge(worker, reference)
    assert keys <= MOST_KEYS
    with site.store.reading() as db:
        assert {one.state.value for one in db.scalars(select(Receipt))} == {"accepted"}
    assert f"{EURO}160,00" in worker.text()  # what was said on sixteen of them
    worker.press("Afronden en brief versturen")
    assert "De afronding" in worker.text() and f"{EURO}40,00" in worker.text()
    worker.seen("small-settled")
    with open_source(engine_url, site.house.settings.files, MIGRATIONS) as source:
        assert [failure for result in verify(source) for failure in result.failures] == []
