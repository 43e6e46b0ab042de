"""A claim is followed to the receipt of the money: reminders, a call, parts, five years; and one amount for two claims."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mag.applications.models import Enquiry
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Instalment
from mag.payments import service
from mag.payments.claims import creditor_reference
from mag.payments.mails import PayTo
from mag.payments.models import Recovery
from mag.payments.statements.models import BankLine
from mag.payments.statements.service import link_line, split_line, take_in
from mag.payments.statements.states import Purpose
from mag.payments.states import RecoveryState
from mag.verify.source import Source
from mag.verify.statements import check_statements
from tests.factories.grants import make_partner
from tests.payments.test_runs import DEBTOR, TODAY, House, house  # noqa: F401

PAY_TO = PayTo(DEBTOR.name, DEBTOR.iban)


def claim(house: House, cents: int = 300_00, **changes: object) -> int:  # noqa: F811
    """A grant that was paid and of which this much has to come back by the end of March."""
    instalment_ids = house.grant((cents, TODAY), **changes)
    run = house.release(house.prepare(instalment_ids))
    house.confirm(run)
    with house.store.transaction() as tx:
        grant_id = tx.db.get_one(Instalment, instalment_ids[0]).grant_id
        return service.open_recovery(tx, grant_id, Cents(cents), due_on=date(2022, 3, 31)).id


def on(house: House, day: date) -> None:  # noqa: F811
    house.store.clock = SetClock(at(day))


def chase(house: House) -> tuple[int, int]:  # noqa: F811
    with house.store.transaction() as tx:
        return service.chase(tx, PAY_TO)


def test_two_mails_then_a_task_and_a_repayment_begins_again(house: House) -> None:  # noqa: F811
    number = claim(house)
    done = []
    for days in (3, 7, 8, 21, 30, 35, 36):
        on(house, date(2022, 3, 31) + timedelta(days=days))
        done.append(chase(house)[0])
    assert done == [0, 1, 0, 1, 0, 1, 0]
    with house.store.reading() as db:
        mails = [m for m in db.scalars(select(OutboxMail).order_by(OutboxMail.id)) if "erinnering" in m.subject]
        assert [m.subject.split(":")[0] for m in mails] == ["Herinnering", "Laatste herinnering"]
        reference = db.get_one(Recovery, number).grant.reference
        quoted = creditor_reference(reference)
        assert quoted[:4] in mails[0].text and "NL02 ABNA 0123 4567 89" in mails[0].text
        assert "terugbetaald" in db.scalars(select(Enquiry)).one().question
    with house.store.transaction() as tx:
        service.register_repayment(tx, number, Cents(100_00), received_on=tx.today)
    assert chase(house)[0] == 1


def test_paying_in_parts_keeps_the_reminders_to_what_is_late(house: House) -> None:  # noqa: F811
    number = claim(house)
    on(house, date(2022, 4, 1))
    with house.store.transaction(house.preparer) as tx:
        service.agree_terms(
            tx, number, version=1, count=3, first_on=date(2022, 5, 1), reason="Gebeld met de penningmeester.", pay_to=PAY_TO
        )
    on(house, date(2022, 4, 20))
    assert chase(house) == (0, 0)
    on(house, date(2022, 5, 8))
    assert chase(house) == (1, 0)
    with house.store.reading() as db:
        last = db.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
        assert last is not None and "€\xa0100,00" in last.subject.replace("€ ", "€\xa0")


def test_after_five_years_nothing_is_asked_agreed_or_set_off(house: House) -> None:  # noqa: F811
    with house.store.transaction() as tx:
        partner = make_partner(tx)
    number = claim(house, partner=partner)
    (waiting,) = house.grant((50_00, TODAY), partner=partner)
    on(house, date(2027, 4, 1))
    for verb in (
        lambda tx: service.set_off(tx, number, waiting, reason="verrekenen"),
        lambda tx: service.agree_terms(tx, number, version=1, count=2, first_on=tx.today, reason="gebeld", pay_to=PAY_TO),
    ):
        with pytest.raises(Refused, match="vijf jaar"), house.store.transaction(house.preparer) as tx:
            verb(tx)
    assert chase(house) == (0, 1)
    with house.store.reading() as db:
        assert db.get_one(Recovery, number).state is RecoveryState.EXPIRED


def test_one_amount_on_a_statement_pays_two_claims(house: House) -> None:  # noqa: F811
    first, second = claim(house, 300_00), claim(house, 200_00, contact_name="Ander demo")
    content = write_camt053(DEBTOR.iban, TODAY, Cents(0), [Booking(500_00, "1", name="Demo", remittance="alles terug")])
    kept = house.files.put(content)
    with house.store.transaction(house.preparer) as tx:
        take_in(
            tx, content, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename="a.xml", account_id=None, debtor=DEBTOR
        )
        line = tx.db.scalars(select(BankLine)).one()
    with pytest.raises(Refused, match="tussen nul"), house.store.transaction(house.preparer) as tx:
        split_line(tx, line.id, Cents(500_00), version=1)
    with house.store.transaction(house.preparer) as tx:
        rest = split_line(tx, line.id, Cents(300_00), version=1)
    with house.store.transaction(house.preparer) as tx:
        link_line(tx, line.id, Purpose.REPAYMENT, first, note="", version=2)
        link_line(tx, rest.id, Purpose.REPAYMENT, second, note="", version=1)
    with house.store.reading() as db:
        assert {r.state for r in db.scalars(select(Recovery))} == {RecoveryState.RECEIVED}
        assert check_statements(Source(db.connection(), house.files.root)).failures == []
    again = write_camt053(DEBTOR.iban, TODAY, Cents(0), [Booking(500_00, "1", name="Demo", remittance="alles terug"), Booking(1_00, "2")])
    kept = house.files.put(again)
    with house.store.transaction(house.preparer) as tx:
        (statement,) = take_in(
            tx, again, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename="b.xml", account_id=None, debtor=DEBTOR
        )
        assert (statement.known_count, statement.line_count) == (1, 1), "a line that was cut is still the bank's own line"
