"""The decider's side of advice: ask for it, take a question back, write down a performance dialogue and its follow-up."""

from datetime import timedelta

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.queries import list_who_may
from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications import service as applications
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.models import Application, Enquiry
from mag.applications.queries import get_application
from mag.applications.states import EnquiryKind
from mag.core.errors import NotFound, Refused
from mag.desk.advice_forms import AskAdviceForm, DialogueForm, FollowUpForm
from mag.desk.forms import ActForm
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import day_now
from mag.web.boundary import actor, db, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

TERM = timedelta(days=14)
"""How long an adviser gets when nobody says otherwise."""


def _page(template: str, application: Application, form: BaseForm, status: int = 200, **more: object) -> ResponseReturnValue:
    return render_template(f"desk/{template}.html", application=application, form=form, day=day_now(), **more), status


def _one(application: Application, enquiry_id: int, kind: EnquiryKind) -> Enquiry:
    for one in list_enquiries(db(), application.id):
        if one.id == enquiry_id and one.kind is kind:
            return one
    raise NotFound(f"enquiry {enquiry_id}")


@blueprint.get("/werkvoorraad/<reference>/advies")
@allow(Permission.DECIDE)
def ask_advice_page(reference: str) -> ResponseReturnValue:
    """The form to ask advice; the roles the tier names come first in mind."""
    found = get_application(db(), actor(), reference)
    advisers = rule_set_document(found.rule_set).tier(found.tier.code).with_advice_of
    start = {"due_on": day_now() + TERM, "whom": f"rol-{advisers[0].value}" if advisers else None}
    return _page("ask_advice", found, AskAdviceForm(data=start).offer(list_who_may(db(), Permission.ADVISE)))


@blueprint.post("/werkvoorraad/<reference>/advies")
@allow(Permission.DECIDE)
def ask_advice(reference: str) -> ResponseReturnValue:
    """Ask the advice; who is asked gets a mail."""
    found = get_application(db(), actor(), reference)
    form = AskAdviceForm().offer(list_who_may(db(), Permission.ADVISE))
    if not form.validate_on_submit():
        return _page("ask_advice", found, form, 422)
    role, person_id = form.asked()
    address = house().settings.address
    try:
        answer = perform(
            lambda tx: applications.ask_advice(
                tx, found.id, question=form.question.data, due_on=form.due_on.data, address=address, role=role, person_id=person_id
            ),
            then=lambda _: url_for("desk.application", reference=reference, _anchor="advies"),
        )
    except Refused as refused:
        return _page("ask_advice", found, form.refuse(refused), 422)
    flash("Het advies is gevraagd. Wie u vroeg krijgt een mail.", "good")
    return answer


@blueprint.post("/werkvoorraad/<reference>/advies/<int:number>/intrekken")
@allow(Permission.DECIDE)
def withdraw_advice(reference: str, number: int) -> ResponseReturnValue:
    """Take a question for advice back."""
    found, form = get_application(db(), actor(), reference), ActForm()
    asked = _one(found, number, EnquiryKind.ADVICE)
    form.validate_on_submit()
    answer = perform(
        lambda tx: applications.withdraw_advice(tx, asked.id),
        then=lambda _: url_for("desk.application", reference=reference, _anchor="advies"),
    )
    flash("De vraag om advies is ingetrokken.", "good")
    return answer


@blueprint.get("/werkvoorraad/<reference>/prestatiedialoog")
@allow(Permission.DECIDE)
def dialogue_page(reference: str) -> ResponseReturnValue:
    """The form to write a performance dialogue down."""
    return _page("dialogue", get_application(db(), actor(), reference), DialogueForm(data={"held_on": day_now()}))


@blueprint.post("/werkvoorraad/<reference>/prestatiedialoog")
@allow(Permission.DECIDE)
def dialogue(reference: str) -> ResponseReturnValue:
    """Write the dialogue down."""
    found, form = get_application(db(), actor(), reference), DialogueForm()
    if not form.validate_on_submit():
        return _page("dialogue", found, form, 422)
    try:
        answer = perform(
            lambda tx: applications.hold_dialogue(
                tx,
                found.id,
                held_on=form.held_on.data,
                who=form.who.data,
                agreements=form.agreements.data,
                follow_up_on=form.follow_up_on.data,
            ),
            then=lambda _: url_for("desk.application", reference=reference, _anchor="dialoog"),
        )
    except Refused as refused:
        return _page("dialogue", found, form.refuse(refused), 422)
    flash("De prestatiedialoog staat in het dossier.", "good")
    return answer


@blueprint.get("/werkvoorraad/<reference>/prestatiedialoog/<int:number>")
@allow(Permission.DECIDE)
def follow_up_page(reference: str, number: int) -> ResponseReturnValue:
    """The agreements of a dialogue, and the form for what became of them."""
    found = get_application(db(), actor(), reference)
    return _page("follow_up", found, FollowUpForm(), dialogue=_one(found, number, EnquiryKind.DIALOGUE))


@blueprint.post("/werkvoorraad/<reference>/prestatiedialoog/<int:number>")
@allow(Permission.DECIDE)
def follow_up(reference: str, number: int) -> ResponseReturnValue:
    """Write down what became of the agreements."""
    found, form = get_application(db(), actor(), reference), FollowUpForm()
    held = _one(found, number, EnquiryKind.DIALOGUE)
    if not form.validate_on_submit():
        return _page("follow_up", found, form, 422, dialogue=held)
    try:
        answer = perform(
            lambda tx: applications.follow_up(tx, held.id, found=form.found.data),
            then=lambda _: url_for("desk.application", reference=reference, _anchor="dialoog"),
        )
    except Refused as refused:
        return _page("follow_up", found, form.refuse(refused), 422, dialogue=held)
    flash("Genoteerd. Deze taak is klaar.", "good")
    return answer
