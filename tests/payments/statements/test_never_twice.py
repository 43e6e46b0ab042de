"""Whatever order files come in, overlapping or broken off: every line is kept once, and every booking has one line."""

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.queries import list_entries, sum_ledger
from mag.core.errors import Refused
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.payments.models import Payment, Recovery
from mag.payments.statements.states import Purpose
from mag.payments.states import RunState
from tests.factories.statements import DEBTOR, TODAY, Bank, back, make_bank, out


@pytest.mark.parametrize("seed", range(4))
def test_a_random_year_of_files(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    bank = make_bank(store, tmp_path)
    paid = [p for _ in range(3) for p in bank.released(*(chance.randint(1, 90) * 100 for _ in range(chance.randint(1, 4))))]
    bookings = [out(p, f"D{p.id}") for p in paid] + [back(p, f"R{p.id}") for p in chance.sample(paid, 2)]
    bookings += [Booking(chance.randint(1, 999), f"V{n}", remittance="vreemd") for n in range(3)]
    bookings += chance.sample(bookings, 2)  # the bank says the same thing again in a later file
    chance.shuffle(bookings)
    given: list[list[Booking]] = []
    while bookings:
        given.append([bookings.pop() for _ in range(min(len(bookings), chance.randint(1, 4)))])
    for number, some in enumerate(given + chance.sample(given, min(2, len(given)))):
        content = write_camt053(DEBTOR.iban, TODAY, Cents(number), some, reference=f"A{number}")
        for attempt in (content[: len(content) // 2], content, content):
            try:
                bank.take_in(attempt)
            except Refused:
                continue
    _nothing_twice_nothing_lost(bank, {b.reference for some in given for b in some})


def _nothing_twice_nothing_lost(bank: Bank, references: set[str]) -> None:
    lines = bank.lines()
    assert {line.bank_reference.split("#")[0] for line in lines} == references
    about = Counter((line.payment_id, line.purpose) for line in lines if line.payment_id is not None)
    assert all(times == 1 for times in about.values())
    with bank.store.reading() as db:
        pays = db.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "pay"))
        confirmed = [p for p in db.scalars(select(Payment)) if p.run.state is RunState.CONFIRMED]
        assert pays == len(confirmed)
        assert {p.id for p in confirmed} <= {line.payment_id for line in lines if line.purpose is Purpose.PAYMENT}
        backs = db.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "return"))
        assert backs == sum(1 for line in lines if line.purpose is Purpose.RETURNED)
        row = db.get_one(BudgetLine, bank.line_id)
        totals = sum_ledger(list_entries(db, line_id=bank.line_id))
        assert (totals.available, totals.committed, totals.paid) == (row.available_amount, row.committed_amount, row.paid_amount)
        assert db.scalar(select(func.count()).select_from(Recovery)) == 0
