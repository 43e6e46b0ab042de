"""A partner's own pages: its files with what waits on it on top, and one file with everything on it."""

from datetime import date

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications import service as applications
from mag.applications.again import ways_on
from mag.applications.answers import answers_of
from mag.applications.answers_copy import answers_html
from mag.applications.concepts import concept_rows
from mag.applications.matters import list_documents, list_messages, matters_of
from mag.applications.queries import get_application
from mag.applications.states import APPLICATION, OPEN_STATES, Side
from mag.core.actor import ActorKind
from mag.core.clock import today
from mag.core.errors import Refused
from mag.core.journal import list_lines
from mag.core.pdf import render_pdf
from mag.desk import partner_view
from mag.desk.forms import ActForm
from mag.desk.handling_forms import MessageForm
from mag.desk.partner_moves import lapsed_completion, planned_talk
from mag.desk.routes import blueprint
from mag.payments.mails import PayTo, how_to_pay
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


def _day() -> date:
    return today(house().store.clock.now())


@blueprint.get("/mijn")
@allow(Permission.SEE_OWN)
def my_files() -> ResponseReturnValue:
    """Every file of who asks; the holder of a link goes to its one file."""
    files = partner_view.list_files(db(), actor(), _day())
    if actor().kind is ActorKind.LINK and files:
        return redirect(url_for("desk.my_file", reference=files[0].application.reference))
    rows = [(file, partner_view.move_of(file, _day())) for file in files]
    return render_template("desk/my_files.html", rows=rows, concepts=concept_rows(db(), actor()))


@blueprint.get("/mijn/<reference>")
@allow(Permission.SEE_OWN)
def my_file(reference: str) -> ResponseReturnValue:
    """One file: whose move it is, what to do, the money, the papers and what happened."""
    return file_page(reference, MessageForm())


def file_page(reference: str, form: MessageForm) -> str:
    """The page of one file, with the box for a message as it was typed."""
    application, day = partner_view.get_own(db(), actor(), reference), _day()
    matters = matters_of(db(), application.id)
    (file,) = partner_view.gather_files(db(), [application], matters)
    current, dates = partner_view.steps_of(file)
    must_choose = partner_view.must_choose_moment(db(), file, house().store.clock.now())
    documents, settings = list_documents(db(), application.id) if matters.documents else [], house().settings
    return render_template(
        "desk/my_file.html",
        file=file,
        pay_back=how_to_pay(file.grant, PayTo(settings.debtor_name, settings.debtor_iban)) if file.grant is not None else [],
        application=application,
        form=form,
        move=partner_view.move_of(file, day, must_choose=must_choose),
        tasks=partner_view.tasks_of(file, day, must_choose=must_choose),
        talk=planned_talk(file.enquiries),
        lapsed=lapsed_completion(file.enquiries) if application.decision is None else None,
        is_open=application.state in OPEN_STATES,
        current=current,
        dates=dates,
        payments=partner_view.list_payment_rows(db(), file.grant) if file.grant is not None else [],
        letters=partner_view.list_letters(db(), application.id),
        documents=[one for one in documents if one.side is Side.APPLICANT],
        our_documents=[one for one in documents if one.side is Side.STAFF],
        messages=list(reversed(list_messages(db(), application.id))) if matters.messages else [],
        receipts=file.hand_in.receipts if file.hand_in is not None else [],
        sent=file.hand_in is not None and file.hand_in.handed_in_at is not None,
        may_withdraw="withdraw" in APPLICATION.open_verbs(application.state),
        history=partner_view.tell_partner(list_lines(db(), "application", application.id), actor()),
        by_link=actor().kind is ActorKind.LINK,
        ways=ways_on(application, rule_set_document(application.rule_set)),
        now=house().store.clock.now(),
    )


@blueprint.get("/mijn/<reference>/aanvraag")
@allow(Permission.SEE_OWN)
def my_answers(reference: str) -> ResponseReturnValue:
    """What was asked, as it was sent."""
    partner_view.get_own(db(), actor(), reference)
    application = get_application(db(), actor(), reference)
    return render_template("desk/my_answers.html", application=application, answers=list(answers_of(application)))


@blueprint.get("/mijn/<reference>/aanvraag.pdf")
@allow(Permission.SEE_OWN)
def my_answers_pdf(reference: str) -> ResponseReturnValue:
    """The same on paper, to keep or to print."""
    partner_view.get_own(db(), actor(), reference)
    application = get_application(db(), actor(), reference)
    html = answers_html(application, list(answers_of(application)))
    made = render_pdf(html, identifier=f"aanvraag-{reference}", made_at=application.submitted_at)
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="aanvraag-{reference}.pdf"'})


@blueprint.route("/mijn/<reference>/intrekken", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def withdraw(reference: str) -> ResponseReturnValue:
    """Ask first, then stop an application that was not decided on."""
    application = partner_view.get_own(db(), actor(), reference)
    if "withdraw" not in APPLICATION.open_verbs(application.state):
        return redirect(url_for("desk.my_file", reference=reference))
    form = ActForm(data={"version": application.version})
    if not form.validate_on_submit():
        return render_template("desk/my_withdraw.html", application=application, form=form), 422 if form.is_submitted() else 200
    try:
        answer = perform(
            lambda tx: applications.withdraw(tx, application.id, version=form.version.data or 0),
            then=lambda _: url_for("desk.my_file", reference=reference),
        )
    except Refused as refused:
        return render_template(
            "desk/my_withdraw.html", application=partner_view.get_own(db(), actor(), reference), form=form.refuse(refused)
        ), 422
    flash("Uw aanvraag is ingetrokken.", "good")
    return answer
