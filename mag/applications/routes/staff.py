"""Entering a request for somebody else: the questions of the smallest tier on one page (``ux.md A28``)."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.form_screens import questions_of
from mag.applications import service
from mag.applications.forms import form_of
from mag.applications.journey import smallest_tier
from mag.applications.routes.frame import blueprint, find_ground, nothing_open
from mag.core.errors import Refused
from mag.web.boundary import actor, house, perform
from mag.web.guard import allow


@blueprint.route("/aanvragen/namens", methods=["GET", "POST"])
@allow(Permission.ENTER_FOR_OTHERS)
def on_behalf() -> ResponseReturnValue:
    """Type in what somebody asks at the counter or by telephone."""
    ground = find_ground()
    if ground is None:
        return nothing_open()
    tier = smallest_tier(ground.rules)
    asked = tuple(questions_of(ground.form, ground.rules, tier))
    form = form_of(asked, ground.goals)()
    status = 200
    if form.is_submitted() and not form.wants_row():
        status = 422
        if form.validate():
            typed = form.answers()
            request = ground.journey({}).request(typed)
            try:
                return perform(
                    lambda tx: service.submit(tx, request, address=house().settings.address, entered_by=actor().label),
                    then=lambda sent: url_for(".sent", secret=sent.follow_secret),
                )
            except Refused as refused:
                form.refuse(refused)
    return render_template("applications/on_behalf.html", form=form, questions=asked, tier=tier), status
