"""Something is missing: the clock stops, the applicant answers or does not, and the clock runs on by itself."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.accounts.sessions import link_actor
from mag.agenda.queries import rule_set_document
from mag.applications import service
from mag.applications.duties import watch_enquiries
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.enquiry_rules import not_treated_until, view_state
from mag.applications.models import Application, ApplicationFile, Enquiry
from mag.applications.states import ApplicationState, EnquiryKind, EnquiryState, Outcome, Side
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock
from mag.core.duties import once
from mag.core.errors import Forbidden, NotFound, Refused, Stale
from mag.core.journal import list_lines
from mag.core.outbox import list_about
from mag.core.papers import Paper
from mag.core.transaction import Store
from tests.factories.accountability import make_kept
from tests.factories.applications import ADDRESS, submitted
from tests.factories.handling import ITEMS, REASON, asked_completion, asked_view
from tests.factories.people import actor_for, make_staff
from tests.web_client import make_house

T2 = 800_00
STRANGER = Actor(kind=ActorKind.PERSON, id=None, label="Vreemde", organisations=frozenset({9999}))


def the(store: Store, application_id: int) -> Application:
    with store.reading() as db:
        found = db.get_one(Application, application_id)
        assert found.rule_set and found.tier
        return found


def enquiries(store: Store, application_id: int) -> list[Enquiry]:
    with store.reading() as db:
        return list_enquiries(db, application_id)


def watch(store: Store, path: Path, period: str) -> None:
    house = make_house(store, path)
    once(store, "watch_enquiries", period, lambda run: watch_enquiries(house, run))


def day(clock: SetClock, month: int, number: int, year: int = 2022) -> None:
    clock.set(datetime(year, month, number, 10, tzinfo=UTC))


def actions(store: Store, application_id: int) -> list[str]:
    with store.reading() as db:
        return [line.action for line in list_lines(db, "application", application_id)]


def test_the_clock_stands_still_until_the_answer_comes(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)  # decide by 1 April
    day(clock, 3, 4)
    enquiry = asked_completion(store, application.id)
    waiting = the(store, application.id)
    assert waiting.state is ApplicationState.WAITING and waiting.clock_stopped_on == date(2022, 3, 4)
    assert enquiry.due_on == date(2022, 3, 18) and waiting.decide_by == date(2022, 4, 15)
    day(clock, 3, 16)
    kept = make_kept()
    with store.transaction(link_actor(application.id)) as tx:
        service.complete(tx, enquiry.id, text="Hier is de begroting.", uploads=[kept], address=ADDRESS)
    again = the(store, application.id)
    assert again.state is ApplicationState.ASSESSING and again.decide_by == date(2022, 4, 13)
    assert service.term_of(again).sentence() == "12 dagen stilgestaan" and again.clock_stopped_on is None
    with store.reading() as db:
        (document,) = db.scalars(select(ApplicationFile))
        assert document.enquiry_id == enquiry.id and document.side is Side.APPLICANT and document.file_sha256 == kept.sha256
        mails = [mail.subject for mail in list_about(db, "application", application.id)]
        letter = db.scalars(select(Paper).where(Paper.about_id == application.id)).one()
    assert any("Wij missen nog iets" in subject for subject in mails) and any("aanvulling is binnen" in subject for subject in mails)
    assert all(item in letter.html for item in ITEMS) and "18 maart 2022" in letter.html and "niet in behandeling" in letter.html
    told = actions(store, application.id)
    assert (
        told.index("applications.term.stopped") < told.index("applications.completion.answered") < told.index("applications.term.resumed")
    )


def test_nothing_comes_so_the_term_lapses_on_its_own_last_day(store: Store, clock: SetClock, tmp_path: Path) -> None:
    application = submitted(store, T2)
    day(clock, 3, 4)
    enquiry = asked_completion(store, application.id)
    day(clock, 3, 14)
    watch(store, tmp_path, "one")
    assert "applications.completion.reminded" not in actions(store, application.id)
    day(clock, 3, 15)
    watch(store, tmp_path, "two")
    watch(store, tmp_path, "three")
    assert actions(store, application.id).count("applications.completion.reminded") == 1
    day(clock, 3, 18)
    watch(store, tmp_path, "four")
    assert the(store, application.id).state is ApplicationState.WAITING
    day(clock, 4, 2)  # the program was off for two weeks
    watch(store, tmp_path, "five")
    after = the(store, application.id)
    (lapsed,) = enquiries(store, application.id)
    assert after.state is ApplicationState.ASSESSING and after.decide_by == date(2022, 4, 15) and after.stood_still_days == 14
    assert lapsed.state is EnquiryState.LAPSED and lapsed.details["not_treated_until"] == "2022-04-19"  # 15 April is Good Friday
    assert not_treated_until(rule_set_document(after.rule_set), [lapsed]) == date(2022, 4, 19)
    with store.transaction(link_actor(application.id)) as tx, pytest.raises(Refused):
        service.complete(tx, enquiry.id, text="Toch nog.", address=ADDRESS)


def test_an_answer_after_the_last_day_does_not_stretch_the_standing_still(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)
    enquiry = asked_completion(store, application.id, due_on=date(2022, 3, 8))
    day(clock, 3, 11)  # nobody noticed yet that the term passed
    with store.transaction(link_actor(application.id)) as tx:
        service.complete(tx, enquiry.id, text="Hier.", address=ADDRESS)
    assert the(store, application.id).stood_still_days == 7


def test_where_the_rule_set_lets_the_clock_run_it_runs(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)
    with store.transaction() as tx:
        found = tx.db.get_one(Application, application.id)
        document = dict(found.rule_set.document)
        found.rule_set.document = {**document, "incomplete": {**document["incomplete"], "clock_stops": False}}
    enquiry = asked_completion(store, application.id)
    assert the(store, application.id).decide_by == application.decide_by and the(store, application.id).clock_stopped_on is None
    day(clock, 3, 7)
    with store.transaction(link_actor(application.id)) as tx:
        service.complete(tx, enquiry.id, text="Hier.", address=ADDRESS)
    assert the(store, application.id).decide_by == application.decide_by


def test_a_question_that_is_not_needed_any_more_is_taken_back(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)
    enquiry = asked_completion(store, application.id)
    day(clock, 3, 3)
    with store.transaction() as tx:
        service.drop_completion(tx, enquiry.id, address=ADDRESS)
    after = the(store, application.id)
    assert after.state is ApplicationState.ASSESSING and after.stood_still_days == 2
    assert not_treated_until(rule_set_document(after.rule_set), enquiries(store, application.id)) is None


def test_who_withdraws_is_asked_nothing_more(store: Store) -> None:
    application = submitted(store, T2)
    asked_completion(store, application.id)
    with store.transaction(link_actor(application.id)) as tx:
        service.withdraw(tx, application.id, version=the(store, application.id).version)
    (enquiry,) = enquiries(store, application.id)
    assert enquiry.state is EnquiryState.WITHDRAWN and the(store, application.id).state is ApplicationState.WITHDRAWN


def test_wrong_questions_are_refused_and_nothing_is_written(store: Store) -> None:
    application = submitted(store, T2)
    wrong = [
        ((), date(2022, 3, 15), "items"),
        (("x" * 401,), date(2022, 3, 15), "own_items"),
        (tuple(f"ding {n}" for n in range(21)), date(2022, 3, 15), "items"),
        (ITEMS, date(2022, 3, 1), "due_on"),
        (ITEMS, date(2023, 3, 1), "due_on"),
    ]
    for items, due_on, field in wrong:
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            service.ask_completion(tx, application.id, version=application.version, items=items, due_on=due_on, address=ADDRESS)
        assert refused.value.refusals[0].field == field
    with pytest.raises(Stale), store.transaction() as tx:
        service.ask_completion(tx, application.id, version=99, items=ITEMS, due_on=date(2022, 3, 15), address=ADDRESS)
    assert enquiries(store, application.id) == []
    assert the(store, application.id).state is ApplicationState.SUBMITTED


def test_only_the_applicant_answers_and_only_deciders_ask(store: Store) -> None:
    mine, other = (
        submitted(store, T2),
        submitted(store, 900_00, title="Ander plan demo", contact_name="Ander Demo", email="ander@demo.example"),
    )
    enquiry = asked_completion(store, mine.id)
    for stranger in (link_actor(other.id), STRANGER):
        with pytest.raises(NotFound), store.transaction(stranger) as tx:
            service.complete(tx, enquiry.id, text="Van een ander.", address=ADDRESS)
    with store.transaction() as tx:
        reader = make_staff(tx, Role.MUNICIPALITY_READER).id
    with pytest.raises(Forbidden):
        asked_completion(store, other.id, actor=actor_for(store, reader))
    with pytest.raises(Refused), store.transaction(link_actor(mine.id)) as tx:
        service.complete(tx, enquiry.id, text="  ", address=ADDRESS)


def test_a_view_is_heard_before_a_refusal_on_facts(store: Store, clock: SetClock, tmp_path: Path) -> None:
    application = submitted(store, T2)

    def refuse() -> None:
        with store.transaction() as tx:
            version = tx.db.get_one(Application, application.id).version
            service.refuse(
                tx, application.id, version=version, outcome=Outcome.REFUSE, ground_code="outside_municipality", reason=REASON,
                address=ADDRESS,
            )  # fmt: skip

    with pytest.raises(Refused, match="view_first"):
        refuse()
    enquiry = asked_view(store, application.id)
    assert the(store, application.id).state is ApplicationState.SUBMITTED and the(store, application.id).decide_by == application.decide_by
    with pytest.raises(Refused, match="view_first"):
        refuse()
    with pytest.raises(Refused, match="view_open"):
        asked_view(store, application.id)
    with store.transaction(link_actor(application.id)) as tx:
        service.give_view(tx, enquiry.id, text="De straat ligt wel in de gemeente.", address=ADDRESS)
    state = view_state(enquiries(store, application.id))
    assert state.heard and state.text == "De straat ligt wel in de gemeente."
    refuse()
    assert the(store, application.id).state is ApplicationState.REFUSED


def test_silence_after_the_term_is_enough_to_decide(store: Store, clock: SetClock, tmp_path: Path) -> None:
    application = submitted(store, T2)
    asked_view(store, application.id)
    day(clock, 3, 16)
    watch(store, tmp_path, "later")
    state = view_state(enquiries(store, application.id))
    assert state.heard and state.text == "" and state.enquiry is not None and state.enquiry.kind is EnquiryKind.VIEW


def test_a_decision_takes_back_what_was_still_asked(store: Store) -> None:
    application = submitted(store, T2)
    asked_view(store, application.id, ground=None)
    with store.transaction() as tx:
        version = tx.db.get_one(Application, application.id).version
        service.refuse(
            tx, application.id, version=version, outcome=Outcome.REFUSE, ground_code="no_fit_with_goals", reason=REASON, address=ADDRESS
        )
    assert [one.state for one in enquiries(store, application.id)] == [EnquiryState.WITHDRAWN]


def under_the_act(store: Store, application_id: int) -> None:
    """Make the rule set of a file one under the general administrative law act, with six weeks more when needed."""
    with store.transaction() as tx:
        rule_set = tx.db.get_one(Application, application_id).rule_set
        rule_set.document = {**rule_set.document, "legal_nature": "awb_decision", "extension": {"max": "P6W", "times": 1}}


def test_a_term_is_lengthened_once_and_in_time(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)
    under_the_act(store, application.id)

    def lengthen(until: date, reason: str = "De collega die het weet is ziek.") -> None:
        with store.transaction() as tx:
            version = tx.db.get_one(Application, application.id).version
            service.extend(tx, application.id, version=version, until=until, reason=reason, address=ADDRESS)

    for until, reason, code in (
        (date(2022, 4, 1), "Te weinig tijd.", "wrong_day"),
        (date(2022, 5, 14), "Te weinig tijd.", "wrong_day"),
        (date(2022, 5, 13), "druk", "reason_missing"),
    ):
        with pytest.raises(Refused, match=code):
            lengthen(until, reason)
    lengthen(date(2022, 5, 5))  # a feast day: the promise runs on
    after = the(store, application.id)
    assert after.decide_by == date(2022, 5, 6) and after.term_ends_on == date(2022, 5, 5)
    assert service.term_of(after).sentence() == "1 keer verlengd"
    with store.reading() as db:
        assert any("6 mei 2022" in mail.text for mail in list_about(db, "application", application.id))
        assert "6 mei 2022" in db.scalars(select(Paper).where(Paper.about_id == application.id)).one().html
    with pytest.raises(Refused, match="no_extension"):
        lengthen(date(2022, 5, 10))


def test_what_is_over_or_stands_still_or_is_not_in_the_rules_is_not_lengthened(store: Store, clock: SetClock) -> None:
    application = submitted(store, T2)

    def lengthen() -> None:
        with store.transaction() as tx:
            version = tx.db.get_one(Application, application.id).version
            service.extend(tx, application.id, version=version, until=date(2022, 5, 2), reason="Meer tijd nodig, echt.", address=ADDRESS)

    with pytest.raises(Refused, match="no_extension"):
        lengthen()
    under_the_act(store, application.id)
    enquiry = asked_completion(store, application.id)
    with pytest.raises(Refused, match="clock_stands"):
        lengthen()
    with store.transaction() as tx:
        service.drop_completion(tx, enquiry.id, address=ADDRESS)
    clock.set(datetime(2022, 4, 2, 11, tzinfo=UTC))
    with pytest.raises(Refused, match="term_over"):
        lengthen()
