"""A report that is being made: how far it is, the page goes on when it is done, and trying again when it came to nothing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound
from mag.reports import adopting, queries
from mag.reports.forms import ActForm
from mag.reports.progress import SENTENCES, Progress, progress_of
from mag.reports.remarks import name_of
from mag.reports.routes.loading import blueprint
from mag.reports.states import ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/wordt-gemaakt")
@allow(Permission.SEE_REPORTS)
def making(report_id: int) -> ResponseReturnValue:
    """How far the files of a report are; the report itself once they are there."""
    found = queries.get_report(db(), actor(), report_id)
    if found.state is ReportState.ADOPTED:
        return redirect(url_for(".report", report_id=report_id), code=303)
    if found.state is not ReportState.MAKING:
        raise NotFound(f"report {report_id} is a concept")
    progress = progress_of(found.making_tries, found.making_until, house().store.clock.now())
    return render_template(
        "reports/making.html", row=found, name=name_of(found), progress=progress, sentence=SENTENCES[progress],
        stuck=progress is Progress.STUCK, act=ActForm(data={"version": found.row_version}), may_make=actor().may(Permission.MAKE_REPORTS),
        mine=found.frozen_by_id is not None and found.frozen_by_id == actor().id,
        trouble=found.making_trouble if actor().may(Permission.MAKE_REPORTS) else None,
    )  # fmt: skip


@blueprint.post("/rapporten/<int(max=2147483647):report_id>/opnieuw-maken")
@allow(Permission.MAKE_REPORTS)
def retry(report_id: int) -> ResponseReturnValue:
    """Have the files of a report tried again."""
    queries.get_report(db(), actor(), report_id)
    page, form = url_for(".making", report_id=report_id), ActForm()
    if not form.validate():
        return redirect(page, code=303)
    return perform(lambda tx: adopting.try_again(tx, report_id, row_version=form.version.data or 0), then=lambda _: page)
