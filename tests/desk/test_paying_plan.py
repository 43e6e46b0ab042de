"""How an award is paid: the rule set's own way, or another of its ways with a reason."""

from flask import Flask
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.transaction import Store
from mag.grants.models import Grant, Instalment
from tests.desk.test_decide import waiting
from tests.web_client import client_as, post


def test_staff_choose_another_way_of_paying_and_say_why(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store, amount=2000_01, free=10_000_00)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    page = leader.get(address).text
    assert "Wanneer betalen wij?" in page and "elk kwartaal een gelijk deel" in page
    year = {"starts_on-day": "1", "starts_on-month": "7", "ends_on-day": "31", "ends_on-month": "12"}
    wanted = {**filled, **year, "amount": "2000,01", "payment_scheme": "quarterly"}

    refused = post(leader, f"{address}/toekennen", wanted, form_at=address)
    assert refused.status_code == 422 and "Schrijf waarom u op een andere manier betaalt." in refused.text
    assert 'value="quarterly" selected' in refused.text and "1.000,01" in refused.text

    wanted["payment_reason"] = "De vereniging betaalt haar trainers per kwartaal."
    letter = post(leader, f"{address}/toekennen", {**wanted, "preview": "1"}, form_at=address)
    assert "€\xa01.000,00: vanaf 1 oktober 2022" in letter.text
    assert post(leader, f"{address}/toekennen", wanted, form_at=address).status_code == 303
    with sqlite_store.reading() as db:
        grant = db.scalars(select(Grant)).one()
        assert (grant.payment_scheme, grant.payment_reason) == ("quarterly", wanted["payment_reason"])
        assert [int(part.amount) for part in db.scalars(select(Instalment).order_by(Instalment.number))] == [1000_01, 1000_00]


def test_a_way_of_paying_of_another_tier_cannot_be_chosen(app: Flask, sqlite_store: Store) -> None:
    application, filled = waiting(sqlite_store, amount=5000_00, free=10_000_00)
    leader = client_as(app, Role.PROJECT_LEADER)
    address = f"/werkvoorraad/{application.reference}"
    wanted = {**filled, "amount": "5000", "payment_scheme": "quarterly_held_back", "payment_reason": "Omdat het kan, zomaar."}
    assert post(leader, f"{address}/toekennen", wanted, form_at=address).status_code == 422
