"""A year at a glance, how it is divided, and the beginning of a new one."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget import concepts, queries
from mag.budget.forms import YearForm
from mag.budget.ledger_sheet import lines_table
from mag.budget.models import BudgetYear
from mag.budget.requested import list_asked, sum_asked
from mag.budget.routes.frame import asked_agenda, asked_year, blueprint, choose_year, download, form_page, today
from mag.budget.splits import DIMENSIONS, keep_lines, split_lines, sum_lines
from mag.budget.states import PART_LABELS, YEAR, YearState
from mag.core.transaction import Tx
from mag.web.boundary import actor, db
from mag.web.guard import allow

CONCEPT = (YearState.CONCEPT, YearState.PROPOSED)


@blueprint.get("/budget")
@allow(Permission.SEE_BUDGET)
def index() -> ResponseReturnValue:
    """A year's budget: the total, and every line with what is paid, promised and free. A year not adopted yet has its own page."""
    agenda = asked_agenda()
    years = queries.list_years(db(), agenda.id)
    shown = choose_year(years)
    if shown is not None and shown.state in CONCEPT:
        return redirect(url_for(".concept", number=shown.year, agenda=request.args.get("agenda")))
    lines = queries.list_lines(db(), agenda.id, shown.year) if shown else []
    asked = _asked_split()
    label = ""
    asked_now = list_asked(db(), agenda.id, shown.year, today()) if shown is not None and shown.state is not YearState.CLOSED else []
    if asked is not None and shown is not None:
        lines, label = keep_lines(lines, queries.split_names(db(), agenda.id), *asked)
        kept = {line.id for line in lines}
        asked_now = [one for one in asked_now if one.line_id in kept]
    return render_template(
        "budget/year.html", agenda=agenda, years=years, shown=shown, year=shown.year if shown else None, lines=lines,
        totals=sum_lines(lines) if shown else None, part_labels=PART_LABELS, words=YEAR.staff_words, split=label,
        may_manage=actor().may(Permission.MANAGE_BUDGET), closed=shown is not None and shown.state is YearState.CLOSED,
        asked_by_line=sum_asked(asked_now), asked_total=sum(one.amount for one in asked_now),
        late=sum(line.available_amount for line in lines) if shown is not None and shown.state is YearState.CLOSED else 0,
    )  # fmt: skip


@blueprint.get("/budget/<int(max=9999):number>.<extension>")
@allow(Permission.SEE_BUDGET)
def lines_file(number: int, extension: str) -> ResponseReturnValue:
    """The lines of a year as CSV or workbook."""
    found = asked_year(number)
    names = queries.split_names(db(), found.agenda_id)
    table = lines_table(number, queries.list_lines(db(), found.agenda_id, number), names)
    about = [("Agenda", found.agenda.name), ("Jaar", str(number)), ("Status", YEAR.staff_words[found.state])]
    return download([table], f"budget-{number}", extension, about, ("budget_year", found.id))


@blueprint.get("/budget/<int(max=9999):number>/verdeling")
@allow(Permission.SEE_BUDGET)
def division(number: int) -> ResponseReturnValue:
    """How a year is divided over part, theme, goal, applicant group, tier and task field."""
    found = asked_year(number)
    lines = queries.list_lines(db(), found.agenda_id, number)
    splits = split_lines(lines, queries.split_names(db(), found.agenda_id))
    return render_template(
        "budget/division.html", year=found, splits=splits, dimensions=DIMENSIONS, totals=sum_lines(lines),
        concept=found.state in CONCEPT, proposed=sum(line.proposed_amount for line in lines),
    )  # fmt: skip


@blueprint.route("/budget/nieuw-jaar", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def new_year() -> ResponseReturnValue:
    """Begin the concept of a year, with the lines of the year before as a start."""
    agenda = asked_agenda()
    years = queries.list_years(db(), agenda.id)
    form = YearForm(data={"year": years[0].year + 1 if years else today().year, "copy": bool(years)})

    def begin(tx: Tx) -> BudgetYear:
        begun = concepts.begin_year(tx, agenda.id, form.year.data)
        if form.copy.data and any(year.year == begun.year - 1 for year in years):
            concepts.copy_lines(tx, begun.id)
        return begun

    def to_concept(begun: BudgetYear) -> str:
        return url_for(".concept", number=begun.year, agenda=request.args.get("agenda"))

    return form_page(form, "budget/new_year.html", begin, to_concept, agenda=agenda, years=years)


def _asked_split() -> tuple[str, str] | None:
    for dimension in DIMENSIONS:
        value: Any = request.args.get(dimension.key)
        if value is not None:
            return dimension.key, str(value)[:60]
    return None
