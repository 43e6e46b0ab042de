"""The outlook: what a growing ring-fenced part leaves for the rest, when the total stays the same or grows along with prices."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.queries import rule_set_document, rule_set_on
from mag.agenda.terms import GROUP_LABELS
from mag.budget import queries
from mag.budget.forms import OutlookForm
from mag.budget.outlook import draw, look_ahead, show_percent, tell_index, tenths_of_change
from mag.budget.routes.frame import asked_agenda, blueprint, choose_year, today
from mag.budget.splits import sum_lines
from mag.budget.states import Part, YearState
from mag.core.money import Cents
from mag.web.boundary import db
from mag.web.guard import allow


@blueprint.get("/budget/vooruitblik")
@allow(Permission.SEE_BUDGET)
def outlook() -> ResponseReturnValue:
    """The coming years in a chart and a table; the variants stand in the address."""
    agenda = asked_agenda()
    known = [year for year in queries.list_years(db(), agenda.id) if year.state not in (YearState.CONCEPT, YearState.PROPOSED)]
    shown = choose_year(known)
    rules = rule_set_on(db(), agenda.id, today(), whole=False)
    document = rule_set_document(rules) if rules is not None else None
    fence = document.ring_fence if document is not None else None
    form = OutlookForm(data=OutlookForm.usual())
    well = not form.is_submitted() or form.validate()
    about: dict[str, Any] = {"agenda": agenda, "year": shown, "fence": fence, "form": form, "asked": request.args.get("agenda")}
    if shown is None or fence is None or document is None:
        return render_template("budget/outlook.html", variants=[], **about)
    lines = queries.list_lines(db(), agenda.id, shown.year)
    counted = [line for line in lines if form.whole_budget() or line.part is Part.FLEXIBLE]
    inside = [line for line in counted if line.applicant_group in fence.groups]
    total, fenced = sum_lines(counted).allocated, sum_lines(inside).allocated
    growth = fence.growth_percent * 100
    variants = []
    if well and fenced > 0:
        variants = [look_ahead(shown.year, total, fenced, growth=growth, index=index, years=form.how_far()) for index in form.indices()]
    return render_template(
        "budget/outlook.html", variants=variants, drawing=draw(variants) if variants else None, total=total, fenced=fenced, inside=inside,
        groups=[GROUP_LABELS[group] for group in fence.groups], note=document.notes.get("ring_fence"), change=_change,
        tell=tell_index, percent=show_percent, columns=[(f"Rest, {tell_index(one.index)}", "figure") for one in variants], **about,
    ), 200 if well else 422  # fmt: skip


def _change(before: Cents, after: Cents) -> str:
    """A change in words: ``+ 2,5%``; nothing when there was nothing to compare with."""
    tenths = tenths_of_change(before, after)
    if tenths is None:
        return ""
    return f"{'-' if tenths < 0 else '+'} {abs(tenths) // 10},{abs(tenths) % 10}%"
