"""Closing a year: the list to go through, per line what becomes of what is free, and the second person who closes it."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget import closing, queries
from mag.budget.forms import AgreeForm, CloseForm, RejectForm
from mag.budget.models import BudgetYear
from mag.budget.routes.frame import asked_year, blueprint, press, today
from mag.budget.splits import sum_lines
from mag.budget.states import LEFTOVER_LABELS, YEAR, Leftover, YearState
from mag.budget.year_rules import RUNNING
from mag.core.errors import NotFound
from mag.core.money import Cents
from mag.web.boundary import actor, db
from mag.web.guard import allow


@blueprint.get("/budget/<int(max=9999):number>/afsluiten")
@allow(Permission.SEE_BUDGET)
def close_page(number: int) -> ResponseReturnValue:
    """What to look at before a year is closed, and how it was closed."""
    return _page(_adopted(number))


@blueprint.post("/budget/<int(max=9999):number>/afsluiten/voorstellen")
@allow(Permission.MANAGE_BUDGET)
def propose_close(number: int) -> ResponseReturnValue:
    """Propose to close the year in this way."""
    found, form = _adopted(number), CloseForm()
    chosen = _chosen(found)
    return press(
        form,
        lambda tx: closing.propose_close(tx, found.id, version=form.version.data or 0, choices=chosen, reason=form.reason.data),
        lambda _: _here(number),
        lambda failed: _page(found, failed, chosen),
    )


@blueprint.post("/budget/<int(max=9999):number>/afsluiten/terug")
@allow(Permission.MANAGE_BUDGET)
def send_back_close(number: int) -> ResponseReturnValue:
    """Do not close it so."""
    found, form = _adopted(number), RejectForm()
    return press(
        form,
        lambda tx: closing.send_back_close(tx, found.id, version=form.version.data or 0, reason=form.reason.data),
        lambda _: _here(number),
        lambda failed: _page(found, failed),
    )


@blueprint.post("/budget/<int(max=9999):number>/afsluiten/sluit-af")
@allow(Permission.MANAGE_BUDGET)
def close(number: int) -> ResponseReturnValue:
    """Close the year as another person."""
    found, form = _adopted(number), AgreeForm()
    free = Cents(request.form.get("free", -1, type=int))
    return press(
        form,
        lambda tx: closing.close(tx, found.id, version=form.version.data or 0, free=free),
        lambda _: _here(number),
        lambda failed: _page(found, failed),
    )


def _adopted(number: int) -> BudgetYear:
    found = asked_year(number)
    if found.state in (YearState.CONCEPT, YearState.PROPOSED):
        raise NotFound(f"budget year {number} is not adopted")
    return found


def _here(number: int) -> str:
    return url_for(".close_page", number=number, agenda=request.args.get("agenda"))


def _chosen(of: BudgetYear) -> dict[int, Leftover]:
    """What was chosen per line; a line without an answer is left out."""
    answers = {line.id: request.form.get(f"line-{line.id}", "") for line in queries.list_lines(db(), of.agenda_id, of.year)}
    return {line_id: Leftover(answer) for line_id, answer in answers.items() if answer in set(Leftover)}


def _page(year: BudgetYear, failed: Any = None, chosen: dict[int, Leftover] | None = None) -> str:
    lines = queries.list_lines(db(), year.agenda_id, year.year)
    following = queries.find_year(db(), year.agenda_id, year.year + 1)
    next_open = following is not None and following.state in RUNNING
    usual = Leftover.CARRY_OVER if next_open else Leftover.GIVE_BACK
    version = {"version": year.version}
    may = actor().may(Permission.MANAGE_BUDGET)
    return render_template(
        "budget/closing.html", year=year, word=YEAR.staff_words[year.state], lines=lines, totals=sum_lines(lines), labels=LEFTOVER_LABELS,
        chosen={line.id: (chosen or {}).get(line.id) or line.leftover or usual for line in lines}, failed_form=failed,
        checks=queries.count_before_close(db(), year.id), following=following, next_open=next_open, over=today().year > year.year,
        next_word=YEAR.staff_words[following.state] if following else "",
        may_propose=may and year.state is YearState.ADOPTED, may_close=may and year.state is YearState.CLOSING,
        own=actor().id == year.closing_by_id, closed=year.state is YearState.CLOSED, may_manage=may,
        close_form=failed if isinstance(failed, CloseForm) else CloseForm(formdata=None, data=version),
        agree_form=AgreeForm(formdata=None, data=version),
        reject_form=failed if isinstance(failed, RejectForm) else RejectForm(formdata=None, data=version),
    )  # fmt: skip
