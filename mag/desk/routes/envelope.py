"""The page of a neighbourhood worker with an envelope: what came in, what is decided, what waits, and the report back."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.budget.envelopes import queries, service
from mag.budget.envelopes.rules import report_periods
from mag.budget.models import BudgetLine
from mag.core.clock import today
from mag.core.errors import NotFound, Refused
from mag.core.period import Period, parse_period
from mag.desk.envelope_facts import decided_in, list_decided, list_waiting
from mag.desk.envelope_forms import report_form
from mag.desk.routes import blueprint
from mag.grants.states import GRANT
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.get("/buurtbudget")
@allow(Permission.HOLD_ENVELOPE)
def envelope() -> ResponseReturnValue:
    """One's own envelope; with more than one the address says which."""
    day = today(house().store.clock.now())
    own = queries.list_own(db(), actor().id or 0)
    wanted = request.args.get("regel", type=int)
    line = next((one for one in own if one.id == wanted), own[0] if own else None)
    agenda_id = line.budget_year.agenda_id if line is not None else find_current(db(), None, day).id
    reports = queries.list_reports(db(), [line.id]) if line is not None else []
    sent = {report.period for report in reports}
    periods = report_periods(line.budget_year.year, day) if line is not None else []
    return render_template(
        "desk/envelope.html",
        own=own,
        line=line,
        day=day,
        waiting=list_waiting(db(), agenda_id),
        decided=list_decided(db(), line) if line is not None else [],
        reports=reports,
        to_report=[period for period in periods if period.code not in sent],
        period=parse_period,
        states=GRANT.staff_words,
    )


@blueprint.route("/buurtbudget/<int(max=2147483647):line_id>/verslag", methods=["GET", "POST"])
@allow(Permission.HOLD_ENVELOPE)
def envelope_report(line_id: int) -> ResponseReturnValue:
    """Write the report over a half year and send it to the project leader."""
    line = _own(line_id)
    period = _period(line)
    rows = decided_in(list_decided(db(), line), period)
    form = report_form(rows)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                answer = perform(
                    lambda tx: service.send_report(tx, line_id, period, form.text.data, form.told()),
                    lambda _: url_for(".envelope", regel=line_id),
                )
                flash(f"Uw verslag over het {period.label()} is verstuurd. De projectleider leest het bij de buurtbudgetten.", "good")
                return answer
            except Refused as refused:
                form.refuse(refused)
    return render_template("desk/envelope_report.html", line=line, period=period, form=form), status


def _own(line_id: int) -> BudgetLine:
    line = queries.get_envelope(db(), line_id)
    if line.holder_id != actor().id:
        raise NotFound(f"envelope {line_id}")
    return line


def _period(line: BudgetLine) -> Period:
    """The half year in the address, of the envelope's own year; without one the newest that has begun."""
    periods = report_periods(line.budget_year.year, today(house().store.clock.now()))
    asked = request.args.get("periode")
    found = next((period for period in periods if asked is None or period.code == asked), None)
    if found is None:
        raise NotFound(f"period {asked}")
    return found
