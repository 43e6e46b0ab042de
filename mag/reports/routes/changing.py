"""What changed: since a report was adopted, since the report of the period before; and beginning a next version that says so."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused
from mag.indicators.few import Few
from mag.reports import queries, service
from mag.reports.compose import compose
from mag.reports.compose.changes import beside
from mag.reports.figures import Figure, Figures
from mag.reports.forms import CorrectForm
from mag.reports.models import Report
from mag.reports.present import changed_since, facts_of
from mag.reports.routes.loading import blueprint, load_report
from mag.reports.states import ReportState
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/sindsdien")
@allow(Permission.SEE_REPORTS)
def since(report_id: int) -> ResponseReturnValue:
    """What would read differently today, then and now, and the accounts that came too late for the report."""
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id} is a concept")
    siblings = queries.versions_among(queries.list_siblings(db(), found), found)
    late = queries.list_late(db(), found.agenda_id, facts.period)
    few = Few(facts.count_below, facts.secondary)
    people = [item.people or 0 for item in late]
    hidden = few.hidden(people)
    return render_template(
        "reports/since.html", row=found, facts=facts, report=figures, changes=changed_since(db(), found, facts, figures), late=late,
        people={place: few.words(many) if place in hidden else f"{many:,}".replace(",", ".") for place, many in enumerate(people)},
        counts=queries.newest_adopted(siblings), may_correct=_may_correct(siblings), links=actor().may(Permission.SEE_APPLICATIONS),
    )  # fmt: skip


def _may_correct(versions: list[Report]) -> bool:
    return actor().may(Permission.MAKE_REPORTS) and all(one.state is ReportState.ADOPTED for one in versions)


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/vorige")
@allow(Permission.SEE_REPORTS)
def previous(report_id: int) -> ResponseReturnValue:
    """This report beside the one of the period before, figure by figure, chapter by chapter."""
    found, facts, figures = load_report(report_id)
    last = queries.last_before(queries.list_siblings(db(), found), found)
    if last is None:
        raise NotFound(f"nothing before report {report_id}")
    then = compose(facts_of(db(), last))
    old, new = dict(_chapters(then)), _chapters(figures)
    compared = [(name, beside(old[name], made)) for name, made in new if name in old]
    return render_template(
        "reports/previous.html", row=found, facts=facts, report=figures, last=last, then=then, chapters=[c for c in compared if c[1]]
    )


def _chapters(figures: Figures) -> list[tuple[str, tuple[Figure, ...]]]:
    found = [("Overzicht", figures.overview), ("Geld in de periode", figures.money.flows), ("De stand van het budget", figures.money.bar)]
    found += [(goal.name, (*goal.readings, *goal.done, *goal.cost)) for theme in figures.themes for goal in theme.goals]
    found += [(partner.name, partner.figures) for partner in figures.partners]
    return [*found, ("Vooruitblik", figures.outlook.coming)]


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/verbeteren", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def correct(report_id: int) -> ResponseReturnValue:
    """Begin the next version of an adopted report, with the reason that will stand in it."""
    found, facts, figures = load_report(report_id)
    versions = queries.versions_among(queries.list_siblings(db(), found), found)
    if found.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id} is a concept")
    form, status = CorrectForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            agenda_id, kind, code, why = found.agenda_id, found.kind, found.period_code, form.reason.data or ""
            try:
                return perform(
                    lambda tx: service.prepare(tx, agenda_id, kind, code, reason=why),
                    then=lambda made: url_for(".report", report_id=made.id),
                )
            except Refused as refused:
                form.refuse(refused)
    changes = changed_since(db(), found, facts, figures)
    page = render_template(
        "reports/correct.html", row=found, facts=facts, report=figures, form=form, changes=changes, newest=versions[0],
        number=versions[0].version,
    )  # fmt: skip
    return page, status
