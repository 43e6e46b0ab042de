"""Judging: verdicts with words, who keeps out, a second person above the amount, a correction as a new decision."""

import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from mag.accounts.models import RoleGrant
from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.applications.interests import list_excluded
from mag.applications.judging import Judged, grounds_text, view_missing
from mag.applications.models import Application, Assessment, Decision, DecisionProposal, Enquiry, Interest
from mag.applications.proposed import AwardAct, RefuseAct, list_waiting_proposals
from mag.applications.queries import count_grants_of
from mag.applications.service import assess, declare_interest, propose_refusal, refuse, reopen, send_back, withdraw_proposal
from mag.applications.states import ApplicationState, EnquiryKind, EnquiryState, Outcome
from mag.applications.verdicts import ProposalState, Verdict
from mag.core.actor import Actor
from mag.core.errors import Refused
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.grants.proposals import agree, propose_award
from mag.grants.service import award
from mag.partners.models import MemberRole
from mag.partners.service import join
from tests.factories.applications import ADDRESS, agenda_file, submit_in
from tests.factories.budgets import make_line
from tests.factories.people import actor_for, make_person

GROUND = "no_fit_with_goals"
BECAUSE = "Dit plan past goed bij het doel en doet veel met weinig."


def colleague(store: Store, name: str, *roles: Role) -> Actor:
    with store.transaction() as tx:
        person_id = make_person(tx, f"{name.lower()}@werk.example", f"{name} Demo", *roles).id
    return actor_for(store, person_id)


def leader(store: Store, name: str = "Lea") -> Actor:
    return colleague(store, name, Role.PROJECT_LEADER)


def asked(store: Store, amount: int = 8000_00, **changes: Any) -> tuple[int, dict[str, Any]]:
    """An application with a line and a goal, and what an award of all of it takes."""
    with store.transaction() as tx:
        application = submit_in(tx, amount, **changes).application
        line = make_line(tx, application.agenda_id, 50_000_00, year=tx.today.year)
        goal_id = tx.db.scalars(select(Goal.id).where(Goal.agenda_id == application.agenda_id).order_by(Goal.id)).first()
        return application.id, {
            "amount": Cents(amount), "line_id": line.id, "goal_id": goal_id, "reason": BECAUSE, "starts_on": date(2022, 6, 4),
            "ends_on": date(2022, 6, 5), "exception_reason": "Het werkt jaren door in de hele wijk.",
        }  # fmt: skip


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusals[0].code


def propose(store: Store, by: Actor, application_id: int, act: dict[str, Any]) -> int:
    with store.transaction(by) as tx:
        version = tx.db.get_one(Application, application_id).version
        return propose_award(tx, application_id, version=version, act=AwardAct(**act), address=ADDRESS).id


# --- judging on criteria ---


def test_a_verdict_is_replaced_and_the_journal_keeps_what_stood_there(store: Store) -> None:
    application_id, _ = asked(store)
    lea = leader(store)
    with store.transaction(lea) as tx:
        assess(tx, application_id, judged=[Judged("fit_with_goal", Verdict.PARTLY, "Het doel blijft vaag")])
    with store.transaction(lea) as tx:
        changed = assess(tx, application_id, judged=[Judged("fit_with_goal", Verdict.GOOD, "Nu is het doel duidelijk")])
        assert len(changed) == 1
    with store.reading() as db:
        row = db.scalars(select(Assessment)).one()
        assert (row.verdict, row.ground, row.assessed_by) == (Verdict.GOOD, "Nu is het doel duidelijk", "Lea Demo")
        lines = db.scalars(select(JournalLine).where(JournalLine.action == "applications.application.assessed")).all()
        assert len(lines) == 2 and "Het doel blijft vaag" in (lines[-1].payload or "")


def test_the_same_verdict_again_writes_nothing(sqlite_store: Store) -> None:
    application_id, _ = asked(sqlite_store)
    for _time in range(2):
        with sqlite_store.transaction() as tx:
            assess(tx, application_id, judged=[Judged("reach", Verdict.GOOD, "Veel mensen uit de buurt")])
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).where(JournalLine.action == "applications.application.assessed")) == 1


@pytest.mark.parametrize(
    ("amount", "judged", "code"),
    [
        (8000_00, Judged("reach", Verdict.POOR, "  "), "ground_missing"),
        (8000_00, Judged("bestaat_niet", Verdict.GOOD, "Prima zo"), "criterion_unknown"),
        (800_00, Judged("reach", Verdict.GOOD, "Prima zo"), "criterion_unknown"),
    ],
)
def test_what_no_verdict_can_be_is_refused(sqlite_store: Store, amount: int, judged: Judged, code: str) -> None:
    application_id, _ = asked(sqlite_store, amount)
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        assess(tx, application_id, judged=[judged])
    assert code_of(refused) == code


def test_what_does_not_apply_needs_no_words(sqlite_store: Store) -> None:
    application_id, _ = asked(sqlite_store)
    with sqlite_store.transaction() as tx:
        assert assess(tx, application_id, judged=[Judged("voluntary_effort", Verdict.NOT_APPLICABLE, "")])


def test_every_shipped_criterion_names_tiers_and_the_smallest_has_none() -> None:
    for code in ("hardinxveld-giessendam-2018", "hardinxveld-giessendam-2024"):
        for rules in agenda_file(code).section.rule_sets:
            assert len({c.code for c in rules.criteria}) == len(rules.criteria) >= 10
            smallest = min(rules.tiers, key=lambda tier: tier.max or 10**12)
            assert not any(smallest.code in criterion.tiers for criterion in rules.criteria)


def test_the_grounds_follow_the_order_of_the_rule_set_and_end_in_a_full_stop() -> None:
    criteria = agenda_file().section.rule_sets[-1].criteria
    rows = [
        Assessment(criterion=criteria[-1].code, verdict=Verdict.GOOD, ground="Veel vrijwilligers"),
        Assessment(criterion=criteria[0].code, verdict=Verdict.GOOD, ground="Past bij het doel."),
        Assessment(criterion=criteria[1].code, verdict=Verdict.NOT_APPLICABLE, ground=""),
    ]
    assert grounds_text(criteria, rows) == "Past bij het doel.\nVeel vrijwilligers."


# --- who keeps out ---


@pytest.mark.parametrize("way", ["member", "declared", "own_address"])
def test_nobody_judges_or_decides_on_their_own(store: Store, way: str) -> None:
    lea = leader(store)
    application_id, act = asked(store, 800_00, **({"email": lea.email} if way == "own_address" else {}))
    assert lea.id is not None
    if way == "member":
        with store.transaction() as tx:
            join(tx, lea.id, tx.db.get_one(Application, application_id).partner_id, MemberRole.EDITOR)
    elif way == "declared":
        with store.transaction(lea) as tx:
            declare_interest(tx, application_id, reason="Mijn zus zit in het bestuur.")
    lea = actor_for(store, lea.id)
    acts = (
        lambda tx: award(tx, application_id, version=1, address=ADDRESS, **act),
        lambda tx: refuse(tx, application_id, version=1, outcome=Outcome.REFUSE, ground_code=GROUND, reason=BECAUSE, address=ADDRESS),
        lambda tx: assess(tx, application_id, judged=[Judged("fit_with_goal", Verdict.GOOD, "Prima plan")]),
    )
    for attempt in acts:
        with pytest.raises(Refused) as refused, store.transaction(lea) as tx:
            attempt(tx)
        assert code_of(refused) == "has_interest"
    with store.reading() as db:
        application = db.get_one(Application, application_id)
        assert application.state is ApplicationState.SUBMITTED
        told = list_excluded(db, application)
        assert way == "own_address" or [one.name for one in told] == ["Lea Demo"]


def test_an_interest_said_twice_is_one_with_the_latest_words(store: Store) -> None:
    application_id, _ = asked(store)
    lea = leader(store)
    for words in ("Mijn buurvrouw", "Mijn zus zit in het bestuur"):
        with store.transaction(lea) as tx:
            declare_interest(tx, application_id, reason=words)
    with store.reading() as db:
        assert db.scalars(select(Interest.reason)).all() == ["Mijn zus zit in het bestuur"]


# --- the second pair of eyes ---


def test_above_the_amount_nobody_decides_alone(store: Store) -> None:
    application_id, act = asked(store)
    lea = leader(store)
    with pytest.raises(Refused) as refused, store.transaction(lea) as tx:
        award(tx, application_id, version=1, address=ADDRESS, **act)
    assert code_of(refused) == "second_person_needed"
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        refuse(tx, application_id, version=1, outcome=Outcome.REFUSE, ground_code=GROUND, reason=BECAUSE, address=ADDRESS)
    assert code_of(refused) == "second_person_needed"


def test_exactly_the_amount_itself_needs_no_second_person(sqlite_store: Store) -> None:
    application_id, act = asked(sqlite_store, 5000_00)
    with sqlite_store.transaction(leader(sqlite_store)) as tx:
        assert award(tx, application_id, version=1, address=ADDRESS, **act).awarded_amount == 5000_00


def test_agreeing_performs_the_decision_with_both_names(store: Store) -> None:
    application_id, act = asked(store)
    lea, bas = leader(store), colleague(store, "Bas", Role.NEIGHBOURHOOD_WORKER)
    proposal_id = propose(store, lea, application_id, act)
    with store.reading() as db:
        mails = db.scalars(select(OutboxMail).where(OutboxMail.about_kind == "decision_proposal")).all()
        assert [mail.to_address for mail in mails] == [bas.email] and "/werkvoorraad/MAG-" in mails[0].text
        assert db.get_one(Application, application_id).state is ApplicationState.SUBMITTED
        agenda_id = db.get_one(Application, application_id).agenda_id
        assert [p.id for p in list_waiting_proposals(db, agenda_id, bas)] == [proposal_id]
        assert list_waiting_proposals(db, agenda_id, lea) == []
    with store.transaction(bas) as tx:
        decision = agree(tx, proposal_id, address=ADDRESS)
        assert (decision.decided_by, decision.seconded_by) == ("Lea Demo", "Bas Demo")
    with store.reading() as db:
        assert db.scalars(select(Grant)).one().awarded_amount == 8000_00
        line = db.scalars(select(JournalLine).where(JournalLine.action == "grants.grant.awarded")).one()
        assert "Lea Demo" in (line.payload or "") and "Bas Demo" in (line.payload or "")


def test_nobody_agrees_with_their_own_proposal_or_in_spite_of_an_interest(store: Store) -> None:
    application_id, act = asked(store)
    lea, bas = leader(store), colleague(store, "Bas", Role.NEIGHBOURHOOD_WORKER)
    proposal_id = propose(store, lea, application_id, act)
    with pytest.raises(Refused) as refused, store.transaction(lea) as tx:
        agree(tx, proposal_id, address=ADDRESS)
    assert code_of(refused) == "same_person"
    with store.transaction(bas) as tx:
        declare_interest(tx, application_id, reason="Ik ben lid van deze club.")
    with pytest.raises(Refused) as refused, store.transaction(bas) as tx:
        agree(tx, proposal_id, address=ADDRESS)
    assert code_of(refused) == "has_interest"


def test_a_proposer_who_lost_the_role_decides_nothing_any_more(sqlite_store: Store) -> None:
    application_id, act = asked(sqlite_store)
    lea, bas = leader(sqlite_store), colleague(sqlite_store, "Bas", Role.NEIGHBOURHOOD_WORKER)
    proposal_id = propose(sqlite_store, lea, application_id, act)
    with sqlite_store.transaction() as tx:
        for grant in tx.db.scalars(select(RoleGrant).where(RoleGrant.person_id == lea.id)):
            grant.revoked_at = tx.now
    with pytest.raises(Refused) as refused, sqlite_store.transaction(bas) as tx:
        agree(tx, proposal_id, address=ADDRESS)
    assert code_of(refused) == "proposer_gone"


def test_two_people_who_agree_at_the_same_second_make_one_decision(store: Store) -> None:
    application_id, act = asked(store)
    lea = leader(store)
    seconds = [colleague(store, name, Role.NEIGHBOURHOOD_WORKER) for name in ("Bas", "Eva")]
    proposal_id = propose(store, lea, application_id, act)
    start, answers = threading.Barrier(2), []

    def second(by: Actor) -> None:
        start.wait()
        try:
            with store.transaction(by) as tx:
                agree(tx, proposal_id, address=ADDRESS)
            answers.append("agreed")
        except Refused as refused:
            answers.append(refused.refusals[0].code)

    threads = [threading.Thread(target=second, args=(by,)) for by in seconds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["agreed", "closed_verb"]
    with store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Decision)) == 1
        assert db.scalar(select(func.count()).select_from(Grant)) == 1


def test_what_is_sent_back_can_be_decided_in_another_way(store: Store) -> None:
    application_id, act = asked(store)
    lea, bas = leader(store), colleague(store, "Bas", Role.NEIGHBOURHOOD_WORKER)
    proposal_id = propose(store, lea, application_id, act)
    with pytest.raises(Refused) as refused, store.transaction(lea) as tx:
        award(tx, application_id, version=2, address=ADDRESS, **act | {"amount": Cents(4000_00)})
    assert code_of(refused) == "proposal_open"
    with store.transaction(bas) as tx:
        send_back(tx, proposal_id, reason="Dit kan voor de helft.", address=ADDRESS)
    with store.transaction(lea) as tx:
        award(tx, application_id, version=2, address=ADDRESS, **act | {"amount": Cents(4000_00)})
    with store.reading() as db:
        proposal = db.scalars(select(DecisionProposal)).one()
        assert (proposal.state, proposal.answer) == (ProposalState.SENT_BACK, "Dit kan voor de helft.")
        told = db.scalars(select(OutboxMail).where(OutboxMail.to_address == lea.email)).all()
        assert "Dit kan voor de helft." in told[-1].text


def test_a_refusal_is_proposed_and_agreed_too_and_can_be_taken_back(store: Store) -> None:
    application_id, _ = asked(store)
    lea, bas = leader(store), colleague(store, "Bas", Role.NEIGHBOURHOOD_WORKER)
    act = RefuseAct(Outcome.REFUSE, GROUND, BECAUSE)
    with store.transaction(lea) as tx:
        first = propose_refusal(tx, application_id, version=1, act=act, address=ADDRESS).id
    with store.transaction(lea) as tx:
        withdraw_proposal(tx, first)
    with store.transaction(lea) as tx:
        again = propose_refusal(tx, application_id, version=2, act=act, address=ADDRESS).id
    with store.transaction(bas) as tx:
        assert agree(tx, again, address=ADDRESS).ground_code == GROUND
    with store.reading() as db:
        assert db.get_one(Application, application_id).state is ApplicationState.REFUSED


def test_an_award_comes_out_of_its_json_as_it_went_in() -> None:
    act = AwardAct(Cents(1_00), 2, 3, "r", date(2022, 1, 1), date(2022, 2, 1), ("een", "twee"), None, "a")
    assert AwardAct.from_json(act.to_json()) == act
    assert AwardAct.from_json(act.to_json() | {"later_key": 1}) == act


# --- a correction is a new decision ---


def test_a_correction_is_a_new_decision_and_the_old_one_stays_with_its_letter(store: Store) -> None:
    application_id, act = asked(store, 800_00)
    with store.transaction() as tx:
        refuse(tx, application_id, version=1, outcome=Outcome.REFUSE, ground_code=GROUND, reason=BECAUSE, address=ADDRESS)
    with store.transaction(leader(store)) as tx:
        opened = reopen(tx, application_id, reason="Wij lazen het plan verkeerd.", because="complaint")
        assert (opened.state, opened.decision) == (ApplicationState.ASSESSING, None)
    with store.transaction() as tx:
        award(tx, application_id, version=tx.db.get_one(Application, application_id).version, address=ADDRESS, **act)
    with store.reading() as db:
        first, second = db.scalars(select(Decision).order_by(Decision.id)).all()
        assert (first.is_current, second.is_current, second.supersedes_id) == (False, True, first.id)
        application = db.get_one(Application, application_id)
        assert application.decision is not None and application.decision.id == second.id
        assert count_grants_of(db, application.partner_id, 2022) == 1
        papers = db.scalars(select(Paper).where(Paper.kind == "decision_letter").order_by(Paper.id)).all()
        assert len(papers) == 2 and len({paper.identifier for paper in papers}) == 2


def test_what_was_awarded_is_not_opened_again(sqlite_store: Store) -> None:
    application_id, act = asked(sqlite_store, 800_00)
    with sqlite_store.transaction() as tx:
        award(tx, application_id, version=1, address=ADDRESS, **act)
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        reopen(tx, application_id, reason="Toch maar niet doen.")
    assert code_of(refused) == "closed_verb"


# --- rules of the decision ---


def test_more_than_is_given_in_principle_needs_its_own_reason(sqlite_store: Store) -> None:
    application_id, act = asked(sqlite_store, 800_00)
    with pytest.raises(Refused) as refused, sqlite_store.transaction() as tx:
        award(tx, application_id, version=1, address=ADDRESS, **act | {"exception_reason": " "})
    assert code_of(refused) == "exception_reason_missing" and refused.value.refusals[0].field == "exception_reason"
    with sqlite_store.transaction() as tx:
        assert award(tx, application_id, version=1, address=ADDRESS, **act | {"exception_reason": "", "amount": Cents(500_00)})


def test_the_proviso_stands_in_the_letter_and_in_the_agreements(sqlite_store: Store) -> None:
    application_id, act = asked(sqlite_store, 800_00)
    with sqlite_store.transaction() as tx:
        grant = award(tx, application_id, version=1, address=ADDRESS, under_budget_proviso=True, **act)
        assert grant.decision.under_budget_proviso
        assert "voorbehoud" in grant.conditions[-1].text and "4 weken" in grant.conditions[-1].text
        assert "voorbehoud" in tx.db.scalars(select(Paper.html).where(Paper.kind == "decision_letter")).one()


@pytest.mark.parametrize(
    ("states", "missing"),
    [
        ([], True),
        ([EnquiryState.OPEN], True),
        ([EnquiryState.WITHDRAWN], True),
        ([EnquiryState.ANSWERED], False),
        ([EnquiryState.LAPSED], False),
    ],
)
def test_a_ground_that_needs_a_view_waits_for_it(states: list[EnquiryState], missing: bool) -> None:
    rules = agenda_file().section.rule_sets[-1]
    ground = rules.refusal_grounds[0].model_copy(update={"view_first": True})
    assert bool(view_missing(ground, [Enquiry(kind=EnquiryKind.VIEW, state=state) for state in states])) is missing
