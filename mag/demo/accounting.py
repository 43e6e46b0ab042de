"""Partners give account and staff settle: receipts, head counts and stories, questions, settlements and money that comes back."""

from datetime import date, timedelta

from sqlalchemy import select

from mag.accountability import service as accountability
from mag.accountability.draws.queries import list_candidates
from mag.accountability.draws.service import make_draw
from mag.accountability.models import HandIn
from mag.accountability.receipts import judging as receipt_judging
from mag.accountability.receipts import service as receipt_verbs
from mag.accountability.receipts.models import Receipt
from mag.accountability.receipts.rules import Facts
from mag.accountability.receipts.states import ReceiptState
from mag.accountability.settling import service as settling_verbs
from mag.accountability.settling.rules import settled_amount
from mag.accountability.settling.states import LowerGround
from mag.core.actor import Actor
from mag.core.transaction import Tx
from mag.demo.calendar import OPENING
from mag.demo.cases import Account, Case
from mag.demo.stage import CONTROLLER, NEIGHBOURHOOD, PROJECT_LEADER, Stage
from mag.demo.telling import told_of
from mag.demo.volumes import Wanted, workday
from mag.demo.words import EX_OFFICIO, LOWER, QUESTION, STORIES
from mag.grants.models import Grant
from mag.payments import service as payments
from mag.payments.models import Recovery

REPAID_WITHIN = timedelta(days=24)
LEFT_OPEN_FROM = OPENING - timedelta(days=75)
"""Money claimed back after this day has not come in yet at the opening."""


def plan_account(stage: Stage, case: Case, application_id: int, grant_id: int, account_by: date) -> None:
    """Plan how account is given of a grant. A small one of which none is given is settled by itself after its last day."""
    if case.account is not None:
        stage.plan(case.account.handed_in_on, stage.random.randint(9, 21), lambda: _hand_in(stage, case, application_id, grant_id))
    elif case.slot.wanted is Wanted.NEIGHBOURHOOD:
        stage.plan(_after(account_by), 9, lambda: _settle_by_itself(stage, grant_id))


def _hand_in(stage: Stage, case: Case, application_id: int, grant_id: int) -> None:
    account = case.account
    assert account is not None
    actor = stage.accountant_of(case.partner, application_id)
    story = stage.random.choice(STORIES).format(people=account.people)
    uploads = stage.receipts().get(case.number, [])

    def fill_in(tx: Tx) -> HandIn:
        begun = accountability.start_hand_in(tx, grant_id)
        told = told_of(tx, begun, spent=account.spent, people=account.people)
        return accountability.keep_draft(
            tx, grant_id, uploads=uploads, spent_amount=account.spent, people_reached=account.people, story=story, told=told
        )[0]

    draft = stage.act(actor, fill_in)
    if case.number % 2:  # half of them likes to say what is on the receipts
        for receipt_id, facts in _figures(stage, draft.id, account):
            stage.act(actor, lambda tx, receipt_id=receipt_id, facts=facts: receipt_verbs.give_facts(tx, receipt_id, facts))  # type: ignore[misc]
    _send(stage, actor, draft.id, account, story)
    if account.asked_back is not None:
        stage.plan(account.asked_back, 11, lambda: _ask_back(stage, draft.id))
        stage.plan(account.asked_back + timedelta(days=4), 19, lambda: _send(stage, actor, draft.id, account, story))
    if account.judged_on is not None:
        stage.plan(account.judged_on, stage.random.randint(9, 15), lambda: _settle(stage, case, draft.id, grant_id))


def _send(stage: Stage, actor: Actor, hand_in_id: int, account: Account, story: str) -> None:
    version = stage.version(HandIn, hand_in_id)
    stage.act(
        actor,
        lambda tx: accountability.hand_in(
            tx, hand_in_id, version=version, spent_amount=account.spent, people_reached=account.people, story=story
        ),
    )  # fmt: skip


def _ask_back(stage: Stage, hand_in_id: int) -> None:
    first = _receipt_ids(stage, hand_in_id)[:1]
    for receipt_id in first:
        stage.act(
            stage.staff(CONTROLLER),
            lambda tx, receipt_id=receipt_id: receipt_judging.judge_receipt(tx, receipt_id, ReceiptState.QUESTIONED, remark=QUESTION),  # type: ignore[misc]
        )
    version = stage.version(HandIn, hand_in_id)
    stage.act(
        stage.staff(CONTROLLER),
        lambda tx: accountability.return_hand_in(tx, hand_in_id, version=version, question=QUESTION, address=stage.address),
    )


def _settle(stage: Stage, case: Case, hand_in_id: int, grant_id: int) -> None:
    judge = stage.staff(NEIGHBOURHOOD if case.slot.wanted is Wanted.NEIGHBOURHOOD else CONTROLLER)
    assert case.account is not None
    for receipt_id, facts in _figures(stage, hand_in_id, case.account):
        stage.act(
            judge,
            lambda tx, receipt_id=receipt_id, facts=facts: receipt_judging.judge_receipt(  # type: ignore[misc]
                tx, receipt_id, ReceiptState.ACCEPTED, facts=facts
            ),
        )
    amount = settled_amount(case.awarded, case.account.spent)
    version = stage.version(Grant, grant_id)
    stage.act(
        stage.staff(NEIGHBOURHOOD if case.slot.wanted is Wanted.NEIGHBOURHOOD else PROJECT_LEADER),
        lambda tx: settling_verbs.settle(
            tx, grant_id, version=version, settled_amount=amount, reason=LOWER if amount < case.awarded else "", address=stage.address,
            ground=LowerGround.LESS_SPENT if amount < case.awarded else None,
        ),
    )  # fmt: skip
    with stage.house.store.reading() as db:
        recovery_id = db.scalar(select(Recovery.id).where(Recovery.grant_id == grant_id))
    today = stage.today
    if recovery_id is not None and today < LEFT_OPEN_FROM:
        stage.plan(workday(today + REPAID_WITHIN), 14, lambda: _repay(stage, recovery_id))


def _repay(stage: Stage, recovery_id: int) -> None:
    amount = stage.get(Recovery, recovery_id).amount
    today = stage.today
    stage.act(stage.staff(CONTROLLER), lambda tx: payments.register_repayment(tx, recovery_id, amount, received_on=today))


def _settle_by_itself(stage: Stage, grant_id: int) -> None:
    version = stage.version(Grant, grant_id)
    stage.act(
        stage.staff(NEIGHBOURHOOD),
        lambda tx: settling_verbs.settle_ex_officio(tx, grant_id, version=version, address=stage.address, reason=EX_OFFICIO),
    )


def _receipt_ids(stage: Stage, hand_in_id: int) -> list[int]:
    with stage.house.store.reading() as db:
        return list(db.scalars(select(Receipt.id).where(Receipt.hand_in_id == hand_in_id).order_by(Receipt.position)))


def _figures(stage: Stage, hand_in_id: int, account: Account) -> list[tuple[int, Facts]]:
    """Each receipt of an account with what is printed on it."""
    ids = _receipt_ids(stage, hand_in_id)
    return [(number, Facts(cents, "EUR", day)) for number, (day, cents) in zip(ids, account.receipts, strict=False)]


def plan_draw(stage: Stage) -> None:
    """Plan a draw from the small grants, shortly before the opening; nothing when none is waiting then."""
    stage.plan(OPENING - timedelta(days=6), 11, lambda: _draw(stage), 30)


def _draw(stage: Stage) -> None:
    agenda_id = stage.agenda_id
    with stage.house.store.reading() as db:
        waiting = list_candidates(db, agenda_id, stage.today)
    if waiting:
        stage.act(stage.staff(CONTROLLER), lambda tx: make_draw(tx, agenda_id, ended_until=stage.today, address=stage.address))


def _after(account_by: date) -> date:
    """The first Monday after the last day to give account."""
    return account_by + timedelta(days=7 - account_by.weekday())
