"""Any order of acts by two people over two years: every line balances, nothing gets lost between years, closed years stay closed."""

from datetime import date
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from mag.budget import acts, closing, concepts, queries, service
from mag.budget.models import BudgetAct, BudgetLine, BudgetYear, Commitment, LedgerEntry
from mag.budget.states import ActState, EntryKind, Leftover, YearState
from mag.core.actor import Actor
from mag.core.clock import SetClock, at
from mag.core.errors import Refused, Stale
from mag.core.money import Cents
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, draw_up, make_two, plan

YEARS, CODES = (2021, 2022), ("A", "B")
YEAR = st.sampled_from(YEARS)
LINE = st.tuples(YEAR, st.sampled_from(CODES))
AMOUNT = st.sampled_from([1, 999, 30_000, 50_000, 50_001, 90_000])
WHO = st.booleans()
_references = count(1)


class Years(RuleBasedStateMachine):
    """Two years with two lines each; one or the other of two people tries anything at any moment."""

    two: Two

    @initialize(ready=st.sampled_from([(2022,), (2021, 2022)]))
    def begin(self, ready: tuple[int, ...]) -> None:
        self.closed_with: dict[int, int] = {}
        with self.two.store.transaction() as tx:
            for table in (LedgerEntry, BudgetAct):
                tx.db.query(table).delete()
            tx.db.query(Commitment).delete()
            tx.db.query(BudgetLine).delete()
            tx.db.query(BudgetYear).delete()
        for year in YEARS:
            (adopted if year in ready else draw_up)(self.two, year, *(plan(code, 100_000) for code in CODES))

    def who(self, second: bool) -> Actor:
        return self.two.two if second else self.two.one

    def attempt(self, second: bool, verb: object) -> None:
        """A verb is carried out whole, or refused and nothing changed (the invariants look)."""
        try:
            with self.two.store.transaction(self.who(second)) as tx:
                verb(tx)  # type: ignore[operator]
        except (Refused, Stale):
            pass

    @rule(year=YEAR, second=WHO, step=st.sampled_from(["propose", "adopt", "send_back", "propose_close", "close", "send_back_close"]),
          leftover=st.sampled_from(Leftover))  # fmt: skip
    def one_step(self, year: int, second: bool, step: str, leftover: Leftover) -> None:
        self.take(year, second, step, leftover)

    def take(self, year: int, second: bool, step: str, leftover: Leftover) -> None:
        found = self.two.year(year)
        words = {
            "adopt": {}, "close": {"free": Cents(sum(line.available_amount for line in found.lines))},
            "propose_close": {"choices": {line.id: leftover for line in found.lines}, "reason": "x"},
        }.get(step, {"reason": "x"})  # fmt: skip
        verb = getattr(concepts if hasattr(concepts, step) else closing, step)
        self.attempt(second, lambda tx: verb(tx, found.id, version=found.version, **words))

    @rule(
        line=LINE,
        other=LINE,
        amount=AMOUNT,
        second=WHO,
        kind=st.sampled_from(["allocate", "withdraw", "transfer", "carry_over", "give_back"]),
    )
    def act(self, line: tuple[int, str], other: tuple[int, str], amount: int, second: bool, kind: str) -> None:
        ids = [self.two.line(*line).id] + ([self.two.line(*other).id] if kind == "transfer" else [])
        self.attempt(second, lambda tx: getattr(acts, kind)(tx, *ids, Cents(amount), reason="x"))

    @rule(second=WHO, agree=WHO)
    def decide(self, second: bool, agree: bool) -> None:
        with self.two.store.reading() as db:
            waiting = db.scalar(select(BudgetAct).where(BudgetAct.state == ActState.PROPOSED).limit(1))
        if waiting is not None:
            version = waiting.version
            if agree:
                self.attempt(second, lambda tx: acts.agree(tx, waiting.id, version=version))
            else:
                self.attempt(second, lambda tx: acts.reject(tx, waiting.id, version=version, reason="x"))

    @rule(line=LINE, amount=AMOUNT)
    def promise(self, line: tuple[int, str], amount: int) -> None:
        line_id, reference = self.two.line(*line).id, f"R-{next(_references)}"
        self.attempt(False, lambda tx: service.commit_funds(tx, line_id, reference=reference, label="x", amount=Cents(amount), reason="x"))

    @rule(amount=AMOUNT, release=WHO)
    def pay_or_release(self, amount: int, release: bool) -> None:
        with self.two.store.reading() as db:
            found = db.scalar(select(Commitment).where(Commitment.committed_amount > 0).limit(1))
        if found is not None:
            if release:
                self.attempt(False, lambda tx: service.release(tx, found.id, Cents(amount), reason="x"))
            else:
                self.attempt(False, lambda tx: service.pay(tx, found.id, Cents(amount), reason="x", booked_on=tx.today))

    @invariant()
    def every_line_balances_and_a_closed_year_stays_closed(self) -> None:
        if not hasattr(self, "closed_with"):
            return
        with self.two.store.reading() as db:
            for year in db.scalars(select(BudgetYear)).all():
                added = 0
                for line in year.lines:
                    told = queries.sum_ledger(queries.list_entries(db, line_id=line.id))
                    kept = (line.allocated_amount, line.available_amount, line.committed_amount, line.paid_amount)
                    assert (
                        (told.allocated, told.available, told.committed, told.paid) == kept and kept[0] == sum(kept[1:]) and min(kept) >= 0
                    )
                    assert year.state not in (YearState.CONCEPT, YearState.PROPOSED) or kept == (0, 0, 0, 0)
                    added += line.committed_amount + line.paid_amount
                if year.state is YearState.CLOSED:
                    assert added <= self.closed_with.setdefault(year.year, added), "nothing was promised after closing"
            carried = select(func.coalesce(func.sum(LedgerEntry.amount), 0))
            assert db.scalar(carried.where(LedgerEntry.kind == EntryKind.CARRY_OUT)) == db.scalar(
                carried.where(LedgerEntry.kind == EntryKind.CARRY_IN)
            )
            for act in db.scalars(select(BudgetAct)).all():
                booked = db.scalar(select(func.count()).where(LedgerEntry.act_id == act.id)) or 0
                assert (booked > 0) == (act.state is ActState.DONE)
                assert not act.needs_second or act.state is not ActState.DONE or act.decided_by_id != act.proposed_by_id


def test_whatever_two_people_do_over_two_years(sqlite_store: Store) -> None:
    assert isinstance(sqlite_store.clock, SetClock)
    sqlite_store.clock.set(at(date(2023, 2, 15), 12))
    machine = type("YearsHere", (Years,), {"two": make_two(sqlite_store)})
    run_state_machine_as_test(machine, settings=settings(max_examples=6, stateful_step_count=25, deadline=None))
