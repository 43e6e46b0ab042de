"""A draft nobody sent: its writer is reminded once, and what nobody comes back to is erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mag.applications.draft_duties import KEPT, watch_drafts
from mag.applications.models import Draft
from mag.applications.queries import find_draft
from mag.applications.service import keep_screen
from mag.core.clock import SetClock
from mag.core.duties import once
from mag.core.house import House
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.applications import agenda_in
from tests.web_client import make_house


@pytest.fixture
def house(store: Store, tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(store, tmp_path_factory.mktemp("house"))


def write(store: Store, secret: str, **typed: str) -> None:
    with store.transaction() as tx:
        said = {name: [text] for name, text in typed.items()}
        keep_screen(tx, agenda_in(tx).id, secret, said, names=list(said), step="gegevens", version=None)


def mails(store: Store) -> list[OutboxMail]:
    with store.reading() as db:
        return list(db.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def run(house: House, period: str) -> None:
    once(house.store, "watch_drafts", period, lambda run: watch_drafts(house, run))


def test_the_writer_is_reminded_once_after_three_days_with_a_link_that_works(house: House, store: Store, clock: SetClock) -> None:
    write(store, "a", contact="schrijver@demo.example", contact_name="Demo")
    write(store, "b", contact="06 12345678")
    write(store, "c", contact="geen@adres")
    run(house, "1")
    assert mails(store) == []
    clock.set(clock.now() + timedelta(days=3, minutes=1))
    run(house, "2")
    run(house, "3")
    (mail,) = mails(store)
    assert mail.to_address == "schrijver@demo.example" and "nog niet verstuurd" in mail.subject
    word = mail.text.split("/aanvragen/verder/")[1].split()[0]
    with store.reading() as db:
        found = find_draft(db, word)
        assert found is not None and found.answers["typed"]["contact_name"] == ["Demo"]
        assert find_draft(db, word[:-1] + ("0" if word[-1] != "0" else "1")) is None


def test_a_draft_nobody_comes_back_to_is_erased(house: House, store: Store, clock: SetClock) -> None:
    write(store, "a", contact="schrijver@demo.example")
    clock.set(clock.now() + KEPT - timedelta(days=1))
    write(store, "b", contact_name="Later")
    clock.set(clock.now() + timedelta(days=2))
    run(house, "1")
    with store.reading() as db:
        assert [draft.answers["typed"] for draft in db.scalars(select(Draft))] == [{"contact_name": ["Later"]}]
