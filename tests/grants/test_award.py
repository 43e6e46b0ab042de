"""An award is one act: decision, commitment, letter, instalments, journal and mail stand together or not at all."""

from datetime import date

import pytest
from sqlalchemy import func, select

from mag.agenda.models import Goal
from mag.applications.models import Application, Decision
from mag.applications.service import refuse
from mag.applications.states import ApplicationState, Outcome
from mag.budget import service as budget
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import Part
from mag.core.actor import Actor, ActorKind
from mag.core.errors import Refused, Stale
from mag.core.journal import JournalLine
from mag.core.money import Cents, show
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.transaction import Store, Tx
from mag.grants.models import Grant
from mag.grants.service import award
from mag.grants.states import GrantState
from tests.factories.applications import ADDRESS, submit_in

REASON = "Het plan past bij het doel en de straat doet zelf veel."


def line_with(tx: Tx, agenda_id: int, cents: int) -> BudgetLine:
    """A line of 2022 with this much free."""
    year = budget.open_year(tx, agenda_id, 2022)
    line = budget.add_line(tx, year.id, code="F1", name="Flexibel", part=Part.FLEXIBLE, task_field="6.1", cost_centre="610")
    budget.allocate(tx, line.id, Cents(cents), reason="begroting 2022")
    return line


def prepared(store: Store, amount: int = 200_00, free: int = 1000_00) -> tuple[int, int, int]:
    """An application that waits, a line with money, and a goal: their ids."""
    with store.transaction() as tx:
        application = submit_in(tx, amount).application
        line = line_with(tx, application.agenda_id, free)
        goal_id = tx.db.scalar(select(Goal.id).where(Goal.agenda_id == application.agenda_id).order_by(Goal.id))
        assert goal_id is not None
        return application.id, line.id, goal_id


def give(tx: Tx, application_id: int, line_id: int, goal_id: int, cents: int = 200_00, version: int = 1) -> Grant:
    """Award with everything that is needed."""
    return award(
        tx, application_id, version=version, amount=Cents(cents), line_id=line_id, goal_id=goal_id, reason=REASON,
        starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), address=ADDRESS,
    )  # fmt: skip


def test_an_award_writes_everything_in_one_act(store: Store) -> None:
    application_id, line_id, goal_id = prepared(store)
    with store.transaction() as tx:
        grant_id = give(tx, application_id, line_id, goal_id).id
    with store.reading() as db:
        application = db.get(Application, application_id)
        grant = db.get(Grant, grant_id)
        line = db.get(BudgetLine, line_id)
        assert application and grant and line
        assert application.state is ApplicationState.AWARDED
        assert (grant.state, grant.awarded_amount, grant.account_by) == (GrantState.RUNNING, 200_00, date(2022, 8, 5))
        assert (line.available_amount, line.committed_amount) == (800_00, 200_00)
        assert sum(i.amount for i in grant.instalments) == 200_00
        paper = db.scalar(select(Paper).where(Paper.about_id == application_id))
        assert paper is not None and show(Cents(200_00)) in paper.html and "5 augustus 2022" in paper.html
        mails = list(db.scalars(select(OutboxMail).where(OutboxMail.about_id == application_id).order_by(OutboxMail.id)))
        assert application.reference in mails[-1].subject
        actions = list(db.scalars(select(JournalLine.action).where(JournalLine.subject_id == application_id)))
        assert actions.count("grants.grant.awarded") == 1


def test_the_first_forty_words_of_the_letter_hold_the_decision_and_the_amount(store: Store) -> None:
    application_id, line_id, goal_id = prepared(store)
    with store.transaction() as tx:
        give(tx, application_id, line_id, goal_id, cents=150_00)
    with store.reading() as db:
        paper = db.scalar(select(Paper).where(Paper.about_id == application_id))
        assert paper is not None
        lead = paper.html.split("<strong>")[1].split("</strong>")[0]
        assert show(Cents(150_00)) in lead and show(Cents(200_00)) in lead and len(lead.split()) <= 40


def test_a_line_without_room_refuses_and_nothing_at_all_is_left_behind(store: Store) -> None:
    application_id, line_id, goal_id = prepared(store, free=199_99)
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        give(tx, application_id, line_id, goal_id)
    assert refused.value.refusals[0].code == "line_full" and refused.value.refusals[0].field == "amount"
    with store.reading() as db:
        for table, left in ((Decision, 0), (Grant, 0), (Paper, 0), (LedgerEntry, 1)):
            assert db.scalar(select(func.count()).select_from(table)) == left, table
        application = db.get(Application, application_id)
        assert application is not None and application.state is ApplicationState.SUBMITTED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": Cents(0)}, "amount_zero"),
        ({"amount": Cents(200_01)}, "amount_above_request"),
        ({"ends_on": date(2022, 6, 3)}, "dates_reversed"),
        ({"ends_on": date(2030, 6, 3)}, "term_too_long"),
        ({"reason": "  ok "}, "reason_missing"),
        ({"goal_id": 0}, "goal_missing"),
    ],
)
def test_what_cannot_be_awarded_is_refused_with_a_sentence(sqlite_store: Store, change: dict[str, object], code: str) -> None:
    application_id, line_id, goal_id = prepared(sqlite_store)
    asked = {
        "version": 1, "amount": Cents(200_00), "line_id": line_id, "goal_id": goal_id, "reason": REASON,
        "starts_on": date(2022, 6, 4), "ends_on": date(2022, 6, 5), "address": ADDRESS, **change,
    }  # fmt: skip
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        award(tx, application_id, **asked)  # type: ignore[arg-type]
    assert refused.value.refusals[0].code == code
    assert refused.value.refusals[0].sentence.endswith(".")


def test_a_second_decision_on_the_same_application_is_stale_or_closed(store: Store) -> None:
    application_id, line_id, goal_id = prepared(store)
    with store.transaction() as tx:
        give(tx, application_id, line_id, goal_id)
    with pytest.raises(Stale), store.transaction() as tx:
        give(tx, application_id, line_id, goal_id)
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        give(tx, application_id, line_id, goal_id, version=2)
    assert refused.value.refusals[0].code == "closed_verb"


def test_only_the_role_the_rule_set_names_decides(sqlite_store: Store) -> None:
    application_id, line_id, goal_id = prepared(sqlite_store)
    leader = Actor(ActorKind.PERSON, 1, "Projectleider demo", roles=frozenset({"project_leader"}))
    with pytest.raises(Refused) as refused, sqlite_store.transaction(leader) as tx:
        give(tx, application_id, line_id, goal_id)
    assert refused.value.refusals[0].code == "other_decider"


def test_a_refusal_names_its_ground_and_commits_no_money(store: Store) -> None:
    application_id, line_id, _ = prepared(store)
    with store.transaction() as tx:
        application = tx.db.get(Application, application_id)
        assert application is not None
        ground = application.rule_set.document["refusal_grounds"][0]
        refuse(tx, application_id, version=1, outcome=Outcome.REFUSE, ground_code=ground["code"], reason=REASON, address=ADDRESS)
    with store.reading() as db:
        line = db.get(BudgetLine, line_id)
        decision = db.scalar(select(Decision))
        assert line and decision
        assert (line.committed_amount, decision.amount, decision.ground_code) == (0, 0, ground["code"])
        paper = db.scalar(select(Paper))
        assert paper is not None and ground["sentence"].split(".")[0][:30] in paper.html


def test_the_remedy_and_the_words_of_the_letter_follow_the_rule_set(sqlite_store: Store) -> None:
    application_id, line_id, goal_id = prepared(sqlite_store)
    with sqlite_store.transaction() as tx:
        give(tx, application_id, line_id, goal_id)
        application = tx.db.get(Application, application_id)
        assert application is not None
        remedy = application.rule_set.document["remedy"]["text"]
        paper = tx.db.scalar(select(Paper))
        assert paper is not None and remedy[:40] in paper.html
