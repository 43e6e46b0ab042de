"""The steps of a request: each page saves what was typed, right or wrong, and only then says what is missing."""

from urllib.parse import urlencode

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.agenda.form_screens import CHECK_SLUG, Screen
from mag.applications import service
from mag.applications.budget_table import budget_screen, sums_of, typed_in
from mag.applications.forms import ButtonForm, form_for, hush
from mag.applications.journey import Journey, Typed, names_on, question_of
from mag.applications.models import Draft
from mag.applications.prefill import prefill
from mag.applications.routes.budget import look, take_over, wants_look
from mag.applications.routes.files import asked_for_files, take_files
from mag.applications.routes.frame import (
    Ground,
    blueprint,
    current_draft,
    draft_key,
    find_ground,
    held_code,
    held_secret,
    hold,
    is_shut_out,
    is_signed_in,
    nothing_open,
    to_sent,
)
from mag.applications.service import Saved, typed_of
from mag.core.errors import NotFound, Refused
from mag.core.money import show
from mag.web.boundary import actor, db, keep
from mag.web.filters import show_time
from mag.web.forms import BaseForm, RowsField
from mag.web.guard import public

LOOK_OVER, ROWS = "nakijken", "rijen"
"""In an address: the questions to judge (their ids), and how many rows of a table to show (``costs.4``)."""
ANYBODY = "who asks for money for a plan has no account"


@blueprint.get("/aanvragen/begin")
@public(ANYBODY)
def begin() -> ResponseReturnValue:
    """The first page, or the choice to go on with what was started here before."""
    ground = find_ground()
    if ground is None or not ground.is_open:
        return nothing_open()
    draft = current_draft()
    if draft is not None and draft.application_id is None:
        return render_template("applications/begun.html", draft=draft, journey=ground.journey(typed_of(draft)), form=ButtonForm())
    if draft is not None or held_secret() is None or is_shut_out():
        hold()
    return redirect(url_for(".step", slug=ground.journey({}).screens[0].slug))


@blueprint.post("/aanvragen/opnieuw")
@public(ANYBODY)
def start_anew() -> ResponseReturnValue:
    """Throw the draft of this browser away and begin again."""
    draft = current_draft()
    if draft is not None:
        keep(lambda tx: service.drop_draft(tx, draft.id))
    hold()
    return redirect(url_for(".begin"), code=303)


@blueprint.route("/aanvragen/stap/<slug>", methods=["GET", "POST"])
@public(ANYBODY)
def step(slug: str) -> ResponseReturnValue:
    """One page of questions."""
    ground = find_ground()
    if ground is None or not ground.is_open:
        return nothing_open()
    draft = current_draft()
    journey = ground.journey(typed_of(draft))
    screen = journey.find_screen(slug)
    if screen is None:
        raise NotFound(slug)
    elsewhere = to_sent(draft)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return _save(ground, journey, screen, draft)
    if held_secret() is None:
        hold()
    if screen not in journey.screens:
        home = journey.home_of(screen)
        return redirect(
            url_for(".step", slug=(home if home in journey.screens else journey.screens[0]).slug, terug=request.args.get("terug"))
        )
    elsewhere = _not_yet(journey, draft) if journey.number_of(screen) > 1 else None
    if elsewhere is not None:
        return elsewhere
    return _page(journey, screen, _shown_form(ground, journey, screen, draft), draft)


def _shown_form(ground: Ground, journey: Journey, screen: Screen, draft: Draft | None) -> BaseForm:
    """The form of a screen as it is shown: what was typed before; judged when the address asks so, with as many rows as it asks."""
    looked_over = request.args.get(LOOK_OVER)
    typed = journey.typed
    if looked_over is None and not names_on(screen, typed):
        typed = prefill(db(), actor(), typed, is_signed_in())
    form = form_for(screen, ground.goals).from_typed(typed)
    if looked_over is not None:
        form.validate()
        form.csrf_token.errors = []  # nothing was sent
        hush(form, {question.id for question in screen.questions} - set(looked_over.split(" ")))
        journey.judge(screen, form)
    name, _, rows = request.args.get(ROWS, "").partition(".")
    field = next((each for each in form if each.name == name), None)
    while isinstance(field, RowsField) and rows.isdecimal() and len(field.entries) < min(int(rows), field.at_most):
        field.add_row()
    form.version.data = draft.version if draft is not None else 0
    return form


def _not_yet(journey: Journey, draft: Draft | None) -> ResponseReturnValue | None:
    """Where to go instead when this tier cannot be asked now, or asks to sign in first."""
    if draft is None:
        return redirect(url_for(".begin"), code=303)
    if journey.closed:
        return redirect(url_for(".closed"), code=303)
    if journey.tier.account_needed and not is_signed_in():
        return redirect(url_for(".sign_up"), code=303)
    return None


def _save(ground: Ground, journey: Journey, screen: Screen, draft: Draft | None) -> ResponseReturnValue:
    had = journey.shown_on(screen, request.form.get("asked", "").split())
    form = form_for(had, ground.goals)()
    typed, rows = _row_buttons(form, form.typed())
    secret = held_secret() or hold()
    try:
        saved = _keep(ground, journey, had, typed, secret, screen.slug, form.version.data)
    except Refused as refused:
        return to_sent(current_draft()) or _page(journey, had, form.refuse(refused), draft, status=422)
    draft, wrong = take_files(form, saved.draft)
    form.version.data = draft.version
    if saved.clashes:
        clashes = [(question_of(had, name), ", ".join(journey.typed.get(name, ())) or "leeg") for name in saved.clashes]
        return _page(journey, had, form, draft, clashes=clashes, status=409)
    now = ground.journey(typed_of(draft))
    if wrong:
        form = form_for(now.home_of(had), now.goals).from_typed(now.typed).refuse(Refused(*wrong))
        form.version.data = draft.version
        return _page(now, now.home_of(had), form, draft, status=422)
    if "later" in request.form:
        return redirect(url_for(".saved"), code=303)
    files = asked_for_files(form)
    if files is not None:
        return redirect(_url(now.home_of(had)) + f"#{files}", code=303)
    moved = _budget_button(ground, now, had, draft)
    if moved is not None:
        return moved
    if rows is not None:
        return redirect(_url(now.home_of(had), ROWS, rows) + f"#{rows.partition('.')[0]}", code=303)
    return _not_yet(now, draft) or _judge(journey, now, had, draft)


def _budget_button(ground: Ground, journey: Journey, screen: Screen, draft: Draft) -> ResponseReturnValue | None:
    """What a button below the budget asked for: look at rows from elsewhere, or ask what the rows leave to ask."""
    if wants_look() and budget_screen(journey) is not None:
        return look(journey, budget_screen(journey) or screen, draft)
    return take_over(ground.agenda.id, journey, screen) if "take_over" in request.form else None


def _keep(ground: Ground, journey: Journey, had: Screen, typed: Typed, secret: str, slug: str, version: int | None) -> Saved:
    names = names_on(had, typed, journey.typed)
    return keep(lambda tx: service.keep_screen(tx, ground.agenda.id, secret, typed, names=names, step=slug, version=version))


def _row_buttons(form: BaseForm, typed: Typed) -> tuple[Typed, str | None]:
    """What was typed after the button for a row more or less was pressed, and the rows to show then (``costs.4``)."""
    more, gone = request.form.get("add_row", ""), request.form.get("remove_row", "")
    for field in form:
        if isinstance(field, RowsField) and more == field.name:
            return typed, f"{field.name}.{len(field.entries) + 1}"
        if isinstance(field, RowsField) and any(entry.name == gone for entry in field.entries):
            left = {name: texts for name, texts in typed.items() if not name.startswith(f"{gone}-")}
            return left, f"{field.name}.{max(1, len(field.entries) - 1)}"
    return typed, None


def _judge(before: Journey, now: Journey, had: Screen, draft: Draft) -> ResponseReturnValue:
    """Go on, or back to the page to show what is wrong: by the questions of the tier as it is now, only about what the page asked.

    The answer is always an address, so that Back and reload never ask to send anything again.
    """
    here = now.home_of(had)
    hidden = {name: request.form.getlist(name) for name in ("csrf_token", "idempotency_key")}
    form = form_for(here, now.goals).from_typed({**now.typed, **hidden})
    form.version.data = draft.version
    form.validate()
    hush(form, {question.id for question in here.questions} - {question.id for question in had.questions})
    if not now.judge(here, form).all_errors():
        return _go_on(before, now, here)
    if form.csrf_token.errors:
        return _page(now, here, form, draft, status=422)
    return redirect(_url(here, LOOK_OVER, " ".join(question.id for question in had.questions)), code=303)


def _url(screen: Screen, name: str = "", value: str = "") -> str:
    back = {"terug": CHECK_SLUG} if request.args.get("terug") == CHECK_SLUG else {}
    asked = urlencode({**back, **({name: value} if name else {})})
    return url_for(".step", slug=screen.slug) + (f"?{asked}" if asked else "")


@blueprint.post("/aanvragen/bewaar/<slug>")
@public(ANYBODY)
def autosave(slug: str) -> ResponseReturnValue:
    """Keep what is being typed on a page, asked for by the page itself; answers JSON: the version, the time, what clashes or is refused."""
    ground, secret = find_ground(), held_secret()
    if ground is None or secret is None:
        return jsonify(refused="Er is geen concept meer in deze browser. Bewaar uw tekst en ververs de bladzijde."), 409
    draft = current_draft()
    journey = ground.journey(typed_of(draft))
    screen = journey.find_screen(slug)
    if screen is None:
        raise NotFound(slug)
    had = journey.shown_on(screen, request.form.get("asked", "").split())
    form = form_for(had, ground.goals)()
    try:
        saved = _keep(ground, journey, had, form.typed(), secret, screen.slug, form.version.data)
    except Refused as refused:
        return jsonify(refused=refused.refusals[0].sentence), 409
    clashes = [[question_of(had, name), ", ".join(journey.typed.get(name, ())) or "leeg"] for name in saved.clashes]
    return jsonify(version=saved.draft.version, saved=show_time(saved.draft.saved_at), clashes=clashes)


def _go_on(before: Journey, now: Journey, screen: Screen) -> ResponseReturnValue:
    back_to_check = request.args.get("terug") == CHECK_SLUG
    following = now.unfinished() if back_to_check else now.after(screen.slug)
    if before.tier.code != now.tier.code and now.amount is not None:
        flash(f"U vraagt {show(now.amount)}. Daar horen andere vragen bij. Wat u al invulde, staat er nog.", "info")
    if following is None:
        return redirect(url_for(".check"), code=303)
    return redirect(url_for(".step", slug=following.slug, terug=CHECK_SLUG if back_to_check else None), code=303)


def _page(
    journey: Journey,
    screen: Screen,
    form: BaseForm,
    draft: Draft | None,
    *,
    clashes: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    number = journey.number_of(screen)
    titles = [one.title for one in journey.screens]
    following = journey.screens[number].step if number < len(journey.screens) else "controleren"
    page = render_template(
        "applications/step.html",
        screen=screen,
        form=form,
        journey=journey,
        draft=draft,
        clashes=clashes or [],
        code=held_code(),
        draft_key=draft_key(),
        number=number,
        labels=[*titles, "Controleren"],
        step=(number, len(titles) + 1),
        following=following,
        before=journey.screens[number - 2].slug if number > 1 else None,
        back_to_check=request.args.get("terug") == CHECK_SLUG,
        sums=sums_of(screen, {**journey.typed, **typed_in(form)}, journey.amount),
    )
    return page, status
