"""Before we settle for less than a partner's own account says, it may react (Awb 4:12(2)); staff read that before they decide."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability.settling.models import Settlement, SettlementView
from mag.accountability.settling.states import LowerGround
from mag.accounts.roles import Role
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.factories.accountability import awarded, handed_in
from tests.web_client import client_by_link, post

WHY = "De huur van de tent hoort niet bij dit plan."


@pytest.fixture
def grant(sqlite_store: Store) -> Grant:
    found = awarded(sqlite_store)
    handed_in(sqlite_store, found.id, 200_00)
    return found


def test_a_partner_reacts_and_then_it_is_settled_for_less_with_the_ground_in_the_letter(
    app: Flask, as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant
) -> None:
    staff, url = as_role(Role.CONTROLLER), f"/afronden/{grant.reference}"
    lower = {"settled_amount": "150", "ground": "costs_left_out", "reason": WHY}
    assert "Vraag de partner eerst om een reactie" in post(staff, f"{url}/vaststellen", lower, form_at=url).text
    asked = {"amount": "150", "view_ground": "costs_left_out", "view_reason": WHY}
    assert post(staff, f"{url}/reactie-vragen", {**asked, "amount": "200"}, form_at=url).status_code == 422
    done = post(staff, f"{url}/reactie-vragen", asked, form_at=url, follow=True)
    assert "Gevraagd om een reactie" in done.text and WHY in done.text
    with sqlite_store.reading() as db:
        assert db.scalars(select(OutboxMail).where(OutboxMail.subject.like("Reageert u op ons plan?%"))).one()
    partner = client_by_link(app, grant.application_id)
    own = f"/verantwoording/{grant.reference}"
    assert "U kunt eerst reageren" in partner.get(f"{own}/verstuurd").text
    assert WHY in partner.get(f"{own}/reactie").text
    assert post(partner, f"{own}/reactie", {"answer": ""}).status_code == 422
    assert "De tent was voor het plan." in post(partner, f"{own}/reactie", {"answer": "De tent was voor het plan."}, follow=True).text
    page = staff.get(url)
    assert "De partner reageerde" in page.text and "De tent was voor het plan." in page.text
    assert post(staff, f"{url}/vaststellen", lower, form_at=url).status_code == 303
    with sqlite_store.reading() as db:
        settlement = db.scalars(select(Settlement)).one()
        assert (settlement.settled_amount, settlement.ground) == (150_00, LowerGround.COSTS_LEFT_OUT)
        assert db.scalars(select(SettlementView.answer)).one() == "De tent was voor het plan."
    assert "artikel 4:46, derde lid" in staff.get(f"/brief/{grant.reference}/afronding").text


def test_another_partner_sees_nothing_of_it(app: Flask, as_role: Callable[..., FlaskClient], sqlite_store: Store, grant: Grant) -> None:
    other = awarded(sqlite_store)
    stranger = client_by_link(app, other.application_id)
    assert stranger.get(f"/verantwoording/{grant.reference}/reactie").status_code == 404
    assert client_by_link(app, grant.application_id).get(f"/verantwoording/{grant.reference}/reactie").status_code == 302
