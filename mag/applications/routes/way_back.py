"""Leaving and coming back: saved for later, taken up again, signing in for a larger amount, and not open now."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.attempts import claim_try, note_success
from mag.accounts.rules import AttemptKind, network_key
from mag.applications import service
from mag.applications.codes import draft_secret, read_code
from mag.applications.forms import ButtonForm, CodeForm, SignUpForm
from mag.applications.queries import find_draft
from mag.applications.routes.frame import (
    blueprint,
    current_draft,
    find_ground,
    held_code,
    held_secret,
    hold,
    is_signed_in,
    nothing_open,
    sent_url,
    to_sent,
)
from mag.applications.routes.steps import ANYBODY
from mag.applications.service import typed_of
from mag.applications.sign_up import ask_first_link
from mag.core.errors import NotFound, Refusal, Refused
from mag.web.boundary import actor, db, house, keep, perform
from mag.web.guard import public


def _resume_address(secret: str) -> str:
    return house().settings.address + url_for(".resume", secret=secret)


@blueprint.route("/aanvragen/opgeslagen", methods=["GET", "POST"])
@public(ANYBODY)
def saved() -> ResponseReturnValue:
    """What was saved, and the address to come back to; a button mails it."""
    ground, draft, secret = find_ground(), current_draft(), held_secret()
    if ground is None:
        return nothing_open()
    if draft is None or secret is None:
        return redirect(url_for(".begin"))
    elsewhere = to_sent(draft)
    if elsewhere is not None:
        return elsewhere
    journey = ground.journey(typed_of(draft))
    email = journey.request().email
    form = ButtonForm()
    if form.validate_on_submit() and email:
        name, phone = str(journey.values.get("contact_name") or ""), house().settings.phone
        return perform(
            lambda tx: service.mail_resume_link(tx, draft.id, to=email, to_name=name, link=_resume_address(secret), phone=phone),
            then=lambda _none: url_for(".saved", gemaild="ja"),
        )
    mailed = request.args.get("gemaild") == "ja"
    return render_template(
        "applications/saved.html", draft=draft, address=_resume_address(secret), email=email, form=form, mailed=mailed, code=held_code()
    )


@blueprint.route("/aanvragen/verder/<secret>", methods=["GET", "POST"])
@public("the secret in the address is the key to one draft")
def resume(secret: str) -> ResponseReturnValue:
    """Take a draft up again. Another browser first sees what it is about to open."""
    draft, ground = find_draft(db(), secret), find_ground()
    if draft is None:
        raise NotFound("draft")
    if draft.partner_id is not None and draft.partner_id not in actor().organisations:
        if is_signed_in():
            raise NotFound("draft")
        return redirect(url_for("accounts.sign_in", terug=request.path), code=303)
    if ground is None:
        return nothing_open()
    if draft.application_id is not None:
        return redirect(sent_url(secret))
    form = ButtonForm()
    if held_secret() == secret or form.validate_on_submit():
        hold(secret)
        journey = ground.journey(typed_of(draft))
        screen = journey.find_screen(draft.step) or journey.screens[0]
        return redirect(url_for(".step", slug=screen.slug), code=303)
    return render_template("applications/resume.html", draft=draft, journey=ground.journey(typed_of(draft)), form=form)


@blueprint.route("/aanvragen/code", methods=["GET", "POST"])
@public("the code is the key to one draft; tries are counted")
def by_code() -> ResponseReturnValue:
    """Take a draft up again with the code that was shown while writing it."""
    form = CodeForm()
    if form.validate_on_submit():
        code = read_code(form.code.data)
        try:
            tries = claim_try(house().store, AttemptKind.CODE, code or "-", network_key(request.remote_addr))
            draft = find_draft(db(), draft_secret(code)) if code else None
            if draft is None or code is None:
                raise Refused(
                    Refusal("unknown_code", "Deze code kennen wij niet. Kijk hem goed na; er staan geen 0, O, 1, I of L in.", "code")
                )
        except Refused as refused:
            form.refuse(refused)
        else:
            keep(lambda tx: note_success(tx, tries))
            hold(draft_secret(code), code=code)
            return redirect(url_for(".resume", secret=draft_secret(code)), code=303)
    return render_template("applications/by_code.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/aanvragen/gesloten")
@public(ANYBODY)
def closed() -> ResponseReturnValue:
    """Why this amount cannot be asked now, and whom to call."""
    ground = find_ground()
    if ground is None:
        return nothing_open()
    journey = ground.journey(typed_of(current_draft()))
    change = url_for(".step", slug=journey.screens[0].slug) if journey.screens else url_for(".start")
    if not journey.closed:
        return redirect(url_for(".begin"))
    return render_template("applications/closed.html", sentences=journey.closed, change=change, amount=journey.amount)


@blueprint.route("/aanvragen/inloggen", methods=["GET", "POST"])
@public("who asks a larger amount gets a link to sign in here")
def sign_up() -> ResponseReturnValue:
    """Have a link mailed that leads back to this draft."""
    ground, draft, secret = find_ground(), current_draft(), held_secret()
    if ground is None:
        return nothing_open()
    if draft is None or secret is None:
        return redirect(url_for(".begin"))
    journey = ground.journey(typed_of(draft))
    if is_signed_in():
        return redirect(url_for(".step", slug=(journey.unfinished() or journey.screens[0]).slug))
    form = SignUpForm(data={"name": journey.values.get("contact_name"), "email": journey.request().email})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            back = url_for(".resume", secret=secret)
            try:
                ask_first_link(house(), name=form.name.data, email=form.email.data, network=request.remote_addr, back=back)
            except Refused as refused:
                form.refuse(refused)
            else:
                return redirect(url_for("accounts.link_sent"), code=303)
    change = url_for(".step", slug=journey.screens[0].slug)
    return render_template("applications/sign_up.html", form=form, journey=journey, change=change, person=actor()), status
