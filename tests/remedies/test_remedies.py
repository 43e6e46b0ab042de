"""Complaints and objections: terms by law and rule set, never by who decided, a founded one judged again; on both engines."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.accounts.sessions import link_actor
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import RemedyKind
from mag.applications import service as applications
from mag.applications.models import Application, Decision
from mag.applications.states import ApplicationState, Outcome
from mag.core.clock import SetClock
from mag.core.errors import Forbidden, NotFound, Refused, Stale
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.period import year
from mag.core.transaction import Store
from mag.remedies import service
from mag.remedies.models import Remedy
from mag.remedies.queries import count_remedies, list_register
from mag.remedies.rules import Terms, terms_of
from mag.remedies.service import Case
from mag.remedies.states import RemedyAbout, RemedyChannel, RemedyOutcome, RemedyState
from tests.factories.applications import ADDRESS, agenda_file, submit_in
from tests.factories.people import actor_for, make_staff

TEXT = "Ik vind het niet eerlijk dat ons feest geen geld krijgt."


def rules(code: str) -> RuleSetDocument:
    return agenda_file(f"hardinxveld-giessendam-{code}").section.rule_sets[-1]


def refused(store: Store, role: Role = Role.NEIGHBOURHOOD_WORKER, **changes: object) -> tuple[Application, int]:
    """A refused application and the id of who refused it."""
    with store.transaction() as tx:
        person = make_staff(tx, role).id
        application = submit_in(tx, 200_00, **changes).application
    with store.transaction(actor_for(store, person)) as tx:
        decision = applications.refuse(
            tx, application.id, version=application.version, outcome=Outcome.REFUSE, ground_code="no_fit_with_goals",
            reason="Het plan past niet bij de doelen.", address=ADDRESS,
        )  # fmt: skip
        assert decision.outcome is Outcome.REFUSE
    with store.reading() as db:
        return db.get_one(Application, application.id), person


def case(store: Store, **changes: object) -> Case:
    given = {"about": RemedyAbout.DECISION, "text": TEXT, "name": "Demo Aanvrager", "received_on": date(2022, 3, 2)}
    return Case(**{**given, "email": "aanvrager@demo.example", **changes})  # type: ignore[arg-type]


def handed_in(store: Store, clock: SetClock, **changes: object) -> tuple[Remedy, int]:
    application, decider = refused(store)
    clock.set(clock.now() + timedelta(days=1))
    with store.transaction(link_actor(application.id)) as tx:
        return service.hand_in(tx, case(store, **changes), address=ADDRESS, application_id=application.id), decider


def test_an_objection_has_six_weeks_from_the_day_after_and_a_day_off_does_not_count() -> None:
    awb = rules("2024")
    assert terms_of(awb, RemedyAbout.DECISION, decided_on=date(2024, 2, 15), received_on=date(2024, 3, 1)) == Terms(
        RemedyKind.OBJECTION, date(2024, 3, 28), False, date(2024, 5, 10)
    )  # 9 May 2024 is Ascension Day
    edge = [terms_of(awb, RemedyAbout.DECISION, decided_on=date(2024, 2, 15), received_on=date(2024, 3, day)) for day in (28, 29)]
    assert [terms.is_late for terms in edge] == [False, True]
    assert terms_of(awb, RemedyAbout.TREATMENT, decided_on=None, received_on=date(2024, 3, 1)).kind is RemedyKind.COMPLAINT


def test_a_complaint_has_no_last_day_and_is_answered_in_six_weeks() -> None:
    found = terms_of(rules("2018"), RemedyAbout.DECISION, decided_on=date(2022, 3, 1), received_on=date(2022, 9, 1))
    assert found == Terms(RemedyKind.COMPLAINT, None, False, date(2022, 10, 13))


def test_the_whole_path_of_a_founded_complaint(store: Store, clock: SetClock) -> None:
    remedy, decider = handed_in(store, clock)
    assert (remedy.reference, remedy.answer_by) == ("MAG-K-2022-0001", date(2022, 4, 13))
    with pytest.raises(Forbidden), store.transaction(actor_for(store, decider)) as tx:
        service.take_on(tx, remedy.id, version=remedy.version)
    with store.transaction() as tx:
        leader = make_staff(tx, Role.PROJECT_LEADER).id
    handler = actor_for(store, leader)
    with store.transaction(handler) as tx:
        service.take_on(tx, remedy.id, version=1)
        service.plan_talk(
            tx, remedy.id, version=2, on=date(2022, 3, 9), at="14.00", place="het dorpshuis", people="Demo Leider", address=ADDRESS
        )
    with pytest.raises(Refused), store.transaction(handler) as tx:
        service.write_minutes(tx, remedy.id, version=3, minutes="Te vroeg.")
    clock.set(clock.now() + timedelta(days=7))
    with store.transaction(handler) as tx:
        service.write_minutes(tx, remedy.id, version=3, minutes="Wij lazen het plan samen nog eens.")
        service.answer(
            tx,
            remedy.id,
            version=4,
            outcome=RemedyOutcome.FOUNDED,
            reason="Wij keken niet goed naar het doel.",
            reopen=True,
            address=ADDRESS,
        )
    with store.reading() as db:
        done = db.get_one(Remedy, remedy.id)
        application = db.get_one(Application, remedy.application_id)
        assert (done.state, done.outcome, done.has_reopened, done.handler) == (
            RemedyState.ANSWERED, RemedyOutcome.FOUNDED, True, "Demo project_leader",
        )  # fmt: skip
        assert application.state is ApplicationState.ASSESSING
        assert not db.scalars(select(Decision)).one().is_current
        paper = db.scalars(select(Paper).where(Paper.kind == "remedy_letter")).one()
        assert "u heeft gelijk" in paper.html and "keken niet goed" in paper.html and "beoordelen uw aanvraag opnieuw" in paper.html
        subjects = [mail.subject for mail in db.scalars(select(OutboxMail).order_by(OutboxMail.id))]
        assert [subject.split(" (")[0] for subject in subjects[-3:]] == [
            "Uw klacht is binnen", "Een gesprek op 9 maart 2022", "Ons antwoord op uw klacht over “Straatfeest demo”",
        ]  # fmt: skip
        counts = count_remedies(db, done.agenda_id, year(2022))
        assert counts.by_kind[RemedyKind.COMPLAINT] == counts.by_outcome[RemedyOutcome.FOUNDED] == 1 and counts.answered_late == 0


def test_who_decided_does_not_handle_it(store: Store, clock: SetClock) -> None:
    application, _ = refused(store, Role.NEIGHBOURHOOD_WORKER)
    with store.transaction() as tx:
        decision = tx.db.scalars(select(Decision)).one()
        leader = make_staff(tx, Role.PROJECT_LEADER).id
        decision.decided_by_id = leader
    with store.transaction(link_actor(application.id)) as tx:
        remedy = service.hand_in(tx, case(store, received_on=tx.today), address=ADDRESS, application_id=application.id)
    with pytest.raises(Refused) as refusal, store.transaction(actor_for(store, leader)) as tx:
        service.answer(tx, remedy.id, version=1, outcome=RemedyOutcome.UNFOUNDED, reason="Wij blijven erbij.", address=ADDRESS)
    assert refusal.value.refusals[0].code == "own_decision"


def test_once_is_enough_and_nobody_sends_it_for_another(store: Store, clock: SetClock) -> None:
    remedy, _ = handed_in(store, clock)
    assert remedy.application_id is not None
    with pytest.raises(Refused) as twice, store.transaction(link_actor(remedy.application_id)) as tx:
        service.hand_in(tx, case(store), address=ADDRESS, application_id=remedy.application_id)
    assert twice.value.refusals[0].code == "runs_already"
    with store.transaction() as tx:
        other = submit_in(tx, email="ander@demo.example", contact_name="Ander Demo").application
    with pytest.raises(NotFound), store.transaction(link_actor(other.id)) as tx:
        service.hand_in(tx, case(store), address=ADDRESS, application_id=remedy.application_id)
    with pytest.raises(NotFound), store.transaction(link_actor(other.id)) as tx:
        service.hand_in(tx, case(store), address=ADDRESS, agenda_id=remedy.agenda_id)
    with pytest.raises(Refused) as undecided, store.transaction(link_actor(other.id)) as tx:
        service.hand_in(tx, case(store, text="kort", received_on=date(2029, 1, 1)), address=ADDRESS, application_id=other.id)
    assert {refusal.code for refusal in undecided.value.refusals} == {"text_missing", "in_future", "no_decision"}


def test_the_term_is_lengthened_once_and_an_old_page_changes_nothing(store: Store, clock: SetClock) -> None:
    remedy, _ = handed_in(store, clock)
    with store.transaction() as tx:
        service.extend(tx, remedy.id, version=1, reason="Wij spreken nog met de buurt.", address=ADDRESS)
        assert tx.db.get_one(Remedy, remedy.id).answer_by == date(2022, 5, 11)
    with pytest.raises(Refused), store.transaction() as tx:
        service.extend(tx, remedy.id, version=2, reason="Wij spreken nog met de buurt.", address=ADDRESS)
    with pytest.raises(Stale), store.transaction() as tx:
        service.withdraw(tx, remedy.id, version=1, address=ADDRESS)
    with store.transaction() as tx:
        service.withdraw(tx, remedy.id, version=2, address=ADDRESS)
        assert list_register(tx.db, remedy.agenda_id) == [] and len(list_register(tx.db, remedy.agenda_id, only_open=False)) == 1
    with pytest.raises(Refused), store.transaction() as tx:
        service.answer(tx, remedy.id, version=3, outcome=RemedyOutcome.FOUNDED, reason="Toch gelijk gegeven.", address=ADDRESS)


def test_a_complaint_without_a_file_or_email_is_answered_by_post(store: Store, clock: SetClock) -> None:
    application, _ = refused(store)
    with store.transaction() as tx:
        remedy = service.hand_in(
            tx, case(store, about=RemedyAbout.TREATMENT, email=None, channel=RemedyChannel.COUNTER, received_on=tx.today), address=ADDRESS,
            agenda_id=application.agenda_id,
        )  # fmt: skip
    with pytest.raises(Refused), store.transaction() as tx:
        service.answer(tx, remedy.id, version=1, outcome=RemedyOutcome.FOUNDED, reason="Het spijt ons.", reopen=True, address=ADDRESS)
    with store.transaction() as tx:
        service.answer(tx, remedy.id, version=1, outcome=RemedyOutcome.SETTLED, reason="Wij praatten het uit.", address=ADDRESS)
        paper = tx.db.scalars(select(Paper).where(Paper.kind == "remedy_letter")).one()
        assert paper.to_post and "opgelost in ons gesprek" in paper.html
