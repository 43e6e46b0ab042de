"""The pages of who hands envelopes out: the list of a year, one envelope with its reports, hand out, top up, close."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.queries import list_holders
from mag.accounts.roles import Permission, Role
from mag.agenda.current import find_current
from mag.agenda.queries import rule_set_document, rule_set_on
from mag.budget import queries as budget
from mag.budget.envelopes import queries, service
from mag.budget.envelopes.forms import CloseForm, HandOutForm, TopUpForm
from mag.budget.models import BudgetLine
from mag.core import clock
from mag.core.errors import Refused
from mag.core.period import parse_period
from mag.core.transaction import Tx
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

blueprint = Blueprint("envelopes", __name__, template_folder="templates")


@blueprint.get("/budget/buurtbudgetten")
@allow(Permission.SEE_BUDGET)
def index() -> ResponseReturnValue:
    """The envelopes of a year: who holds what, what is decided on it, and which reports came back."""
    agenda, years, year = _year()
    found = queries.list_envelopes(db(), agenda.id, year)
    reports = queries.list_reports(db(), [one.id for one in found])
    told = {one.id: [report for report in reports if report.line_id == one.id] for one in found}
    return render_template(
        "envelopes/index.html", agenda=agenda, years=years, year=year, envelopes=found, told=told, period=parse_period,
        may_manage=actor().may(Permission.MANAGE_BUDGET), asked=request.args.get("agenda"),
    )  # fmt: skip


@blueprint.route("/budget/buurtbudgetten/nieuw", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def hand_out() -> ResponseReturnValue:
    """Hand money out to a neighbourhood worker."""
    agenda, _, year = _year()
    rules = rule_set_on(db(), agenda.id, _today(), whole=False)
    most = queries.small_most(rule_set_document(rules) if rules is not None else None)
    form = HandOutForm(data={"most": most})
    form.offer(_plain(agenda.id, year))
    form.offer_holders(list_holders(db(), Role.NEIGHBOURHOOD_WORKER))

    def verb(tx: Tx) -> Any:
        return service.hand_out(
            tx, form.from_line_id.data, holder_id=form.holder_id.data, name=form.name.data, amount=form.amount.data,
            most=form.most.data, reason=form.reason.data,
        )  # fmt: skip

    return _form_page(form, "envelopes/hand_out.html", verb, _after, agenda=agenda, year=year)


@blueprint.get("/budget/buurtbudgetten/<int(max=2147483647):line_id>")
@allow(Permission.SEE_BUDGET)
def envelope(line_id: int) -> ResponseReturnValue:
    """One envelope: its money, its holder, what was told back."""
    found = queries.get_envelope(db(), line_id)
    return render_template(
        "envelopes/envelope.html", line=found, reports=queries.list_reports(db(), [line_id]), period=parse_period,
        may_manage=actor().may(Permission.MANAGE_BUDGET), is_own=actor().id == found.holder_id,
    )  # fmt: skip


@blueprint.route("/budget/buurtbudgetten/<int(max=2147483647):line_id>/aanvullen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def top_up(line_id: int) -> ResponseReturnValue:
    """Put more money in an envelope."""
    found, form = queries.get_envelope(db(), line_id), TopUpForm()
    form.offer(_plain(found.budget_year.agenda_id, found.budget_year.year))

    def verb(tx: Tx) -> Any:
        return service.top_up(tx, line_id, form.from_line_id.data, form.amount.data, reason=form.reason.data)

    return _form_page(form, "envelopes/top_up.html", verb, _after, line=found)


@blueprint.route("/budget/buurtbudgetten/<int(max=2147483647):line_id>/sluiten", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def close(line_id: int) -> ResponseReturnValue:
    """Close an envelope, or fetch what fell free on a closed one."""
    found, form = queries.get_envelope(db(), line_id), CloseForm()
    form.offer(_plain(found.budget_year.agenda_id, found.budget_year.year))
    if not found.available_amount:
        del form.to_line_id  # nothing is left to go anywhere
    return _form_page(
        form,
        "envelopes/close.html",
        lambda tx: service.close(tx, line_id, form.data.get("to_line_id"), reason=form.reason.data),
        lambda act: _after(act) if act is not None else url_for(".envelope", line_id=line_id),
        line=found,
    )


def _after(act: Any) -> str:
    """A transfer that waits for a second person is shown as such; else the envelope."""
    if act.needs_second:
        return url_for("budget.act", act_id=act.id)
    line = act.to_line if act.to_line.holder_id is not None else act.from_line
    return url_for(".envelope", line_id=line.id)


def _plain(agenda_id: int, year: int) -> list[BudgetLine]:
    return [line for line in budget.list_lines(db(), agenda_id, year) if line.holder_id is None]


def _today() -> date:
    return clock.today(house().store.clock.now())


def _year() -> tuple[Any, list[int], int]:
    """The agenda, the years with a budget, and the one that was asked for: else this year."""
    agenda = find_current(db(), request.args.get("agenda"), _today())
    years = sorted(found.year for found in budget.list_years(db(), agenda.id))
    asked, this = request.args.get("jaar", type=int), _today().year
    return agenda, years, asked if asked in years and asked is not None else this


def _form_page(form: Any, template: str, verb: Callable[[Tx], Any], then: Callable[[Any], str], **shown: Any) -> ResponseReturnValue:
    if not form.is_submitted():
        return render_template(template, form=form, **shown)
    if form.validate():
        try:
            return perform(verb, then)
        except Refused as refused:
            form.refuse(refused)
    return render_template(template, form=form, **shown), 422
