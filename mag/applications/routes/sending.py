"""Checking, sending once, and the confirmation that can be opened again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.agenda.form_screens import CHECK_SLUG
from mag.agenda.queries import rule_set_document
from mag.applications import service
from mag.applications.codes import shown_code
from mag.applications.confirmation import next_sentences
from mag.applications.forms import ButtonForm
from mag.applications.journey import Journey
from mag.applications.models import Draft
from mag.applications.queries import follow_code, get_by_follow_secret
from mag.applications.routes.frame import blueprint, current_draft, find_ground, held_secret, is_signed_in, nothing_open, to_sent
from mag.applications.routes.lineage import changes_of, signing_for, to_confirming
from mag.applications.routes.steps import ANYBODY
from mag.applications.service import follow_secret_of, typed_of
from mag.applications.signing import Signing
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
    elsewhere = to_sent(draft) or to_confirming(draft) or _unready(journey)
    if elsewhere is not None:
        return elsewhere
    form = ButtonForm(data={"version": draft.version})
    if form.validate_on_submit():
        return _send(journey, form, draft, secret)
    return _page(journey, form, draft)


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
    address, version = house().settings.address, form.version.data
    try:
        if signing_for(journey, draft) is Signing.ASK:
            return perform(
                lambda tx: service.send_to_sign(
                    tx, draft.id, journey.tier, version=version or 0, title=journey.request().title, address=address
                ),
                then=lambda _: url_for(".sign", draft_id=draft.id),
            )
        return perform(
            lambda tx: service.submit(
                tx, journey.request(), address=address, draft_id=draft.id, follow_secret=follow_secret_of(secret), version=version
            ),
            then=lambda sent: url_for(".sent", secret=sent.follow_secret),
        )  # fmt: skip
    except Refused as refused:
        return to_sent(current_draft()) or (_page(journey, form.refuse(refused), draft), 422)


def _page(journey: Journey, form: ButtonForm, draft: Draft) -> str:
    steps = [*(screen.title for screen in journey.screens), "Controleren"]
    return render_template(
        "applications/check.html", journey=journey, form=form, steps_=steps, step=(len(steps), len(steps)), last=journey.screens[-1].slug,
        signing=signing_for(journey, draft), draft=draft, changes=changes_of(journey, draft),
    )  # fmt: skip


@blueprint.get("/aanvragen/verstuurd/<secret>")
@public("the secret in the address belongs to who sent this application")
def sent(secret: str) -> ResponseReturnValue:
    """The confirmation: reference, what happens next and by when, and how to follow it."""
    application = get_by_follow_secret(db(), secret)
    told = next_sentences(application, rule_set_document(application.rule_set))
    code = shown_code(follow_code(application))
    return render_template("applications/sent.html", application=application, told=told, secret=secret, code=code)
