"""A large file is taken over behind the pages: asked once, whole or not at all, told by mail, and nothing is left of a try that died."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.house import House
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.indicators.imports import orders, service
from mag.indicators.imports.models import ImportOrder, OrderState
from mag.indicators.models import FigureImport, Measurement, Stand
from mag.indicators.service import approve
from tests.factories.agendas import make_agenda
from tests.factories.indicators import make_indicator
from tests.indicators.imports.files import STATLINE
from tests.indicators.imports.test_pages import MAPPING, sent, text_of
from tests.web_client import client_as, post


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house that takes every file over behind the pages."""
    found: House = app.extensions["house"]
    monkeypatch.setattr(found.settings, "import_behind_megabytes", 0)
    return found


@pytest.fixture
def leader(app: Flask, sqlite_store: Store, clock: SetClock) -> FlaskClient:
    clock.set(at(date(2023, 2, 15)))
    with sqlite_store.transaction() as tx:
        make_indicator(tx, make_agenda(tx).goal)
    client = client_as(app, Role.PROJECT_LEADER)
    assert post(client, "/cijfers/importeren/koppeling", MAPPING).status_code == 303
    return client


def count(store: Store, table: type[Any]) -> int:
    with store.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_a_large_file_is_asked_for_and_taken_over_later(house: House, leader: FlaskClient, sqlite_store: Store) -> None:
    there = sent(leader, STATLINE.encode())
    page = text_of(leader.get(there).text)
    assert "jeugd.csv is een groot bestand" in page and "Er is nog niets overgenomen" in page
    asked = post(leader, there)
    assert asked.status_code == 303 and "/cijfers/importeren/opdracht/" in asked.location
    assert post(leader, there).location == asked.location, "pressing twice is asking once"
    assert "wordt overgenomen" in text_of(leader.get(asked.location).text)
    assert "wordt overgenomen" in text_of(leader.get("/cijfers/importeren").text)
    assert (count(sqlite_store, Measurement), count(sqlite_store, ImportOrder)) == (0, 1)
    assert orders.carry_out_waiting(house) == 1 and orders.carry_out_waiting(house) == 0
    with sqlite_store.reading() as db:
        row = db.scalars(select(FigureImport)).one()
        values = db.scalars(select(Measurement)).all()
        assert len(values) == row.values_taken == 8 and {value.stand for value in values} == {Stand.PROPOSED}
        order = db.scalars(select(ImportOrder)).one()
        assert (order.state, order.import_id, order.said) == (OrderState.DONE, row.id, None)
        assert row.accepted_by_id == order.asked_by_id is not None, "taken over as the person who asked, so that another one approves"
        mail = db.scalars(select(OutboxMail).where(OutboxMail.about_kind == "import_order")).one()
        assert mail.subject == "Overgenomen: jeugd.csv" and f"/cijfers/importeren/opdracht/{order.id}" in mail.text
    assert "jeugd.csv is overgenomen" in text_of(leader.get(asked.location).text)
    again = post(leader, there)
    assert again.status_code == 422 and "al eerder overgenomen" in text_of(again.text)
    with pytest.raises(Refused, match="own_value"), sqlite_store.transaction(_actor(order)) as tx:
        approve(tx, order.agenda_id, [value.id for value in values])


def _actor(order: ImportOrder) -> Any:
    return orders.Actor(orders.ActorKind.PERSON, order.asked_by_id, order.asked_by)


def test_what_is_wrong_is_named_by_place_and_nothing_is_stored(house: House, leader: FlaskClient, sqlite_store: Store) -> None:
    there = sent(leader, STATLINE.replace("8,1", "1.200,0").encode())
    asked = post(leader, there).location
    assert orders.carry_out_waiting(house) == 0
    page = text_of(leader.get(asked).text)
    assert "jeugd.csv is niet overgenomen" in page and "regel 5" in page and "Er is niets veranderd" in page
    assert (count(sqlite_store, Measurement), count(sqlite_store, FigureImport)) == (0, 0)
    assert post(leader, there).location == asked, "asking again is the same order, tried anew"
    assert "wordt overgenomen" in text_of(leader.get(asked).text)


@pytest.mark.parametrize("after", [5, 10])
def test_a_try_that_dies_leaves_nothing_and_the_next_does_it_all(
    house: House, leader: FlaskClient, sqlite_store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    asked = post(leader, sent(leader, STATLINE.encode())).location
    calls = 0

    def dies(measure: Callable[..., Any]) -> Callable[..., Any]:
        def maybe(*args: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == min(after, 7):
                raise KeyboardInterrupt if after == 5 else OSError("the disk is full")
            return measure(*args, **named)

        return maybe

    with monkeypatch.context() as patched:
        patched.setattr(service, "measure", dies(service.measure))
        if after == 5:
            with pytest.raises(KeyboardInterrupt):
                orders.carry_out_waiting(house)
        else:
            assert orders.carry_out_waiting(house) == 0
    assert (count(sqlite_store, Measurement), count(sqlite_store, FigureImport)) == (0, 0)
    if after == 5:
        assert "wordt gelezen" in text_of(leader.get(asked).text)
        assert orders.carry_out_waiting(house) == 0, "the try that died still holds it"
        clock.set(clock.now() + orders.LEASE + timedelta(seconds=1))
    assert orders.carry_out_waiting(house) == 1
    assert (count(sqlite_store, Measurement), count(sqlite_store, FigureImport)) == (8, 1)


def test_after_three_tries_somebody_is_told(
    house: House, leader: FlaskClient, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = post(leader, sent(leader, STATLINE.encode())).location

    def dies(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(service, "accept", dies)
    assert [orders.carry_out_waiting(house) for _ in range(4)] == [0] * 4
    assert "Het lukte niet om dit bestand te lezen" in text_of(leader.get(asked).text)
    with sqlite_store.reading() as db:
        assert db.scalars(select(OutboxMail.subject).where(OutboxMail.about_kind == "import_order")).all() == [
            "Niet overgenomen: jeugd.csv"
        ]
