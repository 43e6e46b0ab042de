"""Entering a request for somebody else: the amount first, then the questions of its tier on one page (``ux.md A28``)."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.form_documents import QuestionDocument
from mag.agenda.rules import needs_kind
from mag.applications import service
from mag.applications.forms import form_of, hush
from mag.applications.journey import Journey
from mag.applications.routes.frame import Ground, blueprint, find_ground, nothing_open
from mag.core.errors import Refused
from mag.web.boundary import actor, house, perform
from mag.web.forms import BaseForm
from mag.web.guard import allow

Questions = tuple[QuestionDocument, ...]


@blueprint.route("/aanvragen/namens", methods=["GET", "POST"])
@allow(Permission.ENTER_FOR_OTHERS)
def on_behalf() -> ResponseReturnValue:
    """Type in what somebody asks at the counter or by telephone. Another amount shows the questions that go with it."""
    ground = find_ground()
    if ground is None:
        return nothing_open()
    first = _first(ground)
    form = form_of(first, ground.goals)()
    if not form.is_submitted():
        return _page(form, first, None)
    if not form.validate():
        return _page(form, first, None, status=422)
    journey = ground.journey({name: request.form.getlist(name) for name in request.form})
    why_not = _why_not(journey)
    if why_not:
        return _page(form.say(why_not, "amount"), first, None, status=422)
    had = {*request.form.get("asked", "").split(), *(name.split("-")[0] for name in request.form)}
    asked = tuple(question for screen in journey.screens for question in screen.questions)
    whole = form_of(asked, ground.goals)()
    if whole.wants_row():
        return _page(whole, asked, journey)
    right = whole.validate()
    fresh = {question.id for question in asked if not question.optional} - had
    if fresh:
        hush(whole, fresh)
        return _page(whole, asked, journey, status=422 if whole.all_errors() else 200)
    return _send(journey, whole, asked) if right else _page(whole, asked, journey, status=422)


def _first(ground: Ground) -> Questions:
    """What decides the tier: the amount, and where the rule set has tiers per kind, the kind."""
    names = ("amount", "is_regular") if needs_kind(ground.rules) else ("amount",)
    return tuple(ground.form.question(name) for name in names)


def _why_not(journey: Journey) -> str:
    """Why this amount cannot be entered here; empty when it can."""
    if journey.closed:
        return journey.closed[0]
    if journey.tier.account_needed:
        return f"Een bedrag van {journey.tier.label} vraagt de aanvrager zelf aan, na inloggen. Help daarbij aan de telefoon."
    return ""


def _send(journey: Journey, form: BaseForm, asked: Questions) -> ResponseReturnValue:
    try:
        return perform(
            lambda tx: service.submit(tx, journey.request(form.answers()), address=house().settings.address, entered_by=actor().label),
            then=lambda sent: url_for(".sent", secret=sent.follow_secret),
        )
    except Refused as refused:
        return _page(form.refuse(refused), asked, journey, status=422)


def _page(form: BaseForm, asked: Questions, journey: Journey | None, *, status: int = 200) -> ResponseReturnValue:
    return render_template("applications/on_behalf.html", form=form, questions=asked, tier=journey.tier if journey else None), status
