"""The page of a concept: its lines beside last year, what was corrected, and the steps from concept to adopted."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.terms import GROUP_LABELS
from mag.budget import concepts, queries
from mag.budget.comparing import compare, tell_changes
from mag.budget.forms import AdoptForm, CopyForm, ProposeForm, RejectForm
from mag.budget.models import BudgetYear
from mag.budget.routes.frame import asked_year, blueprint, press
from mag.budget.states import PART_LABELS, YEAR, YearState
from mag.core.transaction import Tx
from mag.web.boundary import actor, db
from mag.web.guard import allow

Form = AdoptForm | CopyForm | ProposeForm | RejectForm


@blueprint.get("/budget/<int(max=9999):number>/concept")
@allow(Permission.SEE_BUDGET)
def concept(number: int) -> ResponseReturnValue:
    """The budget before it counts, or how it was adopted."""
    return _page(asked_year(number))


@blueprint.post("/budget/<int(max=9999):number>/concept/overnemen")
@allow(Permission.MANAGE_BUDGET)
def copy_lines(number: int) -> ResponseReturnValue:
    """Take over the lines of the year before that are not there yet."""
    return _step(number, CopyForm(), lambda tx, year, form: _say_copied(concepts.copy_lines(tx, year.id)))


@blueprint.post("/budget/<int(max=9999):number>/concept/voorstellen")
@allow(Permission.MANAGE_BUDGET)
def propose(number: int) -> ResponseReturnValue:
    """Propose the concept to a colleague."""
    return _step(
        number, ProposeForm(), lambda tx, year, form: concepts.propose(tx, year.id, version=_version(form), reason=form.reason.data)
    )


@blueprint.post("/budget/<int(max=9999):number>/concept/terug")
@allow(Permission.MANAGE_BUDGET)
def send_back(number: int) -> ResponseReturnValue:
    """Make it a concept again, with a reason."""
    return _step(
        number, RejectForm(), lambda tx, year, form: concepts.send_back(tx, year.id, version=_version(form), reason=form.reason.data)
    )


@blueprint.post("/budget/<int(max=9999):number>/concept/vaststellen")
@allow(Permission.MANAGE_BUDGET)
def adopt(number: int) -> ResponseReturnValue:
    """Adopt the budget: every line gets its money."""
    found = asked_year(number)
    form = AdoptForm()
    to_year = url_for(".index", jaar=number, agenda=request.args.get("agenda"))
    return press(
        form,
        lambda tx: concepts.adopt(tx, found.id, version=form.version.data or 0),
        lambda _: to_year,
        lambda failed: _page(found, failed),
    )


def _step(number: int, form: Any, verb: Callable[[Tx, BudgetYear, Any], Any]) -> ResponseReturnValue:
    found = asked_year(number)
    back = url_for(".concept", number=number, agenda=request.args.get("agenda"))
    return press(form, lambda tx: verb(tx, found, form), lambda _: back, lambda failed: _page(found, failed))


def _page(year: BudgetYear, failed: Any = None) -> str:
    lines = queries.list_lines(db(), year.agenda_id, year.year)
    before = queries.list_lines(db(), year.agenda_id, year.year - 1)
    version = {"version": year.version}

    def form(kind: type[Any]) -> Any:
        return failed if isinstance(failed, kind) else kind(formdata=None, data=version)

    may = actor().may(Permission.MANAGE_BUDGET)
    have = {line.code for line in lines}
    return render_template(
        "budget/concept.html", year=year, word=YEAR.staff_words[year.state], rows=compare(lines, before), failed_form=failed,
        part_labels=PART_LABELS, group_labels=GROUP_LABELS, changes=tell_changes(queries.list_changes(db(), year.id)),
        draft=year.state is YearState.CONCEPT and may, waiting=year.state is YearState.PROPOSED and may,
        own=actor().id == year.proposed_by_id,
        to_copy=sum(1 for line in before if line.code not in have and line.holder_id is None),
        copy_form=form(CopyForm), propose_form=form(ProposeForm), adopt_form=form(AdoptForm), reject_form=form(RejectForm),
    )  # fmt: skip


def _version(form: Form) -> int:
    return form.version.data or 0


def _say_copied(count: int) -> None:
    flash("1 regel overgenomen." if count == 1 else f"{count} regels overgenomen.")
