"""Holding payments, setting off, and days on which banks do not pay; on both engines."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mag.agenda.models import RuleSet
from mag.budget.models import Commitment, LedgerEntry
from mag.budget.states import EntryKind
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.grants.models import Grant, Instalment
from mag.grants.states import InstalmentState
from mag.payments import queries, service
from mag.payments.models import PaymentHold, Recovery
from mag.payments.rules import cannot_execute, next_paying_day
from mag.payments.states import RecoveryState
from tests.factories.grants import make_grant, make_partner
from tests.factories.statements import DEBTOR, TODAY, Bank, make_bank


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    return make_bank(store, tmp_path)


def test_what_is_held_enters_no_run_until_the_time_is_over(bank: Bank, clock: SetClock) -> None:
    with bank.store.transaction() as tx:
        grant = make_grant(tx, bank.ground, bank.line_id, parts=((5_000, TODAY),))
        part = grant.instalments[0].id
        rules = tx.db.get_one(RuleSet, bank.ground.rule_set.id)
        rules.document = {**rules.document, "money_terms": {"pay_within": "P6W", "hold_max": "P13W", "reclaim_limit": "P5Y"}}
    with pytest.raises(Refused) as refused, bank.store.transaction(bank.preparer) as tx:
        service.hold_payments(tx, grant.id, until_on=TODAY + timedelta(weeks=13, days=1), reason="De rekening klopt niet.")
    assert refused.value.refusals[0].code == "hold_too_long" and "31 mei 2022" in refused.value.refusals[0].sentence
    with bank.store.transaction(bank.preparer) as tx:
        hold = service.hold_payments(tx, grant.id, until_on=TODAY + timedelta(days=7), reason="De rekening klopt niet.")
    with bank.store.reading() as db:
        (due,) = queries.list_due(db, bank.ground.agenda.id, TODAY)
        assert [n.code for n in due.notes] == ["held"] and not due.payable
    with pytest.raises(Refused) as refused, bank.store.transaction(bank.preparer) as tx:
        service.prepare_run(tx, bank.ground.agenda.id, [part], execution_on=TODAY)
    assert refused.value.refusals[0].code == "held"
    clock.set(at(TODAY + timedelta(days=8), 12))
    with bank.store.transaction() as tx:
        assert (service.lift_overdue(tx), service.lift_overdue(tx)) == (1, 0)
    with bank.store.transaction(bank.preparer) as tx:
        service.prepare_run(tx, bank.ground.agenda.id, [part], execution_on=tx.today)
    with pytest.raises(Stale), bank.store.transaction(bank.preparer) as tx:
        service.lift_hold(tx, hold.id, reason="alsnog")
    with bank.store.reading() as db:
        assert db.scalars(select(PaymentHold.lift_reason)).all() == ["De termijn van de opschorting is voorbij."]


def claimed(bank: Bank, claim: int, owed: int) -> tuple[int, int, Grant]:
    """A claim on a partner and a planned instalment of another grant of the same partner."""
    with bank.store.transaction() as tx:
        partner = make_partner(tx)
        old = make_grant(tx, bank.ground, bank.line_id, partner=partner, parts=((20_000, TODAY),))
        run = service.prepare_run(tx, bank.ground.agenda.id, [old.instalments[0].id], execution_on=TODAY)
        run.prepared_by_id = bank.preparer.id
    with bank.store.reading() as db:
        kept = service.store_file(db, bank.files, run.id, DEBTOR, "pain.001.001.03")
    with bank.store.transaction(bank.releaser) as tx:
        service.release_run(tx, run.id, version=1, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version="pain.001.001.03")
        service.confirm_run(tx, run.id, version=2, paid_on=TODAY)
        recovery = service.open_recovery(tx, old.id, Cents(claim), due_on=TODAY)
        new = make_grant(tx, bank.ground, bank.line_id, partner=tx.db.get_one(type(partner), partner.id), parts=((owed, TODAY),))
        return recovery.id, new.instalments[0].id, new


@pytest.mark.parametrize(
    ("claim", "owed", "parts", "left"),
    [
        (3_000, 8_000, [(5_000, "planned"), (3_000, "set_off")], 0),
        (8_000, 3_000, [(3_000, "set_off")], 5_000),
        (4_000, 4_000, [(4_000, "set_off")], 0),
    ],
)
def test_setting_off_moves_both_sides(bank: Bank, claim: int, owed: int, parts: list[tuple[int, str]], left: int) -> None:
    recovery_id, instalment_id, grant = claimed(bank, claim, owed)
    with bank.store.transaction(bank.preparer) as tx:
        service.set_off(tx, recovery_id, instalment_id, reason="In overleg met de partner")
    with bank.store.reading() as db:
        found = db.scalars(select(Instalment).where(Instalment.grant_id == grant.id).order_by(Instalment.number))
        assert [(int(i.amount), i.state.value) for i in found] == parts
        recovery = db.get_one(Recovery, recovery_id)
        assert recovery.amount - recovery.received_amount == left
        assert (recovery.state is RecoveryState.RECEIVED) == (left == 0)
        kinds = [(e.kind, int(e.amount)) for e in db.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(2))]
        amount = min(claim, owed)
        assert kinds == [(EntryKind.RECOVER, amount), (EntryKind.SET_OFF, amount)]
        commitment = db.get_one(Commitment, grant.commitment_id)
        assert (commitment.committed_amount, commitment.paid_amount) == (owed - amount, amount)
    with pytest.raises(Refused), bank.store.transaction(bank.preparer) as tx:
        gone = tx.db.scalars(select(Instalment.id).where(Instalment.state == InstalmentState.SET_OFF)).one()
        service.set_off(tx, recovery_id, gone, reason="x")


def test_never_against_another_partner(bank: Bank) -> None:
    recovery_id, _, _ = claimed(bank, 3_000, 8_000)
    with bank.store.transaction() as tx:
        stranger = make_grant(tx, bank.ground, bank.line_id, parts=((5_000, TODAY),)).instalments[0].id
    with pytest.raises(NotFound), bank.store.transaction(bank.preparer) as tx:
        service.set_off(tx, recovery_id, stranger, reason="x")


@pytest.mark.parametrize(
    ("day", "code", "nearest"),
    [
        (date(2022, 4, 16), "execution_weekend", date(2022, 4, 19)),
        (date(2022, 4, 18), "execution_feast", date(2022, 4, 19)),
        (date(2022, 4, 27), "execution_feast", date(2022, 4, 28)),
        (date(2022, 4, 14), None, date(2022, 4, 14)),
        (date(2022, 4, 15), "execution_feast", date(2022, 4, 19)),
    ],
)
def test_banks_pay_on_working_days(day: date, code: str | None, nearest: date) -> None:
    assert [r.code for r in cannot_execute(day, date(2022, 4, 1))] == ([code] if code else [])
    assert next_paying_day(day) == nearest
    assert next_paying_day(date(2024, 5, 1)) == date(2024, 5, 2)
