"""A budget line: its ledger, and writing down what it is for."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.agenda.queries import list_goals, rule_set_on
from mag.agenda.terms import GROUP_LABELS
from mag.budget import concepts, queries
from mag.budget.forms import DropForm, LedgerForm, LineForm
from mag.budget.ledger_sheet import in_and_out, ledger_table
from mag.budget.models import BudgetLine, BudgetYear
from mag.budget.queries import EntryFilter, EntrySum
from mag.budget.routes.frame import asked_year, blueprint, download, form_page, press, small_number, today
from mag.budget.states import ACCOUNT_LABELS, ENTRY_LABELS, PART_LABELS, Account, EntryKind, YearState
from mag.core.errors import NotFound
from mag.core.money import ZERO
from mag.core.period import Period, half_year, parse_period, year
from mag.web.boundary import actor, db
from mag.web.guard import allow

PAGE = 50
FILTERS = ("rekening", "soort", "periode", "toezegging")


@blueprint.get("/budget/regel/<int(max=2147483647):line_id>")
@allow(Permission.SEE_BUDGET)
def line(line_id: int) -> ResponseReturnValue:
    """A line with its ledger; the filter stands in the address."""
    found = queries.get_line(db(), line_id)
    form, chosen = _ledger_filter(found)
    commitment = queries.get_commitment(db(), chosen.commitment_id) if chosen.commitment_id is not None else None
    if commitment is not None and commitment.line_id != line_id:
        raise NotFound(f"commitment {commitment.id} on line {line_id}")
    added = (
        queries.sum_entries(db(), line_id, chosen)
        if chosen.account is not None
        else EntrySum(queries.count_entries(db(), line_id, chosen), ZERO, ZERO)
    )
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
        kind_labels=ENTRY_LABELS, account_labels=ACCOUNT_LABELS, part_labels=PART_LABELS, group_labels=GROUP_LABELS,
        may_manage=actor().may(Permission.MANAGE_BUDGET), state=found.budget_year.state, states=YearState,
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
    return download([table], f"boekingen-{found.budget_year.year}-{found.code}", extension, about, ("budget_line", line_id))


@blueprint.route("/budget/<int(max=9999):number>/nieuwe-regel", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def new_line(number: int) -> ResponseReturnValue:
    """Add a line to a year: to a concept with its amount."""
    found = asked_year(number)
    form = _offered(LineForm(), found.agenda, found)
    return form_page(
        form,
        "budget/edit_line.html",
        lambda tx: concepts.plan_line(tx, found.id, form.plan()),
        lambda added: _back(found) if found.state is YearState.CONCEPT else url_for(".line", line_id=added.id),
        budget_year=found,
        line=None,
    )


@blueprint.route("/budget/regel/<int(max=2147483647):line_id>/wijzigen", methods=["GET", "POST"])
@allow(Permission.MANAGE_BUDGET)
def change_line(line_id: int) -> ResponseReturnValue:
    """Correct a line of a concept."""
    found = queries.get_line(db(), line_id)
    if found.budget_year.state is not YearState.CONCEPT:
        raise NotFound(f"budget line {line_id} is not in a concept")
    form = _offered(LineForm.of(found), found.budget_year.agenda, found.budget_year)
    return form_page(
        form,
        "budget/edit_line.html",
        lambda tx: concepts.change_line(tx, line_id, form.plan()),
        lambda _: _back(found.budget_year),
        budget_year=found.budget_year,
        line=found,
        drop_form=DropForm(formdata=None),
    )


@blueprint.post("/budget/regel/<int(max=2147483647):line_id>/weghalen")
@allow(Permission.MANAGE_BUDGET)
def drop_line(line_id: int) -> ResponseReturnValue:
    """Take a line out of a concept."""
    found = queries.get_line(db(), line_id)

    def page(failed: Any) -> str:
        form = _offered(LineForm.of(found, formdata=None), found.budget_year.agenda, found.budget_year)
        return render_template("budget/edit_line.html", form=form, budget_year=found.budget_year, line=found, drop_form=failed)

    return press(DropForm(), lambda tx: concepts.drop_line(tx, line_id), lambda _: _back(found.budget_year), page)


def _offered(form: LineForm, agenda: Agenda, of: BudgetYear) -> LineForm:
    rules = rule_set_on(db(), agenda.id, max(today(), date(of.year, 1, 1))) or rule_set_on(db(), agenda.id, today())
    form.offer(list_goals(db(), agenda.id), rules.tiers if rules is not None else (), with_amount=of.state is YearState.CONCEPT)
    return form


def _back(of: BudgetYear) -> str:
    return url_for(".concept", number=of.year, agenda=request.args.get("agenda"))


def _ledger_filter(found: BudgetLine) -> tuple[LedgerForm, EntryFilter]:
    form = LedgerForm()
    first, last = queries.booked_between(db(), found.id)
    form.periode.choices = [(p.code, p.label()) for p in _periods(first or today(), last or today())]
    form.periode.process(request.args)
    form.validate()
    period = parse_period(form.periode.data) if form.periode.data else None
    return form, EntryFilter(
        kind=EntryKind(form.soort.data) if form.soort.data else None,
        account=Account(form.rekening.data) if form.rekening.data else None,
        commitment_id=request.args.get("toezegging", type=small_number),
        first=period.first if period else None,
        last=period.last if period else None,
    )


def _periods(first: date, last: date) -> list[Period]:
    """The years in which anything was booked, newest first, each with its halves."""
    return [p for n in range(last.year, first.year - 1, -1) for p in (year(n), half_year(n, 1), half_year(n, 2))]
