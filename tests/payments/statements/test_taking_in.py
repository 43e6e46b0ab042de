"""A statement taken in books what it proves, once, on both engines; what it does not prove waits for a person."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mag.budget.models import LedgerEntry
from mag.core.clock import SetClock, at
from mag.core.errors import Refused, Stale
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Instalment
from mag.grants.states import InstalmentState
from mag.payments import service as payments
from mag.payments.models import Payment
from mag.payments.statements import queries, service
from mag.payments.statements.csv_columns import CsvColumns
from mag.payments.statements.states import Purpose
from mag.payments.states import RecoveryState, RunState
from tests.factories.statements import DEBTOR, TODAY, Bank, back, make_bank, out


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    return make_bank(store, tmp_path)


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusals[0].code


def count(bank: Bank, kind: str) -> int:
    with bank.store.reading() as db:
        return db.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == kind)) or 0


def test_a_run_booked_payment_by_payment_is_paid_when_the_last_is_there(bank: Bank) -> None:
    one, two = bank.released(20_000, 5_000)
    bank.take_in(bank.file(out(one, "B1")))
    assert bank.run(one).state is RunState.RELEASED and bank.money() == (975_000, 25_000, 0)
    bank.take_in(bank.file(out(two, "B2")))
    run = bank.run(one)
    assert (run.state, run.paid_on, bank.money()) == (RunState.CONFIRMED, TODAY, (975_000, 0, 25_000))


def test_a_run_booked_in_one_amount_is_paid(bank: Bank) -> None:
    one, _ = bank.released(20_000, 5_000)
    (statement,) = bank.take_in(bank.file(Booking(-25_000, "B1", batch=bank.run(one).reference)))
    assert bank.run(one).state is RunState.CONFIRMED and bank.money() == (975_000, 0, 25_000)
    assert (statement.opening_amount, statement.closing_amount, statement.line_count) == (0, -25_000, 1)


def test_the_same_file_and_the_same_line_are_never_booked_twice(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    content = bank.file(out(one, "B1"))
    bank.take_in(content)
    with pytest.raises(Refused) as refused:
        bank.take_in(content)
    assert code_of(refused) == "file_known"
    bank.balance = 0
    with pytest.raises(Refused) as refused:
        bank.take_in(bank.file(out(one, "B1"), reference="anders"))
    assert code_of(refused) == "lines_known"
    bank.balance = 0
    (later,) = bank.take_in(bank.file(out(one, "B1"), Booking(700, "B2", remittance="gift"), reference="anders"))
    assert (later.known_count, later.known_amount, later.line_count) == (1, -20_000, 1)
    assert bank.money() == (980_000, 0, 20_000) and len(bank.lines()) == 2
    with pytest.raises(Refused) as refused:
        bank.take_in(write_camt053(DEBTOR.iban, TODAY, Cents(0), [Booking(-1, "B1")], reference="vals"))
    assert code_of(refused) == "line_changed"


def test_a_payment_that_came_back_can_be_paid_again(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    bank.take_in(bank.file(out(one, "B1")))
    bank.take_in(bank.file(back(one, "B2")))
    assert bank.money() == (980_000, 20_000, 0) and count(bank, "return") == 1
    with bank.store.reading() as db:
        payment = db.get_one(Payment, one.id)
        assert (payment.cancelled, payment.returned_on, payment.return_reason) == (True, TODAY, "de rekening is opgeheven")
        assert db.get_one(Instalment, one.instalment_id).state is InstalmentState.PLANNED
        assert [p.id for p in queries.list_returned(db, bank.ground.agenda.id)] == [one.id]
        assert "kwam terug" in db.scalars(select(OutboxMail.subject).order_by(OutboxMail.id.desc())).first()  # type: ignore[operator]
    with bank.store.transaction(bank.preparer) as tx:
        again = payments.prepare_run(tx, bank.ground.agenda.id, [one.instalment_id], execution_on=TODAY)
        assert again.payments[0].end_to_end_id == f"{one.end_to_end_id}B"
    with bank.store.reading() as db:
        assert queries.list_returned(db, bank.ground.agenda.id) == []


def test_there_and_back_in_one_file(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    bank.take_in(bank.file(out(one, "B1"), back(one, "B2", "AC01"), back(one, "B3")))
    assert [line.purpose for line in bank.lines()] == [Purpose.PAYMENT, Purpose.RETURNED, None]
    assert bank.money() == (980_000, 20_000, 0)


def test_what_came_back_before_its_run_is_whole_waits(bank: Bank) -> None:
    one, two = bank.released(20_000, 5_000)
    bank.take_in(bank.file(out(one, "B1"), back(one, "B2")))
    assert [line.purpose for line in bank.lines()] == [Purpose.PAYMENT, None] and "nog niet als betaald" in bank.lines()[1].note
    bank.take_in(bank.file(out(two, "B3")))
    line = bank.lines()[1]
    with bank.store.transaction(bank.preparer) as tx:
        service.link_line(tx, line.id, Purpose.RETURNED, one.id, note="", version=line.version)
    assert bank.money() == (975_000, 20_000, 5_000)


def test_a_partner_pays_back_with_its_reference(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    bank.take_in(bank.file(out(one, "B1")))
    number, reference = bank.claim(one, 6_000)
    spoken = reference.lower().replace("-", " ")
    bank.take_in(bank.file(Booking(2_000, "B2", remittance=f"Terug voor {spoken}, deel 1"), Booking(5_000, "B3", remittance=reference)))
    assert (bank.recovery(number).received_amount, count(bank, "recover")) == (2_000, 1)
    assert [line.purpose for line in bank.lines()[1:]] == [Purpose.REPAYMENT, None] and "meer binnen" in bank.lines()[2].note
    bank.take_in(bank.file(Booking(4_000, "B4", remittance=f"{reference}.")))
    assert bank.recovery(number).state is RecoveryState.RECEIVED and bank.money() == (986_000, 0, 14_000)


def test_by_hand_only_what_fits_and_only_once(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    bank.take_in(bank.file(Booking(-20_000, "B1", remittance="?"), Booking(300, "B2", remittance="rente"), Booking(-20_000, "B5")))
    first, interest, second = bank.lines()
    with bank.store.reading() as db:
        assert [c.code for c in queries.list_choices(db, first)] == [f"run:{one.run_id}", f"payment:{one.id}"]
        assert queries.list_choices(db, interest) == []
    with pytest.raises(Refused) as refused, bank.store.transaction(bank.preparer) as tx:
        service.link_line(tx, interest.id, Purpose.OTHER, None, note=" ", version=1)
    assert code_of(refused) == "note_missing"
    with bank.store.transaction(bank.preparer) as tx:
        service.link_line(tx, interest.id, Purpose.OTHER, None, note="rente van de bank", version=1)
        service.link_line(tx, first.id, Purpose.PAYMENT, one.id, note="", version=1)
    assert bank.run(one).state is RunState.CONFIRMED and bank.money() == (980_000, 0, 20_000)
    with pytest.raises(Stale), bank.store.transaction(bank.preparer) as tx:
        service.link_line(tx, first.id, Purpose.OTHER, None, note="toch niet", version=1)
    with pytest.raises(Refused) as refused, bank.store.transaction(bank.preparer) as tx:
        service.link_line(tx, second.id, Purpose.PAYMENT, one.id, note="", version=1)
    assert code_of(refused) == "target_gone" and bank.money() == (980_000, 0, 20_000)


def test_a_run_marked_by_hand_is_only_linked(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    with bank.store.transaction(bank.preparer) as tx:
        payments.confirm_run(tx, one.run_id, version=2, paid_on=TODAY)
    bank.take_in(bank.file(out(one, "B1"), out(one, "B2")))
    assert [line.purpose for line in bank.lines()] == [Purpose.PAYMENT, None] and "twee keer betaald" in bank.lines()[1].note
    assert bank.money() == (980_000, 0, 20_000) and count(bank, "pay") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (write_camt053("NL91ABNA0417164300", TODAY, Cents(0), []), "statement_account"),
        (write_camt053(DEBTOR.iban, TODAY + timedelta(days=1), Cents(0), []), "statement_future"),
        (b"   ", "statement_unreadable"),
        (b"Datum;Bedrag\n1-3-2022;1,00\n", "statement_account"),
        (b"PK\x03\x04", "statement_unreadable"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_whole(bank: Bank, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        bank.take_in(content)
    assert code_of(refused) == code and bank.lines() == []


def test_a_csv_works_once_its_columns_are_known(bank: Bank) -> None:
    (one,) = bank.released(20_000)
    with bank.store.transaction(bank.releaser) as tx:
        number = service.add_account(tx, iban="NL02 ABNA 0123 4567 89", name="Betaalrekening").id
    content = f"Datum;Bedrag;Kenmerk\n2022-03-01;-200,00;{one.end_to_end_id}\n".encode()
    with pytest.raises(Refused) as refused:
        bank.take_in(content, account_id=number)
    assert code_of(refused) == "statement_column"
    with bank.store.transaction(bank.releaser) as tx:
        service.set_columns(tx, number, CsvColumns("Datum", "Bedrag", end_to_end_id="Kenmerk"))
    bank.take_in(content, account_id=number)
    assert bank.run(one).state is RunState.CONFIRMED


def test_a_gap_between_statements_is_told(bank: Bank, clock: SetClock) -> None:
    bank.take_in(bank.file(Booking(100, "B1")))
    clock.set(at(date(2022, 3, 3), 12))
    kept = write_camt053(DEBTOR.iban, date(2022, 3, 2), Cents(999), [Booking(1, "B2")])
    with bank.store.reading() as db:
        (found,) = service.preview_file(db, kept, "0" * 64, account_id=None, debtor=DEBTOR, today=date(2022, 3, 3))
    assert "mist er een afschrift" in found.warnings[0]
