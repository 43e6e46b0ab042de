"""The pages of statements and of paying one grant: choose, look, accept, link; hold, go on, check."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Grant
from mag.partners.service import set_account
from mag.payments.models import AccountCheck, PaymentHold
from mag.payments.statements.models import BankLine, BankStatement
from mag.payments.states import RunState
from tests.factories.grants import IBANS
from tests.factories.statements import DEBTOR, TODAY, Bank, make_bank, out
from tests.web_client import client_as, lent_app, post


@pytest.fixture
def bank(sqlite_store: Store, tmp_path: Path) -> Bank:
    return make_bank(sqlite_store, tmp_path)


@pytest.fixture
def app(bank: Bank, tmp_path: Path) -> Iterator[Flask]:
    with lent_app(bank.store, tmp_path, debtor_name=DEBTOR.name, debtor_iban=DEBTOR.iban) as app:
        yield app


PLACE = "/betalingen/afschriften"


def test_from_a_file_to_a_paid_run(bank: Bank, app: Flask) -> None:
    leader, auditor = client_as(app, Role.PROJECT_LEADER), client_as(app, Role.AUDITOR)
    (one,) = bank.released(20_000)
    content = bank.file(out(one, "B1"), Booking(300, "B2", remittance="rente"))
    seen = post(leader, PLACE, {"file": (io.BytesIO(content), "maart.xml")}, follow=True)
    assert "Er is nog niets opgeslagen" in seen.text and "1 regel hoort bij onze betalingen" in seen.text
    assert bank.lines() == [] and bank.run(one).state is RunState.RELEASED
    done = post(leader, seen.request.full_path, {}, follow=True)
    assert "Het afschrift is ingelezen" in done.text and bank.run(one).state is RunState.CONFIRMED
    again = post(leader, PLACE, {"file": (io.BytesIO(content), "maart.xml")})
    assert again.status_code == 422 and "al ingelezen door" in again.text
    line = bank.lines()[1]
    page = leader.get(PLACE).text
    assert f"{PLACE}/regel/{line.id}" in page and "rente" in page
    assert f"{PLACE}/regel/" not in auditor.get(PLACE).text
    missing = post(leader, f"{PLACE}/regel/{line.id}", {"about": "other", "note": ""})
    assert missing.status_code == 422 and "Schrijf op waarom deze regel nergens bij hoort" in missing.text
    linked = post(leader, f"{PLACE}/regel/{line.id}", {"about": "other", "note": "rente van de bank"}, follow=True)
    assert "rente van de bank" in linked.text and "0 nog te koppelen" in linked.text
    with bank.store.reading() as db:
        assert len(db.scalars(select(BankStatement)).all()) == 1 and len(db.scalars(select(BankLine)).all()) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Kies"),
        (b"<kapot", "niet heel"),
        (b"Datum;Bedrag\n1;2\n", "Kies ook bij welke rekening"),
        (write_camt053(IBANS[0], TODAY, Cents(0), []), "niet bij onze rekeningen"),
    ],
)
def test_a_wrong_file_is_a_sentence(app: Flask, content: bytes, sentence: str) -> None:
    answer = post(client_as(app, Role.CONTROLLER), PLACE, {"file": (io.BytesIO(content), "x.xml")} if content else {})
    assert answer.status_code == 422 and sentence in answer.text


def test_our_accounts_and_their_columns(app: Flask) -> None:
    controller = client_as(app, Role.CONTROLLER)
    made = post(controller, "/betalingen/rekeningen", {"iban": "NL91 ABNA 0417 1643 00", "name": "Spaarrekening"}, follow=True)
    assert "Spaarrekening" in made.text and "alleen camt.053" in made.text
    wrong = post(controller, "/betalingen/rekeningen/1", {"booked_on": "Datum", "amount": ""})
    assert wrong.status_code == 422
    kept = post(controller, "/betalingen/rekeningen/1", {"booked_on": "Datum", "amount": "Bedrag"}, follow=True)
    assert "ingevuld" in kept.text
    assert client_as(app, Role.PROJECT_LEADER).get("/betalingen/rekeningen").status_code == 404


def test_holding_going_on_and_checking_an_account(bank: Bank, app: Flask) -> None:
    leader, controller = client_as(app, Role.PROJECT_LEADER), client_as(app, Role.CONTROLLER)
    bank.released(20_000)
    with bank.store.transaction() as tx:
        grant = tx.db.scalars(select(Grant)).one()
        reference = grant.reference
        set_account(tx, grant.partner_id, IBANS[3], "Stichting De Brug demo")
        grant.application.rule_set.document = {"money_terms": {"pay_within": "P6W", "hold_max": "P13W", "reclaim_limit": "P5Y"}}
    page = f"/betalingen/bijdrage/{reference}"
    until = TODAY + timedelta(days=10)
    day = {"hold-until_on-day": str(until.day), "hold-until_on-month": str(until.month), "hold-until_on-year": str(until.year)}
    empty = post(leader, f"{page}/opschorten", {**day, "hold-reason": ""}, form_at=page)
    assert empty.status_code == 422 and str(until.day) in empty.text
    held = post(leader, f"{page}/opschorten", {**day, "hold-reason": "Wij missen de jaarrekening."}, form_at=page, follow=True)
    assert "De betalingen zijn opgeschort" in held.text and "Wij missen de jaarrekening." in held.text
    assert "Dit rekeningnummer klopt" not in held.text, "only who releases payments checks an account"
    on = post(leader, f"{page}/doorgaan", {"lift-reason": "De jaarrekening is er."}, form_at=page, follow=True)
    assert "opschorting is opgeheven" in on.text
    checked = post(controller, f"{page}/rekening", {"check-how": "Gebeld met de penningmeester."}, form_at=page, follow=True)
    assert "Gebeld met de penningmeester." in checked.text
    with bank.store.reading() as db:
        assert len(db.scalars(select(PaymentHold)).all()) == len(db.scalars(select(AccountCheck)).all()) == 1
