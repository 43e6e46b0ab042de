"""Handling one file: ask what is missing, ask for a reaction, take more time, write down a talk, write messages."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications import service
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.enquiry_rules import proposed_due, ready_items, talk_of
from mag.applications.matters import list_documents, list_messages
from mag.applications.models import Application, Enquiry
from mag.applications.queries import get_application
from mag.applications.states import EnquiryKind, Side
from mag.applications.term import latest_extension
from mag.core.clock import today
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.logs import note_access
from mag.core.transaction import Tx
from mag.desk.forms import ActForm
from mag.desk.handling_forms import AnswerForm, CompletionForm, ExtendForm, MessageForm, TalkForm, ViewForm, lines_of
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import day_now
from mag.desk.uploading import take_files
from mag.web.boundary import actor, db, house, keep, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

ASKED = (EnquiryKind.COMPLETION, EnquiryKind.VIEW)


@blueprint.route("/werkvoorraad/<reference>/aanvulling", methods=["GET", "POST"])
@allow(Permission.DECIDE)
def ask_completion(reference: str) -> ResponseReturnValue:
    """Ask for what is missing, with a term and what happens without it."""
    found, rules = _file(reference)
    due = proposed_due(rules, day_now())
    form = CompletionForm(data={"version": found.version, "due_on": due}).offer(ready_items(rules.tier(found.tier.code)))
    address = house().settings.address
    return _act(
        found, form, "ask_completion", rules,
        lambda tx: service.ask_completion(
            tx, found.id, version=form.version.data or 0, items=form.asked(), explanation=form.explanation.data or "",
            due_on=form.due_on.data, address=address,
        ),
        "De vraag is verstuurd. Wij wachten nu op de aanvrager.",
    )  # fmt: skip


@blueprint.route("/werkvoorraad/<reference>/reactie", methods=["GET", "POST"])
@allow(Permission.DECIDE)
def invite_view(reference: str) -> ResponseReturnValue:
    """Tell what we have in mind and ask the applicant to react first."""
    found, rules = _file(reference)
    form = ViewForm(data={"version": found.version, "due_on": proposed_due(rules, day_now())}).offer(rules)
    address = house().settings.address
    return _act(
        found, form, "invite_view", rules,
        lambda tx: service.invite_view(
            tx, found.id, version=form.version.data or 0, outcome=form.outcome.data, ground_code=form.ground.data or None,
            reason=form.reason.data, due_on=form.due_on.data, address=address,
        ),
        "De vraag om een reactie is verstuurd.",
    )  # fmt: skip


@blueprint.route("/werkvoorraad/<reference>/verlengen", methods=["GET", "POST"])
@allow(Permission.DECIDE)
def extend_term(reference: str) -> ResponseReturnValue:
    """Take more time to decide, once the rules allow it."""
    found, rules = _file(reference)
    latest_day = latest_extension(rules, service.term_of(found))
    form = ExtendForm(data={"version": found.version, "until": latest_day})
    address = house().settings.address
    return _act(
        found, form, "extend_term", rules,
        lambda tx: service.extend(
            tx, found.id, version=form.version.data or 0, until=form.until.data, reason=form.reason.data, address=address
        ),
        "De termijn is verlengd. De aanvrager krijgt bericht.",
        latest=latest_day,
    )  # fmt: skip


@blueprint.route("/werkvoorraad/<reference>/gesprek", methods=["GET", "POST"])
@allow(Permission.DECIDE)
def write_talk(reference: str) -> ResponseReturnValue:
    """Write down a talk and what was agreed."""
    found, rules = _file(reference)
    talk = talk_of(list_enquiries(db(), found.id))
    begins = talk.starts_at if talk is not None and not talk.held else None
    form = TalkForm(data={"held_on": min(today(begins), day_now()) if begins else day_now()})
    return _act(
        found, form, "write_talk", rules,
        lambda tx: service.hold_talk(
            tx, found.id, held_on=form.held_on.data, report=form.report.data, agreements=lines_of(form.agreements.data)
        ),
        "Het verslag staat nu in het dossier.",
        talk=talk,
    )  # fmt: skip


@blueprint.route("/werkvoorraad/<reference>/antwoord/<int(max=2147483647):enquiry_id>", methods=["GET", "POST"])
@allow(Permission.ENTER_FOR_OTHERS)
def write_answer(reference: str, enquiry_id: int) -> ResponseReturnValue:
    """Write down what the applicant told by phone or at the counter."""
    found, rules = _file(reference)
    enquiry = _enquiry(found, enquiry_id)
    form = AnswerForm()
    form.text.label.text = "Wat antwoordde de aanvrager?"
    uploads, refusals = take_files(house(), form.files.data) if form.is_submitted() else ([], ())
    if uploads:
        keep(lambda tx: service.keep_documents(tx, found.id, uploads, enquiry_id=enquiry_id))
    verb = service.complete if enquiry.kind is EnquiryKind.COMPLETION else service.give_view
    address = house().settings.address
    return _act(
        found, form, "write_answer", rules,
        lambda tx: verb(tx, enquiry_id, text=form.text.data or "", address=address),
        "Het antwoord staat nu in het dossier.",
        refusals,
        enquiry=enquiry,
    )  # fmt: skip


@blueprint.post("/werkvoorraad/<reference>/vraag/<int(max=2147483647):enquiry_id>/intrekken")
@allow(Permission.DECIDE)
def drop_enquiry(reference: str, enquiry_id: int) -> ResponseReturnValue:
    """Take a question to the applicant back."""
    found, _ = _file(reference)
    enquiry = _enquiry(found, enquiry_id)
    verb = service.drop_completion if enquiry.kind is EnquiryKind.COMPLETION else service.drop_view
    address = house().settings.address
    answer = perform(lambda tx: verb(tx, enquiry_id, address=address), then=lambda _: url_for("desk.application", reference=reference))
    flash("De vraag is ingetrokken. De aanvrager krijgt bericht.", "good")
    return answer


@blueprint.get("/werkvoorraad/<reference>/berichten")
@allow(Permission.SEE_APPLICATIONS)
def file_messages(reference: str) -> ResponseReturnValue:
    """Messages both ways, and every document on the file."""
    found, _ = _file(reference)
    note_access(house().store, actor(), "opened", "application", found.id)
    return _messages(found, MessageForm())


@blueprint.post("/werkvoorraad/<reference>/berichten")
@allow(Permission.ENTER_FOR_OTHERS)
def write_to_applicant(reference: str) -> ResponseReturnValue:
    """Write to the applicant, with documents."""
    found, _ = _file(reference)
    form = MessageForm()
    uploads, refusals = take_files(house(), form.files.data)
    complete = form.validate_on_submit()
    for refusal in refusals:
        form.say(refusal.sentence, "files")
    if not complete or refusals:
        if uploads:
            keep(lambda tx: service.keep_documents(tx, found.id, uploads))
        return _messages(found, form), 422
    address = house().settings.address
    try:
        answer = perform(
            lambda tx: service.write_message(tx, found.id, text=form.text.data, uploads=uploads, side=Side.STAFF, address=address),
            then=lambda _: url_for("desk.file_messages", reference=reference),
        )
    except Refused as refused:
        return _messages(found, form.refuse(refused)), 422
    flash("Uw bericht is verstuurd." if found.email else "Uw bericht staat op de eigen bladzijde van de aanvrager.", "good")
    return answer


@blueprint.post("/werkvoorraad/<reference>/berichten/gelezen")
@allow(Permission.ENTER_FOR_OTHERS)
def read_messages(reference: str) -> ResponseReturnValue:
    """The messages were read and need no answer."""
    found, _ = _file(reference)
    return perform(lambda tx: service.read_messages(tx, found.id), then=lambda _: url_for("desk.file_messages", reference=reference))


def _file(reference: str) -> tuple[Application, RuleSetDocument]:
    found = get_application(db(), actor(), reference)
    return found, rule_set_document(found.rule_set)


def _enquiry(found: Application, enquiry_id: int) -> Enquiry:
    """A question to this applicant. Raises NotFound."""
    for enquiry in list_enquiries(db(), found.id):
        if enquiry.id == enquiry_id and enquiry.kind in ASKED:
            return enquiry
    raise NotFound(f"enquiry {enquiry_id}")


def _act(
    found: Application,
    form: BaseForm,
    page: str,
    rules: RuleSetDocument,
    verb: Callable[[Tx], Any],
    done: str,
    refusals: Iterable[Refusal] = (),
    **more: Any,
) -> ResponseReturnValue:
    """Show the page of an act, or carry it out and go back to the file; what was typed stays when it cannot be done."""
    complete = form.validate_on_submit()
    form.refuse(Refused(*refusals))
    if complete and not form.all_errors():
        try:
            answer = perform(verb, then=lambda _: url_for("desk.application", reference=found.reference))
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(done, "good")
            return answer
    page_ = render_template(f"desk/{page}.html", application=found, form=form, rules=rules, **more)
    return page_, 422 if form.is_submitted() else 200


def _messages(found: Application, form: MessageForm) -> str:
    messages = list_messages(db(), found.id)
    return render_template(
        "desk/file_messages.html",
        application=found,
        form=form,
        messages=list(reversed(messages)),
        unread=sum(1 for one in messages if one.side is Side.APPLICANT and one.read_at is None),
        documents=list_documents(db(), found.id),
        act_form=ActForm(formdata=None),
        may_write=actor().may(Permission.ENTER_FOR_OTHERS),
    )
