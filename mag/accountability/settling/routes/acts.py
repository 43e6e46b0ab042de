"""What may go before settling: the partner is asked to react, and the project leader agrees to a reserve."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.queries import get_grant_to_settle, is_own
from mag.accountability.routes import blueprint
from mag.accountability.settling import queries
from mag.accountability.settling.forms import AskViewForm, ReserveForm, ViewForm
from mag.accountability.settling.reserves import agree_to_reserve
from mag.accountability.settling.routes.review import screen
from mag.accountability.settling.views import ask_view, give_view
from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refusal, Refused
from mag.core.period import show_date
from mag.grants.models import Grant
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.post("/afronden/<reference>/reactie-vragen")
@allow(Permission.SETTLE)
def invite_view(reference: str) -> ResponseReturnValue:
    """Ask the partner to react before settling for less."""
    found, form = get_grant_to_settle(db(), actor(), reference), AskViewForm()
    if not form.validate():
        return screen(found, view_form=form, status=422)
    address = house().settings.address
    try:
        answer = perform(
            lambda tx: ask_view(
                tx, found.id, ground=form.view_ground.data, amount=form.amount.data, reason=form.view_reason.data,
                due_on=form.due_on.data, address=address,
            ),
            then=lambda _: url_for(".review", reference=reference),
        )  # fmt: skip
    except Refused as refused:
        return screen(get_grant_to_settle(db(), actor(), reference), view_form=form.refuse(refused), status=422)
    flash(f"De partner kan reageren tot en met {show_date(form.due_on.data)}.", "good")
    return answer


@blueprint.post("/afronden/<reference>/reserve")
@allow(Permission.DECIDE)
def agree_reserve(reference: str) -> ResponseReturnValue:
    """The project leader agrees to a reserve."""
    found, form = get_grant_to_settle(db(), actor(), reference), ReserveForm()
    if not form.validate():
        return screen(found, reserve_form=form, status=422)
    try:
        answer = perform(
            lambda tx: agree_to_reserve(tx, found.id, amount=form.reserve_amount.data, reason=form.reserve_reason.data),
            then=lambda _: url_for(".review", reference=reference),
        )
    except Refused as refused:
        fields = {"amount": "reserve_amount", "reason": "reserve_reason"}
        placed = [Refusal(one.code, one.sentence, fields.get(one.field or "", one.field)) for one in refused.refusals]
        return screen(get_grant_to_settle(db(), actor(), reference), reserve_form=form.refuse(Refused(*placed)), status=422)
    flash("U ging akkoord met de reserve. Hij wordt gevormd bij het afronden.", "good")
    return answer


@blueprint.get("/verantwoording/<reference>/reactie")
@allow(Permission.HAND_IN)
def view(reference: str) -> ResponseReturnValue:
    """What we have in mind, for the partner to react to."""
    grant = _own(reference)
    asked = queries.get_view(db(), grant.id)
    if asked is None:
        return redirect(url_for(".hand_in", reference=reference))
    return render_template("accountability/settling/view.html", grant=grant, view=asked, form=ViewForm(formdata=None))


@blueprint.post("/verantwoording/<reference>/reactie")
@allow(Permission.HAND_IN)
def react(reference: str) -> ResponseReturnValue:
    """Keep the reaction of the partner."""
    grant, form = _own(reference), ViewForm()
    asked = queries.get_view(db(), grant.id)
    if asked is None:
        raise NotFound(reference)
    if not form.validate():
        return render_template("accountability/settling/view.html", grant=grant, view=asked, form=form), 422
    try:
        answer = perform(lambda tx: give_view(tx, grant.id, answer=form.answer.data), then=lambda _: url_for(".view", reference=reference))
    except Refused as refused:
        return render_template("accountability/settling/view.html", grant=grant, view=asked, form=form.refuse(refused)), 422
    flash("Uw reactie is verstuurd. Wij lezen haar voordat wij besluiten.", "good")
    return answer


def _own(reference: str) -> Grant:
    grant = get_grant_to_settle(db(), actor(), reference)
    if not is_own(actor(), grant):
        raise NotFound(reference)
    return grant
