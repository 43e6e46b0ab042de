"""The acts around a decision: judge on the criteria, look along as the second person, keep out, judge again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.applications import service as applications
from mag.applications.advice import list_follow_ups
from mag.applications.models import Application
from mag.applications.proposed import list_waiting_proposals
from mag.applications.queries import get_application
from mag.core.errors import NotFound, Refused
from mag.core.transaction import Tx
from mag.desk.decision_facts import DecisionFacts
from mag.desk.forms import ActForm, BackForm, InterestForm, ReopenForm, assess_form
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import Typed, day_now, facts_of, show_file
from mag.grants.proposals import agree
from mag.web.boundary import actor, db, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow


def _carry_out(
    found: Application, facts: DecisionFacts, form: BaseForm, typed: Typed, verb: Callable[[Tx], Any], done: str
) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return show_file(found, facts, typed, status=422)
    try:
        answer = perform(verb, then=lambda _: url_for("desk.application", reference=found.reference))
    except Refused as refused:
        form.refuse(refused)
        return show_file(found, facts, typed, status=422)
    flash(done, "good")
    return answer


@blueprint.post("/werkvoorraad/<reference>/beoordelen")
@allow(Permission.DECIDE)
def assess(reference: str) -> ResponseReturnValue:
    """Write down what was judged on each criterion."""
    found = get_application(db(), actor(), reference)
    facts = facts_of(found)
    form = assess_form(facts.criteria, facts.judging.assessments)
    return _carry_out(
        found,
        facts,
        form,
        Typed(assess=form),
        lambda tx: applications.assess(tx, found.id, judged=form.judged()),
        "De beoordeling is bewaard.",
    )


@blueprint.post("/werkvoorraad/<reference>/akkoord")
@allow(Permission.DECIDE)
def second(reference: str) -> ResponseReturnValue:
    """Agree with the proposal: the decision is taken and its letter goes."""
    found = get_application(db(), actor(), reference)
    facts, form = facts_of(found), ActForm()
    proposal_id = _proposal_of(facts)
    address = house().settings.address
    done = f"Akkoord. Het besluit over {reference} is genomen, de brief gaat nu weg."
    return _carry_out(found, facts, form, Typed(act=form), lambda tx: agree(tx, proposal_id, address=address), done)


@blueprint.post("/werkvoorraad/<reference>/terugsturen")
@allow(Permission.DECIDE)
def send_back(reference: str) -> ResponseReturnValue:
    """Send the proposal back with what must change."""
    found = get_application(db(), actor(), reference)
    facts, form = facts_of(found), BackForm()
    proposal_id, address = _proposal_of(facts), house().settings.address
    return _carry_out(
        found, facts, form, Typed(back=form),
        lambda tx: applications.send_back(tx, proposal_id, reason=form.answer.data, address=address),
        "Het voorstel is teruggestuurd. De voorsteller krijgt bericht.",
    )  # fmt: skip


@blueprint.post("/werkvoorraad/<reference>/voorstel-intrekken")
@allow(Permission.DECIDE)
def withdraw_proposal(reference: str) -> ResponseReturnValue:
    """Take the proposal back, to decide in another way."""
    found = get_application(db(), actor(), reference)
    facts, form = facts_of(found), ActForm()
    proposal_id = _proposal_of(facts)
    done = "Het voorstel is ingetrokken. U kunt een ander besluit voorstellen."
    return _carry_out(found, facts, form, Typed(act=form), lambda tx: applications.withdraw_proposal(tx, proposal_id), done)


@blueprint.post("/werkvoorraad/<reference>/belang")
@allow(Permission.DECIDE)
def interest(reference: str) -> ResponseReturnValue:
    """Say to have an interest: from now on a colleague does this file."""
    found = get_application(db(), actor(), reference)
    form = InterestForm()
    return _carry_out(
        found, facts_of(found), form, Typed(interest=form),
        lambda tx: applications.declare_interest(tx, found.id, reason=form.reason.data),
        "Dat staat nu in het dossier. U doet niet meer mee aan deze aanvraag.",
    )  # fmt: skip


@blueprint.post("/werkvoorraad/<reference>/heropenen")
@allow(Permission.DECIDE)
def reopen(reference: str) -> ResponseReturnValue:
    """Judge again what was refused; the old decision and its letter stay."""
    found = get_application(db(), actor(), reference)
    form = ReopenForm()
    return _carry_out(
        found, facts_of(found), form, Typed(reopen=form),
        lambda tx: applications.reopen(tx, found.id, reason=form.reason.data),
        f"{reference} is weer in behandeling. Neem hieronder het nieuwe besluit.",
    )  # fmt: skip


@blueprint.get("/meekijken")
@allow(Permission.DECIDE)
def second_looks() -> ResponseReturnValue:
    """The proposals that wait for this person to look along, and the agreements of dialogues to look at again."""
    agenda = find_current(db(), request.args.get("agenda"), day_now())
    return render_template(
        "desk/second_looks.html",
        agenda=agenda,
        waiting=list_waiting_proposals(db(), agenda.id, actor()),
        follow_ups=list_follow_ups(db(), agenda.id, day_now()),
        as_date=date.fromisoformat,
        day=day_now(),
    )


def _proposal_of(facts: DecisionFacts) -> int:
    """The proposal that waits, else the last one: its own verb says that somebody was earlier, and a form sent twice goes well."""
    if not facts.judging.proposals:
        raise NotFound("proposal")
    return (facts.judging.proposal or facts.judging.proposals[-1]).id
