"""The demonstration year as it stands in the database: made by verbs, in balance, and the same every time."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.accountability.models import HandIn
from mag.accountability.receipts.models import Receipt
from mag.accountability.settling.models import Settlement
from mag.accountability.settling.states import SettlementOutcome
from mag.accountability.states import HandInState
from mag.agenda.models import RuleSet
from mag.agenda.queries import rule_set_document
from mag.applications.models import Application, Decision
from mag.applications.states import OPEN_STATES, ApplicationState
from mag.budget.models import BudgetLine, Commitment, LedgerEntry
from mag.core.db import Base, Database
from mag.core.duties import DutyRun
from mag.core.house import House
from mag.core.journal import JournalLine
from mag.core.papers import Paper
from mag.core.period import half_year, year
from mag.demo.calendar import OPENING
from mag.demo.installation import find_clock, prepare
from mag.demo.year import make_demonstration
from mag.grants.models import Grant, Instalment
from mag.grants.states import GrantState
from mag.indicators.models import Measurement
from mag.partners.models import Partner, PartnerKind
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.states import RecoveryState, RunState
from mag.reports.models import Report
from mag.reports.states import ReportState
from tests.fixtures_demo import demo_settings_at

pytestmark = pytest.mark.begin_early
BUSINESS = (Partner, Application, Decision, Grant, Instalment, BudgetLine, Commitment, LedgerEntry, PaymentRun, Payment, HandIn, Receipt,
            Settlement, Recovery)  # fmt: skip
BY_CHANCE = {"follow_token_digest"}


def test_volumes_as_they_are_counted_in_the_database(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        decisions = db.scalars(select(Decision)).all()
        first = [decision for decision in decisions if decision.decided_on in half_year(2022, 1)]
        assert (len(first), sum(decision.decided_on in year(2022) for decision in decisions)) == (52, 80)
        assert sum(decision.application.submitted_on in year(2021) for decision in first) == 16
        tiers = Counter(decision.application.tier.code for decision in decisions if decision.decided_on in year(2022))
        assert set(tiers) == {"T1", "T2", "T3", "T4"} and tiers["T1"] == 12


def test_there_is_work_for_everybody_at_the_opening(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        waiting = db.scalars(select(Application).where(Application.state.in_(OPEN_STATES))).all()
        late = [application for application in waiting if application.decide_by < OPENING]
        near = [application for application in waiting if 0 <= (application.decide_by - OPENING).days <= 7]
        assert 8 <= len(waiting) <= 15 and 1 <= len(late) <= 2 and near
        assert Counter(run.state for run in db.scalars(select(PaymentRun)))[RunState.PREPARED] == 1
        running = db.scalars(select(Grant).where(Grant.state == GrantState.RUNNING)).all()
        assert any(grant.account_by < OPENING for grant in running)
        assert sum(0 <= (grant.account_by - OPENING).days <= 50 for grant in running) >= 3
        states = Counter(hand_in.state for hand_in in db.scalars(select(HandIn)))
        assert states[HandInState.HANDED_IN] >= 2 and states[HandInState.APPROVED] >= 40


def test_money_went_every_way_it_can(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        outcomes = Counter(settlement.outcome for settlement in db.scalars(select(Settlement)))
        assert outcomes[SettlementOutcome.AS_AWARDED] > outcomes[SettlementOutcome.LOWER] > 5
        assert db.scalars(select(Settlement).where(Settlement.hand_in_id.is_(None))).all()
        recoveries = Counter(recovery.state for recovery in db.scalars(select(Recovery)))
        assert recoveries[RecoveryState.OPEN] >= 1 and recoveries[RecoveryState.RECEIVED] >= 1
        assert db.scalars(select(Settlement).where(Settlement.released_amount > 0)).all()
        for run in db.scalars(select(PaymentRun).where(PaymentRun.state == RunState.CONFIRMED)):
            assert run.prepared_by != run.released_by


def test_the_ledger_balances_and_no_line_is_overspent(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        for line in db.scalars(select(BudgetLine)):
            assert line.allocated_amount == line.available_amount + line.committed_amount + line.paid_amount
            assert line.available_amount >= 0 and "demo" in line.name
        paid = sum(payment.amount for payment in db.scalars(select(Payment)) if payment.run.state is RunState.CONFIRMED)
        back = sum(recovery.received_amount for recovery in db.scalars(select(Recovery)))
        assert sum(line.paid_amount for line in db.scalars(select(BudgetLine))) == paid - back


def test_everybody_says_demo(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        partners, applications = db.scalars(select(Partner)).all(), db.scalars(select(Application)).all()
        assert all("demo" in partner.name.lower() and partner.is_demo for partner in partners)
        assert all(a.is_demo and "demo" in f"{a.contact_name} {a.account_holder}".lower() for a in applications)
        assert sum(partner.kind is not PartnerKind.RESIDENT for partner in partners) >= 30


def test_no_row_came_in_past_the_verbs(demo_house: House) -> None:
    """Every business row has its act in the journal, dated in the year itself and by somebody who could."""
    with demo_house.store.reading() as db:
        lines = db.scalars(select(JournalLine)).all()
        acts = Counter(line.action for line in lines)
        count = {kind: len(db.scalars(select(kind)).all()) for kind in BUSINESS}
        assert acts["applications.application.submitted"] == count[Application]
        assert acts["grants.grant.awarded"] == count[Grant]
        assert acts["grants.grant.awarded"] + acts["applications.application.refused"] == count[Decision]
        assert acts["accountability.grant.settled"] == count[Settlement]
        assert acts["payments.run.prepared"] == count[PaymentRun]
        assert acts["payments.recovery.opened"] == count[Recovery]
        money = sum(number for act, number in acts.items() if act.startswith("budget.funds."))
        assert money == count[LedgerEntry]
        assert max(line.at for line in lines) <= demo_house.store.clock.now()
        awarded_by = {line.actor_kind for line in lines if line.action == "grants.grant.awarded"}
        assert awarded_by == {"person"}


def test_indicators_have_published_and_invented_values_that_say_so(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        measured = db.scalars(select(Measurement)).all()
        assert any(not row.is_demo for row in measured) and any(row.is_demo for row in measured)
        assert all("demo" in row.source.lower() for row in measured if row.is_demo)
        assert all(row.last_on < OPENING for row in measured)


def test_one_report_stands_and_two_wait(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        found = {(report.kind.value, report.period_code): report.state for report in db.scalars(select(Report))}
        adopted = db.scalars(select(Report).where(Report.state == ReportState.ADOPTED)).one()
        assert found == {
            ("half_year", "2022-1"): ReportState.ADOPTED,
            ("half_year", "2022-2"): ReportState.CONCEPT,
            ("annual", "2022"): ReportState.CONCEPT,
        }
        assert adopted.adopted_at is not None and demo_house.files.read(adopted.pdf_sha256 or "").startswith(b"%PDF")


def test_rules_the_source_leaves_open_were_filled_in_with_a_remark(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        rules = rule_set_document(db.scalars(select(RuleSet).where(RuleSet.code == "stuwkr8-2020")).one())
        assert rules.open_keys() == ()
        assert "demo" in rules.tier("T4").notes["window.closes"]


def test_the_clock_of_a_made_demonstration_is_known(demo_house: House) -> None:
    clock = find_clock(demo_house.settings)
    assert clock is not None
    with demo_house.store.reading() as db:
        run = db.scalars(select(DutyRun).where(DutyRun.duty == "demonstration")).one()
        assert run.finished_at is not None and re.fullmatch(r"klok verzet met -?\d+", run.outcome or "")


def test_every_decision_has_its_letter(demo_house: House) -> None:
    with demo_house.store.reading() as db:
        decisions = len(db.scalars(select(Decision.id)).all())
        assert Counter(paper.kind for paper in db.scalars(select(Paper)))["decision_letter"] == decisions


def business_lines(db: Session) -> list[str]:
    """Every business row with all its values but those made by chance."""
    return [_line(row) for kind in BUSINESS for row in db.scalars(select(kind).order_by(kind.id))]  # type: ignore[attr-defined]


def _line(row: Base) -> str:
    values = [(column.key, getattr(row, column.key)) for column in row.__mapper__.columns if column.key not in BY_CHANCE]
    return f"{type(row).__name__} {values}"


@pytest.mark.parametrize("engines", [("sqlite", "sqlite"), pytest.param(("sqlite", "postgresql"), marks=pytest.mark.postgres)])
def test_the_same_seed_makes_the_same_year_on_both_engines(engines: tuple[str, str], fresh_url: Callable[..., str], tmp_path: Path) -> None:
    years: list[list[str]] = []
    for number, engine in enumerate(engines):
        settings = demo_settings_at(tmp_path / str(number), database_url=fresh_url(engine))
        make_demonstration(settings, tell=lambda _said: None, limit=8)
        database = Database(settings.sqlalchemy_url)
        with database.reading() as db:
            assert db.scalars(select(Application).where(Application.state == ApplicationState.AWARDED)).all()
            years.append(business_lines(db))
        database.dispose()
    assert [pair for pair in zip(*years, strict=True) if pair[0] != pair[1]] == []


def test_a_broken_off_start_is_seen_and_done_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = demo_settings_at(tmp_path)
    prepare(settings)

    def stop(said: str) -> None:
        if "10 van" in said:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demonstration(settings, tell=stop, limit=10)
    assert find_clock(settings) is None
    prepare(settings)
    assert "afgebroken" in capsys.readouterr().out
    make_demonstration(settings, tell=lambda _said: None, limit=4)
    assert find_clock(settings) is not None
