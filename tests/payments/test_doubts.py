"""When the bank says nothing, or refuses one payment: nothing is paid again by itself, and what stands on the ledger stays right."""

import pytest

from mag.core.errors import Refused, Stale
from mag.core.outbox import OutboxMail
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Instalment
from mag.grants.states import InstalmentState
from mag.payments import service
from mag.payments.models import PaymentRun
from mag.payments.statements.service import take_in
from mag.payments.states import RunState
from mag.verify.payments import check_payments
from mag.verify.source import Source
from mag.verify.statements import check_statements
from tests.payments.test_runs import DEBTOR, TODAY, House, house  # noqa: F401


def released(house: House, *amounts: int) -> PaymentRun:  # noqa: F811
    run = house.prepare([i for amount in amounts for i in house.grant((amount, TODAY))])
    return house.release(run)


def doubt(house: House, run: PaymentRun) -> PaymentRun:  # noqa: F811
    with house.store.transaction(house.preparer) as tx:
        return service.doubt_run(tx, run.id, version=run.version, reason="Het uploaden brak af.")


def states(house: House) -> list[InstalmentState]:  # noqa: F811
    with house.store.reading() as db:
        return [part.state for part in db.query(Instalment).order_by(Instalment.id)]


def statement(house: House, *bookings: Booking) -> None:  # noqa: F811
    content = write_camt053(DEBTOR.iban, TODAY, 1000_00, bookings)  # type: ignore[arg-type]
    kept = house.files.put(content)
    with house.store.transaction(house.preparer) as tx:
        take_in(
            tx, content, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename="a.xml", account_id=None, debtor=DEBTOR
        )


def verified(house: House) -> list[str]:  # noqa: F811
    with house.store.reading() as db:
        source = Source(db.connection(), house.files.root)
        return [*check_payments(source).failures, *check_statements(source).failures]


def test_a_run_in_doubt_blocks_its_payments_and_cannot_be_confirmed_by_a_button(house: House) -> None:  # noqa: F811
    sent = released(house, 100_00)
    run = doubt(house, sent)
    assert run.state is RunState.UNKNOWN and states(house) == [InstalmentState.IN_RUN]
    with pytest.raises(Refused, match="onbekend"), house.store.transaction(house.releaser) as tx:
        service.confirm_run(tx, run.id, version=run.version, paid_on=TODAY)
    with pytest.raises(Refused), house.store.transaction(house.preparer) as tx:
        service.prepare_run(tx, house.ground.agenda.id, [sent.payments[0].instalment_id], execution_on=TODAY)


def test_another_person_with_a_ground_ends_the_doubt(house: House) -> None:  # noqa: F811
    sent = released(house, 100_00)
    run = doubt(house, sent)
    with pytest.raises(Refused) as alone, house.store.transaction(house.preparer) as tx:
        service.resolve_run(tx, run.id, version=run.version, paid_on=None, ground="")
    assert {r.code for r in alone.value.refusals} == {"two_people", "ground_missing"}
    with house.store.transaction(house.releaser) as tx:
        service.resolve_run(tx, run.id, version=run.version, paid_on=None, ground="Gebeld met de bank om tien uur.")
    assert states(house) == [InstalmentState.PLANNED]
    again = house.prepare([sent.payments[0].instalment_id])
    assert again.payments[0].end_to_end_id == sent.payments[0].end_to_end_id + "B"
    assert verified(house) == []


def test_a_statement_line_ends_the_doubt_by_itself(house: House) -> None:  # noqa: F811
    run = doubt(house, released(house, 100_00, 50_00))
    statement(house, Booking(-150_00, "1", batch=run.reference))
    with house.store.reading() as db:
        found = db.get_one(PaymentRun, run.id)
        assert (found.state, found.resolution) == (RunState.CONFIRMED, "op het rekeningafschrift gezien")
    assert states(house) == [InstalmentState.PAID] * 2 and verified(house) == []


def test_one_refused_payment_goes_back_and_the_rest_is_paid(house: House) -> None:  # noqa: F811
    run = released(house, 100_00, 50_00)
    first, second = run.payments
    statement(house, Booking(-50_00, "1", end_to_end_id=second.end_to_end_id))
    with house.store.transaction(house.preparer) as tx:
        service.refuse_payment(tx, first.id, version=run.version, refused_on=TODAY, code="AC04")
    with house.store.reading() as db:
        found = db.get_one(PaymentRun, run.id)
        assert (found.state, found.refused_amount, found.refused_count) == (RunState.CONFIRMED, 100_00, 1)
        subjects = [mail.subject for mail in db.query(OutboxMail)]
    assert states(house) == [InstalmentState.PLANNED, InstalmentState.PAID]
    assert sum("kon niet aan u betalen" in subject for subject in subjects) == 1
    assert verified(house) == []
    with pytest.raises(Stale), house.store.transaction(house.preparer) as tx:
        service.refuse_payment(tx, first.id, version=run.version, refused_on=TODAY, code="AC04")


def test_what_the_bank_debited_it_did_not_refuse(house: House) -> None:  # noqa: F811
    run = released(house, 100_00, 50_00)
    statement(house, Booking(-100_00, "1", end_to_end_id=run.payments[0].end_to_end_id))
    with pytest.raises(Refused, match="schreef deze betaling af"), house.store.transaction(house.preparer) as tx:
        service.refuse_payment(tx, run.payments[0].id, version=run.version, refused_on=TODAY, code="AC01")


def test_when_every_payment_is_refused_the_run_is_over(house: House) -> None:  # noqa: F811
    run = released(house, 100_00)
    with house.store.transaction(house.preparer) as tx:
        service.refuse_payment(tx, run.payments[0].id, version=run.version, refused_on=TODAY, code="MS03")
    with house.store.reading() as db:
        assert db.get_one(PaymentRun, run.id).state is RunState.FAILED
    statement(house, Booking(-100_00, "1", end_to_end_id=run.payments[0].end_to_end_id))
    assert states(house) == [InstalmentState.PLANNED], "a debit after a refusal waits for a person"
    assert verified(house) == []
