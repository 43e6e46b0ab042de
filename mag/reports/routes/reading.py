"""Reading reports: the list, the report in its chapters, the rows behind every figure, the files."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.period import parse_period
from mag.indicators.rules import WORD_LABELS, WORD_TONES
from mag.indicators.wording import show_value
from mag.reports import queries, remarks, service
from mag.reports.downloads import Download, downloads_of, read_download
from mag.reports.forms import ActForm, PrepareForm
from mag.reports.places import FIGURE, contents
from mag.reports.present import changed_since, stamp_of
from mag.reports.render.charts import caption
from mag.reports.render.document import series_rows
from mag.reports.render.words import drill_page, explain
from mag.reports.routes.loading import blueprint, charts_of, load_report, today_here
from mag.reports.rules import periods_to
from mag.reports.states import REPORT, REPORT_KIND_LABELS, ReportKind, ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

TONES = {label: WORD_TONES[word] for word, label in WORD_LABELS.items()}
"""The tone of the tag for each word about an indicator."""


@blueprint.get("/rapporten")
@allow(Permission.SEE_REPORTS)
def index() -> ResponseReturnValue:
    """The reports of the agenda by period; who makes them can begin one."""
    return _list(PrepareForm())


def _list(form: PrepareForm, status: int = 200) -> ResponseReturnValue:
    agenda = find_current(db(), request.args.get("agenda"), today_here())
    reports = queries.list_reports(db(), actor(), agenda.id)
    begun = {(report.kind, report.period_code) for report in reports}
    wanted = [
        (kind, period)
        for kind in ReportKind
        for period in periods_to(kind, agenda.valid_from, agenda.valid_to, today_here())
        if (kind, period.code) not in begun
    ]
    newest = {(report.kind, report.period_code): report.id for report in reversed(reports) if report.state is ReportState.ADOPTED}
    page = render_template(
        "reports/list.html", agenda=agenda, reports=reports, form=form.offer(wanted, today_here()),
        may_make=actor().may(Permission.MAKE_REPORTS), words=REPORT.staff_words, kinds=REPORT_KIND_LABELS,
        waiting=queries.list_unanswered(db(), actor(), agenda.id), name_of=remarks.name_of,
        may_accept=actor().may(Permission.ACCEPT_REPORTS), newest=newest, period_of=lambda report: parse_period(report.period_code).label(),
    )  # fmt: skip
    return page, status


@blueprint.post("/rapporten/maken")
@allow(Permission.MAKE_REPORTS)
def prepare() -> ResponseReturnValue:
    """Begin the concept that was chosen, and have its charts drawn."""
    agenda = find_current(db(), request.args.get("agenda"), today_here())
    form = PrepareForm()
    today = today_here()
    form.offer([(kind, period) for kind in ReportKind for period in periods_to(kind, agenda.valid_from, agenda.valid_to, today)], today)
    if not form.validate():
        return _list(form, 422)
    try:
        return perform(
            lambda tx: service.prepare(tx, agenda.id, *form.chosen()),
            then=lambda report: url_for(".report", report_id=report.id),
        )
    except Refused as refused:
        form.refuse(refused)
        return _list(form, 422)


@blueprint.get("/rapporten/<int(max=2147483647):report_id>")
@allow(Permission.SEE_REPORTS)
def report(report_id: int) -> ResponseReturnValue:
    """The report in its fixed chapters; every figure leads to its rows."""
    found, facts, figures = load_report(report_id)
    stamp = stamp_of(house(), found, facts)
    said = queries.list_remarks(db(), actor(), report_id)
    siblings = queries.list_siblings(db(), found)
    versions = queries.versions_among(siblings, found)
    counts = queries.newest_adopted(versions)
    return render_template(
        "reports/report.html",
        row=found,
        said=said,
        counts=counts,
        versions=[one for one in versions if one.id != report_id and (one.adopted_at or actor().may(Permission.MAKE_REPORTS))],
        before=queries.last_before(siblings, found),
        since=changed_since(db(), found, facts, figures) if counts is found else (),
        waiting=sum(remark.answer is None for remark in said),
        may_say=remarks.may_say(found, actor().may),
        may_accept=actor().may(Permission.ACCEPT_REPORTS),
        act=ActForm(data={"version": found.row_version}),
        facts=facts,
        report=figures,
        stamp=stamp,
        charts=charts_of(figures),
        caption=caption,
        contents=contents,
        around_goal=lambda code: _around_goal(found.id, code),
        shown_value=show_value,
        series_rows=series_rows,
        downloads=downloads_of(house().files, found, facts, figures, stamp),
        is_concept=found.state is ReportState.CONCEPT,
        tones=TONES,
        may_make=actor().may(Permission.MAKE_REPORTS),
        may_adopt=actor().may(Permission.ADOPT_REPORTS),
        figure_url=lambda key: url_for(".figure", report_id=found.id, key=key),
    )


def _around_goal(report_id: int, code: str) -> list[tuple[str, str]]:
    """Where else a goal is told, in words and with the address: on one page, and as it stands today for who sees goals."""
    pages = [("Dit doel op één bladzijde", url_for(".goal_page", report_id=report_id, code=code))]
    return [*pages, ("Dit doel nu", url_for("desk.goal", code=code))] if actor().may(Permission.SEE_GOALS) else pages


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/cijfer/<path:key>")
@allow(Permission.SEE_REPORTS)
def figure(report_id: int, key: str) -> ResponseReturnValue:
    """The rows behind one figure, with a total that is the figure."""
    found, facts, figures = load_report(report_id)
    shown = figures.by_key.get(key)
    if shown is None:
        raise NotFound(key)
    links = actor().may(Permission.SEE_APPLICATIONS)
    said = [remark for remark in queries.list_remarks(db(), actor(), report_id) if remark.place == f"{FIGURE}{key}"]
    return render_template(
        "reports/figure.html", row=found, facts=facts, report=figures, figure=shown, said=said,
        may_say=remarks.may_say(found, actor().may), place=f"{FIGURE}{key}", charts=charts_of(figures) if shown.series else {},
        caption=caption, explained=explain(shown.series) if shown.series else [],
        drill=drill_page(shown, lambda reference: url_for("desk.application", reference=reference) if links else None),
    )  # fmt: skip


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/bestand/<name>")
@allow(Permission.SEE_REPORTS)
def file(report_id: int, name: str) -> ResponseReturnValue:
    """A report as a file: an adopted one from its kept bytes, a concept made on the spot."""
    found, facts, figures = load_report(report_id)
    stamp = stamp_of(house(), found, facts)
    wanted: Download | None = next((d for d in downloads_of(house().files, found, facts, figures, stamp) if d.name == name), None)
    if wanted is None:
        raise NotFound(name)
    content = read_download(house(), found, facts, figures, stamp, wanted)
    note_access(house().store, actor(), "downloaded", "report", found.id)
    headers = {"Content-Disposition": f'attachment; filename="{wanted.name}"', "Cache-Control": "private, no-store"}
    return Response(content, mimetype=wanted.media_type, headers=headers)
