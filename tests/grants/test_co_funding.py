"""Money of others stands beside the grant, is told apart from the municipality's own, and never touches the ledger."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.applications.models import Application, CostLine
from mag.budget.models import LedgerEntry
from mag.core.errors import NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.grants.co_funding import service
from mag.grants.co_funding.queries import Beside, beside_grants, list_funding
from mag.grants.co_funding.rules import kind_of
from mag.grants.co_funding.states import FunderKind, FundingState
from mag.grants.models import Grant
from tests.grants.test_award import give, prepared
from tests.web_client import post

Sign = Callable[[Role | str], FlaskClient]
TODAY = date(2022, 3, 1)


def awarded(store: Store) -> tuple[int, str]:
    application_id, line_id, goal_id = prepared(store)
    with store.transaction() as tx:
        grant = give(tx, application_id, line_id, goal_id)
        return grant.id, grant.reference


def written(store: Store, grant_id: int, cents: int, kind: FunderKind = FunderKind.FUND, **changes: object) -> int:
    said: dict[str, object] = {
        "kind": kind, "funder": "Oranje Fonds demo", "amount": Cents(cents), "state": FundingState.PROMISED, "since": TODAY,
        "source": "brief van het fonds",
    }  # fmt: skip
    with store.transaction() as tx:
        return service.add_funding(tx, grant_id, **{**said, **changes}).id  # type: ignore[arg-type]


def test_it_adds_up_beside_the_grant_and_books_nothing(sqlite_store: Store) -> None:
    grant_id, reference = awarded(sqlite_store)
    with sqlite_store.reading() as db:
        booked = db.scalar(select(func.count()).select_from(LedgerEntry))
    written(sqlite_store, grant_id, 300_00, FunderKind.MUNICIPALITY)
    wrong = written(sqlite_store, grant_id, 999_00)
    last = written(sqlite_store, grant_id, 50_01)
    with sqlite_store.transaction() as tx:
        service.remove_funding(tx, grant_id, wrong, version=1)
    with sqlite_store.reading() as db:
        assert beside_grants(db, [reference, "MAG-1999-1"]) == {reference: Beside(Cents(300_00), Cents(50_01))}
        assert len(list_funding(db, grant_id)) == 2 and len(list_funding(db, grant_id, removed=True)) == 3
        assert db.scalar(select(func.count()).select_from(LedgerEntry)) == booked
    with sqlite_store.transaction() as tx, pytest.raises(Stale):
        service.remove_funding(tx, grant_id, last, version=7)
    with sqlite_store.transaction() as tx, pytest.raises(NotFound):
        service.remove_funding(tx, grant_id, wrong, version=2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"funder": " "}, "funder_missing"),
        ({"amount": Cents(0)}, "amount_not_positive"),
        ({"since": date(2022, 3, 2)}, "since_later"),
        ({"source": ""}, "source_missing"),
        ({"activity_id": 99_999}, "activity_missing"),
    ],
)
def test_what_must_be_said(sqlite_store: Store, change: dict[str, object], code: str) -> None:
    grant_id, _ = awarded(sqlite_store)
    with pytest.raises(Refused) as refused:
        written(sqlite_store, grant_id, 1_00, **change)
    assert refused.value.refusals[0].code == code


def test_a_first_guess_of_who_gives_it() -> None:
    assert kind_of("Eigen bijdrage") is FunderKind.OWN
    assert kind_of("Vast budget gemeente") is FunderKind.MUNICIPALITY
    assert kind_of("Entree en kaartverkoop") is FunderKind.PARTICIPANTS
    assert kind_of("Van alles") is FunderKind.OTHER


def test_staff_begin_with_what_the_applicant_wrote_and_it_shows_on_file_plan_and_goal(as_role: Sign, sqlite_store: Store) -> None:
    grant_id, reference = awarded(sqlite_store)
    leader = as_role(Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{reference}/geld-van-anderen"
    with sqlite_store.reading() as db:
        line_id = db.scalars(select(CostLine.id).where(CostLine.description == "Eigen bijdrage")).one()
        assert db.get_one(Application, db.get_one(Grant, grant_id).application_id)
    assert "Begin hiermee" in leader.get(address).text
    assert 'value="Eigen bijdrage"' in leader.get(f"{address}?begin={line_id}").text
    said = {"kind": "own", "funder": "Eigen bijdrage", "amount": "75", "state": "in", "source": "begroting"}
    since = {"since-day": "1", "since-month": "3", "since-year": "2022"}
    wrong = post(leader, address, {**said, **since, "amount": "75.00"})
    assert wrong.status_code == 422 and "welk bedrag u bedoelt" in wrong.text
    assert post(leader, address, {**said, **since}, follow=True).status_code == 200
    with sqlite_store.reading() as db:
        row = list_funding(db, grant_id)[0]
    assert (row.amount, row.state, row.since) == (75_00, FundingState.IN, TODAY)
    assert "€\u00a075,00" in leader.get(f"/werkvoorraad/{reference}").text
    assert "€\u00a075,00" in leader.get(f"/plannen/{reference}").text
    assert "€\u00a075,00" in leader.get("/doelen/samenleven/plannen").text or "€\u00a075,00" in leader.get("/doelen/samenleven").text
    change = f"{address}/{row.id}"
    assert "is veranderd" in post(leader, change, {**said, **since, "amount": "80", "kind": "municipality"}, follow=True).text
    assert "is weggehaald" in post(leader, f"{change}/weghalen", form_at=change, follow=True).text
    with sqlite_store.reading() as db:
        assert list_funding(db, grant_id) == []
