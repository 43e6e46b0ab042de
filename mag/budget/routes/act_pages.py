"""Acts on the budget: raising, lowering and moving, what fell free late, and the second person who agrees."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget import acts, queries
from mag.budget.forms import AgreeForm, LateForm, MoveForm, RejectForm, TransferForm
from mag.budget.models import BudgetAct
from mag.budget.routes.frame import asked_agenda, blueprint, choose_year, form_page, press
from mag.budget.states import ACT, ACT_LABELS, ActKind, ActState, Leftover
from mag.core.transaction import Tx
from mag.web.boundary import actor, db
from mag.web.guard import allow

DO: dict[ActKind, str] = {
    ActKind.ADOPT: "stel vast",
    ActKind.ALLOCATE: "verhoog het budget met",
    ActKind.WITHDRAW: "verlaag het budget met",
    ActKind.TRANSFER: "verschuif",
    ActKind.CARRY_OVER: "neem mee naar volgend jaar:",
    ActKind.GIVE_BACK: "geef terug aan de gemeente:",
}
"""What the button says somebody agrees to, before the amount."""


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verhogen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def allocate(line_id: int) -> ResponseReturnValue:
    """Give money to a line: at once, or as a proposal."""
    form = MoveForm()
    return _move_page(line_id, form, "verhogen", lambda tx: acts.allocate(tx, line_id, form.amount.data, reason=form.reason.data))


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verlagen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def withdraw(line_id: int) -> ResponseReturnValue:
    """Take free money back from a line: at once, or as a proposal."""
    form = MoveForm()
    return _move_page(line_id, form, "verlagen", lambda tx: acts.withdraw(tx, line_id, form.amount.data, reason=form.reason.data))


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verschuiven", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def transfer(line_id: int) -> ResponseReturnValue:
    """Move money to another line: at once, or as a proposal that somebody else agrees with."""
    found, form = queries.get_line(db(), line_id), TransferForm()
    year_of = found.budget_year
    form.offer([line for line in queries.list_lines(db(), year_of.agenda_id, year_of.year) if line.id != line_id])
    return form_page(
        form,
        "budget/transfer.html",
        lambda tx: acts.transfer(tx, line_id, form.to_line_id.data, form.amount.data, reason=form.reason.data),
        _page_of,
        line=found,
    )


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/later-vrijgevallen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def late(line_id: int) -> ResponseReturnValue:
    """What fell free on a line of a closed year: take it along to next year, or give it back."""
    found = queries.get_line(db(), line_id)
    form = LateForm(data={"amount": found.available_amount or None})

    def verb(tx: Tx) -> BudgetAct:
        do = acts.carry_over if form.leftover.data is Leftover.CARRY_OVER else acts.give_back
        return do(tx, line_id, form.amount.data, reason=form.reason.data)

    return form_page(form, "budget/late.html", verb, _page_of, line=found)


@blueprint.get("/budget/besluiten")
@allow(Permission.SEE_BUDGET)
def list_acts() -> ResponseReturnValue:
    """What people did to the budget of a year, and what waits for a second person."""
    agenda = asked_agenda()
    shown = choose_year(queries.list_years(db(), agenda.id))
    found = queries.list_acts(db(), agenda.id, shown.year) if shown else []
    year = shown.year if shown else None
    return render_template("budget/acts.html", agenda=agenda, year=year, acts=found, labels=ACT_LABELS, words=ACT.staff_words)


@blueprint.get("/budget/besluiten/<int(max=2147483647):act_id>")
@allow(Permission.SEE_BUDGET)
def act(act_id: int) -> ResponseReturnValue:
    """One act: what, why, by whom; and whether it waits."""
    return _act_page(act_id)


@blueprint.post("/budget/besluiten/<int(max=2147483647):act_id>/akkoord")
@allow(Permission.MANAGE_BUDGET)
def agree(act_id: int) -> ResponseReturnValue:
    """Agree with a proposal of somebody else; the money moves at once."""
    form = AgreeForm()
    return _decide_act(act_id, form, lambda tx: acts.agree(tx, act_id, version=form.version.data or 0))


@blueprint.post("/budget/besluiten/<int(max=2147483647):act_id>/niet-akkoord")
@allow(Permission.MANAGE_BUDGET)
def reject(act_id: int) -> ResponseReturnValue:
    """Turn a proposal down, or take one's own back."""
    form = RejectForm()
    return _decide_act(act_id, form, lambda tx: acts.reject(tx, act_id, version=form.version.data or 0, reason=form.reason.data))


def _decide_act(act_id: int, form: Any, verb: Callable[[Tx], Any]) -> ResponseReturnValue:
    queries.get_act(db(), act_id)
    return press(form, verb, lambda _: url_for(".act", act_id=act_id), lambda failed: _act_page(act_id, failed))


def _act_page(act_id: int, failed: Any = None) -> str:
    found = queries.get_act(db(), act_id)
    version = {"version": found.version}
    return render_template(
        "budget/act.html", act=found, labels=ACT_LABELS, words=ACT.staff_words, failed_form=failed, do=DO[found.kind],
        agree_form=AgreeForm(formdata=None, data=version),
        reject_form=failed if isinstance(failed, RejectForm) else RejectForm(formdata=None, data=version),
        may_decide=found.state is ActState.PROPOSED and actor().may(Permission.MANAGE_BUDGET),
        may_agree=actor().id != found.proposed_by_id,
    )  # fmt: skip


def _page_of(act: BudgetAct) -> str:
    return url_for(".act", act_id=act.id)


def _move_page(line_id: int, form: MoveForm, word: str, verb: Callable[[Tx], BudgetAct]) -> ResponseReturnValue:
    found = queries.get_line(db(), line_id)

    def then(made: BudgetAct) -> str:
        return url_for(".line", line_id=line_id) if made.state is ActState.DONE else _page_of(made)

    return form_page(form, "budget/move.html", verb, then, line=found, word=word)
