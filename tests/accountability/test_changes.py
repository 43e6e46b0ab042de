"""What changes while a plan runs: asked by the partner, heard before a no, and the plan, the dates and the money follow."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mag.accountability.asking import asked_of, compared
from mag.accountability.changes import service
from mag.accountability.changes.models import Change
from mag.accountability.changes.rules import Wish, stopping
from mag.accountability.changes.states import ChangeKind, ChangeState
from mag.accountability.planned import amount_after
from mag.accounts.roles import Role
from mag.accounts.sessions import link_actor
from mag.agenda.terms import HandInKind
from mag.applications.states import CostKind
from mag.core.clock import SetClock
from mag.core.errors import NotFound, Refused
from mag.core.files import FileStore
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.factories.accountability import applicant_of, awarded, handed_in, money_of, paid_out, settled
from tests.factories.applications import ADDRESS
from tests.web_client import client_as, client_by_link, post

WHY = "De zaal is duurder geworden."
BECAUSE = "Dat past bij uw plan en bij ons doel."


def ask(store: Store, grant: Grant, kind: ChangeKind, **wish: object) -> Change:
    with store.transaction(applicant_of(store, grant.id)) as tx:
        return service.ask_change(tx, grant.id, Wish(kind, WHY, **wish))  # type: ignore[arg-type]


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 2 * 10**7))
def test_stopping_keeps_every_cent(committed: int, paid: int, most: int) -> None:
    most = min(most, committed + paid)
    after = stopping(committed=Cents(committed), paid=Cents(paid), most=Cents(most))
    assert after.released + after.to_pay == committed
    assert after.released >= 0 and after.to_pay >= 0
    assert after.to_pay + paid == max(most, paid)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6), st.data())
def test_moving_money_makes_and_loses_nothing(amounts: list[int], data: st.DataObject) -> None:
    moves = []
    for _ in range(data.draw(st.integers(0, 4))):
        source, target = data.draw(st.permutations(range(len(amounts))))[:2]
        moves.append(
            Change(kind=ChangeKind.MOVE_MONEY, from_line_id=source, to_line_id=target, amount=Cents(data.draw(st.integers(1, 500))))
        )
    after = [amount_after(number, Cents(amount), moves) for number, amount in enumerate(amounts)]
    assert sum(after) == sum(amounts)


def test_money_that_was_moved_is_the_plan_from_then_on(store: Store) -> None:
    grant = awarded(store, 2_000_00)
    with store.reading() as db:
        lines = [line for line in db.get_one(Grant, grant.id).application.cost_lines if line.kind is CostKind.COST]
        before = [int(line.amount) for line in lines]
    if len(lines) < 2:
        pytest.skip("one cost line")
    with pytest.raises(Refused, match="niet meer verschuiven"):
        ask(store, grant, ChangeKind.MOVE_MONEY, from_line_id=lines[0].id, to_line_id=lines[1].id, amount=Cents(before[0] + 1))
    with pytest.raises(NotFound):
        ask(store, grant, ChangeKind.MOVE_MONEY, from_line_id=lines[0].id, to_line_id=99_999, amount=Cents(1))
    change = ask(store, grant, ChangeKind.MOVE_MONEY, from_line_id=lines[0].id, to_line_id=lines[1].id, amount=Cents(50_00))
    with pytest.raises(Refused, match="al om een verandering"):
        ask(store, grant, ChangeKind.SCOPE)
    with store.transaction() as tx:
        service.grant_change(tx, change.id, version=1, reason=BECAUSE, address=ADDRESS)
    with store.reading() as db:
        found = db.get_one(Grant, grant.id)
        _, after = compared(db, found, None, asked_of(db, found, HandInKind.FINAL, date(2022, 6, 1)))
        planned = {row.id: row.planned for row in after}
        assert (planned[lines[0].id], planned[lines[1].id]) == (before[0] - 50_00, before[1] + 50_00)
        letter = db.scalars(select(Paper).where(Paper.kind == "change_letter")).one()
        assert letter.identifier == f"wijziging-{grant.reference}-{change.id}"
        assert db.scalars(select(OutboxMail).where(OutboxMail.subject.startswith("Ons besluit over uw verzoek"))).one()


def test_more_time_moves_the_last_day_and_the_day_to_give_account(store: Store) -> None:
    grant = awarded(store)
    change = ask(store, grant, ChangeKind.MORE_TIME, ends_on=date(2022, 9, 5))
    with store.transaction() as tx:
        service.grant_change(tx, change.id, version=1, reason=BECAUSE, address=ADDRESS)
    with store.reading() as db:
        found = db.get_one(Grant, grant.id)
        assert (found.ends_on, found.account_by) == (date(2022, 9, 5), date(2022, 11, 5))


def test_a_no_comes_only_after_the_partner_could_react(sqlite_store: Store, clock: SetClock) -> None:
    grant = awarded(sqlite_store)
    change = ask(sqlite_store, grant, ChangeKind.SCOPE)
    with pytest.raises(Refused, match="eerst om een reactie"), sqlite_store.transaction() as tx:
        service.refuse_change(tx, change.id, version=1, reason=BECAUSE, address=ADDRESS)
    with sqlite_store.transaction() as tx:
        invited = service.invite_view(tx, change.id, version=1, intention="Dit past niet bij het doel.", address=ADDRESS)
    with pytest.raises(Refused, match="nog reageren"), sqlite_store.transaction() as tx:
        service.refuse_change(tx, change.id, version=2, reason=BECAUSE, address=ADDRESS)
    with sqlite_store.transaction(link_actor(grant.application_id)) as tx:
        service.give_view(tx, change.id, version=2, text="Toch wel: het gaat om dezelfde mensen.")
    with sqlite_store.transaction() as tx:
        done = service.refuse_change(tx, change.id, version=3, reason=BECAUSE, address=ADDRESS)
        assert done.state is ChangeState.REFUSED and invited.view_until is not None
    with sqlite_store.reading() as db:
        assert db.get_one(Grant, grant.id).ends_on == grant.ends_on


def test_a_plan_that_stops_gives_back_what_was_promised_and_settles_without_a_cent_lost(store: Store, tmp_path: object) -> None:
    grant = awarded(store, 2_000_00)
    free_before = money_of(store, grant.id)[0]
    paid_out(store, FileStore(tmp_path), grant.id)  # type: ignore[arg-type]
    _, committed, paid, _ = money_of(store, grant.id)
    change = ask(store, grant, ChangeKind.STOP, ends_on=grant.ends_on - timedelta(days=1))
    with pytest.raises(Refused, match="Meer kan niet"), store.transaction() as tx:
        service.grant_change(tx, change.id, version=1, reason=BECAUSE, address=ADDRESS, most_amount=Cents(2_000_01))
    with store.transaction() as tx:
        done = service.grant_change(tx, change.id, version=1, reason=BECAUSE, address=ADDRESS, most_amount=Cents(paid))
        assert done.released_amount == committed
    free, left, still_paid, planned = money_of(store, grant.id)
    assert (free, left, still_paid, planned) == (free_before + committed, 0, paid, 0)
    handed_in(store, grant.id, spent=int(paid))
    with pytest.raises(Refused, match="stopte eerder"):
        settled(store, grant.id, 2_000_00)
    settled(store, grant.id, int(paid))
    assert money_of(store, grant.id) == (free_before + committed, 0, paid, 0)


def test_a_partner_asks_and_staff_decide_on_their_pages(app: Flask, sqlite_store: Store) -> None:
    grant = awarded(sqlite_store)
    partner, staff = client_by_link(app, grant.application_id), client_as(app, Role.PROJECT_LEADER)
    own = f"/verandering/{grant.reference}"
    assert "Wat wilt u veranderen?" in partner.get(own).text
    assert post(partner, f"{own}/vraag/more-time", {"wish": "", "ends_on-day": "1"}).status_code == 422
    day = {"ends_on-day": "5", "ends_on-month": "9", "ends_on-year": "2022"}
    asked = post(partner, f"{own}/vraag/more-time", {"wish": WHY, **day}, follow=True)
    assert "Wij bekijken uw vraag" in asked.text
    assert partner.get(f"{own}/vraag/onzin").status_code == 404
    assert grant.reference in staff.get("/veranderingen").text
    with sqlite_store.reading() as db:
        change_id = db.scalars(select(Change.id)).one()
    page = f"/veranderingen/{grant.reference}/{change_id}"
    assert post(staff, page, {"reason": "", "ja": "1"}).status_code == 422
    done = post(staff, page, {"reason": BECAUSE, "ja": "1"}, follow=True)
    assert "Akkoord" in done.text
    assert "5 november 2022" in partner.get(f"/mijn/{grant.reference}").text
    assert BECAUSE in partner.get(own).text
