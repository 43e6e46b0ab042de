"""The end of a grant on both engines: every cent is awarded, paid, free again or claimed back, and never twice."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mag.accountability import queries
from mag.accountability.models import CarriedOut, HandIn
from mag.accountability.settling import service as settling_verbs
from mag.accountability.settling.models import Settlement
from mag.accountability.settling.states import LowerGround, SettlementOutcome
from mag.accountability.settling.views import ask_view
from mag.accountability.states import HandInState
from mag.agenda.models import Agenda
from mag.applications.models import Application
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import Account
from mag.core.clock import SetClock
from mag.core.errors import Refused, Stale
from mag.core.files import FileStore
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.papers import find_paper
from mag.core.period import half_year, year
from mag.core.transaction import Store
from mag.grants.models import Grant, Instalment
from mag.grants.states import GrantState, InstalmentState
from mag.payments.models import Recovery
from mag.payments.service import register_repayment
from tests.factories.accountability import ROOM, awarded, handed_in, money_of, paid_out, settled
from tests.factories.applications import ADDRESS

T3 = 2_000_00
"""An amount of the tier that pays eighty per cent ahead and the rest after the settlement."""


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_a_plan_that_spent_everything_is_settled_as_awarded_and_gets_the_rest(store: Store, files: FileStore) -> None:
    grant = awarded(store, T3)
    paid_out(store, files, grant.id)
    assert money_of(store, grant.id) == (ROOM - T3, 400_00, 1_600_00, 400_00)
    handed_in(store, grant.id, spent=2_100_00, people=57)
    settled(store, grant.id, T3, reason="")
    assert money_of(store, grant.id) == (ROOM - T3, 400_00, 1_600_00, 400_00)
    with store.reading() as db:
        settlement = db.scalars(select(Settlement)).one()
        assert (settlement.outcome, settlement.settled_amount, settlement.released_amount, settlement.recovered_amount) == (
            SettlementOutcome.AS_AWARDED, T3, 0, 0,
        )  # fmt: skip
        rest = db.scalars(select(Instalment).where(Instalment.state == InstalmentState.PLANNED)).one()
        assert (rest.amount, rest.due_on) == (400_00, date(2022, 3, 1))
        assert db.get_one(Grant, grant.id).state is GrantState.SETTLED
        assert db.scalars(select(HandIn.state)).one() is HandInState.APPROVED
        assert db.scalars(select(CarriedOut.people_reached)).one() == 57
        paper = find_paper(db, settling_verbs.SETTLEMENT_LETTER, ("application", grant.application_id))
        assert paper is not None and paper.identifier == f"vaststelling-{grant.reference}"
        assert "€\u00a02.000,00" in paper.html and "Wij betalen u nog €\u00a0400,00" in paper.html
    paid_out(store, files, grant.id)
    assert money_of(store, grant.id) == (ROOM - T3, 0, T3, 0)
    _the_money_adds_up(store)


def test_a_plan_that_spent_less_before_the_last_part_was_paid_gets_less(store: Store, files: FileStore) -> None:
    grant = awarded(store, T3)
    paid_out(store, files, grant.id)
    handed_in(store, grant.id, spent=1_750_25)
    settled(store, grant.id, 1_750_25, reason="U gaf minder uit.")
    assert money_of(store, grant.id) == (ROOM - 1_750_25, 150_25, 1_600_00, 150_25)
    paid_out(store, files, grant.id)
    assert money_of(store, grant.id) == (ROOM - 1_750_25, 0, 1_750_25, 0)
    with store.reading() as db:
        assert db.scalars(select(Settlement.released_amount)).one() == 249_75
        assert db.scalar(select(func.count()).select_from(Recovery)) == 0
    _the_money_adds_up(store)


def test_what_was_paid_too_much_is_claimed_back_and_stays_paid_until_it_is_there(store: Store, files: FileStore) -> None:
    grant = awarded(store, T3)
    paid_out(store, files, grant.id)
    handed_in(store, grant.id, spent=1_000_00)
    settled(store, grant.id, 1_000_00, reason="U gaf minder uit.")
    assert money_of(store, grant.id) == (ROOM - 1_600_00, 0, 1_600_00, 0)
    with store.reading() as db:
        recovery = db.scalars(select(Recovery)).one()
        assert (recovery.amount, recovery.due_on) == (600_00, date(2022, 4, 12))
        assert db.scalars(select(Settlement.recovered_amount)).one() == 600_00
        dropped = db.scalars(select(Instalment.state).order_by(Instalment.number)).all()
        assert dropped == [InstalmentState.PAID, InstalmentState.DROPPED]
        paper = find_paper(db, settling_verbs.SETTLEMENT_LETTER, ("application", grant.application_id))
        assert paper is not None and "uiterlijk op 12 april 2022" in paper.html
    _the_money_adds_up(store)
    with store.transaction() as tx:
        register_repayment(tx, recovery.id, Cents(600_00), received_on=tx.today)
    assert money_of(store, grant.id) == (ROOM - 1_000_00, 0, 1_000_00, 0)
    _the_money_adds_up(store)


def test_a_plan_that_was_never_carried_out_or_paid_falls_free_whole(store: Store) -> None:
    grant = awarded(store, 200_00)
    handed_in(store, grant.id, spent=0, people=0)
    settled(store, grant.id, 0, reason="Het plan ging niet door.")
    assert money_of(store, grant.id) == (ROOM, 0, 0, 0)
    _the_money_adds_up(store)


def test_settling_waits_for_a_payment_run_that_is_not_finished(store: Store, files: FileStore) -> None:
    grant = awarded(store, 200_00)
    paid_out(store, files, grant.id, confirm=False)
    handed_in(store, grant.id, spent=200_00)
    with pytest.raises(Refused, match="payment_under_way: Er staat nog €\u00a0200,00 in een betaalronde"):
        settled(store, grant.id, 200_00)


@pytest.mark.parametrize(
    ("amount", "reason", "code"),
    [
        (200_01, "Zoals wij bespraken.", "above_award"),
        (150_00, "", "reason_missing"),
        (150_00, "te kort", "reason_missing"),
        (200_00, "", "reason_missing"),  # more than the partner spent
        (-1, "Zoals wij bespraken.", "amount_negative"),
    ],
)
def test_an_amount_that_cannot_be_settled_changes_nothing(sqlite_store: Store, amount: int, reason: str, code: str) -> None:
    grant = awarded(sqlite_store, 200_00)
    handed_in(sqlite_store, grant.id, spent=180_00)
    before = money_of(sqlite_store, grant.id)
    with pytest.raises(Refused) as raised:
        settled(sqlite_store, grant.id, amount, reason)
    assert [r.code for r in raised.value.refusals] == [code]
    assert money_of(sqlite_store, grant.id) == before
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Settlement)) == 0
        assert db.get_one(Grant, grant.id).state is GrantState.HANDED_IN


def test_a_grant_is_settled_once_and_only_as_it_was_seen(sqlite_store: Store) -> None:
    grant = awarded(sqlite_store, 200_00)
    with pytest.raises(Refused, match="closed_verb"):
        settled(sqlite_store, grant.id, 200_00)
    handed_in(sqlite_store, grant.id, spent=200_00)
    with pytest.raises(Stale, match="verantwoording binnen"), sqlite_store.transaction() as tx:
        settling_verbs.settle(tx, grant.id, version=1, settled_amount=Cents(200_00), reason="", address=ADDRESS)
    settled(sqlite_store, grant.id, 200_00)
    with pytest.raises(Refused, match="afgerond"):
        settled(sqlite_store, grant.id, 200_00)
    with sqlite_store.reading() as db:
        lines = db.scalars(select(JournalLine).where(JournalLine.action == "accountability.grant.settled")).all()
        assert len(lines) == 1 and '"settled_cents":20000' in str(lines[0].payload)
        mails = db.scalars(select(OutboxMail.subject)).all()
        assert [s for s in mails if s.startswith("Het definitieve bedrag")] == [
            f"Het definitieve bedrag voor Straatfeest demo ({grant.reference})"
        ]


def test_a_small_grant_is_settled_by_itself_after_its_last_day(store: Store, clock: SetClock) -> None:
    grant = awarded(store, 200_00)
    with pytest.raises(Refused, match="not_overdue"), store.transaction() as tx:
        settling_verbs.settle_ex_officio(tx, grant.id, version=1, address=ADDRESS)
    clock.set(datetime(2022, 8, 6, 10, tzinfo=UTC))
    with store.transaction() as tx:
        settlement = settling_verbs.settle_ex_officio(tx, grant.id, version=1, address=ADDRESS)
        assert (settlement.outcome, settlement.settled_amount, settlement.hand_in_id) == (SettlementOutcome.AS_AWARDED, 200_00, None)
        assert "ambtshalve" in settlement.reason
    _the_money_adds_up(store)


def test_a_larger_grant_without_account_needs_an_amount_and_a_reason(sqlite_store: Store, clock: SetClock, files: FileStore) -> None:
    grant = awarded(sqlite_store, T3)
    paid_out(sqlite_store, files, grant.id)
    clock.set(datetime(2022, 8, 6, 10, tzinfo=UTC))
    with pytest.raises(Refused) as raised, sqlite_store.transaction() as tx:
        settling_verbs.settle_ex_officio(tx, grant.id, version=1, address=ADDRESS)
    assert [r.code for r in raised.value.refusals] == ["amount_missing", "reason_missing"]
    said = "U stuurde na twee herinneringen niets."

    def settle_at_nothing(ground: LowerGround) -> None:
        with sqlite_store.transaction() as tx:
            version = tx.db.get_one(Grant, grant.id).version
            settling_verbs.settle_ex_officio(
                tx, grant.id, version=version, address=ADDRESS, settled_amount=Cents(0), reason=said, ground=ground
            )

    for ground, code in ((LowerGround.LESS_SPENT, "ground_other"), (LowerGround.OBLIGATION_BROKEN, "view_first")):
        with pytest.raises(Refused) as raised:
            settle_at_nothing(ground)
        assert [r.code for r in raised.value.refusals] == [code]
    with sqlite_store.transaction() as tx:
        ask_view(
            tx, grant.id, ground=LowerGround.OBLIGATION_BROKEN, amount=Cents(0), reason=said, due_on=date(2022, 8, 20), address=ADDRESS
        )
    clock.set(datetime(2022, 8, 20, 10, tzinfo=UTC))
    with pytest.raises(Refused):
        settle_at_nothing(LowerGround.OBLIGATION_BROKEN)  # today one may still react
    clock.set(datetime(2022, 8, 21, 10, tzinfo=UTC))
    settle_at_nothing(LowerGround.OBLIGATION_BROKEN)
    assert money_of(sqlite_store, grant.id) == (ROOM - 1_600_00, 0, 1_600_00, 0)


def test_people_are_summed_per_goal_over_approved_accounts_only(sqlite_store: Store) -> None:
    first, second, third = (awarded(sqlite_store, 100_00 + n, ends_on=date(2022, 6 + n, 5)) for n in range(3))
    for grant, people in ((first, 40), (second, 25), (third, 1_000)):
        handed_in(sqlite_store, grant.id, spent=grant.awarded_amount, people=people)
    for grant in (first, second):
        settled(sqlite_store, grant.id, grant.awarded_amount)
    with sqlite_store.reading() as db:
        agenda_id = db.scalars(select(Agenda.id)).one()
        assert [(r.people, r.accounts) for r in queries.sum_people(db, agenda_id, year(2022))] == [(65, 2)]
        assert [(r.goal_id, r.people) for r in queries.sum_people(db, agenda_id, half_year(2022, 1))] == [(first.goal_id, 40)]
        by_day = queries.PeopleBasis.SETTLED
        assert [r.people for r in queries.sum_people(db, agenda_id, half_year(2022, 1), basis=by_day)] == [65]
        assert queries.sum_people(db, agenda_id, half_year(2022, 2), basis=by_day) == []
        assert queries.sum_people(db, agenda_id, year(2022), settled_until=date(2022, 2, 28)) == []


def _the_money_adds_up(store: Store) -> None:
    """The balances of line and commitment are what the ledger says, and the parts of the line are the whole."""
    with store.reading() as db:
        line = db.scalars(select(BudgetLine)).one()
        assert line.allocated_amount == line.available_amount + line.committed_amount + line.paid_amount == ROOM
        for account, balance in (
            (Account.AVAILABLE, line.available_amount), (Account.COMMITTED, line.committed_amount), (Account.PAID, line.paid_amount),
        ):  # fmt: skip
            into = db.scalar(select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.to_account == account))
            out = db.scalar(select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.from_account == account))
            assert into - out == balance
        for grant in db.scalars(select(Grant).join(Application)):
            planned = sum(
                i.amount for i in grant.instalments if i.state is not InstalmentState.DROPPED and i.state is not InstalmentState.PAID
            )
            assert planned == grant.commitment.committed_amount
