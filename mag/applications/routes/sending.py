"""Checking, sending once, and the confirmation that can be opened again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.agenda.form_screens import CHECK_SLUG
from mag.agenda.queries import rule_set_document
from mag.applications import service
from mag.applications.confirmation import next_sentences
from mag.applications.forms import ButtonForm
from mag.applications.journey import Journey
from mag.applications.models import Draft
from mag.applications.queries import get_by_follow_secret
from mag.applications.routes.frame import blueprint, current_draft, find_ground, held_secret, is_signed_in, nothing_open, to_sent
from mag.applications.routes.steps import ANYBODY
from mag.applications.service import follow_secret_of, typed_of
from mag.core.errors import Refused
from mag.web.boundary import db, house, perform
from mag.web.guard import public


@blueprint.route("/aanvragen/controle", methods=["GET", "POST"])
@public(ANYBODY)
def check() -> ResponseReturnValue:
    """Everything that was answered, each with a way to change it; the button sends it."""
    ground, draft, secret = find_ground(), current_draft(), held_secret()
    if ground is None:
        return nothing_open()
    if draft is None or secret is None:
        return redirect(url_for(".begin"))
    journey = ground.journey(typed_of(draft))
    elsewhere = to_sent(draft) or _unready(journey)
    if elsewhere is not None:
        return elsewhere
    form = ButtonForm()
    if form.validate_on_submit():
        return _send(journey, form, draft, secret)
    return _page(journey, form)


def _unready(journey: Journey) -> ResponseReturnValue | None:
    if journey.closed:
        return redirect(url_for(".closed"), code=303)
    if journey.tier.account_needed and not is_signed_in():
        return redirect(url_for(".sign_up"), code=303)
    screen = journey.unfinished()
    if screen is None:
        return None
    flash("Op deze bladzijde moet u nog iets invullen. Daarna kunt u uw aanvraag controleren.", "info")
    return redirect(url_for(".step", slug=screen.slug, terug=CHECK_SLUG), code=303)


def _send(journey: Journey, form: ButtonForm, draft: Draft, secret: str) -> ResponseReturnValue:
    try:
        return perform(
            lambda tx: service.submit(
                tx, journey.request(), address=house().settings.address, draft_id=draft.id, follow_secret=follow_secret_of(secret)
            ),
            then=lambda sent: url_for(".sent", secret=sent.follow_secret),
        )  # fmt: skip
    except Refused as refused:
        return to_sent(current_draft()) or (_page(journey, form.refuse(refused)), 422)


def _page(journey: Journey, form: ButtonForm) -> str:
    steps = [*(screen.title for screen in journey.screens), "Controleren"]
    return render_template(
        "applications/check.html", journey=journey, form=form, steps_=steps, step=(len(steps), len(steps)), last=journey.screens[-1].slug
    )  # fmt: skip


@blueprint.get("/aanvragen/verstuurd/<secret>")
@public("the secret in the address belongs to who sent this application")
def sent(secret: str) -> ResponseReturnValue:
    """The confirmation: reference, what happens next and by when, and how to follow it."""
    application = get_by_follow_secret(db(), secret)
    told = next_sentences(application, rule_set_document(application.rule_set))
    return render_template("applications/sent.html", application=application, told=told, secret=secret)
