"""A whole agenda with invented figures, budget lines and plans in every stage: what the municipality's pages are about."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.settling.states import LowerGround, SettlementOutcome
from mag.accountability.states import HandInState
from mag.agenda.models import Agenda, Goal
from mag.agenda.queries import get_agenda
from mag.agenda_file import load
from mag.budget import service as budget
from mag.core.money import ZERO, Cents
from mag.core.settings import ROOT
from mag.core.transaction import Tx
from mag.demo.measurements import demo_measurements, demo_targets, record_demo
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.indicators.measurement_file import parse_measurements, record_published
from mag.partners.models import PartnerKind
from tests.factories.agendas import Ground
from tests.factories.applications import CODE, agenda_file
from tests.factories.budgets import make_line
from tests.factories.grants import IBANS, make_grant, make_partner


@dataclass(frozen=True)
class Town:
    """What a scene consists of."""

    agenda: Agenda
    goals: list[Goal]
    grants: list[Grant]


def make_town(tx: Tx, plans: int = 3) -> Town:
    """The agenda of the demonstration with its figures, and ``plans`` plans for every goal, decided on today.

    Of every three plans one is settled lower with 12 people and a repayment, one is paid in half, one is just promised (by a
    resident). The first goal has a budget line of its own.
    """
    load(tx, agenda_file())
    agenda = get_agenda(tx.db, CODE)
    indicators = agenda_file().indicators
    record_demo(tx, agenda.id, demo_measurements(7, indicators), demo_targets(7, indicators))
    record_published(tx, agenda.id, parse_measurements((ROOT / "config/measurements/hardinxveld-giessendam.csv").read_bytes()))
    goals = list(tx.db.scalars(select(Goal).where(Goal.agenda_id == agenda.id).order_by(Goal.theme_id, Goal.position)))
    year = tx.today.year
    shared = make_line(tx, agenda.id, 10_000_000, code="MAG-01", year=year)
    own = make_line(tx, agenda.id, 2_000_000, code="MAG-02", year=year)
    own.goal_id, own.theme_id = goals[0].id, goals[0].theme_id
    resident = make_partner(tx, "Geheime Naam", IBANS[1], PartnerKind.RESIDENT)
    club = make_partner(tx, "Wandelclub demo", IBANS[2], PartnerKind.ASSOCIATION)
    rules = agenda.rule_sets[0]
    grants = []
    for goal in goals:
        ground = Ground(agenda, goal.theme, goal, rules, rules.tiers[0])
        for number in range(plans):
            stage = number % 3
            grant = make_grant(
                tx, ground, (own if goal is goals[0] and stage == 0 else shared).id, partner=resident if stage == 2 else club,
                parts=((30_000 + 101 * number, date(2022, 2, 1)),), title=f"Plan {number} demo", expected_people=20 + number,
            )  # fmt: skip
            grants.append(grant)
            _bring_to(tx, grant, stage)
    tx.db.flush()
    return Town(agenda, goals, grants)


def _bring_to(tx: Tx, grant: Grant, stage: int) -> None:
    amount = grant.awarded_amount
    if stage == 0:
        budget.pay(tx, grant.commitment_id, amount, reason="Betaald", booked_on=tx.today)
        budget.recover(tx, grant.commitment_id, Cents(5_050), reason="Terugontvangen", booked_on=tx.today)
        hand_in = HandIn(
            grant_id=grant.id, state=HandInState.APPROVED, spent_amount=Cents(amount - 5_050), people_reached=12,
            story="Verhaal van Geheim", started_at=tx.now, handed_in_at=tx.now,
        )  # fmt: skip
        tx.db.add(hand_in)
        tx.db.flush()
        settlement = Settlement(
            grant_id=grant.id, hand_in_id=hand_in.id, outcome=SettlementOutcome.LOWER, ground=LowerGround.LESS_SPENT, awarded_amount=amount,
            settled_amount=Cents(amount - 5_050), released_amount=ZERO, recovered_amount=Cents(5_050), reason="Minder uitgegeven",
            settled_on=tx.today, settled_at=tx.now, settled_by="Demo controller",
        )  # fmt: skip
        tx.db.add(settlement)
        grant.state = GrantState.SETTLED
    elif stage == 1:
        budget.pay(tx, grant.commitment_id, Cents(amount // 2), reason="Eerste deel", booked_on=tx.today)
        tx.db.add(HandIn(grant_id=grant.id, state=HandInState.DRAFT, people_reached=999, started_at=tx.now))
    grant.account_by = date(2023, 1, 31)
