"""A partner sees where its figures were used: the adopted reports its plans stand in, and what they added to each figure."""

from flask import render_template
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.period import parse_period
from mag.reports.compose import compose
from mag.reports.compose.report import title_of
from mag.reports.routes.loading import blueprint
from mag.reports.routes.publishing import address_of
from mag.reports.snapshot import thaw
from mag.reports.states import REPORT_KIND_LABELS
from mag.reports.uses.queries import get_used, list_used, own_counts, own_references
from mag.reports.uses.rules import count_uses, uses_of
from mag.web.boundary import actor, db
from mag.web.guard import allow


@blueprint.get("/mijn/gebruik")
@allow(Permission.SEE_OWN)
def uses() -> ResponseReturnValue:
    """The adopted reports in which a plan of who asks stands."""
    found = list_used(db(), own_references(db(), actor()))
    rows = [(report, f"{REPORT_KIND_LABELS[report.kind].capitalize()}, {parse_period(report.period_code).label()}") for report in found]
    return render_template("reports/uses.html", rows=rows)


@blueprint.get("/mijn/gebruik/<int(max=2147483647):report_id>")
@allow(Permission.SEE_OWN)
def use(report_id: int) -> ResponseReturnValue:
    """The own plans in one adopted report: every figure they stand in, how it read, and their own part."""
    references = own_references(db(), actor())
    report, frozen = get_used(db(), report_id, references)
    facts = thaw(frozen)
    return render_template(
        "reports/use.html",
        row=report,
        address=address_of(report) if report.published_at is not None else None,
        title=title_of(facts),
        plans=uses_of(facts, compose(facts), references),
        counts=list(count_uses(facts, own_counts(db(), report, references))),
        period_label=lambda code: parse_period(code).label(),
    )
