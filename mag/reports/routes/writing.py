"""Writing in a concept and adopting it."""

from collections.abc import Callable
from textwrap import shorten

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused, Stale
from mag.reports import adopting, queries, service, snapshot
from mag.reports.closing import Check, Item, checklist
from mag.reports.compose.quotes import quote, unknown_names
from mag.reports.facts import Facts
from mag.reports.figures import Figures
from mag.reports.forms import AdoptForm, TextForm
from mag.reports.models import Report
from mag.reports.places import find_written
from mag.reports.routes.loading import blueprint, load_report, today_here
from mag.reports.rules import not_to_adopt, wrong_quotes
from mag.reports.states import ReportState
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/tekst/<path:chapter>", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def text(report_id: int, chapter: str) -> ResponseReturnValue:
    """Write what stands in a chapter."""
    found, facts, figures = load_report(report_id)
    place = find_written(figures, chapter)
    if place is None or (chapter == "changes" and found.version == 1) or found.state is not ReportState.CONCEPT:
        raise NotFound(chapter)
    name = place.name
    form = TextForm(data={"text": facts.text(chapter), "version": found.row_version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, seen = form.text.data or "", form.version.data or 0
            try:
                return perform(
                    lambda tx: service.write_text(tx, report_id, chapter, words, row_version=seen),
                    then=lambda done: (
                        url_for(".text", report_id=done.id, chapter=chapter, _anchor="error-summary")
                        if unknown_names(words, figures.by_key)
                        else url_for(".report", report_id=done.id, _anchor=place.anchor)
                    ),
                )
            except Refused as refused:
                form.refuse(refused)
            except Stale as stale:
                form.say(f"{stale.sentence} Uw tekst staat er nog. Kijk wat er veranderde en bewaar hem daarna nog een keer.")
                form.version.data, status = queries.get_report(db(), actor(), report_id).row_version, 409
    else:
        for refusal in wrong_quotes(chapter, name, unknown_names(facts.text(chapter), figures.by_key)):
            form.say(f"Uw tekst is bewaard. {refusal.sentence} Zolang dat zo is, kan het rapport niet worden vastgesteld.", "text")
    page = render_template("reports/text.html", row=found, form=form, chapter=name, anchor=place.anchor, choices=_choices(figures, chapter))
    return page, status


def _choices(figures: Figures, chapter: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The figures a text can quote by chapter, those of its own chapter first: (what it is, value, what to type)."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    own = f"goal.{chapter.removeprefix('goal:')}." if chapter.startswith("goal:") else f"{chapter}."
    for figure in sorted(figures.by_key.values(), key=lambda one: not one.key.startswith(own)):
        group = _group(figure.key, own)
        about = figure.about or (figure.basis if group == "Geld" else "")
        groups.setdefault(group, []).append((f"{figure.label}: {about}" if about else figure.label, figure.shown, quote(figure.key)))
    return list(groups.items())


def _group(key: str, own: str) -> str:
    if key.startswith(own):
        return "Cijfers van dit hoofdstuk"
    heads = {"overview": "Overzicht", "outcome": "Besluiten", "tier": "Bedraggroepen", "goal": "Doelen", "partner": "Grote partners",
             "outlook": "Vooruitblik"}  # fmt: skip
    return heads.get(key.partition(".")[0], "Geld")


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/afsluiten")
@allow(Permission.MAKE_REPORTS)
def close(report_id: int) -> ResponseReturnValue:
    """Closing the period: what is ready, what is open, and where it is repaired."""
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.CONCEPT:
        raise NotFound(f"report {report_id} was adopted")
    return render_template(
        "reports/close.html", row=found, facts=facts, report=figures, checks=_checks(found, facts, figures), where=_where(found),
        refusals=list(not_to_adopt(facts.period, today_here())), may_adopt=actor().may(Permission.ADOPT_REPORTS),
    )  # fmt: skip


def _checks(found: Report, facts: Facts, figures: Figures) -> list[Check]:
    said = [one for one in queries.list_remarks(db(), actor(), found.id) if one.answer is None]
    unanswered = [Item(f"{one.said_by}, bij {one.name}: {shorten(one.text, 120, placeholder=' …')}", "remark", str(one.id)) for one in said]
    unapproved = [Item(name, "indicator", code) for code, name in queries.list_unapproved(db(), found.agenda_id, facts.period)]
    return checklist(facts, figures, unanswered=unanswered, unapproved=unapproved)


def _where(found: Report) -> Callable[[Item], str | None]:
    """Where an open item is repaired, for who may go there."""

    def where(item: Item) -> str | None:
        if item.kind == "plan":
            return url_for("desk.application", reference=item.target) if actor().may(Permission.SEE_APPLICATIONS) else None
        if item.kind == "indicator":
            return url_for("indicators.indicator", code=item.target)
        if item.kind == "text":
            return url_for(".text", report_id=found.id, chapter=item.target)
        if item.kind == "proposal":
            return url_for(".propose", report_id=found.id, goal=item.target)
        if item.kind == "agreed":
            return url_for(".agreed", report_id=found.id)
        if item.kind == "figure":
            return url_for(".figure", report_id=found.id, key=item.target)
        return url_for(".answer", report_id=found.id, remark_id=int(item.target)) if item.kind == "remark" else None

    return where


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/vaststellen")
@allow(Permission.ADOPT_REPORTS)
def check(report_id: int) -> ResponseReturnValue:
    """What will stand for good, before it does."""
    return _check(report_id, None)


def _check(report_id: int, form: AdoptForm | None, status: int = 200) -> ResponseReturnValue:
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.CONCEPT:
        raise NotFound(f"report {report_id} was adopted")
    checks = _checks(found, facts, figures)
    form = form or AdoptForm(data={"version": found.row_version}).when(any(check.items for check in checks))
    form.facts.data = snapshot.digest(snapshot.freeze(facts))  # what this page shows is what will be adopted, or nothing
    page = render_template(
        "reports/adopt.html", row=found, facts=facts, report=figures, form=form, checks=checks, where=_where(found),
        refusals=list(not_to_adopt(facts.period, today_here())), stopped=any(check.items and check.stops for check in checks),
        readers=queries.list_readers(db()),
    )  # fmt: skip
    return page, status


@blueprint.post("/rapporten/<int(max=2147483647):report_id>/vaststellen")
@allow(Permission.ADOPT_REPORTS)
def adopt(report_id: int) -> ResponseReturnValue:
    """Adopt: the facts the person saw are frozen in one act; the files are made after it (``making``)."""
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.CONCEPT:
        return redirect(url_for(".making", report_id=report_id), code=303)
    form = AdoptForm().when(any(check.items for check in _checks(found, facts, figures)))
    if not form.validate():
        return _check(report_id, form, 422)
    version, seen = form.version.data or 0, form.facts.data or ""
    try:
        return perform(
            lambda tx: adopting.adopt(tx, report_id, row_version=version, seen=seen),
            then=lambda done: url_for(".making", report_id=done.id),
        )
    except Refused as refused:
        form.refuse(refused)
        return _check(report_id, form, 422)
