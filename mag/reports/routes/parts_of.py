"""A goal or a large partner of a report on a page of its own, with the same figures, to print or to take to a talk."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound
from mag.indicators.wording import show_value
from mag.reports.present import stamp_of
from mag.reports.routes.loading import blueprint, charts_of, load_report
from mag.web.boundary import house
from mag.web.guard import allow


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/doel/<code>")
@allow(Permission.SEE_REPORTS)
def goal_page(report_id: int, code: str) -> ResponseReturnValue:
    """One goal of a report: wanted, measured, done, what it cost, and what people wrote."""
    found, facts, figures = load_report(report_id)
    goal = next((goal for theme in figures.themes for goal in theme.goals if goal.code == code), None)
    if goal is None:
        raise NotFound(code)
    return render_template(
        "reports/goal.html", row=found, facts=facts, report=figures, stamp=stamp_of(house(), found, facts), goal=goal,
        charts=charts_of(figures), shown_value=show_value, figure_url=lambda key: url_for(".figure", report_id=report_id, key=key),
    )  # fmt: skip


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/partner/<int(max=2147483647):partner_id>")
@allow(Permission.SEE_REPORTS)
def partner_page(report_id: int, partner_id: int) -> ResponseReturnValue:
    """One large partner of a report: asked, given, paid, accounted for, people reached, and its own story."""
    found, facts, figures = load_report(report_id)
    partner = next((one for one in figures.partners if one.number == partner_id), None)
    if partner is None:
        raise NotFound(str(partner_id))
    plans = [plan for plan in facts.plans if plan.partner_id == partner_id and plan.awarded > 0]
    names = {goal.code: goal.name for theme in facts.themes for goal in theme.goals}
    return render_template(
        "reports/partner.html", row=found, facts=facts, report=figures, stamp=stamp_of(house(), found, facts), partner=partner,
        plans=plans, names=names, figure_url=lambda key: url_for(".figure", report_id=report_id, key=key),
    )  # fmt: skip
