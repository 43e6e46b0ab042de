"""The decision screen: the application left, the checks and the decision beside it, the letter below; one address (``ux.md O07``)."""

from dataclasses import replace
from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import agenda_document
from mag.applications import service as applications
from mag.applications.letters import DECISION_LETTER, DecisionText, decision_letter
from mag.applications.models import Application
from mag.applications.queries import get_application
from mag.applications.states import APPLICATION, CostKind, Outcome
from mag.core.clock import today
from mag.core.errors import Refused
from mag.core.journal import list_lines as list_journal
from mag.core.letter import letter_body, letter_html
from mag.core.money import ZERO, Cents, show
from mag.core.papers import find_paper
from mag.desk.decision_facts import DecisionFacts, decided_facts, gather_facts
from mag.desk.forms import ActForm, AwardForm, RefuseForm, proposed_award
from mag.desk.history import tell
from mag.desk.routes import blueprint
from mag.grants import service as grants
from mag.grants.queries import find_grant
from mag.grants.terms import award_terms
from mag.letters.queries import texts_of
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


def _day() -> date:
    return today(house().store.clock.now())


def _award_form(application: Application, facts: DecisionFacts) -> AwardForm:
    only = facts.lines[0].id if len(facts.lines) == 1 else None
    return AwardForm(data=proposed_award(application, only)).offer(facts.goals, facts.lines)


def _refuse_form(application: Application, facts: DecisionFacts) -> RefuseForm:
    return RefuseForm(data={"version": application.version}).offer(facts.rules)


def _screen(
    application: Application,
    *,
    award_form: AwardForm | None = None,
    refuse_form: RefuseForm | None = None,
    preview: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    shown = award_form if award_form is not None else refuse_form
    is_done = application.decision is not None and shown is None
    facts = decided_facts(application) if is_done else gather_facts(db(), application, _day())
    is_open = "award" in APPLICATION.open_verbs(application.state)
    may_decide = is_open and actor().may(Permission.DECIDE) and actor().holds(facts.tier.decider)
    page = render_template(
        "desk/application.html",
        application=application,
        facts=facts,
        form=shown,
        award_form=award_form or (_award_form(application, facts) if may_decide else None),
        refuse_form=refuse_form or (_refuse_form(application, facts) if may_decide else None),
        act_form=ActForm(data={"version": application.version}),
        may_decide=may_decide,
        may_claim=actor().may(Permission.DECIDE),
        verbs=APPLICATION.open_verbs(application.state),
        preview=preview,
        paper=find_paper(db(), DECISION_LETTER, ("application", application.id)) if application.decision else None,
        grant=find_grant(db(), application.id) if application.decision else None,
        costs=[
            (line.description, "kosten" if line.kind is CostKind.COST else "geld van anderen", show(line.amount))
            for line in application.cost_lines
        ],
        history=tell(list_journal(db(), "application", application.id)),
        words=APPLICATION.staff_words,
        personal=actor().may(Permission.SEE_PERSONAL_DATA),
        day=_day(),
    )
    return page, status


@blueprint.get("/werkvoorraad/<reference>")
@allow(Permission.SEE_APPLICATIONS)
def application(reference: str) -> ResponseReturnValue:
    """One application, ready to be decided on."""
    return _screen(get_application(db(), actor(), reference))


@blueprint.post("/werkvoorraad/<reference>/oppakken")
@allow(Permission.DECIDE)
def claim(reference: str) -> ResponseReturnValue:
    """Take the application in hand, so that colleagues see who is at it."""
    found, form = get_application(db(), actor(), reference), ActForm()
    return perform(
        lambda tx: applications.claim(tx, found.id, version=form.version.data or 0),
        then=lambda _: url_for("desk.application", reference=reference),
    )


@blueprint.post("/werkvoorraad/<reference>/loslaten")
@allow(Permission.DECIDE)
def unclaim(reference: str) -> ResponseReturnValue:
    """Let the application go again."""
    found, form = get_application(db(), actor(), reference), ActForm()
    return perform(
        lambda tx: applications.unclaim(tx, found.id, version=form.version.data or 0),
        then=lambda _: url_for("desk.application", reference=reference),
    )


@blueprint.post("/werkvoorraad/<reference>/toekennen")
@allow(Permission.DECIDE)
def award(reference: str) -> ResponseReturnValue:
    """Award, or show the letter first when that button was pressed."""
    found = get_application(db(), actor(), reference)
    facts = gather_facts(db(), found, _day())
    form = AwardForm().offer(facts.goals, facts.lines)
    if not form.validate_on_submit():
        return _screen(found, award_form=form, status=422)
    try:
        if "preview" in request.form:
            return _screen(found, award_form=form, preview=_award_preview(found, facts, form))
        answer = perform(
            lambda tx: grants.award(
                tx,
                found.id,
                version=form.version.data or 0,
                amount=form.amount.data,
                line_id=form.line.data,
                goal_id=form.goal.data,
                reason=form.reason.data,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                conditions=form.extra_conditions(),
                assumption=form.assumption.data,
                strength=form.strength.data,
                address=house().settings.address,
            ),
            then=lambda _: url_for("desk.application", reference=reference),
        )
    except Refused as refused:
        form.refuse(refused)
        return _screen(found, award_form=form, status=422)
    flash(f"Toegekend. De brief voor {reference} is gemaakt en het bericht gaat nu weg.", "good")
    return answer


@blueprint.post("/werkvoorraad/<reference>/afwijzen")
@allow(Permission.DECIDE)
def refuse(reference: str) -> ResponseReturnValue:
    """Refuse or leave untreated, or show the letter first when that button was pressed."""
    found = get_application(db(), actor(), reference)
    facts = gather_facts(db(), found, _day())
    form = RefuseForm().offer(facts.rules)
    if not form.validate_on_submit():
        return _screen(found, refuse_form=form, status=422)
    if "preview" in request.form:
        return _screen(found, refuse_form=form, preview=_refuse_preview(found, facts, form))
    try:
        answer = perform(
            lambda tx: applications.refuse(
                tx,
                found.id,
                version=form.version.data or 0,
                outcome=form.outcome.data,
                ground_code=form.ground.data,
                reason=form.explanation.data,
                address=house().settings.address,
            ),
            then=lambda _: url_for("desk.application", reference=reference),
        )
    except Refused as refused:
        form.refuse(Refused(*(replace(r, field="explanation") if r.field == "reason" else r for r in refused.refusals)))
        return _screen(found, refuse_form=form, status=422)
    flash(f"Het besluit over {reference} is genomen. De brief is gemaakt en het bericht gaat nu weg.", "good")
    return answer


def _text(found: Application, outcome: Outcome, amount: Cents, reason: str) -> DecisionText:
    return DecisionText(
        reference=found.reference,
        title=found.title,
        contact_name=found.contact_name,
        organisation=found.partner.name if found.partner.name != found.contact_name else None,
        submitted_on=found.submitted_on,
        requested_amount=found.requested_amount,
        outcome=outcome,
        amount=amount,
        reason=reason,
        decided_on=_day(),
        decided_by=actor().label,
    )


def _award_preview(found: Application, facts: DecisionFacts, form: AwardForm) -> str:
    terms = award_terms(
        facts.rules,
        facts.tier,
        amount=form.amount.data,
        decided_on=_day(),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        is_legal_person=found.applicant_kind.is_legal_person,
        ongoing=found.is_regular,
        conditions=form.extra_conditions(),
    )
    outcome = Outcome.AWARD if form.amount.data == found.requested_amount else Outcome.PARTIAL_AWARD
    text = _text(found, outcome, form.amount.data, form.reason.data)
    return _letter_body(found, facts, replace(text, terms=terms))


def _refuse_preview(found: Application, facts: DecisionFacts, form: RefuseForm) -> str:
    ground = facts.rules.refusal_ground(form.ground.data)
    text = replace(_text(found, form.outcome.data, ZERO, form.explanation.data), ground_sentence=ground.sentence)
    return _letter_body(found, facts, text)


def _letter_body(found: Application, facts: DecisionFacts, text: DecisionText) -> str:
    letter = decision_letter(agenda_document(found.agenda), facts.rules, text, texts_of(db(), found.agenda_id))
    return letter_body(letter_html(letter), inside=True)
