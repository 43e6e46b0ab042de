"""The decision screen: everything about a file at one address, and the acts that decide on it (``ux.md O07``, ``O08``)."""

from dataclasses import asdict, replace

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service as applications
from mag.applications.judging import grounds_text
from mag.applications.queries import get_application
from mag.core.errors import Refused
from mag.desk.forms import ActForm
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import Typed, award_form, award_preview, facts_of, refuse_form, refuse_preview, show_file, with_text
from mag.grants import service as grants
from mag.grants.proposals import propose_award
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.get("/werkvoorraad/<reference>")
@allow(Permission.SEE_APPLICATIONS)
def application(reference: str) -> ResponseReturnValue:
    """One application, ready to be decided on."""
    found = get_application(db(), actor(), reference)
    return show_file(found, facts_of(found))


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
    """Award, put it to a second person, show the letter first, or take the written grounds into the reason: by the button pressed."""
    found = get_application(db(), actor(), reference)
    facts = facts_of(found, whole=True)
    form = award_form(found, facts, fresh=False)
    if "grounds" in request.form:
        with_text(form, "reason", grounds_text(facts.criteria, facts.judging.assessments))
        return show_file(found, facts, Typed(award=form))
    if not form.validate_on_submit():
        return show_file(found, facts, Typed(award=form), status=422)
    act, version, address = form.act(), form.version.data or 0, house().settings.address
    second = facts.asks_second(act.amount)
    try:
        if "preview" in request.form:
            return show_file(found, facts, Typed(award=form), preview=award_preview(found, facts, act))
        answer = perform(
            (lambda tx: propose_award(tx, found.id, version=version, act=act, address=address))
            if second
            else (lambda tx: grants.award(tx, found.id, version=version, address=address, **asdict(act))),
            then=lambda _: url_for("desk.application", reference=reference),
        )
    except Refused as refused:
        form.refuse(refused)
        return show_file(found, facts, Typed(award=form), status=422)
    _say_done(reference, second, f"Toegekend. De brief voor {reference} is gemaakt en het bericht gaat nu weg.")
    return answer


@blueprint.post("/werkvoorraad/<reference>/afwijzen")
@allow(Permission.DECIDE)
def refuse(reference: str) -> ResponseReturnValue:
    """Refuse or leave untreated, put that to a second person, show the letter first, or start with a ready-made sentence."""
    found = get_application(db(), actor(), reference)
    facts = facts_of(found, whole=True)
    form = refuse_form(found, facts, fresh=False)
    if "snippet" in request.form:
        ready = {ground.code: ground.explanation or ground.sentence for ground in facts.rules.refusal_grounds}
        if form.ground.chosen and form.ground.chosen[0] in ready:
            with_text(form, "explanation", ready[form.ground.chosen[0]])
        else:
            form.say("Kies eerst een grond. Dan staat er een zin klaar die daarbij past.", "ground")
        return show_file(found, facts, Typed(refuse=form))
    if not form.validate_on_submit():
        return show_file(found, facts, Typed(refuse=form), status=422)
    act, version, address = form.act(), form.version.data or 0, house().settings.address
    if "preview" in request.form:
        return show_file(found, facts, Typed(refuse=form), preview=refuse_preview(found, facts, act))
    second = facts.asks_second(found.requested_amount)
    try:
        answer = perform(
            (lambda tx: applications.propose_refusal(tx, found.id, version=version, act=act, address=address))
            if second
            else (
                lambda tx: applications.refuse(
                    tx, found.id, version=version, outcome=act.outcome, ground_code=act.ground_code, reason=act.reason, address=address
                )
            ),
            then=lambda _: url_for("desk.application", reference=reference),
        )
    except Refused as refused:
        form.refuse(Refused(*(replace(r, field="explanation") if r.field == "reason" else r for r in refused.refusals)))
        return show_file(found, facts, Typed(refuse=form), status=422)
    _say_done(reference, second, f"Het besluit over {reference} is genomen. De brief is gemaakt en het bericht gaat nu weg.")
    return answer


def _say_done(reference: str, second: bool, decided: str) -> None:
    waiting = f"Uw voorstel over {reference} ligt bij een tweede persoon. Er gaat pas een brief weg als die akkoord is."
    flash(waiting if second else decided, "info" if second else "good")
