"""A plan as a chain from money to figure, never as proof, and what else moved, by whoever records figures."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.agenda_file import load
from mag.applications.states import Strength
from mag.core.clock import SetClock, at
from mag.core.errors import Refused, Stale
from mag.core.journal import JournalLine
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.grants.service import align
from mag.indicators.influences.service import LONGEST, list_influences, tell_influence
from mag.indicators.queries import get_indicator
from tests.desk.test_goals import asked_by, page_of
from tests.factories.accountability import awarded, handed_in, settled
from tests.factories.applications import agenda_file
from tests.web_client import client_as, post

CHAIN, TELL = "/doelen/samenleven/keten?jaar=2022", "/doelen/samenleven/wat-er-speelde?jaar=2022"
MOVED = "In het voorjaar kwamen er meer nieuwe inwoners dan verwacht."


@pytest.fixture
def grant(sqlite_store: Store, clock: SetClock) -> Grant:
    """A settled plan with an assumption of how it works on a figure."""
    with sqlite_store.transaction() as tx:
        load(tx, agenda_file())
    made = awarded(sqlite_store, 2_000_00)
    with sqlite_store.transaction() as tx:
        found = tx.db.get_one(Grant, made.id)
        indicator = get_indicator(tx.db, found.application.agenda_id, "SAM-2")
        align(
            tx, found.application, goal_id=indicator.goal_id, indicator_id=indicator.id, assumption="Wie elkaar kent, helpt elkaar.",
            strength=Strength.STRONG,
        )  # fmt: skip
    handed_in(sqlite_store, made.id, 2_000_00, 42)
    settled(sqlite_store, made.id, 2_000_00)
    clock.set(at(date(2023, 2, 15)))
    return made


def goal_id_of(store: Store) -> int:
    with store.reading() as db:
        return db.scalars(select(Goal.id).where(Goal.code == "samenleven")).one()


@pytest.fixture
def leader(grant: Grant, app: Flask) -> FlaskClient:
    return client_as(app, Role.PROJECT_LEADER)


def test_a_plan_reads_from_money_to_figure_with_its_assumption(grant: Grant, app: Flask) -> None:
    reader = client_as(app, Role.MUNICIPALITY_READER)
    page = " ".join(page_of(reader, CHAIN).text_content().split())
    for said in (
        "Geld: € 2.000,00 toegekend".replace(" 2", "\xa02"),
        "Activiteiten: Straatfeest demo",
        "42 mensen bereikt (60 verwacht)",
        "40 (40 gepland)",
        "Sociale cohesie in de buurt",
        "Wie elkaar kent, helpt elkaar.",
        "Dit plan draagt naar verwachting sterk bij.",
        "Dit is geen bewijs",
    ):
        assert " ".join(said.split()) in page, said
    assert "Totaal" not in page and "Demo Aanvrager" not in page
    assert f"/plannen/{grant.reference}" in reader.get(CHAIN).text
    assert "/doelen/samenleven/keten" in reader.get("/doelen/samenleven?jaar=2022").text
    assert "geen plan toegekend" in reader.get("/doelen/samenleven/keten?jaar=2023").text
    assert reader.get("/doelen/elders/keten").status_code == 404


def test_the_chain_asks_at_most_twelve_things(grant: Grant, app: Flask, sqlite_store: Store) -> None:
    assert asked_by(sqlite_store, client_as(app, Role.MUNICIPALITY_READER), CHAIN) <= 12


def test_what_else_moved_is_written_by_who_records_figures_and_read_by_all(leader: FlaskClient, app: Flask) -> None:
    assert "nog niets opgeschreven" in leader.get(CHAIN).text
    assert post(leader, TELL, {"text": MOVED}).status_code == 303
    reader = client_as(app, Role.MUNICIPALITY_READER)
    assert MOVED in reader.get(CHAIN).text and "wat-er-speelde" not in reader.get(CHAIN).text
    assert reader.get(TELL).status_code in (303, 403, 404)
    long = post(leader, TELL, {"text": "x" * (LONGEST + 1)})
    assert long.status_code == 422 and "x" * (LONGEST + 1) in long.text


def test_two_colleagues_at_once_lose_no_words(grant: Grant, sqlite_store: Store, app: Flask, leader: FlaskClient) -> None:
    page = leader.get(TELL).text
    with sqlite_store.transaction() as tx:
        tell_influence(tx, goal_id_of(sqlite_store), 2022, MOVED, version=0)
    assert 'name="version"' in page
    late = post(leader, TELL, {"text": "Mijn eigen woorden.", "version": "0"})
    assert late.status_code == 409 and "Mijn eigen woorden." in late.text and MOVED in late.text
    assert post(leader, TELL, {"text": "Samen geschreven.", "version": "1"}).status_code == 303
    with sqlite_store.reading() as db:
        lines = db.scalars(select(JournalLine.payload).where(JournalLine.action == "indicators.influence.told")).all()
        assert len(lines) == 2 and MOVED in str(lines[1]), "the journal keeps what stood there before"
        assert [row.text for row in list_influences(db, [goal_id_of(sqlite_store)], [2022])[goal_id_of(sqlite_store)]] == [
            "Samen geschreven."
        ]


def test_an_empty_text_takes_it_away_and_an_old_page_cannot(grant: Grant, sqlite_store: Store) -> None:
    goal_id = goal_id_of(sqlite_store)
    with sqlite_store.transaction() as tx:
        assert tell_influence(tx, goal_id, 2022, " ", version=0) is None
        told = tell_influence(tx, goal_id, 2022, MOVED, version=0)
        assert told is not None and told.version == 1
    with pytest.raises(Stale), sqlite_store.transaction() as tx:
        tell_influence(tx, goal_id, 2022, "", version=0)
    with sqlite_store.transaction() as tx:
        assert tell_influence(tx, goal_id, 2022, "", version=1) is None
    with pytest.raises(Refused), sqlite_store.transaction() as tx:
        tell_influence(tx, goal_id, 2022, "x" * (LONGEST + 1), version=0)
