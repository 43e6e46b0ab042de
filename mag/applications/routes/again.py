"""Asking again: start from an earlier file, open a concept of one's organisation, and look over what was taken along."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document
from mag.applications import service
from mag.applications.again import Again, ways_on
from mag.applications.codes import draft_secret
from mag.applications.forms import ButtonForm, StillRightForm
from mag.applications.queries import draft_word, get_concept, get_own
from mag.applications.routes.frame import (
    Ground,
    blueprint,
    current_draft,
    find_ground,
    held_secret,
    hold,
    is_signed_in,
    nothing_open,
    to_sent,
)
from mag.applications.routes.steps import ANYBODY
from mag.applications.service import needs_confirming, typed_of
from mag.core.errors import NotFound, Refused
from mag.web.boundary import actor, db, house, keep, perform
from mag.web.guard import allow, public


@blueprint.route("/mijn/<reference>/nog-eens/<soort>", methods=["GET", "POST"])
@allow(Permission.SEE_OWN)
def again(reference: str, soort: str) -> ResponseReturnValue:
    """What will be taken along from this file, and the button that begins."""
    old = get_own(db(), actor(), reference)
    way = next((one for one in ways_on(old, rule_set_document(old.rule_set)) if one.again == soort), None)
    if way is None:
        raise NotFound(soort)
    ground = find_ground()
    if ground is None or not ground.is_open:
        return nothing_open()
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            return _start(ground, old.id, way.again, form)
        except Refused as refused:
            form.refuse(refused)
    page = render_template("applications/again.html", old=old, way=way, form=form, extra=way.again is Again.BESIDE)
    return page, 422 if form.is_submitted() else 200


def _start(ground: Ground, application_id: int, again: Again, form: ButtonForm) -> ResponseReturnValue:
    """Begin. A person opens the concept by itself, wherever they sign in; the holder of a link keeps it in this browser."""
    goals = [code for code, _name in ground.goals]
    first = ground.journey({}).screens[0].slug
    _keep_mine()
    secret = "" if is_signed_in() else draft_secret(str(form.idempotency_key.data))
    answer = perform(
        lambda tx: service.start_again(
            tx, application_id, again, agenda_id=ground.agenda.id, form=ground.form, goals=goals, step=first, secret=secret
        ),
        then=lambda draft: url_for(".step", slug=first) if secret else url_for(".open_concept", draft_id=draft.id),
    )
    if secret:
        hold(secret)
    return answer


@blueprint.get("/mijn/concepten/<int:draft_id>")
@allow(Permission.SEE_OWN)
def open_concept(draft_id: int) -> ResponseReturnValue:
    """Go on with a concept of one's own or of one's organisation, in this browser."""
    draft = get_concept(db(), actor(), draft_id)
    word, first = draft_word(draft), needs_confirming(draft)
    slug = draft.step
    ground = find_ground()
    if ground is None:
        return nothing_open()
    journey = ground.journey(typed_of(draft))
    screen = journey.find_screen(slug) or journey.screens[0]
    _keep_mine()
    hold(word)
    return redirect(url_for(".still_right") if first else url_for(".step", slug=screen.slug), code=303)


def _keep_mine() -> None:
    """Let what this browser was writing be found again among the concepts of who is signed in, before another takes its place."""
    draft = current_draft()
    if draft is not None and draft.person_id is None and draft.application_id is None and is_signed_in():
        keep(lambda tx: service.adopt_draft(tx, draft.id))


@blueprint.route("/aanvragen/klopt-dit-nog", methods=["GET", "POST"])
@public(ANYBODY)
def still_right() -> ResponseReturnValue:
    """The account, the budget, the amount and the dates that were taken along: does this still hold?"""
    ground, draft = find_ground(), current_draft()
    if ground is None:
        return nothing_open()
    if draft is None or held_secret() is None or not needs_confirming(draft):
        return to_sent(draft) or redirect(url_for(".begin"), code=303)
    journey, form = ground.journey(typed_of(draft)), StillRightForm()
    asked = {question.id: (screen, question, answer) for screen, answers in journey.summary() for question, answer in answers}
    shown = [asked[name] for name in ("iban", "costs", "incomes", "other_income", "amount", "starts_on", "ends_on") if name in asked]
    if "costs" not in asked:
        del form.budget
    if form.validate_on_submit():
        try:
            keep(lambda tx: service.confirm_taken_over(tx, draft.id))
        except Refused as refused:
            form.refuse(refused)
        else:
            following = journey.unfinished()
            return redirect(url_for(".step", slug=following.slug) if following else url_for(".check"), code=303)
    page = render_template("applications/still_right.html", shown=shown, form=form, draft=draft, phone=house().settings.phone)
    return page, 422 if form.is_submitted() else 200
