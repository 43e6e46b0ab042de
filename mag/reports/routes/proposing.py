"""Proposing in an evaluation what becomes of a goal."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused, Stale
from mag.reports import queries, service
from mag.reports.places import find_written
from mag.reports.proposal_form import ProposalForm
from mag.reports.proposals import ProposalChoice, read_proposal, write_proposal
from mag.reports.routes.loading import blueprint, load_report
from mag.reports.states import ReportState
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/voorstel/<goal>", methods=["GET", "POST"])
@allow(Permission.MAKE_REPORTS)
def propose(report_id: int, goal: str) -> ResponseReturnValue:
    """Keep, adjust or stop a goal, and why."""
    found, facts, figures = load_report(report_id)
    chapter = f"proposal:{goal}"
    place = find_written(figures, chapter)
    if place is None or found.state is not ReportState.CONCEPT:
        raise NotFound(chapter)
    said = read_proposal(facts.text(chapter))
    form = ProposalForm(data={"choice": said.choice.value if said else "", "why": said.why if said else "", "version": found.row_version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            words, seen = write_proposal(ProposalChoice(str(form.choice.data)), form.why.data or ""), form.version.data or 0
            try:
                return perform(
                    lambda tx: service.write_text(tx, report_id, chapter, words, row_version=seen),
                    then=lambda done: url_for(".report", report_id=done.id, _anchor=place.anchor),
                )
            except Refused as refused:
                form.refuse(refused)
            except Stale as stale:
                form.say(f"{stale.sentence} Uw voorstel staat er nog. Kijk wat er veranderde en bewaar het daarna nog een keer.")
                form.version.data, status = queries.get_report(db(), actor(), report_id).row_version, 409
    fact = facts.goal(goal)
    return render_template("reports/propose.html", row=found, report=figures, form=form, goal=fact, anchor=place.anchor), status
