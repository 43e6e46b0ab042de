"""The pages for when the bank says nothing, refuses one payment, or money comes back in parts."""

from datetime import date

from sqlalchemy import select

from mag.core.money import Cents
from mag.demo.bank import Booking, write_camt053
from mag.payments import service
from mag.payments.models import Payment, PaymentRun
from mag.payments.statements.models import BankLine
from mag.payments.statements.service import take_in
from mag.payments.states import RunState
from tests.payments.test_pages import RUN, TODAY, Desk, desk  # noqa: F401
from tests.payments.test_runs import DEBTOR
from tests.web_client import post


def state(desk: Desk) -> RunState:  # noqa: F811
    with desk.store.reading() as db:
        return db.scalars(select(PaymentRun)).one().state


def test_a_run_in_doubt_waits_for_another_person(desk: Desk) -> None:  # noqa: F811
    desk.prepare(*desk.grants(100_00, 50_00))
    post(desk.controller, f"{RUN}/vrijgeven", {}, form_at=RUN)
    assert post(desk.leader, f"{RUN}/onbekend", {"reason": ""}, form_at=RUN).status_code == 422
    told = post(desk.leader, f"{RUN}/onbekend", {"reason": "Het uploaden brak af."}, form_at=RUN, follow=True)
    assert "Wij weten niet of de bank heeft betaald" in told.text and "Een ander dan" in told.text
    assert "Meld alle betalingen" not in told.text and "Lever dit bestand één keer aan" not in told.text
    alone = post(desk.leader, f"{RUN}/uitgezocht", {"paid": "nee", "ground": "Gebeld met de bank."}, form_at=RUN)
    assert alone.status_code == 422 and state(desk) is RunState.UNKNOWN
    no_date = {f"paid_on-{part}": "" for part in ("day", "month", "year")}
    no_day = post(desk.controller, f"{RUN}/uitgezocht", {"paid": "ja", "ground": "Gebeld met de bank.", **no_date}, form_at=RUN)
    assert no_day.status_code == 422 and "Vul de dag in waarop de bank betaalde." in no_day.text
    done = post(desk.controller, f"{RUN}/uitgezocht", {"paid": "nee", "ground": "Gebeld met de bank."}, form_at=RUN, follow=True)
    assert "Niet uitgevoerd" in done.text and state(desk) is RunState.FAILED
    assert "2 betalingen staan" in desk.leader.get("/betaalrondes").text


def test_one_payment_is_refused_by_the_bank(desk: Desk) -> None:  # noqa: F811
    desk.prepare(*desk.grants(100_00, 50_00))
    post(desk.controller, f"{RUN}/vrijgeven", {}, form_at=RUN)
    with desk.store.reading() as db:
        number = db.scalars(select(Payment.id).order_by(Payment.id)).first()
    address = f"{RUN}/geweigerd/{number}"
    assert address in desk.leader.get(RUN).text
    wrong = post(desk.leader, address, {"code": "AC04", "refused_on-year": "2031"}, form_at=address)
    assert wrong.status_code == 422 and "nog niet geweest" in wrong.text
    done = post(desk.leader, address, {"code": "AC04"}, form_at=address, follow=True)
    assert "de rekening is opgeheven" in done.text and "De bank weigerde er 1" in done.text and "€\xa050,00" in done.text
    listed = desk.leader.get("/betaalrondes").text
    assert "De bank weigerde deze betaling" in listed
    assert desk.leader.get(f"{RUN}/geweigerd/999").status_code == 404


def test_paying_back_in_parts_and_the_list_by_age(desk: Desk) -> None:  # noqa: F811
    (instalment_id,) = desk.grants(300_00)
    desk.prepare(instalment_id)
    post(desk.controller, f"{RUN}/vrijgeven", {}, form_at=RUN)
    post(desk.leader, f"{RUN}/betaald", {}, form_at=RUN)
    with desk.store.transaction() as tx:
        grant = tx.db.scalars(select(Payment)).one().instalment.grant
        service.open_recovery(tx, grant.id, Cents(300_00), due_on=TODAY)
        reference = grant.reference
    page = f"/terugvorderingen/{reference}"
    shown = desk.leader.get(page).text
    assert "Betalingskenmerk" in shown and "Spreek betalen in delen af" in shown
    filled = {"count": "3", "first_on-day": "1", "first_on-month": "4", "first_on-year": "2022", "reason": ""}
    assert post(desk.leader, f"{page}/in-delen", filled, form_at=page).status_code == 422
    done = post(desk.leader, f"{page}/in-delen", {**filled, "reason": "Gebeld met de penningmeester."}, form_at=page, follow=True)
    assert "1 juni 2022" in done.text and "€\xa0100,00" in done.text
    listed = desk.leader.get("/terugvorderingen").text
    assert "in 3 delen" in listed and "nog niet te laat" in listed


def test_a_line_is_split_and_each_part_is_linked(desk: Desk) -> None:  # noqa: F811
    content = write_camt053(DEBTOR.iban, date(2022, 3, 1), Cents(0), [Booking(500_00, "1", name="Demo", remittance="alles terug")])
    with desk.store.transaction() as tx:
        take_in(tx, content, sha256="a" * 64, size=1, media_type="application/xml", filename="a.xml", account_id=None, debtor=DEBTOR)
        number = tx.db.scalars(select(BankLine.id)).one()
    page = f"/betalingen/afschriften/regel/{number}"
    assert post(desk.leader, f"{page}/splitsen", {"first": "500"}, form_at=page).status_code == 422
    done = post(desk.leader, f"{page}/splitsen", {"first": "200"}, form_at=page, follow=True)
    assert "€\xa0200,00" in done.text and "€\xa0300,00" in done.text
    assert "De bank boekte in één keer" in desk.leader.get(page).text
