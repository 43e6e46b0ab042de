"""Random sequences of money verbs against a small plain model, on both engines (``reliability.md`` T13, N4)."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import func, select

from mag.budget import queries, service
from mag.budget.models import BudgetLine, Commitment, LedgerEntry
from mag.core.errors import Refused
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.agendas import make_agenda
from tests.factories.budgets import make_line

TODAY = date(2022, 3, 1)
AMOUNTS = st.one_of(st.integers(-5, 5), st.integers(1, 2_000), st.sampled_from([1, 100, 999, 1_000]))
LINES = st.integers(0, 1)
_agendas = count(1)


@dataclass
class Pot:
    """What a line holds, kept the plain way."""

    available: int = 0
    promised: dict[str, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)

    def allocated(self) -> int:
        return self.available + sum(self.promised.values()) + sum(self.paid.values())


class Money(RuleBasedStateMachine):
    """Two lines of one year; every verb with any amount, also wrong ones."""

    commitments = Bundle("commitments")
    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.pots = [Pot(), Pot()]
        self.numbers = count(1)
        self.entries = 0

    @initialize()
    def begin(self) -> None:
        self.code = f"agenda-{next(_agendas)}"
        with self.store.transaction() as tx:
            self.agenda_id = make_agenda(tx, self.code).agenda.id
            self.line_ids = [make_line(tx, self.agenda_id, code=code).id for code in ("A", "B")]

    def attempt(self, allowed: bool, verb: str, *args: object, **words: object) -> object:
        """Call a verb; it must be refused exactly when the model says so."""
        try:
            with self.store.transaction() as tx:
                done = getattr(service, verb)(tx, *args, reason="proef", **words)
        except Refused:
            assert not allowed, f"{verb} {args} {words} was refused"
            return None
        assert allowed, f"{verb} {args} {words} was not refused"
        self.entries += 1
        return done

    @rule(line=LINES, amount=AMOUNTS)
    def allocate(self, line: int, amount: int) -> None:
        if self.attempt(amount > 0, "allocate", self.line_ids[line], Cents(amount)):
            self.pots[line].available += amount

    @rule(line=LINES, amount=AMOUNTS)
    def withdraw(self, line: int, amount: int) -> None:
        pot = self.pots[line]
        if self.attempt(0 < amount <= pot.available, "withdraw", self.line_ids[line], Cents(amount)):
            pot.available -= amount

    @rule(target=commitments, line=LINES, amount=AMOUNTS)
    def commit(self, line: int, amount: int) -> object:
        pot, reference = self.pots[line], f"{self.code}-{next(self.numbers)}"
        allowed = 0 < amount <= pot.available
        made = self.attempt(allowed, "commit_funds", self.line_ids[line], reference=reference, label="x", amount=Cents(amount))
        if not isinstance(made, Commitment):
            return multiple()
        pot.available -= amount
        pot.promised[reference], pot.paid[reference] = amount, 0
        return (line, reference, made.id)

    @rule(which=commitments, amount=AMOUNTS)
    def commit_again(self, which: tuple[int, str, int], amount: int) -> None:
        line, reference, _ = which
        self.attempt(False, "commit_funds", self.line_ids[line], reference=reference, label="x", amount=Cents(amount))

    @rule(which=commitments, amount=AMOUNTS)
    def release(self, which: tuple[int, str, int], amount: int) -> None:
        line, reference, commitment_id = which
        pot = self.pots[line]
        if self.attempt(0 < amount <= pot.promised[reference], "release", commitment_id, Cents(amount)):
            pot.promised[reference] -= amount
            pot.available += amount

    @rule(which=commitments, amount=AMOUNTS)
    def pay(self, which: tuple[int, str, int], amount: int) -> None:
        line, reference, commitment_id = which
        pot = self.pots[line]
        if self.attempt(0 < amount <= pot.promised[reference], "pay", commitment_id, Cents(amount), booked_on=TODAY):
            pot.promised[reference] -= amount
            pot.paid[reference] += amount

    @rule(which=consumes(commitments))
    def pay_all(self, which: tuple[int, str, int]) -> None:
        line, reference, _ = which
        self.pay(which, self.pots[line].promised[reference])

    @rule(which=commitments, amount=AMOUNTS)
    def recover(self, which: tuple[int, str, int], amount: int) -> None:
        line, reference, commitment_id = which
        pot = self.pots[line]
        if self.attempt(0 < amount <= pot.paid[reference], "recover", commitment_id, Cents(amount), booked_on=TODAY):
            pot.paid[reference] -= amount
            pot.available += amount

    @invariant()
    def books_balance(self) -> None:
        if not hasattr(self, "line_ids"):
            return
        with self.store.reading() as db:
            for line_id, pot in zip(self.line_ids, self.pots, strict=True):
                line = db.get_one(BudgetLine, line_id)
                kept = (line.allocated_amount, line.available_amount, line.committed_amount, line.paid_amount)
                assert kept == (pot.allocated(), pot.available, sum(pot.promised.values()), sum(pot.paid.values()))
                assert min(kept) >= 0 and kept[0] == sum(kept[1:])
                commitments = queries.list_commitments(db, line_id)
                assert {c.reference: (c.committed_amount, c.paid_amount) for c in commitments} == {
                    reference: (promised, pot.paid[reference]) for reference, promised in pot.promised.items()
                }
                entries = queries.list_entries(db, line_id=line_id)
                recomputed = queries.sum_ledger(entries)
                assert (recomputed.allocated, recomputed.available, recomputed.committed, recomputed.paid) == kept
                rows = queries.list_ledger(db, line_id, queries.EntryFilter())
                assert not rows or rows[0].available_after == pot.available
                for commitment in commitments:
                    own = queries.sum_ledger([e for e in entries if e.commitment_id == commitment.id])
                    assert (own.committed, own.paid) == (commitment.committed_amount, commitment.paid_amount)
            written = db.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.line_id.in_(self.line_ids)))
            told = db.scalar(
                select(func.count())
                .select_from(JournalLine)
                .where(JournalLine.chain == self.code, JournalLine.action.startswith("budget.funds"))
            )
            assert written == told == self.entries


def test_whatever_people_do_the_books_balance(store: Store) -> None:
    machine = type("MoneyHere", (Money,), {"store": store})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
