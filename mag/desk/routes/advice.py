"""The adviser's pages: what is asked of me, and one plan without names, addresses and accounts (``domain.md 1.1``)."""

import re

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service as applications
from mag.applications.advice import get_asked, list_asked
from mag.applications.models import Application, Enquiry
from mag.applications.states import OPEN_STATES, STANCE_LABELS, CostKind, EnquiryState
from mag.core.errors import Refused
from mag.core.money import show
from mag.desk.advice_forms import AdviceForm, KeepOutForm
from mag.desk.routes import blueprint
from mag.desk.routes.file_screen import day_now
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow

_NUMBER = re.compile(r"\s*\b\d+\s?[a-zA-Z]?\b")


def _place(application: Application) -> str:
    """Where the plan is, without the number of somebody's house."""
    return application.place if application.partner.kind.is_legal_person else _NUMBER.sub("", application.place).strip(" ,")


def _page(enquiry: Enquiry, form: AdviceForm | None = None, out: KeepOutForm | None = None, status: int = 200) -> ResponseReturnValue:
    application = enquiry.application
    may_answer = enquiry.state in (EnquiryState.OPEN, EnquiryState.LAPSED) and application.state in OPEN_STATES
    page = render_template(
        "desk/advice.html",
        enquiry=enquiry,
        application=application,
        who=application.partner.public_name,
        place=_place(application),
        costs=[
            (line.description, "kosten" if line.kind is CostKind.COST else "geld van anderen", show(line.amount))
            for line in application.cost_lines
        ],
        form=form or out,
        advice_form=form or AdviceForm(formdata=None),
        out_form=out or KeepOutForm(formdata=None),
        may_answer=may_answer,
        stances=STANCE_LABELS,
        day=day_now(),
    )
    return page, status


@blueprint.get("/adviezen")
@allow(Permission.ADVISE)
def advices() -> ResponseReturnValue:
    """What this person is asked to advise on, and what it advised before."""
    found = list_asked(db(), actor())
    waiting = [one for one in found if one.state is not EnquiryState.ANSWERED and one.application.state in OPEN_STATES]
    given = [one for one in found if one.state is EnquiryState.ANSWERED]
    return render_template("desk/advices.html", waiting=waiting, given=given, stances=STANCE_LABELS, day=day_now())


@blueprint.get("/adviezen/<int:number>")
@allow(Permission.ADVISE)
def advice(number: int) -> ResponseReturnValue:
    """One plan to advise on."""
    return _page(get_asked(db(), actor(), number))


@blueprint.post("/adviezen/<int:number>")
@allow(Permission.ADVISE)
def give_advice(number: int) -> ResponseReturnValue:
    """Give the advice."""
    enquiry, form = get_asked(db(), actor(), number), AdviceForm()
    if not form.validate_on_submit():
        return _page(enquiry, form, status=422)
    try:
        answer = perform(
            lambda tx: applications.give_advice(tx, enquiry.id, stance=form.stance.data, text=form.text.data or ""),
            then=lambda _: url_for("desk.advices"),
        )
    except Refused as refused:
        return _page(enquiry, form.refuse(refused), status=422)
    flash("Uw advies is verstuurd. Dank u wel.", "good")
    return answer


@blueprint.post("/adviezen/<int:number>/belang")
@allow(Permission.ADVISE)
def keep_out(number: int) -> ResponseReturnValue:
    """Say to have an interest; the plan is not shown any more."""
    enquiry, form = get_asked(db(), actor(), number), KeepOutForm()
    if not form.validate_on_submit():
        return _page(enquiry, out=form, status=422)
    try:
        answer = perform(
            lambda tx: applications.keep_out(tx, enquiry.id, reason=form.reason.data),
            then=lambda _: url_for("desk.advices"),
        )
    except Refused as refused:
        return _page(enquiry, out=form.refuse(refused), status=422)
    flash("Dat is genoteerd. U ziet dit plan niet meer.", "good")
    return answer
