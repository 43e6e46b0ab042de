"""What an applicant does with a file after sending it: send what was missing, react, choose a moment to talk, write to us."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import agenda_document, rule_set_document
from mag.applications import service
from mag.applications.enquiry_queries import find_open, list_enquiries
from mag.applications.enquiry_rules import talk_of
from mag.applications.matters import list_documents
from mag.applications.models import Application, Enquiry
from mag.applications.queries import get_by_follow_secret
from mag.applications.states import OPEN_STATES, EnquiryKind, Side
from mag.applications.talk_queries import list_offered
from mag.applications.talk_words import Entry
from mag.core.errors import Refused
from mag.core.period import show_date
from mag.core.transaction import Tx
from mag.desk import partner_view
from mag.desk.handling_forms import AnswerForm, MessageForm, MomentForm
from mag.desk.routes import blueprint
from mag.desk.routes.my import file_page
from mag.desk.routes.talks import calendar, uid
from mag.desk.uploading import take_files
from mag.web.boundary import actor, db, house, keep, perform
from mag.web.guard import allow, public


@blueprint.route("/mijn/<reference>/aanvulling", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def complete(reference: str) -> ResponseReturnValue:
    """Send what we asked for."""
    form = AnswerForm()
    return _answer(reference, EnquiryKind.COMPLETION, form, service.complete, "Uw aanvulling is verstuurd. U hoeft nu niets te doen.")


@blueprint.route("/mijn/<reference>/reactie", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def give_view(reference: str) -> ResponseReturnValue:
    """React to what we have in mind."""
    form = AnswerForm()
    form.text.label.text = "Uw reactie"
    return _answer(reference, EnquiryKind.VIEW, form, service.give_view, "Uw reactie is verstuurd. Wij lezen haar voordat wij besluiten.")


@blueprint.route("/mijn/<reference>/gesprek", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def choose_moment(reference: str) -> ResponseReturnValue:
    """Choose a moment to talk, or another one than before."""
    application = partner_view.get_own(db(), actor(), reference)
    if application.state not in OPEN_STATES:
        return redirect(url_for("desk.my_file", reference=reference))
    offered = list_offered(db(), application.agenda_id, house().store.clock.now(), tier=application.tier.code)
    form = MomentForm().offer(offered)
    talk = talk_of(list_enquiries(db(), application.id))
    address = house().settings.address
    if form.validate_on_submit():
        try:
            answer = perform(
                lambda tx: service.choose_moment(tx, application.id, form.moment.data, address=address),
                then=lambda _: url_for("desk.my_file", reference=reference),
            )
        except Refused as refused:
            form.refuse(refused)
            form.offer(list_offered(db(), application.agenda_id, house().store.clock.now(), tier=application.tier.code))
        else:
            flash("Uw gesprek staat vast.", "good")
            return answer
    page = render_template("desk/my_talk.html", application=application, form=form, offered=offered, talk=talk)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/mijn/<reference>/bericht")
@allow(Permission.SEE_OWN)
def write_message(reference: str) -> ResponseReturnValue:
    """Write to us, with documents."""
    application = partner_view.get_own(db(), actor(), reference)
    form = MessageForm()
    uploads, refusals = take_files(house(), form.files.data)
    complete = form.validate_on_submit()
    form.refuse(Refused(*refusals))
    if not complete or refusals:
        if uploads:
            keep(lambda tx: service.keep_documents(tx, application.id, uploads))
        return file_page(reference, form), 422
    address = house().settings.address
    try:
        answer = perform(
            lambda tx: service.write_message(
                tx, application.id, text=form.text.data, uploads=uploads, side=Side.APPLICANT, address=address
            ),
            then=lambda _: url_for("desk.my_file", reference=reference, _anchor="berichten"),
        )
    except Refused as refused:
        return file_page(reference, form.refuse(refused)), 422
    flash("Uw bericht is verstuurd.", "good")
    return answer


@blueprint.get("/mijn/<reference>/agenda.ics")
@allow(Permission.SEE_OWN)
def my_calendar(reference: str) -> ResponseReturnValue:
    """The dates of a file as a calendar file: when we decide, what we wait for, the talk, and when to give account."""
    application = partner_view.get_own(db(), actor(), reference)
    return calendar(list(_entries(application)), application.title, reference)


@blueprint.get("/volg/<secret>/agenda.ics")
@public("the secret in the address belongs to who sent this application")
def sent_calendar(secret: str) -> ResponseReturnValue:
    """The day to hear, for the calendar of who has just sent a request: nothing but that date and the reference."""
    application = get_by_follow_secret(db(), secret)
    text = f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt. Kenmerk: {application.reference}."
    entry = Entry(uid("besluit", application.id), f"Besluit over {application.title}", application.decide_by, text=text)
    return calendar([entry], application.title, application.reference)


def _entries(application: Application) -> list[Entry]:
    url = f"{house().settings.address}{url_for('desk.my_file', reference=application.reference)}"
    name, enquiries = f"{application.title} ({application.reference})", list_enquiries(db(), application.id)
    found = []
    if application.state in OPEN_STATES:
        text = f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt."
        found.append(Entry(uid("besluit", application.id), f"Besluit over {name}", application.decide_by, text=text, url=url))
    for kind, title in ((EnquiryKind.COMPLETION, "Aanvulling sturen voor"), (EnquiryKind.VIEW, "Reactie geven op")):
        enquiry = find_open(enquiries, kind)
        if enquiry is not None:
            found.append(Entry(uid("vraag", enquiry.id), f"{title} {name}", enquiry.due_on, text="Dit is de laatste dag.", url=url))
    talk = talk_of(enquiries)
    if talk is not None and talk.starts_at is not None and not talk.held:
        title = f"Gesprek over {name}"
        found.append(Entry(uid("gesprek", application.id), title, talk.starts_at, talk.minutes, talk.where, url=url))
    (file,) = partner_view.gather_files(db(), [application])
    if file.grant is not None and file.settlement is None:
        found.append(Entry(uid("verantwoording", application.id), f"Verantwoording sturen voor {name}", file.grant.account_by, url=url))
    return found


def _answer(reference: str, kind: EnquiryKind, form: AnswerForm, verb: Callable[..., Enquiry], done: str) -> ResponseReturnValue:
    application = partner_view.get_own(db(), actor(), reference)
    enquiry = find_open(list_enquiries(db(), application.id), kind)
    here = url_for("desk.my_file", reference=reference)
    if enquiry is None:
        return redirect(here)
    uploads, refusals = take_files(house(), form.files.data) if form.is_submitted() else ([], ())
    if uploads:
        keep(lambda tx: service.keep_documents(tx, application.id, uploads, enquiry_id=enquiry.id))
    complete = form.validate_on_submit()
    form.refuse(Refused(*refusals))
    address = house().settings.address

    def send(tx: Tx) -> Any:
        return verb(tx, enquiry.id, text=form.text.data or "", address=address)

    if complete and not refusals:
        try:
            answer = perform(send, then=lambda _: here)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(done, "good")
            return answer
    page = render_template(
        "desk/my_completion.html" if kind is EnquiryKind.COMPLETION else "desk/my_view.html",
        application=application,
        enquiry=enquiry,
        form=form,
        sent=[one for one in list_documents(db(), application.id) if one.enquiry_id == enquiry.id],
        rules=rule_set_document(application.rule_set),
        contact=agenda_document(application.agenda).contact,
    )
    return page, 422 if form.is_submitted() else 200
