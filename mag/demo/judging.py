"""How staff judge in the demonstration: verdicts on the criteria, advice of the sounding board, a dialogue, somebody who keeps out."""

from datetime import date, timedelta

from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.queries import rule_set_document
from mag.applications import service as applications
from mag.applications.judging import Judged, criteria_of
from mag.applications.models import Application, Enquiry
from mag.applications.states import OPEN_STATES, EnquiryKind, EnquiryState, Stance
from mag.applications.verdicts import Verdict
from mag.core.money import Cents
from mag.core.transaction import Tx
from mag.demo.calendar import OPENING
from mag.demo.cases import EXTENDED, SIMPLE, Case
from mag.demo.stage import NEIGHBOURHOOD, PROJECT_LEADER, Stage
from mag.demo.volumes import Wanted, workday

SOUNDING_BOARD = "klankbord@demo.example"
EVERY = 4
"""One in so many plans of the middle tiers shows its assessment; the large ones all do."""
WORDS: dict[str, str] = {
    "fit_with_goal": "Het plan noemt het doel en doet er iets aan (demo).",
    "amount_for_result": "Het bedrag past bij het aantal mensen (demo).",
    "reach": "Er doen genoeg mensen uit de wijk mee (demo).",
    "cooperation": "Twee andere partners doen mee (demo).",
    "voluntary_effort": "Vrijwilligers dragen het plan (demo).",
}
ELSE = "Dat staat duidelijk in het plan (demo)."


def plan_judging(stage: Stage, case: Case, application_id: int) -> None:
    """Plan what happens between sending and deciding."""
    decided = case.slot.decided_on
    if decided is not None and case.slot.wanted is Wanted.GRANT and (case.idea.amount > EXTENDED or _shown(case)):
        stage.plan(decided, 9, lambda: _assess(stage, application_id), 30)
    if decided is not None and case.slot.is_large:
        asked = workday(case.slot.asked_on + timedelta(days=3))
        if asked + timedelta(days=8) < decided:
            stage.plan(asked, 10, lambda: _ask_board(stage, application_id, asked + timedelta(days=14)), 5)
            stage.plan(workday(asked + timedelta(days=6)), 20, lambda: _advise(stage, application_id), 10)
    if decided is None and case.idea.amount > SIMPLE and case.slot.wanted is Wanted.PENDING:
        stage.plan(OPENING - timedelta(days=1), 9, lambda: _ask_board(stage, application_id, OPENING + timedelta(days=7)), 15)
    if decided is None and case.idea.amount <= SIMPLE and case.slot.wanted is Wanted.PENDING and case.number % 2:
        stage.plan(OPENING - timedelta(days=1), 9, lambda: _keep_out(stage, application_id), 40)


def plan_dialogue(stage: Stage, case: Case, application_id: int, decided: date) -> None:
    """Plan the performance dialogue about a large grant, with agreements to look at again around the opening."""
    held = workday(decided + timedelta(days=60))
    if case.slot.is_large and held < OPENING:
        stage.plan(held, 15, lambda: _talk(stage, application_id, held), 20)


def _shown(case: Case) -> bool:
    return case.idea.amount > SIMPLE and case.number % EVERY == 0


def _assess(stage: Stage, application_id: int) -> None:
    def judge(tx: Tx) -> None:
        application = tx.db.get_one(Application, application_id)
        if application.state not in OPEN_STATES:
            return
        criteria = criteria_of(rule_set_document(application.rule_set), application.tier.code)
        judged = [Judged(c.code, _verdict(n, application.requested_amount), WORDS.get(c.code, ELSE)) for n, c in enumerate(criteria)]
        applications.assess(tx, application_id, judged=judged)

    stage.act(stage.staff(PROJECT_LEADER), judge)


def _verdict(number: int, amount: Cents) -> Verdict:
    return Verdict.PARTLY if (number + int(amount) // 100_00) % 5 == 0 else Verdict.GOOD


def _ask_board(stage: Stage, application_id: int, due_on: date) -> None:
    stage.act(
        stage.staff(PROJECT_LEADER),
        lambda tx: applications.ask_advice(
            tx, application_id, question="Past dit plan bij wat er in de wijk nodig is? (demo)", due_on=due_on, address=stage.address,
            role=Role.SOUNDING_BOARD,
        ),
    )  # fmt: skip


def _advise(stage: Stage, application_id: int) -> None:
    with stage.house.store.reading() as db:
        advice = (Enquiry.application_id == application_id, Enquiry.kind == EnquiryKind.ADVICE, Enquiry.state == EnquiryState.OPEN)
        enquiry_id = db.scalars(select(Enquiry.id).where(*advice)).first()
    if enquiry_id is not None:
        text = "Dit past bij de wijk. Let op dat ook jongeren meedoen (demo)."
        stage.act(
            stage.staff(SOUNDING_BOARD),
            lambda tx: applications.give_advice(tx, enquiry_id, stance=Stance.POSITIVE_WITH_REMARKS, text=text),
        )


def _keep_out(stage: Stage, application_id: int) -> None:
    reason = "Mijn broer organiseert dit mee (demo)."
    stage.act(stage.staff(NEIGHBOURHOOD), lambda tx: applications.declare_interest(tx, application_id, reason=reason))


def _talk(stage: Stage, application_id: int, held: date) -> None:
    stage.act(
        stage.staff(PROJECT_LEADER),
        lambda tx: applications.hold_dialogue(
            tx, application_id, held_on=held, who="Directie, klankbordgroep en projectleider (demo)",
            agreements="Ieder kwartaal een kort overzicht van het aantal deelnemers per wijk (demo).",
            follow_up_on=OPENING - timedelta(days=2),
        ),
    )  # fmt: skip
