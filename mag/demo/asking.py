"""Partners ask and staff decide: each case from its request to the decision, through the verbs of the pages."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select

from mag.applications import service as applications
from mag.applications.models import Application
from mag.applications.proposed import AwardAct
from mag.applications.requests import CostLineRequest, Request
from mag.applications.states import CostKind, Outcome, Strength
from mag.core.money import Cents, split
from mag.demo.accounting import plan_account
from mag.demo.cases import EXTENDED, SIMPLE, SMALL, Case
from mag.demo.co_funding import write_funding
from mag.demo.envelopes import line_for
from mag.demo.judging import plan_dialogue, plan_judging
from mag.demo.stage import NEIGHBOURHOOD, PROJECT_LEADER, Stage
from mag.demo.volumes import Wanted, workday
from mag.demo.words import ASSUMPTIONS, COSTS, GRANTED, REFUSED, RESULTS, STREETS
from mag.grants.models import Grant
from mag.grants.proposals import agree, propose_award
from mag.grants.service import award
from mag.partners.models import PartnerKind

__all__ = ["plan_case"]
SECOND_LOOK = Cents(5000_00)
"""From above this amount the rule set of the demonstration asks a second person."""


def plan_case(stage: Stage, case: Case) -> None:
    """Have a case asked on its day; what follows is planned then."""
    stage.plan(case.slot.asked_on, stage.random.randint(8, 21), lambda: _ask(stage, case))


def request_of(stage: Stage, case: Case) -> Request:
    """What the partner fills in: complete for its tier, with sums that close."""
    idea, partner = case.idea, case.partner
    extended, small = idea.amount > SIMPLE, idea.amount <= SMALL
    own = Cents(int(idea.amount) * stage.random.randint(1, 4) // 20 // 100 * 100)
    labels = COSTS[idea.length]
    parts = split(idea.amount + own, [5, 3, 2])
    costs = [CostLineRequest(CostKind.COST, label, part) for label, part in zip(labels, parts, strict=True)]
    incomes = [CostLineRequest(CostKind.INCOME, "Eigen geld en bijdragen van deelnemers", own)] if own else []
    answers: dict[str, object] = {}
    if extended:
        answers = {"partners": "Met de buurt en met andere verenigingen (demo).", "publicity": "Een briefje in de bus en de krant (demo)."}
    if idea.amount > EXTENDED:
        answers = {"certificates": "ja", "complaints": "Bij onze directie (demo).", "satisfaction": "Met een korte vragenlijst (demo)."}
    elif extended:
        answers |= {"vat": False, "interview": "Dinsdag of donderdag in de avond."}
    return Request(
        agenda_id=stage.agenda_id,
        applicant_kind=partner.kind,
        contact_name=partner.contact,
        organisation_name=None if partner.kind is PartnerKind.RESIDENT else partner.name,
        kvk=partner.kvk,
        email=partner.email,
        phone=None,
        iban=partner.iban,
        account_holder=partner.name,
        title=case.title,
        description=idea.text,
        place=f"{stage.random.choice(STREETS)} (demo)",
        starts_on=case.starts_on,
        ends_on=case.ends_on if extended else None,
        audience=() if small else (idea.audience,),
        expected_people=None if small else idea.people,
        requested_amount=idea.amount,
        cost_lines=() if small else (*costs, *incomes),
        goal_code=None if small else idea.goal,
        results=((RESULTS[idea.goal], max(3, idea.people // 2)),) if extended else (),
        is_regular=case.is_regular,
        answers=answers,
        is_demo=True,
        is_large_partner=partner.is_large,
    )


def _ask(stage: Stage, case: Case) -> None:
    request = request_of(stage, case)
    networker = stage.staff(NEIGHBOURHOOD)
    actor = networker if case.spoken else stage.applicant(case.partner)
    entered_by = networker.label if case.spoken else None
    sent = stage.act(actor, lambda tx: applications.submit(tx, request, address=stage.address, entered_by=entered_by))
    application_id, reference = sent.application.id, sent.application.reference
    plan_judging(stage, case, application_id)
    decided_on = case.slot.decided_on
    if case.claimed:
        first = workday(case.slot.asked_on + timedelta(days=3))
        if decided_on is None or first < decided_on:
            stage.plan(first, 9, lambda: _claim(stage, application_id))
    if decided_on is not None:
        acts = {Wanted.REFUSE: _refuse, Wanted.WITHDRAW: _withdraw}
        stage.plan(
            decided_on, stage.random.randint(10, 16), lambda: acts.get(case.slot.wanted, _award)(stage, case, application_id, reference)
        )


def _claim(stage: Stage, application_id: int) -> None:
    version = stage.version(Application, application_id)
    stage.act(stage.staff(PROJECT_LEADER), lambda tx: applications.claim(tx, application_id, version=version))


def _withdraw(stage: Stage, case: Case, application_id: int, _reference: str) -> None:
    version = stage.version(Application, application_id)
    actor = stage.accountant_of(case.partner, application_id)
    stage.act(actor, lambda tx: applications.withdraw(tx, application_id, version=version))


def _refuse(stage: Stage, case: Case, application_id: int, _reference: str) -> None:
    version = stage.version(Application, application_id)
    stage.act(
        stage.staff(PROJECT_LEADER),
        lambda tx: applications.refuse(
            tx, application_id, version=version, outcome=Outcome.REFUSE, ground_code=case.ground, reason=REFUSED[case.ground],
            address=stage.address,
        ),
    )  # fmt: skip


def _works_on(stage: Stage, case: Case, chosen: int) -> int | None:
    """The figure a plan works on. What partners count is counted by the large partner of the goal alone."""
    counted = stage.counted.get(case.idea.goal)
    if case.partner.is_large and counted is not None:
        return counted
    return chosen if chosen != counted else None


def _award(stage: Stage, case: Case, application_id: int, reference: str) -> None:
    version = stage.version(Application, application_id)
    decider = stage.staff(NEIGHBOURHOOD if case.slot.wanted is Wanted.NEIGHBOURHOOD else PROJECT_LEADER)
    goal = case.idea.goal
    year = 2023 if case.starts_on.year == 2023 else 2022
    ids = stage.indicators.get(goal, [])
    large = case.idea.amount > SIMPLE
    act = AwardAct(
        amount=case.awarded,
        line_id=line_for(stage, year, case.partner.line, case.awarded, by_neighbourhood=case.slot.wanted is Wanted.NEIGHBOURHOOD),
        goal_id=stage.goals[goal],
        reason=GRANTED["partial" if case.awarded < case.idea.amount else "whole"].format(what=case.title, people=case.idea.people),
        starts_on=case.starts_on,
        ends_on=case.ends_on,
        conditions=("Zet op uw poster dat de Maatschappelijke Agenda meebetaalt (demo).",) if large else (),
        indicator_id=_works_on(stage, case, stage.random.choice(ids)) if ids and case.idea.amount > SMALL else None,
        assumption=ASSUMPTIONS[goal],
        strength=stage.random.choice(list(Strength)),
        exception_reason="" if case.is_regular else "Dit plan werkt lang door en bereikt veel mensen (demo).",
    )
    if case.awarded > SECOND_LOOK:
        proposal = stage.act(decider, lambda tx: propose_award(tx, application_id, version=version, act=act, address=stage.address))
        stage.act(stage.staff(NEIGHBOURHOOD), lambda tx: agree(tx, proposal.id, address=stage.address))
    else:
        stage.act(decider, lambda tx: award(tx, application_id, version=version, address=stage.address, **asdict(act)))
    with stage.house.store.reading() as db:
        grant = db.scalars(select(Grant).where(Grant.application_id == application_id)).one()
    if case.awarded > SIMPLE:
        write_funding(stage, application_id, grant.id)
    plan_dialogue(stage, case, application_id, stage.today)
    plan_account(stage, case, application_id, grant.id, grant.account_by)
