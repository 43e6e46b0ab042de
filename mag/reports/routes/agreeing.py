"""What is agreed in a report: priorities and signals to add and take out, and what became of the last priorities."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused
from mag.reports import points, queries
from mag.reports.forms import ActForm, OutcomeForm, PointForm
from mag.reports.routes.loading import blueprint, load_report
from mag.reports.states import OUTCOME_LABELS, POINT_LABELS, PointKind, PointOutcome, ReportState
from mag.web.boundary import db, perform
from mag.web.guard import allow


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/afspraken", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def agreed(report_id: int) -> ResponseReturnValue:
    """The priorities and signals of a concept, with a form for one more."""
    found, _, figures = load_report(report_id)
    if found.state is not ReportState.CONCEPT:
        raise NotFound(f"report {report_id} was adopted")
    form, status = PointForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            kind, words, who = PointKind(str(form.kind.data)), form.text.data or "", form.responsible.data or ""
            try:
                return perform(
                    lambda tx: points.add(tx, report_id, kind, words, who), then=lambda _: url_for(".agreed", report_id=report_id)
                )
            except Refused as refused:
                form.refuse(refused)
    by_kind = {kind: [point for point in found.points if point.kind is kind] for kind in PointKind}
    page = render_template(
        "reports/agreed.html", row=found, report=figures, form=form, act=ActForm(), by_kind=by_kind, kinds=PointKind, labels=POINT_LABELS,
        outcomes=OUTCOME_LABELS,
    )  # fmt: skip
    return page, status


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/afspraken/<int(max=2147483647):point_id>", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def became(report_id: int, point_id: int) -> ResponseReturnValue:
    """Say what became of an earlier priority."""
    found, _, figures = load_report(report_id)
    point = queries.get_point(db(), report_id, point_id)
    if found.state is not ReportState.CONCEPT or point.kind is not PointKind.REVIEW:
        raise NotFound(f"point {point_id}")
    form, status = OutcomeForm(data={"outcome": point.outcome and point.outcome.value, "explanation": point.explanation}), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            outcome, words, again = PointOutcome(str(form.outcome.data)), form.explanation.data or "", bool(form.carry_on.data)
            try:
                return perform(
                    lambda tx: points.judge(tx, point_id, outcome, words, carry_on=again),
                    then=lambda _: url_for(".agreed", report_id=report_id),
                )
            except Refused as refused:
                form.refuse(refused)
    return render_template("reports/became.html", row=found, report=figures, point=point, form=form), status


@blueprint.post("/rapporten/<int(max=2147483647):report_id>/afspraken/<int(max=2147483647):point_id>/weg")
@allow(Permission.MAKE_REPORTS)
def drop(report_id: int, point_id: int) -> ResponseReturnValue:
    """Take a priority or a signal out of a concept."""
    load_report(report_id)
    queries.get_point(db(), report_id, point_id)
    back = url_for(".agreed", report_id=report_id)
    return perform(lambda tx: points.remove(tx, point_id), then=lambda _: back) if ActForm().validate() else redirect(back, code=303)
