"""Saved lists: the page where they stand, keeping the filter one looks at, taking one away."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications import service as applications
from mag.applications.queries import list_saved
from mag.core.errors import Refused
from mag.desk.forms import ActForm
from mag.desk.list_forms import SaveListForm
from mag.desk.routes import blueprint
from mag.desk.routes.worklist import agenda_now
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.get("/werkvoorraad/lijsten")
@allow(Permission.SEE_APPLICATIONS)
def lists() -> ResponseReturnValue:
    """The saved lists one can open, to send on or to take away."""
    return _page(SaveListForm(prefix="list"))


@blueprint.post("/werkvoorraad/lijsten")
@allow(Permission.SEE_APPLICATIONS)
def save_list() -> ResponseReturnValue:
    """Keep the filter in ``uit`` under a name and open it."""
    form, agenda_id, filtered = SaveListForm(prefix="list"), agenda_now().id, request.args.get("uit", "")
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        gone = perform(
            lambda tx: applications.save_list(tx, agenda_id, name=form.name.data, address=filtered, shared=bool(form.shared.data)),
            then=lambda kept: url_for("desk.worklist") + (f"?{kept.address}" if kept.address else ""),
        )
    except Refused as refused:
        form.refuse(refused)
        return _page(form, 422)
    flash(f"De lijst “{form.name.data}” is bewaard. U vindt haar onder Bewaarde lijsten.", "good")
    return gone


@blueprint.post("/werkvoorraad/lijsten/<int(max=2147483647):list_id>/weghalen")
@allow(Permission.SEE_APPLICATIONS)
def remove_list(list_id: int) -> ResponseReturnValue:
    """Take a list away; the files in it stay where they are."""
    gone = perform(lambda tx: applications.remove_list(tx, list_id), then=lambda _: url_for("desk.lists"))
    flash("De lijst is weggehaald. Aan de aanvragen zelf is niets veranderd.", "good")
    return gone


def _page(form: SaveListForm, status: int = 200) -> ResponseReturnValue:
    agenda = agenda_now()
    page = render_template(
        "desk/lists.html", agenda=agenda, saved=list_saved(db(), actor(), agenda.id), form=form, act_form=ActForm(),
        here=request.args.get("uit", "" if status != 200 else None),
    )  # fmt: skip
    return page, status
