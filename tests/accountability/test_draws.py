"""Spot checks: a draw anybody can repeat, who is drawn is asked for proof, and who is not is settled by the timer."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability.draws.duties import draw_monthly, settle_small
from mag.accountability.draws.models import SpotDraw, SpotPick
from mag.accountability.draws.rules import draw, hash_of, how_many, listed
from mag.accountability.draws.service import make_draw
from mag.accountability.settling.models import Settlement
from mag.accountability.settling.rules import settles_on
from mag.accounts.roles import Role
from mag.core.clock import SetClock
from mag.core.duties import Done, once
from mag.core.errors import Refused
from mag.core.house import House
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.factories.accountability import awarded, handed_in
from tests.factories.applications import ADDRESS
from tests.web_client import post

NAMES = [f"MAG-2022-{number:04d}" for number in range(40)]


def test_the_same_seed_and_list_draw_the_same_for_ever() -> None:
    assert draw(NAMES, "notaris 12", 3) == draw(NAMES[::-1], "notaris 12", 3) == ["MAG-2022-0031", "MAG-2022-0006", "MAG-2022-0032"]
    assert draw(NAMES, "notaris 13", 3) != draw(NAMES, "notaris 12", 3)
    assert listed(NAMES[::-1]) == listed(NAMES) and hash_of(listed(NAMES)) != hash_of(listed(NAMES[1:]))


@pytest.mark.parametrize(("size", "number"), [(0, 0), (1, 1), (20, 1), (21, 2), (40, 2), (100, 5), (101, 6)])
def test_a_share_is_rounded_up_and_one_is_always_drawn(size: int, number: int) -> None:
    assert how_many(size, percent=5, at_least=1) == number


def test_every_plan_is_drawn_as_often_as_any_other() -> None:
    hits = dict.fromkeys(NAMES, 0)
    for seed in range(2_000):
        for name in draw(NAMES, f"seed {seed}", 4):
            hits[name] += 1
    assert min(hits.values()) > 140 and max(hits.values()) < 265  # two hundred each is fair


def test_the_timer_waits_for_the_last_day_and_for_a_longer_term_of_the_rules() -> None:
    assert settles_on(date(2022, 6, 5), date(2022, 8, 5), None) == date(2022, 8, 6)
    assert settles_on(date(2022, 6, 5), date(2022, 8, 5), "P13W") == date(2022, 9, 4)


@pytest.fixture
def small(sqlite_store: Store, clock: SetClock) -> list[Grant]:
    found = [awarded(sqlite_store) for _ in range(3)]
    clock.set(datetime(2022, 7, 1, 10, tzinfo=UTC))
    return found


def test_who_is_drawn_gets_a_mail_and_a_new_last_day_and_the_others_are_settled(
    app: Flask, sqlite_store: Store, small: list[Grant], clock: SetClock
) -> None:
    house: House = app.extensions["house"]
    assert once(sqlite_store, "draw_spot_checks", "2022-07", lambda run: draw_monthly(house, run)) is Done.NOW
    with sqlite_store.reading() as db:
        made = db.scalars(select(SpotDraw)).one()
        drawn = db.scalars(select(SpotPick).where(SpotPick.position > 0)).one()
        assert (made.size, made.picked, made.percent, drawn.proof_by) == (3, 1, 5, date(2022, 7, 29))
        assert draw(made.listed.splitlines(), made.seed, 1) == [drawn.grant.reference]
        assert db.scalars(select(OutboxMail).where(OutboxMail.subject.like("Stuurt u uw bonnen?%"))).one()
    clock.set(datetime(2022, 9, 10, 10, tzinfo=UTC))
    once(sqlite_store, "settle_small", "2022-09-10", lambda run: settle_small(house, run))
    with sqlite_store.reading() as db:
        settled = {row.grant_id: (row.settled_amount, row.settled_by) for row in db.scalars(select(Settlement))}
    assert set(settled) == {grant.id for grant in small} - {drawn.grant_id}
    assert {amount for amount, _ in settled.values()} == {200_00} and "mag" not in {by for _, by in settled.values()}
    handed_in(sqlite_store, drawn.grant_id, 200_00)


def test_nothing_is_settled_by_the_timer_before_a_draw_looked_at_it(
    app: Flask, sqlite_store: Store, small: list[Grant], clock: SetClock
) -> None:
    house: House = app.extensions["house"]
    clock.set(datetime(2022, 9, 10, 10, tzinfo=UTC))
    once(sqlite_store, "settle_small", "2022-09-10", lambda run: settle_small(house, run))
    with sqlite_store.reading() as db:
        assert not db.scalars(select(Settlement)).all()


def test_a_plan_is_in_one_draw_only_and_an_empty_list_is_said(sqlite_store: Store, small: list[Grant]) -> None:
    with sqlite_store.reading() as db:
        agenda_id = db.get_one(Grant, small[0].id).application.agenda_id
    with sqlite_store.transaction() as tx:
        make_draw(tx, agenda_id, ended_until=date(2022, 7, 1), address=ADDRESS, seed="vast")
    with pytest.raises(Refused) as raised, sqlite_store.transaction() as tx:
        make_draw(tx, agenda_id, ended_until=date(2022, 7, 1), address=ADDRESS)
    assert raised.value.refusals[0].code == "nothing_to_draw"


def test_the_page_draws_and_shows_how_to_draw_again(as_role: Callable[..., FlaskClient], sqlite_store: Store, small: list[Grant]) -> None:
    staff = as_role(Role.PROJECT_LEADER)
    assert "3 kleine plannen" in staff.get("/steekproef").text
    page = post(staff, "/steekproef", {"seed": "lotto 2022-26"}, follow=True)
    assert "Deze loting klopt" in page.text and "lotto 2022-26" in page.text and "Geloot, in de volgorde" in page.text
    assert "al geloot" in staff.get("/steekproef").text
    with sqlite_store.transaction() as tx:  # somebody tampers with the list
        tx.db.scalars(select(SpotDraw)).one().listed += "\nMAG-2022-9999"
    with sqlite_store.reading() as db:
        number = db.scalars(select(SpotDraw.id)).one()
    assert "Deze loting klopt niet" in staff.get(f"/steekproef/{number}").text
