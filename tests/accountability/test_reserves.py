"""Reserves: agreed by the project leader, formed by settling, used and paid back, followed over the years; and nothing is ever lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability import demands
from mag.accountability.settling import service as settling_verbs
from mag.accountability.settling.models import ReserveEntry, Settlement
from mag.accountability.settling.queries import held_of, list_reserve_of, reserve_left
from mag.accountability.settling.reserves import agree_to_reserve, return_reserve, use_reserve
from mag.accountability.settling.rules import consequence_of, kept_as_reserve, settled_amount, trimmed, years_of
from mag.accountability.settling.states import LowerGround, ReserveMove
from mag.accounts.roles import Role
from mag.core.clock import SetClock
from mag.core.errors import Refused
from mag.core.files import FileStore
from mag.core.money import Cents, split
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.factories.accountability import awarded, handed_in, money_of, paid_out
from tests.factories.applications import ADDRESS
from tests.factories.people import actor_for, make_staff
from tests.web_client import post

BIG = 2_000_00


def test_for_any_award_payment_and_account_nothing_is_lost() -> None:
    random = Random(4)
    for _ in range(5_000):
        awarded_ = Cents(random.randrange(1, 5_000_000))
        paid = Cents(random.choice((0, awarded_, random.randrange(awarded_ + 1))))
        spent = Cents(random.choice((0, awarded_, paid, random.randrange(6_000_000))))
        left_out = Cents(random.randrange(spent + 1))
        agreed = Cents(random.randrange(0, max(1, awarded_ - min(awarded_, spent)) + 1))
        settled = settled_amount(awarded_, Cents(max(0, spent - left_out) + agreed))
        money = consequence_of(awarded=awarded_, paid=paid, settled=settled)
        assert settled + money.released + money.to_recover == awarded_ and 0 <= settled <= awarded_
        assert paid + money.to_pay - money.to_recover == settled
        assert min(money.released, money.to_pay, money.to_recover) == 0 and not (money.to_pay and money.to_recover)
        parts = split(awarded_ - paid, [random.randint(1, 9) for _ in range(random.randint(1, 5))]) if awarded_ > paid else []
        assert sum(trimmed(parts, money.to_pay)) == money.to_pay
        kept = kept_as_reserve(settled=settled, spent=spent, agreed=agreed)
        assert 0 <= kept <= agreed and kept <= settled


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def small_reserves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tier above ten thousand, where reserves are, is not open in these rules: here they are kept from a thousand on."""

    def allowed(_rules: object, award: Cents, surplus: Cents) -> Cents:
        return Cents(min(surplus, award * 5 // 100)) if award > 1_000_00 else Cents(0)

    monkeypatch.setattr(demands, "reserve_allowed", allowed)


@pytest.fixture
def grant(sqlite_store: Store, files: FileStore, small_reserves: None) -> Grant:
    """A grant of two thousand, paid in part, of which fifteen hundred was spent; its account is with us."""
    found = awarded(sqlite_store, BIG)
    paid_out(sqlite_store, files, found.id)
    handed_in(sqlite_store, found.id, 1_500_00)
    return found


def settle_at(store: Store, grant_id: int, amount: int) -> None:
    with store.transaction() as tx:
        version = tx.db.get_one(Grant, grant_id).version
        settling_verbs.settle(
            tx, grant_id, version=version, settled_amount=Cents(amount), reason="Zoals besproken.", address=ADDRESS,
            ground=LowerGround.LESS_SPENT,
        )  # fmt: skip


def agree(store: Store, grant_id: int, amount: int, role: Role = Role.PROJECT_LEADER) -> None:
    with store.transaction() as tx:
        person_id = make_staff(tx, role).id
    with store.transaction(actor_for(store, person_id)) as tx:
        agree_to_reserve(tx, grant_id, amount=Cents(amount), reason="Voor het zomerfeest van volgend jaar.")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised:
        act()
    return raised.value.refusals[0].code


def test_a_reserve_is_agreed_formed_used_and_paid_back(sqlite_store: Store, grant: Grant, clock: SetClock) -> None:
    assert refused(lambda: agree(sqlite_store, grant.id, 100_00, Role.CONTROLLER)) == "leader_only"
    assert refused(lambda: agree(sqlite_store, grant.id, 100_01)) == "above_reserve"  # five per cent of two thousand
    agree(sqlite_store, grant.id, 100_00)
    settle_at(sqlite_store, grant.id, 1_600_00)
    free, _, paid, planned = money_of(sqlite_store, grant.id)
    with sqlite_store.reading() as db:
        settlement = db.scalars(select(Settlement)).one()
        assert (settlement.settled_amount, settlement.reserve_amount) == (1_600_00, 100_00)
        assert paid + planned == 1_600_00 or settlement.recovered_amount
    with sqlite_store.transaction() as tx:
        assert refused(lambda: use_reserve(tx, grant.id, amount=Cents(100_01), reason="Een tentdoek.", used_on=tx.today)) == "above_left"
        use_reserve(tx, grant.id, amount=Cents(40_00), reason="Een tent gekocht.", used_on=tx.today)
    clock.set(datetime(2023, 4, 1, 10, tzinfo=UTC))
    with sqlite_store.transaction() as tx:
        return_reserve(tx, grant.id, amount=Cents(25_00), reason="Niet meer nodig voor het feest.", received_on=tx.today)
    assert money_of(sqlite_store, grant.id)[0] == free + 25_00 and money_of(sqlite_store, grant.id)[2] == paid - 25_00
    with sqlite_store.reading() as db:
        entries = list_reserve_of(db, grant.id)
        assert [entry.move for entry in entries] == [ReserveMove.FORMED, ReserveMove.USED, ReserveMove.RETURNED]
        assert reserve_left(db, grant.id) == held_of(entries)[0][1] == 35_00
        first, second = years_of(((e.booked_on.year, e.move, e.amount) for e in entries), until=2023)
    assert (first.begin, first.formed, first.used, first.end) == (0, 100_00, 40_00, 60_00)
    assert (second.begin, second.returned, second.end) == (60_00, 25_00, 35_00)


def test_without_consent_or_below_the_threshold_nothing_is_kept(sqlite_store: Store, grant: Grant) -> None:
    settle_at(sqlite_store, grant.id, 1_550_00)
    with sqlite_store.reading() as db:
        assert not db.scalars(select(ReserveEntry)).all() and db.scalars(select(Settlement.reserve_amount)).one() == 0
    small = awarded(sqlite_store, 1_000_00)
    handed_in(sqlite_store, small.id, 500_00)
    assert refused(lambda: agree(sqlite_store, small.id, 1)) == "above_reserve"


def test_years_without_moves_carry_the_reserve_on() -> None:
    years = years_of([(2021, ReserveMove.FORMED, Cents(500)), (2024, ReserveMove.USED, Cents(200))], until=2025)
    assert [(year.year, year.begin, year.end) for year in years] == [
        (2021, 0, 500), (2022, 500, 500), (2023, 500, 500), (2024, 500, 300), (2025, 300, 300),
    ]  # fmt: skip
    assert years_of([], until=2025) == []


def test_the_pages_of_a_reserve(as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant) -> None:
    leader, url = as_role(Role.PROJECT_LEADER), f"/afronden/{grant.reference}"
    assert "Er zijn geen reserves" in leader.get("/afronden/reserves").text
    done = post(leader, f"{url}/reserve", {"reserve_amount": "100", "reserve_reason": "Voor volgend jaar."}, form_at=url, follow=True)
    assert "ging akkoord met een reserve van hooguit €\u00a0100,00" in done.text
    settle_at(sqlite_store, grant.id, 1_600_00)
    assert "U mag €\u00a0100,00 bewaren als reserve" in leader.get(f"/brief/{grant.reference}/afronding").text
    assert grant.reference in leader.get("/afronden/reserves").text
    today = date(2022, 3, 1)
    with sqlite_store.reading() as db:
        today = db.scalars(select(ReserveEntry.booked_on)).one()
    when = {"day-day": str(today.day), "day-month": str(today.month), "day-year": str(today.year)}
    page = post(leader, f"{url}/bewaard", {"amount": "40", "reason": "Een tent gekocht.", "gebruikt": "1", **when}, follow=True)
    assert "60,00</strong> over" in page.text
    assert post(leader, f"{url}/bewaard", {"amount": "70", "reason": "Te veel gevraagd.", "terug": "1", **when}).status_code == 422
