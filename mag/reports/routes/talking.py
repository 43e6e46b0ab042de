"""The conversation about a report: what was said and answered, saying something at a chapter or a figure, opening, accepting."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused, Stale
from mag.reports import queries, remarks
from mag.reports.forms import AcceptForm, ActForm, RemarkForm
from mag.reports.models import ReportRemark
from mag.reports.places import Place, find_place
from mag.reports.routes.loading import blueprint, load_report
from mag.reports.states import REMARK_LABELS, ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow


def address_of(report_id: int, place: Place) -> str:
    """The page where a place stands."""
    if place.figure is not None:
        return url_for(".figure", report_id=report_id, key=place.figure)
    return url_for(".report", report_id=report_id, _anchor=place.anchor)


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/vragen")
@allow(Permission.SEE_REPORTS)
def talk(report_id: int) -> ResponseReturnValue:
    """Everything that was said about a report, as far as this visitor may read it, with the answers."""
    found, _, figures = load_report(report_id)
    said = queries.list_remarks(db(), actor(), report_id)

    def where(remark: ReportRemark) -> str | None:
        place = find_place(figures, remark.place)
        return address_of(report_id, place) if place else None

    return render_template(
        "reports/talk.html", row=found, report=figures, remarks=said, where=where, labels=REMARK_LABELS,
        may_answer=actor().may(Permission.MAKE_REPORTS), may_say=remarks.may_say(found, actor().may),
    )  # fmt: skip


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/vraag/<path:place>", methods=["GET", "POST"])
@allow(Permission.COMMENT_REPORTS)
def ask(report_id: int, place: str) -> ResponseReturnValue:
    """Ask something at a chapter or a figure of an adopted report, or say something there about an open concept."""
    found, _, figures = load_report(report_id)
    spot = find_place(figures, place)
    if spot is None or not remarks.may_say(found, actor().may):
        raise NotFound(place)
    form, status = RemarkForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, address = form.text.data or "", house().settings.address
            try:
                return perform(
                    lambda tx: remarks.say(tx, report_id, spot, words, address=address),
                    then=lambda said: url_for(".talk", report_id=report_id, _anchor=f"r{said.id}"),
                )
            except Refused as refused:
                form.refuse(refused)
    page = render_template(
        "reports/ask.html", row=found, report=figures, place=spot, form=form, back=address_of(report_id, spot),
        is_question=found.state is ReportState.ADOPTED,
    )  # fmt: skip
    return page, status


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/vragen/<int(max=2147483647):remark_id>/antwoord", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def answer(report_id: int, remark_id: int) -> ResponseReturnValue:
    """Answer what somebody asked or said."""
    found, _, figures = load_report(report_id)
    remark = queries.get_remark(db(), actor(), report_id, remark_id)
    form, status = RemarkForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, address = form.text.data or "", house().settings.address
            try:
                return perform(
                    lambda tx: remarks.answer(tx, remark_id, words, address=address),
                    then=lambda said: url_for(".talk", report_id=report_id, _anchor=f"r{said.id}"),
                )
            except Refused as refused:
                form.refuse(refused)
    remark = queries.get_remark(db(), actor(), report_id, remark_id)
    return render_template("reports/answer.html", row=found, report=figures, remark=remark, form=form, labels=REMARK_LABELS), status


@blueprint.post("/rapporten/<int(max=2147483647):report_id>/reacties")
@allow(Permission.MAKE_REPORTS)
def comments(report_id: int) -> ResponseReturnValue:
    """Open a concept for comment, or take it back; the button says which."""
    form, address = ActForm(), house().settings.address
    if not form.validate():
        return redirect(url_for(".report", report_id=report_id), code=303)
    seen, opens = form.version.data or 0, request.form.get("act") != "close"
    return perform(
        lambda tx: (
            remarks.open_for_comment(tx, report_id, row_version=seen, address=address)
            if opens
            else remarks.close_for_comment(tx, report_id, row_version=seen)
        ),
        then=lambda done: url_for(".report", report_id=done.id),
    )


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/accepteren", methods=["GET", "POST"])
@allow(Permission.ACCEPT_REPORTS)
def accept(report_id: int) -> ResponseReturnValue:
    """The municipality accepts an adopted report, with words of its own."""
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.ADOPTED or found.accepted_at is not None:
        raise NotFound(f"report {report_id}")
    form, status = AcceptForm(data={"version": found.row_version}), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, address, seen = form.words.data or "", house().settings.address, form.version.data or 0
            try:
                return perform(
                    lambda tx: remarks.accept(tx, report_id, words, row_version=seen, address=address),
                    then=lambda done: url_for(".report", report_id=done.id),
                )
            except Refused as refused:
                form.refuse(refused)
            except Stale as stale:
                form.say(stale.sentence)
                status = 409
    waiting = [remark for remark in queries.list_remarks(db(), actor(), report_id) if remark.answer is None]
    return render_template("reports/accept.html", row=found, facts=facts, report=figures, form=form, waiting=waiting), status
