"""The pages of reports: the list, the report in its chapters, the rows behind every figure, the files, writing and adopting."""

from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.core import clock
from mag.core.errors import NotFound, Refused, Stale
from mag.core.logs import note_access
from mag.core.period import parse_period
from mag.core.transaction import Tx
from mag.indicators.rules import WORD_LABELS, WORD_TONES
from mag.reports import queries, service
from mag.reports.compose import compose
from mag.reports.downloads import Download, downloads_of, read_download
from mag.reports.facts import Facts
from mag.reports.figures import Figures
from mag.reports.forms import AdoptForm, PrepareForm, TextForm
from mag.reports.models import Report
from mag.reports.present import charts_folder, facts_of, stamp_of
from mag.reports.render import make_forms, store_forms
from mag.reports.render.charts import caption, draw_in_background, kept_charts
from mag.reports.render.document import series_rows
from mag.reports.render.words import drill_page
from mag.reports.rules import not_to_adopt, periods_to
from mag.reports.states import REPORT, REPORT_KIND_LABELS, ReportKind, ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

TONES = {label: WORD_TONES[word] for word, label in WORD_LABELS.items()}
"""The tone of the tag for each word about an indicator."""

blueprint = Blueprint("reports", __name__, template_folder="templates")


def _today() -> date:
    return clock.today(house().store.clock.now())


def _load(report_id: int) -> tuple[Report, Facts, Figures]:
    report = queries.get_report(db(), actor(), report_id)
    facts = facts_of(db(), report)
    return report, facts, compose(facts)


def _charts(figures: Figures) -> dict[str, Markup]:
    """The charts that are there; what is missing is drawn while the page already goes out."""
    folder = charts_folder(house())
    kept = kept_charts(folder, figures)
    draw_in_background(folder, figures, kept)
    return {key: Markup(svg) for key, svg in kept.items()}


@blueprint.get("/rapporten")
@allow(Permission.SEE_REPORTS)
def index() -> ResponseReturnValue:
    """The reports of the agenda by period; who makes them can begin one."""
    return _list(PrepareForm())


def _list(form: PrepareForm, status: int = 200) -> ResponseReturnValue:
    agenda = find_current(db(), request.args.get("agenda"), _today())
    reports = queries.list_reports(db(), actor(), agenda.id)
    begun = {(report.kind, report.period_code) for report in reports if report.state is ReportState.CONCEPT}
    wanted = [
        (kind, period)
        for kind in ReportKind
        for period in periods_to(kind, agenda.valid_from, agenda.valid_to, _today())
        if (kind, period.code) not in begun
    ]
    page = render_template(
        "reports/list.html", agenda=agenda, reports=reports, form=form.offer(wanted, _today()),
        may_make=actor().may(Permission.MAKE_REPORTS), words=REPORT.staff_words, kinds=REPORT_KIND_LABELS,
        period_of=lambda report: parse_period(report.period_code).label(),
    )  # fmt: skip
    return page, status


@blueprint.post("/rapporten/maken")
@allow(Permission.MAKE_REPORTS)
def prepare() -> ResponseReturnValue:
    """Begin the concept that was chosen, and have its charts drawn."""
    agenda = find_current(db(), request.args.get("agenda"), _today())
    form = PrepareForm()
    today = _today()
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
    found, facts, figures = _load(report_id)
    stamp = stamp_of(house(), found, facts)
    return render_template(
        "reports/report.html",
        row=found,
        facts=facts,
        report=figures,
        stamp=stamp,
        charts=_charts(figures),
        caption=caption,
        series_rows=series_rows,
        downloads=downloads_of(house().files, found, facts, figures, stamp),
        is_concept=found.state is ReportState.CONCEPT,
        tones=TONES,
        may_make=actor().may(Permission.MAKE_REPORTS),
        may_adopt=actor().may(Permission.ADOPT_REPORTS),
        figure_url=lambda key: url_for(".figure", report_id=found.id, key=key),
    )


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/cijfer/<path:key>")
@allow(Permission.SEE_REPORTS)
def figure(report_id: int, key: str) -> ResponseReturnValue:
    """The rows behind one figure, with a total that is the figure."""
    found, facts, figures = _load(report_id)
    shown = figures.by_key.get(key)
    if shown is None:
        raise NotFound(key)
    links = actor().may(Permission.SEE_APPLICATIONS)
    return render_template(
        "reports/figure.html", row=found, facts=facts, report=figures, figure=shown, charts=_charts(figures) if shown.series else {},
        caption=caption, drill=drill_page(shown, lambda reference: url_for("desk.application", reference=reference) if links else None),
    )  # fmt: skip


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/bestand/<name>")
@allow(Permission.SEE_REPORTS)
def file(report_id: int, name: str) -> ResponseReturnValue:
    """A report as a file: an adopted one from its kept bytes, a concept made on the spot."""
    found, facts, figures = _load(report_id)
    stamp = stamp_of(house(), found, facts)
    wanted: Download | None = next((d for d in downloads_of(house().files, found, facts, figures, stamp) if d.name == name), None)
    if wanted is None:
        raise NotFound(name)
    content = read_download(house(), found, facts, figures, stamp, wanted)
    note_access(house().store, actor(), "downloaded", "report", found.id)
    headers = {"Content-Disposition": f'attachment; filename="{wanted.name}"', "Cache-Control": "private, no-store"}
    return Response(content, mimetype=wanted.media_type, headers=headers)


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/tekst/<path:chapter>", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def text(report_id: int, chapter: str) -> ResponseReturnValue:
    """Write what stands in a chapter."""
    found, facts, _ = _load(report_id)
    goal = facts.goal(chapter.removeprefix("goal:")) if chapter.startswith("goal:") else None
    name = goal.name if goal else {"overview": "Overzicht", "outlook": "Vooruitblik"}.get(chapter)
    if name is None or found.state is not ReportState.CONCEPT:
        raise NotFound(chapter)
    form = TextForm(data={"text": facts.text(chapter), "version": found.row_version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, seen = form.text.data or "", form.version.data or 0
            try:
                return perform(
                    lambda tx: service.write_text(tx, report_id, chapter, words, row_version=seen),
                    then=lambda done: url_for(".report", report_id=done.id, _anchor=anchor_of(chapter)),
                )
            except Refused as refused:
                form.refuse(refused)
            except Stale as stale:
                form.say(f"{stale.sentence} Uw tekst staat er nog. Kijk wat er veranderde en bewaar hem daarna nog een keer.")
                form.version.data, status = queries.get_report(db(), actor(), report_id).row_version, 409
    return render_template("reports/text.html", row=found, form=form, chapter=name, anchor=anchor_of(chapter)), status


def anchor_of(chapter: str) -> str:
    """Where a chapter begins on the page of a report."""
    return {"overview": "overzicht", "outlook": "vooruitblik"}.get(chapter, chapter.replace("goal:", "doel-"))


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/vaststellen")
@allow(Permission.ADOPT_REPORTS)
def check(report_id: int) -> ResponseReturnValue:
    """What will stand for good, before it does."""
    return _check(report_id, None)


def _check(report_id: int, form: AdoptForm | None, status: int = 200) -> ResponseReturnValue:
    found, facts, figures = _load(report_id)
    if found.state is not ReportState.CONCEPT:
        raise NotFound(f"report {report_id} was adopted")
    page = render_template(
        "reports/adopt.html", row=found, facts=facts, report=figures, form=form or AdoptForm(data={"version": found.row_version}),
        refusals=list(not_to_adopt(facts.period, _today())), readers=queries.list_readers(db()),
        missing=[goal.name for theme in figures.themes for goal in theme.goals if not goal.text],
    )  # fmt: skip
    return page, status


@blueprint.post("/rapporten/<int(max=2147483647):report_id>/vaststellen")
@allow(Permission.ADOPT_REPORTS)
def adopt(report_id: int) -> ResponseReturnValue:
    """Adopt: the forms are made and kept first, then the facts are held against them in one act."""
    form = AdoptForm()
    if not form.validate():
        return _check(report_id, form, 422)
    found, facts, _ = _load(report_id)
    if found.state is ReportState.ADOPTED:
        return redirect(url_for(".report", report_id=report_id), code=303)
    if refusals := tuple(not_to_adopt(facts.period, _today())):
        return _check(report_id, form.refuse(Refused(*refusals)), 422)
    stamp = stamp_of(house(), found, facts).adopted(_today(), actor().label)
    stored = store_forms(house().files, make_forms(charts_folder(house()), facts, stamp))
    address = house().settings.address

    def verb(tx: Tx) -> Report:
        return service.adopt(tx, report_id, row_version=form.version.data or 0, forms=stored, address=address)

    try:
        return perform(verb, then=lambda done: url_for(".report", report_id=done.id))
    except Refused as refused:
        form.refuse(refused)
        return _check(report_id, form, 422)
