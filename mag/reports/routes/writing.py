"""Writing in a concept and adopting it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused, Stale
from mag.core.transaction import Tx
from mag.reports import queries, service
from mag.reports.forms import AdoptForm, TextForm
from mag.reports.models import Report
from mag.reports.present import charts_folder, stamp_of
from mag.reports.render import make_forms, store_forms
from mag.reports.routes.loading import blueprint, load_report, today_here
from mag.reports.rules import not_to_adopt
from mag.reports.states import ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/tekst/<path:chapter>", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def text(report_id: int, chapter: str) -> ResponseReturnValue:
    """Write what stands in a chapter."""
    found, facts, _ = load_report(report_id)
    goal = facts.goal(chapter.removeprefix("goal:")) if chapter.startswith("goal:") else None
    name = goal.name if goal else {"overview": "Overzicht", "outlook": "Vooruitblik", "changes": "Wat veranderde"}.get(chapter)
    if name is None or (chapter == "changes" and found.version == 1) or found.state is not ReportState.CONCEPT:
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
    return {"overview": "overzicht", "outlook": "vooruitblik", "changes": "veranderd"}.get(chapter, chapter.replace("goal:", "doel-"))


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/vaststellen")
@allow(Permission.ADOPT_REPORTS)
def check(report_id: int) -> ResponseReturnValue:
    """What will stand for good, before it does."""
    return _check(report_id, None)


def _check(report_id: int, form: AdoptForm | None, status: int = 200) -> ResponseReturnValue:
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.CONCEPT:
        raise NotFound(f"report {report_id} was adopted")
    page = render_template(
        "reports/adopt.html", row=found, facts=facts, report=figures, form=form or AdoptForm(data={"version": found.row_version}),
        refusals=list(not_to_adopt(facts.period, today_here())), readers=queries.list_readers(db()),
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
    found, facts, _ = load_report(report_id)
    if found.state is ReportState.ADOPTED:
        return redirect(url_for(".report", report_id=report_id), code=303)
    if refusals := tuple(not_to_adopt(facts.period, today_here())):
        return _check(report_id, form.refuse(Refused(*refusals)), 422)
    stamp = stamp_of(house(), found, facts).adopted(today_here(), actor().label)
    stored = store_forms(house().files, make_forms(charts_folder(house()), facts, stamp))
    address = house().settings.address

    def verb(tx: Tx) -> Report:
        return service.adopt(tx, report_id, row_version=form.version.data or 0, forms=stored, address=address)

    try:
        return perform(verb, then=lambda done: url_for(".report", report_id=done.id))
    except Refused as refused:
        form.refuse(refused)
        return _check(report_id, form, 422)
