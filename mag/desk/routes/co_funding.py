"""The page of one granted plan where staff keep what others give to it."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.applications.models import Application
from mag.applications.queries import get_application
from mag.applications.states import CostKind
from mag.core.clock import today
from mag.core.errors import NotFound, Refused
from mag.desk.co_funding_forms import FundingForm, RemoveForm
from mag.desk.routes import blueprint
from mag.grants.co_funding import service
from mag.grants.co_funding.models import CoFunding
from mag.grants.co_funding.queries import get_funding, list_funding, sum_beside
from mag.grants.co_funding.rules import kind_of
from mag.grants.co_funding.states import FUNDER_LABELS, FUNDING_LABELS, FundingState
from mag.grants.models import Grant
from mag.grants.queries import find_award
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.get("/werkvoorraad/<reference>/geld-van-anderen")
@allow(Permission.SEE_APPLICATIONS)
def co_funding(reference: str) -> ResponseReturnValue:
    """What others give to a plan; what the applicant wrote in the budget is offered as a start (``begin=`` in the address)."""
    application, grant = _found(reference)
    return _page(application, grant, _start(application))


@blueprint.post("/werkvoorraad/<reference>/geld-van-anderen")
@allow(Permission.DECIDE)
def add_co_funding(reference: str) -> ResponseReturnValue:
    """Write down what somebody else gives."""
    application, grant = _found(reference)
    form = FundingForm().offer(application.activities)
    if form.validate():
        try:
            answer = perform(lambda tx: service.add_funding(tx, grant.id, **form.answers()), lambda _: _address(reference))
            flash("Het bedrag is opgeschreven.", "good")
            return answer
        except Refused as refused:
            form.refuse(refused)
    return _page(application, grant, form), 422


@blueprint.route("/werkvoorraad/<reference>/geld-van-anderen/<int(max=2147483647):funding_id>", methods=["GET", "POST"])
@allow(Permission.DECIDE)
def change_co_funding(reference: str, funding_id: int) -> ResponseReturnValue:
    """Change one row: from promised to in, or a better amount."""
    application, grant = _found(reference)
    row = get_funding(db(), grant.id, funding_id)
    form = FundingForm(data=_values(row)).offer(application.activities)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            version = form.version.data or 0
            try:
                answer = perform(
                    lambda tx: service.change_funding(tx, grant.id, funding_id, version=version, **form.answers()),
                    lambda _: _address(reference),
                )
                flash("Het bedrag is veranderd.", "good")
                return answer
            except Refused as refused:
                form.refuse(refused)
    remove = RemoveForm(formdata=None, data={"version": row.version})
    return render_template("desk/change_co_funding.html", application=application, row=row, form=form, remove_form=remove), status


@blueprint.post("/werkvoorraad/<reference>/geld-van-anderen/<int(max=2147483647):funding_id>/weghalen")
@allow(Permission.DECIDE)
def remove_co_funding(reference: str, funding_id: int) -> ResponseReturnValue:
    """Take a row out that was wrong."""
    _, grant = _found(reference)
    get_funding(db(), grant.id, funding_id)
    version = RemoveForm().version.data or 0
    answer = perform(lambda tx: service.remove_funding(tx, grant.id, funding_id, version=version), lambda _: _address(reference))
    flash("Het bedrag is weggehaald.", "good")
    return answer


def _found(reference: str) -> tuple[Application, Grant]:
    application = get_application(db(), actor(), reference)
    grant = find_award(db(), application.id)
    if grant is None:
        raise NotFound(f"grant of {reference}")
    return application, grant


def _address(reference: str) -> str:
    return url_for("desk.co_funding", reference=reference)


def _start(application: Application) -> FundingForm:
    """An empty form, or one that begins with a line of the applicant's own budget."""
    wanted = request.args.get("begin", type=int)
    line = next((one for one in application.cost_lines if one.id == wanted and one.kind is CostKind.INCOME), None)
    values: dict[str, Any] = {"state": FundingState.PROMISED}
    if line is not None:
        source = f"Begroting bij de aanvraag {application.reference}"
        values |= {
            "kind": kind_of(line.description), "funder": line.description, "amount": line.amount, "source": source,
            "since": application.submitted_on,
        }  # fmt: skip
    return FundingForm(formdata=None, data=values).offer(application.activities)


def _values(row: CoFunding) -> dict[str, Any]:
    names = ("kind", "funder", "amount", "state", "since", "source", "activity_id", "version")
    return {name: getattr(row, name) for name in names}


def _page(application: Application, grant: Grant, form: FundingForm) -> str:
    rows = list_funding(db(), grant.id)
    taken = {row.funder.lower() for row in rows}
    offered = [line for line in application.cost_lines if line.kind is CostKind.INCOME and line.description.lower() not in taken]
    return render_template(
        "desk/co_funding.html", application=application, grant=grant, rows=rows, beside=sum_beside(rows), form=form, offered=offered,
        kinds=FUNDER_LABELS, states=FUNDING_LABELS, may_write=actor().may(Permission.DECIDE),
        day=today(house().store.clock.now()),
    )  # fmt: skip
