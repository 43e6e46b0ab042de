"""The register of complaints and objections for staff, and the page where an applicant sends one."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.queries import rule_set_document
from mag.applications.queries import get_application
from mag.core.clock import today
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.files import FileStore
from mag.core.letter import letter_body
from mag.core.papers import Paper, find_paper
from mag.core.transaction import Tx
from mag.remedies import service
from mag.remedies.forms import AnswerForm, ExtendForm, MinutesForm, OwnForm, RegisterForm, StepForm, TalkForm
from mag.remedies.mails import REMEDY_LETTER
from mag.remedies.models import Remedy
from mag.remedies.queries import get_remedy, list_of_application, list_register
from mag.remedies.rules import terms_of
from mag.remedies.service import Case
from mag.remedies.states import (
    ABOUT_WORDS,
    CHANNEL_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    REMEDY,
    RemedyAbout,
    RemedyChannel,
    RemedyState,
)
from mag.web.boundary import actor, db, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

blueprint = Blueprint("remedies", __name__, template_folder="templates")
WORDS = {"kinds": KIND_WORDS, "abouts": ABOUT_WORDS, "channels": CHANNEL_WORDS, "outcomes": OUTCOME_WORDS}


def _day() -> date:
    return today(house().store.clock.now())


@blueprint.get("/klachten-en-bezwaren")
@allow(Permission.HANDLE_REMEDIES)
def index() -> ResponseReturnValue:
    """The register: what runs, with the days to answer; ``alles=ja`` also what is closed; ``kenmerk`` only what is about one file."""
    agenda = find_current(db(), request.args.get("agenda"), _day())
    reference, everything = request.args.get("kenmerk", ""), request.args.get("alles") == "ja"
    application = get_application(db(), actor(), reference) if reference else None
    rows = list_register(
        db(),
        application.agenda_id if application else agenda.id,
        only_open=not everything and application is None,
        application_id=application.id if application else None,
    )
    return render_template("remedies/index.html", rows=rows, agenda=agenda, everything=everything, application=application, day=_day(),
                           words=REMEDY.staff_words, **WORDS)  # fmt: skip


@blueprint.route("/klachten-en-bezwaren/nieuw", methods=["GET", "POST"])
@allow(Permission.HANDLE_REMEDIES)
def register() -> ResponseReturnValue:
    """Write down what came in by mail, post, telephone or at the counter."""
    form = RegisterForm(data={"reference": request.args.get("kenmerk", ""), "received_on": _day()})
    if not form.validate_on_submit():
        return render_template("remedies/register.html", form=form), 422 if form.is_submitted() else 200
    agenda = find_current(db(), request.args.get("agenda"), _day())
    try:
        application_id = _application_id(form.reference.data)
        case = Case(
            form.about.data, form.text.data, form.name.data, form.received_on.data, form.channel.data, form.email.data or None,
            form.phone.data or None, form.late_reason.data,
        )  # fmt: skip
        answer = perform(
            lambda tx: service.hand_in(tx, case, address=house().settings.address, application_id=application_id, agenda_id=agenda.id),
            then=lambda made: url_for(".remedy", reference=made.reference),
        )
    except Refused as refused:
        return render_template("remedies/register.html", form=form.refuse(refused)), 422
    flash("Genoteerd. De afzender krijgt een bevestiging.", "good")
    return answer


@blueprint.get("/klachten-en-bezwaren/<reference>")
@allow(Permission.HANDLE_REMEDIES)
def remedy(reference: str) -> ResponseReturnValue:
    """One case: what was sent, the dates, the talk, and the answer."""
    return _page(get_remedy(db(), actor(), reference))


@blueprint.post("/klachten-en-bezwaren/<reference>/<step>")
@allow(Permission.HANDLE_REMEDIES)
def act(reference: str, step: str) -> ResponseReturnValue:
    """One step with a case: take it on, lengthen the term, plan a talk, keep its minutes, answer, or close it as withdrawn."""
    found = get_remedy(db(), actor(), reference)
    forms: dict[str, type[BaseForm]] = {
        "oppakken": StepForm, "verlengen": ExtendForm, "gesprek": TalkForm, "verslag": MinutesForm, "antwoord": AnswerForm,
        "ingetrokken": StepForm,
    }  # fmt: skip
    if step not in forms:
        raise NotFound(step)
    form = forms[step]()
    if not form.validate_on_submit():
        return _page(found, form, step, 422)
    try:
        answer = perform(_verb(found.id, step, form), then=lambda _: url_for(".remedy", reference=reference))
    except Refused as refused:
        return _page(get_remedy(db(), actor(), reference), form.refuse(refused), step, 422)
    flash(SAID[step], "good")
    return answer


SAID = {
    "oppakken": "U behandelt dit nu.",
    "verlengen": "De termijn is verlengd. De afzender krijgt bericht.",
    "gesprek": "Het gesprek staat. De afzender krijgt een uitnodiging.",
    "verslag": "Het verslag is bewaard.",
    "antwoord": "Het antwoord is gegeven. De brief is gemaakt.",
    "ingetrokken": "Gesloten als ingetrokken. De afzender krijgt bericht.",
}


def _verb(remedy_id: int, step: str, form: BaseForm) -> Callable[[Tx], Remedy]:
    version, address, data = form.version.data or 0, house().settings.address, form.answers()
    verbs: dict[str, Callable[[Tx], Remedy]] = {
        "oppakken": lambda tx: service.take_on(tx, remedy_id, version=version),
        "verlengen": lambda tx: service.extend(tx, remedy_id, version=version, address=address, reason=data["reason"]),
        "gesprek": lambda tx: service.plan_talk(tx, remedy_id, version=version, address=address, **data),
        "verslag": lambda tx: service.write_minutes(tx, remedy_id, version=version, minutes=data["minutes"]),
        "antwoord": lambda tx: service.answer(tx, remedy_id, version=version, address=address, **data),
        "ingetrokken": lambda tx: service.withdraw(tx, remedy_id, version=version, address=address),
    }
    return verbs[step]


@blueprint.get("/klachten-en-bezwaren/<reference>/brief")
@allow(Permission.HANDLE_REMEDIES)
def letter(reference: str) -> ResponseReturnValue:
    """The answer as it was frozen."""
    found, paper = _letter(reference)
    return render_template("remedies/letter.html", remedy=found, paper=paper, body=letter_body(paper.html))


@blueprint.get("/klachten-en-bezwaren/<reference>/brief.pdf")
@allow(Permission.HANDLE_REMEDIES)
def letter_pdf(reference: str) -> ResponseReturnValue:
    """The PDF of the answer, to print; 202 while it is being made."""
    _, paper = _letter(reference)
    if paper.pdf_sha256 is None:
        sentences = ["Ververs deze bladzijde over een paar tellen."]
        return render_template("answer.html", title="De pdf wordt gemaakt", sentences=sentences, status=202), 202
    files: FileStore = house().files
    named = {"Content-Disposition": f'inline; filename="{paper.identifier}.pdf"'}
    return Response(files.read(paper.pdf_sha256), mimetype="application/pdf", headers=named)


@blueprint.route("/mijn/<reference>/niet-eens", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def own(reference: str) -> ResponseReturnValue:
    """For an applicant who disagrees: what one can do, what one sent before, and the form."""
    application = get_application(db(), actor(), reference)
    if not (application.partner_id in actor().organisations or actor().file_id == application.id):
        raise NotFound(reference)
    rules, decision = rule_set_document(application.rule_set), application.decision
    form = OwnForm()
    form.about.choices = [
        *([(RemedyAbout.DECISION.value, f"{rules.words.the_decision[:1].upper()}{rules.words.the_decision[1:]}")] if decision else []),
        (RemedyAbout.TREATMENT.value, "Hoe wij met u omgingen"),
    ]
    terms = terms_of(rules, RemedyAbout.DECISION, decided_on=decision.decided_on, received_on=_day()) if decision else None
    shown = {"application": application, "rules": rules, "terms": terms, "sent": list_of_application(db(), application.id),
             "words": REMEDY.partner_words, **WORDS}  # fmt: skip
    if not form.validate_on_submit():
        return render_template("remedies/own.html", form=form, **shown), 422 if form.is_submitted() else 200
    case = Case(
        form.about.data, form.text.data, application.contact_name, _day(), RemedyChannel.ONLINE, application.email, application.phone,
        form.late_reason.data,
    )  # fmt: skip
    try:
        answer = perform(
            lambda tx: service.hand_in(tx, case, address=house().settings.address, application_id=application.id),
            then=lambda _: url_for(".own", reference=reference),
        )
    except Refused as refused:
        return render_template("remedies/own.html", form=form.refuse(refused), **shown), 422
    flash("Verstuurd. U krijgt een bevestiging." if application.email else "Verstuurd. Wij bellen u hierover.", "good")
    return answer


def _page(found: Remedy, form: BaseForm | None = None, step: str = "", status: int = 200) -> ResponseReturnValue:
    start = {"version": found.version}
    forms = {
        "extend": ExtendForm(formdata=None, data=start), "talk": TalkForm(formdata=None, data=start),
        "minutes": MinutesForm(formdata=None, data={**start, "minutes": found.minutes}), "answer": AnswerForm(formdata=None, data=start),
    }  # fmt: skip
    name = {"verlengen": "extend", "gesprek": "talk", "verslag": "minutes", "antwoord": "answer"}.get(step)
    if form is not None and name is not None:
        forms[name] = form
    own_decision = found.decision is not None and found.decision.decided_by_id == actor().id
    return render_template(
        "remedies/remedy.html", remedy=found, forms=forms, form=form, step=step, step_form=StepForm(formdata=None, data=start), day=_day(),
        is_open=found.state is RemedyState.OPEN, own_decision=own_decision, may_reopen=service.may_reopen(found),
        words=REMEDY.staff_words, rules=rule_set_document(found.rule_set),
        paper=find_paper(db(), REMEDY_LETTER, ("remedy", found.id)) if found.outcome else None, **WORDS,
    ), status  # fmt: skip


def _letter(reference: str) -> tuple[Remedy, Paper]:
    found = get_remedy(db(), actor(), reference)
    paper = find_paper(db(), REMEDY_LETTER, ("remedy", found.id))
    if paper is None:
        raise NotFound(reference)
    return found, paper


def _application_id(reference: str) -> int | None:
    if not reference.strip():
        return None
    try:
        return get_application(db(), actor(), reference.strip().upper()).id
    except NotFound:
        raise Refused(Refusal("no_file", "Er is geen aanvraag met dit kenmerk. Kijk het na in de werkvoorraad.", "reference")) from None
