"""The money verbs one by one, on both engines."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from mag.budget import queries, rules, service
from mag.budget.models import BudgetLine, Commitment, LedgerEntry
from mag.budget.queries import EntryFilter, YearTotals
from mag.budget.states import Account, EntryKind, Part
from mag.core.actor import Actor, ActorKind
from mag.core.errors import NotFound, Refused
from mag.core.journal import JournalLine
from mag.core.money import MAX_AMOUNT, Cents
from mag.core.transaction import Store
from tests.factories.agendas import make_agenda
from tests.factories.budgets import make_line

CONTROLLER = Actor(kind=ActorKind.PERSON, label="Controller demo")
TODAY = date(2022, 3, 1)


@pytest.fixture
def line_id(store: Store) -> int:
    with store.transaction(CONTROLLER) as tx:
        return make_line(tx, make_agenda(tx).agenda.id, 100_000).id


def balances(store: Store, line_id: int) -> tuple[int, int, int, int]:
    with store.reading() as db:
        line = db.get_one(BudgetLine, line_id)
        return line.allocated_amount, line.available_amount, line.committed_amount, line.paid_amount


def commit(store: Store, line_id: int, amount: int, reference: str = "MAG-2022-0001") -> int:
    with store.transaction(CONTROLLER) as tx:
        return service.commit_funds(tx, line_id, reference=reference, label="Straatfeest", amount=Cents(amount), reason="Toegekend").id


def test_money_walks_from_budget_to_paid_and_back(store: Store, line_id: int) -> None:
    commitment_id = commit(store, line_id, 60_000)
    assert balances(store, line_id) == (100_000, 40_000, 60_000, 0)
    with store.transaction(CONTROLLER) as tx:
        service.pay(tx, commitment_id, Cents(50_000), reason="Betaald", booked_on=TODAY)
        service.release(tx, commitment_id, Cents(10_000), reason="Lager vastgesteld")
        service.recover(tx, commitment_id, Cents(5_000), reason="Terugontvangen", booked_on=TODAY)
        service.withdraw(tx, line_id, Cents(1_000), reason="Begrotingswijziging")
    assert balances(store, line_id) == (99_000, 54_000, 0, 45_000)
    with store.reading() as db:
        kept = db.get_one(Commitment, commitment_id)
        assert (kept.committed_amount, kept.paid_amount) == (0, 45_000)
        entries = queries.list_entries(db, line_id=line_id)
        assert [e.kind for e in entries] == [
            EntryKind.ALLOCATE, EntryKind.COMMIT, EntryKind.PAY, EntryKind.RELEASE, EntryKind.RECOVER, EntryKind.WITHDRAW,
        ]  # fmt: skip
        assert all((e.from_account, e.to_account) == tuple(rules.MOVEMENTS[e.kind]) for e in entries)
        assert queries.sum_ledger(entries) == YearTotals(Cents(99_000), Cents(54_000), Cents(0), Cents(45_000))
        assert {e.booked_by for e in entries} == {"Controller demo"}


def test_what_is_not_there_cannot_be_promised_and_the_sentence_says_how_much_is_left(store: Store, line_id: int) -> None:
    commit(store, line_id, 88_000)
    with pytest.raises(Refused) as refused:
        commit(store, line_id, 12_001, "MAG-2022-0002")
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.field) == ("line_full", "amount")
    assert "is nog €\u00a0120,00 vrij" in refusal.sentence and "budget aanpassen" in refusal.sentence


@pytest.mark.parametrize(
    ("verb", "code"),
    [("pay", "more_than_committed"), ("release", "more_than_committed"), ("recover", "more_than_paid"), ("withdraw", "line_full")],
)
def test_no_account_goes_below_zero(store: Store, line_id: int, verb: str, code: str) -> None:
    commitment_id = commit(store, line_id, 10_000)
    with pytest.raises(Refused) as refused, store.transaction(CONTROLLER) as tx:
        if verb == "withdraw":
            service.withdraw(tx, line_id, Cents(90_001), reason="Te veel")
        elif verb == "release":
            service.release(tx, commitment_id, Cents(10_001), reason="Te veel")
        else:
            getattr(service, verb)(tx, commitment_id, Cents(10_001), reason="Te veel", booked_on=TODAY)
    assert [r.code for r in refused.value.refusals] == [code]
    assert balances(store, line_id) == (100_000, 90_000, 10_000, 0)


@pytest.mark.parametrize("amount", [0, -1, -100_000, MAX_AMOUNT + 1])
def test_an_entry_moves_more_than_nothing_and_not_more_than_anybody_means(store: Store, line_id: int, amount: int) -> None:
    commitment_id = commit(store, line_id, 10_000)
    verbs = (
        lambda tx: service.allocate(tx, line_id, Cents(amount), reason="x"),
        lambda tx: service.withdraw(tx, line_id, Cents(amount), reason="x"),
        lambda tx: service.commit_funds(tx, line_id, reference="MAG-2022-0009", label="x", amount=Cents(amount), reason="x"),
        lambda tx: service.release(tx, commitment_id, Cents(amount), reason="x"),
        lambda tx: service.pay(tx, commitment_id, Cents(amount), reason="x", booked_on=TODAY),
        lambda tx: service.recover(tx, commitment_id, Cents(amount), reason="x", booked_on=TODAY),
    )
    for verb in verbs:
        with pytest.raises(Refused), store.transaction(CONTROLLER) as tx:
            verb(tx)
    assert balances(store, line_id) == (100_000, 90_000, 10_000, 0)


def test_an_entry_without_a_reason_is_refused(store: Store, line_id: int) -> None:
    with pytest.raises(Refused) as refused, store.transaction(CONTROLLER) as tx:
        service.allocate(tx, line_id, Cents(100), reason="  ")
    assert [r.field for r in refused.value.refusals] == ["reason"]


def test_a_refusal_that_is_caught_inside_a_transaction_has_written_nothing(store: Store, line_id: int) -> None:
    with store.transaction(CONTROLLER) as tx:
        with pytest.raises(Refused):
            service.commit_funds(tx, line_id, reference="MAG-2022-0003", label="x", amount=Cents(100_001), reason="x")
        service.commit_funds(tx, line_id, reference="MAG-2022-0004", label="x", amount=Cents(100_000), reason="x")
    with store.reading() as db:
        assert [c.reference for c in queries.list_commitments(db, line_id)] == ["MAG-2022-0004"]
    assert balances(store, line_id) == (100_000, 0, 100_000, 0)


def test_money_is_promised_once_per_reference(store: Store, line_id: int) -> None:
    commit(store, line_id, 10_000)
    with pytest.raises(Refused) as refused:
        commit(store, line_id, 10_000)
    assert refused.value.refusals[0].code == "commitment_exists"
    assert balances(store, line_id) == (100_000, 90_000, 10_000, 0)


def test_every_verb_writes_one_journal_line_and_a_refused_one_none(store: Store, line_id: int) -> None:
    commitment_id = commit(store, line_id, 10_000)
    with pytest.raises(Refused), store.transaction(CONTROLLER) as tx:
        service.pay(tx, commitment_id, Cents(10_001), reason="x", booked_on=TODAY)
    with store.reading() as db:
        lines = db.scalars(select(JournalLine).where(JournalLine.chain == "dorp-2022").order_by(JournalLine.id)).all()
    assert [line.action for line in lines] == [
        "budget.year.opened", "budget.line.added", "budget.funds.allocated", "budget.funds.committed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "UPDATE budget_line SET available_amount = available_amount - 200000, committed_amount = committed_amount + 200000",
        "UPDATE budget_line SET paid_amount = paid_amount + 1",
        "UPDATE budget_line SET committed_amount = -1, available_amount = available_amount + 1",
        "UPDATE budget_line SET paid_amount = -1, available_amount = available_amount + 1",
        "UPDATE budget_line SET allocated_amount = 0",
        "UPDATE commitment SET committed_amount = -1",
        "UPDATE commitment SET paid_amount = -1",
        "UPDATE ledger_entry SET amount = 0",
        "UPDATE ledger_entry SET amount = -5",
        "UPDATE ledger_entry SET from_account = to_account",
        "UPDATE ledger_entry SET kind = 'gift'",
    ],
)
def test_the_database_itself_refuses_money_that_does_not_exist(store: Store, line_id: int, sentence: str) -> None:
    commit(store, line_id, 10_000)
    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx.db.execute(text(sentence))
    assert balances(store, line_id) == (100_000, 90_000, 10_000, 0)


def test_a_year_is_opened_once(store: Store) -> None:
    with store.transaction() as tx:
        agenda_id = make_agenda(tx).agenda.id
        service.open_year(tx, agenda_id, 2022)
    for year, code in ((2022, "year_open"), (1999, "year_wrong"), (22, "year_wrong")):
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            service.open_year(tx, agenda_id, year)
        assert refused.value.refusals[0].code == code
    with store.reading() as db:
        assert [y.year for y in queries.list_years(db, agenda_id)] == [2022]


def test_a_line_needs_a_code_of_its_own_a_task_field_and_a_cost_centre(store: Store) -> None:
    with store.transaction() as tx:
        year_id = service.open_year(tx, make_agenda(tx).agenda.id, 2022).id
        service.add_line(tx, year_id, code="MAG-01", name="Initiatieven", part=Part.FLEXIBLE, task_field="6.1", cost_centre="610100")
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        service.add_line(tx, year_id, code=" MAG-01 ", name=" ", part=Part.FIXED, task_field="zes", cost_centre="")
    assert {r.field for r in refused.value.refusals} == {"code", "name", "task_field", "cost_centre"}


def test_a_line_stands_under_a_goal_of_its_own_agenda_only(store: Store) -> None:
    with store.transaction() as tx:
        ground, other = make_agenda(tx), make_agenda(tx, "elders-2022")
        year_id = service.open_year(tx, ground.agenda.id, 2022).id
        line = service.add_line(tx, year_id, code="A", name="A", part=Part.FIXED, task_field="5.1", cost_centre="1", goal_id=ground.goal.id)
        assert line.theme_id == ground.theme.id
    with pytest.raises(NotFound), store.transaction() as tx:
        service.add_line(tx, year_id, code="B", name="B", part=Part.FIXED, task_field="5.1", cost_centre="1", goal_id=other.goal.id)


def test_a_total_and_the_rows_behind_it_agree(store: Store, line_id: int) -> None:
    commitment_id = commit(store, line_id, 60_000)
    with store.transaction(CONTROLLER) as tx:
        service.pay(tx, commitment_id, Cents(25_000), reason="Betaald", booked_on=date(2022, 7, 1))
        service.recover(tx, commitment_id, Cents(1_000), reason="Terug", booked_on=date(2022, 8, 1))
    allocated, available, committed, paid = balances(store, line_id)
    with store.reading() as db:
        for account, total in ((Account.AVAILABLE, available), (Account.COMMITTED, committed), (Account.PAID, paid)):
            chosen = EntryFilter(account=account)
            added = queries.sum_entries(db, line_id, chosen)
            assert added.into - added.out_of == total
            assert added.count == len(queries.list_ledger(db, line_id, chosen))
        outside = queries.sum_entries(db, line_id, EntryFilter(account=Account.OUTSIDE))
        assert outside.into - outside.out_of == allocated
        second_half = EntryFilter(first=date(2022, 7, 1), last=date(2022, 12, 31))
        rows = queries.list_ledger(db, line_id, second_half)
        assert [(r.entry.kind, r.available_after) for r in rows] == [(EntryKind.RECOVER, 41_000), (EntryKind.PAY, 40_000)]
        totals = queries.sum_year(db, db.get_one(BudgetLine, line_id).budget_year.agenda_id, 2022)
        assert totals == YearTotals(Cents(allocated), Cents(available), Cents(committed), Cents(paid))
        assert db.scalar(select(func.count()).select_from(LedgerEntry)) == 4
