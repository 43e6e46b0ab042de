"""Asking again: the answers of an earlier file stand ready, the file is pointed at, and staff read first what changed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from mag.agenda.queries import form_document, list_goals, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import WindowKind
from mag.agenda.tier_documents import Window
from mag.applications.again import Again, ways_on
from mag.applications.forms import StillRightForm
from mag.applications.journey import Journey
from mag.applications.models import Application, Draft
from mag.applications.service import confirm_taken_over, needs_confirming, refuse, start_again, submit, typed_of
from mag.applications.states import ApplicationState, Outcome
from mag.core.actor import Actor
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.partners.models import MemberRole, Partner, PartnerKind
from mag.partners.service import join
from mag.web.forms import RowsField
from tests.factories.accountability import awarded
from tests.factories.applications import ADDRESS, request_for, submitted
from tests.factories.people import actor_for, make_person

T3 = 2_000_00
LATER = date(2023, 2, 1)
FULL = {"partners": "niemand", "publicity": "een briefje in de bus", "vat": False, "interview": "dinsdag"}


def member(store: Store, partner_id: int, role: MemberRole = MemberRole.SIGNATORY, email: str = "lid@demo.example") -> Actor:
    with store.transaction() as tx:
        person = make_person(tx, email, f"Lid {role.value}")
        join(tx, person.id, partner_id, role)
        person_id = person.id
    return actor_for(store, person_id)


def begin(store: Store, application_id: int, again: Again, actor: Actor) -> int:
    with store.transaction(actor) as tx:
        old = tx.db.get_one(Application, application_id)
        goals = [goal.code for goal in list_goals(tx.db, old.agenda_id)]
        return start_again(tx, old.id, again, agenda_id=old.agenda_id, form=form_document(old.form), goals=goals, step="plan").id


def journey_of(store: Store, draft_id: int, actor: Actor, rules: RuleSetDocument | None = None) -> Journey:
    with store.reading() as db:
        draft = db.get_one(Draft, draft_id)
        old = db.get_one(Application, draft.renewal_of_id or draft.resubmission_of_id or draft.beside_id)
        goals = [(goal.code, goal.name) for goal in list_goals(db, old.agenda_id)]
        found = rules or rule_set_document(old.rule_set)
        return Journey(old.agenda_id, found, form_document(old.form), LATER, typed_of(draft), goals, actor.email)


def choose_talk(store: Store, draft_id: int) -> None:
    """The talk is the one thing that is asked anew each year."""
    with store.transaction() as tx:
        draft = tx.db.get_one(Draft, draft_id)
        draft.answers = {**draft.answers, "typed": {**draft.answers["typed"], "interview": ["dinsdag"]}}


def send(store: Store, draft_id: int, actor: Actor) -> Application:
    choose_talk(store, draft_id)
    journey = journey_of(store, draft_id, actor)
    assert journey.unfinished() is None, [journey.stored_form(screen).all_errors() for screen in journey.screens]
    with store.transaction(actor) as tx:
        return submit(tx, journey.request(), address=ADDRESS, draft_id=draft_id).application


def refused_for(store: Store, ground: str) -> Application:
    application = submitted(store, T3, answers=FULL)
    with store.transaction() as tx:
        refuse(
            tx, application.id, version=1, outcome=Outcome.REFUSE, ground_code=ground, reason="Er is geen geld meer.", address=ADDRESS
        )  # fmt: skip
    return application


def test_last_years_plan_stands_ready_a_year_later_and_only_what_changed_is_told(store: Store, clock: SetClock) -> None:
    grant = awarded(store, T3, answers=FULL)
    actor = member(store, grant.partner_id)
    clock.set(at(LATER))
    draft_id = begin(store, grant.application_id, Again.RENEWAL, actor)
    assert begin(store, grant.application_id, Again.RENEWAL, actor) == draft_id, "one concept, however often one begins"
    sent = send(store, draft_id, actor)
    with store.reading() as db:
        old, new = db.get_one(Application, grant.application_id), db.get_one(Application, sent.id)
        assert new.renewal_of_id == old.id and new.partner_id == old.partner_id
        assert (new.starts_on, new.ends_on) == (date(2023, 6, 4), date(2023, 6, 5))
        assert (new.requested_amount, new.title, new.answers) == (old.requested_amount, old.title, old.answers)
        assert [(line.description, line.amount) for line in new.cost_lines] == [(line.description, line.amount) for line in old.cost_lines]
        assert [(one.what, one.number) for one in new.results] == [(one.what, one.number) for one in old.results]
        assert new.earlier is not None and new.earlier["reference"] == old.reference
        changed = {label: (was, now) for label, was, now in new.earlier["changes"]}
    assert changed["Wanneer begint het?"] == ("4 juni 2022", "4 juni 2023")
    assert set(changed) == {"Wanneer begint het?", "Wanneer is het klaar?", "Hoe heet u?", "Wat is uw e-mailadres?"}


def test_account_and_budget_are_looked_over_before_sending(store: Store, clock: SetClock) -> None:
    grant = awarded(store, T3, answers=FULL)
    actor = member(store, grant.partner_id)
    clock.set(at(LATER))
    draft_id = begin(store, grant.application_id, Again.RENEWAL, actor)
    with store.transaction(actor) as tx:
        assert needs_confirming(tx.db.get_one(Draft, draft_id))
        assert not needs_confirming(confirm_taken_over(tx, draft_id))


def test_a_renewal_of_the_largest_tier_asks_at_most_twelve_answers_anew(store: Store, clock: SetClock) -> None:
    """What must be typed or ticked: every box of a question that is not answered yet, the dates that moved, and the two ticks."""
    grant = awarded(store, T3, answers=FULL)
    actor = member(store, grant.partner_id)
    clock.set(at(LATER))
    draft_id = begin(store, grant.application_id, Again.RENEWAL, actor)
    with store.reading() as db:
        said = rule_set_document(db.get_one(Application, grant.application_id).rule_set)
    largest = said.tiers[-1].model_copy(update={"window": Window(kind=WindowKind.CONTINUOUS)})
    rules = said.model_copy(update={"tiers": (*said.tiers[:-1], largest)})
    with store.transaction() as tx:
        draft = tx.db.get_one(Draft, draft_id)
        costs = {"costs-0-amount": ["25000"], "incomes-0-amount": ["4925"], "amount": ["20150"]}
        draft.answers = {**draft.answers, "typed": {**draft.answers["typed"], **costs}}
    journey = journey_of(store, draft_id, actor, rules)
    assert journey.tier.code == largest.code and not journey.closed
    open_questions = [
        question
        for screen in journey.screens
        for question, field in ((q, journey.stored_form(screen)[q.id]) for q in screen.questions)
        if field.errors or (isinstance(field, RowsField) and any(part.errors for part in field.parts()))
    ]
    dates, ticks = 2, sum(1 for name in ("account", "budget") if hasattr(StillRightForm, name))
    anew = sum(question.inputs for question in open_questions) + dates + ticks
    assert anew <= 12, [question.id for question in open_questions]
    assert {question.id for question in open_questions} <= {"complaints", "satisfaction", "vat", "certificates", "interview"}


def test_a_plan_for_which_there_was_no_money_may_be_asked_again_and_points_back(store: Store, clock: SetClock) -> None:
    old = refused_for(store, "budget_exhausted")
    actor = member(store, old.partner_id)
    clock.set(at(LATER))
    sent = send(store, begin(store, old.id, Again.RESUBMISSION, actor), actor)
    with store.reading() as db:
        new = db.get_one(Application, sent.id)
        assert new.resubmission_of_id == old.id and new.earlier is not None and new.earlier["money_ran_out"] is True


def test_a_repeat_after_another_refusal_says_that_new_facts_are_needed(store: Store, clock: SetClock) -> None:
    old = refused_for(store, "no_fit_with_goals")
    with store.reading() as db:
        row = db.get_one(Application, old.id)
        (way,) = ways_on(row, rule_set_document(row.rule_set))
    assert way.again is Again.RESUBMISSION and "iets nieuws" in way.sentence
    actor = member(store, old.partner_id)
    clock.set(at(LATER))
    sent = send(store, begin(store, old.id, Again.RESUBMISSION, actor), actor)
    assert sent.earlier is not None and sent.earlier["money_ran_out"] is False


def test_who_may_only_read_or_belongs_elsewhere_begins_nothing(store: Store) -> None:
    grant = awarded(store, T3, answers=FULL)
    reader = member(store, grant.partner_id, MemberRole.READER)
    with pytest.raises(Refused, match="reads_only"):
        begin(store, grant.application_id, Again.RENEWAL, reader)
    with store.transaction() as tx:
        stranger = make_person(tx, "vreemd@demo.example", "Vreemd Demo").id
    with pytest.raises(NotFound):
        begin(store, grant.application_id, Again.RENEWAL, actor_for(store, stranger))
    with pytest.raises(Refused, match="not_again"):
        begin(store, submitted(store, T3).id, Again.RENEWAL, member(store, grant.partner_id, email="schrijver@demo.example"))


def test_a_large_partner_asks_a_small_extra_beside_its_regular_request_on_the_small_form(store: Store) -> None:
    regular = submitted(store, 8_000_00, is_regular=True)
    with store.transaction() as tx:
        tx.db.get_one(Partner, regular.partner_id).is_large = True
    actor = member(store, regular.partner_id)
    draft_id = begin(store, regular.id, Again.BESIDE, actor)
    idea = {
        "amount": ["200"], "description": ["Een extra middag voor mantelzorgers."], "place": ["Het dorpshuis"],
        "starts_on-day": ["4"], "starts_on-month": ["6"], "starts_on-year": ["2023"],
    }  # fmt: skip
    with store.transaction(actor) as tx:
        draft = tx.db.get_one(Draft, draft_id)
        draft.answers = {**draft.answers, "typed": {**draft.answers["typed"], **idea, "contact_name": ["Lid"], "contact": [actor.email]}}
    journey = journey_of(store, draft_id, actor)
    assert journey.tier.code == "T1" and len(journey.screens) == 2
    sent = send(store, draft_id, actor)
    with store.reading() as db:
        extra = db.get_one(Application, sent.id)
        assert (extra.beside_id, extra.partner_id, extra.applicant_kind) == (regular.id, regular.partner_id, PartnerKind.ASSOCIATION)
        assert extra.tier.code == "T1" and extra.state is ApplicationState.SUBMITTED and not extra.is_regular
        assert len(db.scalars(select(Partner)).all()) == 1, "the same partner, not one more by the same name"


def test_a_group_without_a_register_number_asks_in_its_own_name(store: Store) -> None:
    sent = submitted(store, 800_00, applicant_kind=PartnerKind.GROUP, organisation_name="Buurtgroep demo", kvk=None)
    with store.reading() as db:
        found = db.get_one(Application, sent.id)
        assert (found.partner.kind, found.partner.name, found.partner.kvk) == (PartnerKind.GROUP, "Buurtgroep demo", None)
        assert found.contact_name == "Demo Aanvrager"


def test_several_years_have_a_column_of_their_own(store: Store) -> None:
    with store.transaction() as tx:
        from_request = replace(request_for(submitted(store).agenda_id), years=3, requested_amount=Cents(200_00))
        assert submit(tx, from_request, address=ADDRESS).application.years == 3
