"""The pages of the budget: a year at a glance, a line with its ledger, and the few forms that move money."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.agenda.queries import list_goals
from mag.budget import acts, queries, service
from mag.budget.forms import AgreeForm, LedgerForm, LineForm, MoveForm, RejectForm, TransferForm, YearForm
from mag.budget.ledger_sheet import in_and_out, ledger_table, lines_table
from mag.budget.models import BudgetLine
from mag.budget.queries import EntryFilter
from mag.budget.states import ACCOUNT_LABELS, ACT, ACT_LABELS, ENTRY_LABELS, PART_LABELS, Account, ActState, EntryKind
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.period import Period, half_year, parse_period, year
from mag.core.sheets import Table, write_csv, write_xlsx
from mag.core.transaction import Tx
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow

blueprint = Blueprint("budget", __name__, template_folder="templates")
PAGE = 50
FILTERS = ("rekening", "soort", "periode", "toezegging")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/budget")
@allow(Permission.SEE_BUDGET)
def index() -> ResponseReturnValue:
    """A year's budget: the total, and every line with what is paid, promised and free."""
    agenda = _agenda()
    years = queries.list_years(db(), agenda.id)
    shown = _year(years)
    lines = queries.list_lines(db(), agenda.id, shown) if shown else []
    totals = queries.sum_year(db(), agenda.id, shown) if shown else None
    return render_template(
        "budget/year.html", agenda=agenda, years=years, year=shown, lines=lines, totals=totals, part_labels=PART_LABELS,
        may_manage=actor().may(Permission.MANAGE_BUDGET),
    )  # fmt: skip


@blueprint.get("/budget/<int(max=9999):number>.<extension>")
@allow(Permission.SEE_BUDGET)
def lines_file(number: int, extension: str) -> ResponseReturnValue:
    """The lines of a year as CSV or workbook."""
    agenda = _agenda()
    found = queries.find_year(db(), agenda.id, number)
    if found is None:
        raise NotFound(f"budget year {number}")
    table = lines_table(number, queries.list_lines(db(), agenda.id, number))
    about = [("Agenda", agenda.name), ("Jaar", str(number))]
    return _download(table, f"budget-{number}", extension, about, ("budget_year", found.id))


@blueprint.get("/budget/regel/<int(max=2147483647):line_id>")
@allow(Permission.SEE_BUDGET)
def line(line_id: int) -> ResponseReturnValue:
    """A line with its ledger; the filter stands in the address."""
    found = queries.get_line(db(), line_id)
    form, chosen = _ledger_filter(found)
    commitment = queries.get_commitment(db(), chosen.commitment_id) if chosen.commitment_id is not None else None
    if commitment is not None and commitment.line_id != line_id:
        raise NotFound(f"commitment {commitment.id} on line {line_id}")
    added = queries.sum_entries(db(), line_id, chosen)
    pages = max(1, -(-added.count // PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    rows = queries.list_ledger(db(), line_id, chosen, limit=PAGE, offset=(page - 1) * PAGE)
    account = chosen.account or Account.AVAILABLE
    asked: dict[str, Any] = {key: request.args[key] for key in FILTERS if request.args.get(key)}

    def address(number: int) -> str:
        return url_for(".line", line_id=line_id, pagina=number, **asked)

    return render_template(
        "budget/line.html", line=found, form=form, rows=[(row, *in_and_out(row.entry, account)) for row in rows], added=added,
        chosen=chosen,
        commitment=commitment, page=page, pages=pages, address=address, asked=asked, filtered=bool(asked),
        kind_labels=ENTRY_LABELS, account_labels=ACCOUNT_LABELS, part_labels=PART_LABELS, may_manage=actor().may(Permission.MANAGE_BUDGET),
    )  # fmt: skip


@blueprint.get("/budget/regel/<int(max=2147483647):line_id>/boekingen.<extension>")
@allow(Permission.SEE_BUDGET)
def ledger_file(line_id: int, extension: str) -> ResponseReturnValue:
    """The ledger of a line as CSV or workbook, with the filter of the page."""
    found = queries.get_line(db(), line_id)
    _, chosen = _ledger_filter(found)
    table = ledger_table(found, queries.list_ledger(db(), line_id, chosen), chosen.account)
    about = [
        ("Agenda", found.budget_year.agenda.name),
        ("Jaar", str(found.budget_year.year)),
        ("Budgetregel", f"{found.code} {found.name}"),
    ]
    return _download(table, f"boekingen-{found.budget_year.year}-{found.code}", extension, about, ("budget_line", line_id))


@blueprint.route("/budget/nieuw-jaar", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def new_year() -> ResponseReturnValue:
    """Open a budget year."""
    agenda = _agenda()
    years = queries.list_years(db(), agenda.id)
    form = YearForm(data={"year": years[0].year + 1 if years else _today().year})
    return _form_page(
        form,
        "budget/new_year.html",
        lambda tx: service.open_year(tx, agenda.id, form.year.data),
        lambda opened: url_for(".index", agenda=request.args.get("agenda"), jaar=opened.year),
        agenda=agenda,
    )


@blueprint.route("/budget/<int(max=9999):number>/nieuwe-regel", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def new_line(number: int) -> ResponseReturnValue:
    """Add a line to a year."""
    agenda = _agenda()
    budget_year = queries.find_year(db(), agenda.id, number)
    if budget_year is None:
        raise NotFound(f"budget year {number}")
    form = LineForm()
    form.offer_goals(list_goals(db(), agenda.id))
    return _form_page(
        form,
        "budget/new_line.html",
        lambda tx: service.add_line(tx, budget_year.id, **form.answers()),
        lambda added: url_for(".line", line_id=added.id),
        year=number,
    )


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verhogen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def allocate(line_id: int) -> ResponseReturnValue:
    """Give money to a line."""
    form = MoveForm()
    return _move_page(line_id, form, "verhogen", lambda tx: service.allocate(tx, line_id, form.amount.data, reason=form.reason.data))


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verlagen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def withdraw(line_id: int) -> ResponseReturnValue:
    """Take free money back from a line."""
    form = MoveForm()
    return _move_page(line_id, form, "verlagen", lambda tx: service.withdraw(tx, line_id, form.amount.data, reason=form.reason.data))


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/verschuiven", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def transfer(line_id: int) -> ResponseReturnValue:
    """Move money to another line: at once, or as a proposal that somebody else agrees with."""
    found, form = queries.get_line(db(), line_id), TransferForm()
    year_of = found.budget_year
    form.offer([line for line in queries.list_lines(db(), year_of.agenda_id, year_of.year) if line.id != line_id])
    return _form_page(
        form,
        "budget/transfer.html",
        lambda tx: acts.transfer(tx, line_id, form.to_line_id.data, form.amount.data, reason=form.reason.data),
        lambda act: url_for(".act", act_id=act.id),
        line=found,
    )


@blueprint.get("/budget/besluiten")
@allow(Permission.SEE_BUDGET)
def list_acts() -> ResponseReturnValue:
    """What people did to the budget of a year, and what waits for a second person."""
    agenda = _agenda()
    shown = _year(queries.list_years(db(), agenda.id))
    found = queries.list_acts(db(), agenda.id, shown) if shown else []
    return render_template("budget/acts.html", agenda=agenda, year=shown, acts=found, labels=ACT_LABELS, words=ACT.staff_words)


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
    if form.validate():
        try:
            return perform(verb, lambda _: url_for(".act", act_id=act_id))
        except Refused as refused:
            form.refuse(refused)
    return _act_page(act_id, form), 422


def _act_page(act_id: int, failed: Any = None) -> str:
    found = queries.get_act(db(), act_id)
    version = {"version": found.version}
    return render_template(
        "budget/act.html", act=found, labels=ACT_LABELS, words=ACT.staff_words, failed_form=failed,
        agree_form=AgreeForm(formdata=None, data=version),
        reject_form=failed if isinstance(failed, RejectForm) else RejectForm(formdata=None, data=version),
        may_decide=found.state is ActState.PROPOSED and actor().may(Permission.MANAGE_BUDGET),
        may_agree=actor().id != found.proposed_by_id,
    )  # fmt: skip


def _move_page(line_id: int, form: MoveForm, word: str, verb: Callable[[Tx], Any]) -> ResponseReturnValue:
    found = queries.get_line(db(), line_id)
    return _form_page(form, "budget/move.html", verb, lambda _: url_for(".line", line_id=line_id), line=found, word=word)


def _form_page(form: Any, template: str, verb: Callable[[Tx], Any], then: Callable[[Any], str], **shown: Any) -> ResponseReturnValue:
    """Show a form; when it was sent well, carry out its one verb. What was typed stays when it is refused."""
    if not form.is_submitted():
        return render_template(template, form=form, **shown)
    if form.validate():
        try:
            return perform(verb, then)
        except Refused as refused:
            form.refuse(refused)
    return render_template(template, form=form, **shown), 422


def _today() -> date:
    return clock.today(house().store.clock.now())


def _agenda() -> Agenda:
    return find_current(db(), request.args.get("agenda"), _today())


def _year(years: list[Any]) -> int | None:
    """The year that was asked for, else this year, else the newest; None when no year is open."""
    numbers = [found.year for found in years]
    for wanted in (request.args.get("jaar", type=int), _today().year):
        if wanted in numbers:
            return wanted
    return numbers[0] if numbers else None


def _ledger_filter(found: BudgetLine) -> tuple[LedgerForm, EntryFilter]:
    form = LedgerForm()
    first, last = queries.booked_between(db(), found.id)
    form.periode.choices = [(p.code, p.label()) for p in _periods(first or _today(), last or _today())]
    form.periode.process(request.args)
    form.validate()
    period = parse_period(form.periode.data) if form.periode.data else None
    return form, EntryFilter(
        kind=EntryKind(form.soort.data) if form.soort.data else None,
        account=Account(form.rekening.data) if form.rekening.data else None,
        commitment_id=request.args.get("toezegging", type=_small_number),
        first=period.first if period else None,
        last=period.last if period else None,
    )


def _small_number(text: str) -> int:
    """A number a database can hold; anything else counts as not asked."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def _periods(first: date, last: date) -> list[Period]:
    """The years in which anything was booked, newest first, each with its halves."""
    return [p for n in range(last.year, first.year - 1, -1) for p in (year(n), half_year(n, 1), half_year(n, 2))]


def _download(table: Table, name: str, extension: str, about: list[tuple[str, str]], subject: tuple[str, int]) -> Response:
    now: datetime = house().store.clock.now()
    if extension == "csv":
        content, kind = write_csv(table), "text/csv; charset=utf-8"
    elif extension == "xlsx":
        content, kind = write_xlsx([table], title=table.name, made_at=now, about_rows=about), WORKBOOK
    else:
        raise NotFound(extension)
    note_access(house().store, actor(), "exported", *subject)
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'})
