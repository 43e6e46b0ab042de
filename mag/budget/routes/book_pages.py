"""The budget for the books: per task field and cost centre, with the entries of a period to take along."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.budget import books
from mag.budget.forms import BooksForm
from mag.budget.models import BudgetYear
from mag.budget.routes.frame import asked_year, blueprint, download, today
from mag.core.period import Period, half_year, parse_period, quarter, year
from mag.core.sheets import Table
from mag.web.boundary import db
from mag.web.guard import allow

ALL = "alles tot nu toe"


@blueprint.get("/budget/<int(max=9999):number>/taakvelden")
@allow(Permission.SEE_BUDGET)
def task_fields(number: int) -> ResponseReturnValue:
    """What stands per task field and cost centre; the period stands in the address."""
    found = asked_year(number)
    form, period = _asked_period(found)
    rows = books.list_task_fields(db(), found.id, *_days(period))
    return render_template(
        "budget/task_fields.html", year=found, form=form, rows=rows, totals=books.sum_stands(rows), period=period,
        chosen=request.args.get("periode") if period else None, asked=request.args.get("agenda"),
    )  # fmt: skip


@blueprint.get("/budget/<int(max=9999):number>/taakvelden.<extension>")
@allow(Permission.SEE_BUDGET)
def task_fields_file(number: int, extension: str) -> ResponseReturnValue:
    """The task fields as CSV, or a workbook that has the entries too."""
    found, period = _of(number)
    rows = books.task_field_table(number, books.list_task_fields(db(), found.id, *_days(period)), _words(period))
    tables = [rows] if extension == "csv" else [rows, _entries(found, period)]
    return download(tables, f"taakvelden-{_name(number, period)}", extension, _about(found, period), ("budget_year", found.id))


@blueprint.get("/budget/<int(max=9999):number>/journaalposten.<extension>")
@allow(Permission.SEE_BUDGET)
def year_entries_file(number: int, extension: str) -> ResponseReturnValue:
    """The entries of a period as CSV or workbook."""
    found, period = _of(number)
    tables = [_entries(found, period)]
    return download(tables, f"journaalposten-{_name(number, period)}", extension, _about(found, period), ("budget_year", found.id))


def _of(number: int) -> tuple[BudgetYear, Period | None]:
    found = asked_year(number)
    return found, _asked_period(found)[1]


def _entries(found: BudgetYear, period: Period | None) -> Table:
    return books.entry_table(found.year, books.list_year_entries(db(), found.id, *_days(period)), _words(period))


def _asked_period(found: BudgetYear) -> tuple[BooksForm, Period | None]:
    """The filter, with every year since the budget was made up to now, its halves and its quarters."""
    form = BooksForm()
    numbers = range(max(today().year, found.year), found.year - 2, -1)
    periods = [p for n in numbers for p in (year(n), *(half_year(n, h) for h in (1, 2)), *(quarter(n, q) for q in (1, 2, 3, 4)))]
    form.periode.choices = [(p.code, p.label().capitalize()) for p in periods]
    form.periode.process(request.args)
    form.validate()
    return form, parse_period(form.periode.data) if form.periode.data else None


def _days(period: Period | None) -> tuple[date | None, date | None]:
    return (period.first, period.last) if period else (None, None)


def _words(period: Period | None) -> str:
    return period.label() if period else ALL


def _name(number: int, period: Period | None) -> str:
    return f"{number}-{period.code}" if period else str(number)


def _about(found: BudgetYear, period: Period | None) -> list[tuple[str, str]]:
    return [("Agenda", found.agenda.name), ("Budgetjaar", str(found.year)), ("Geboekt in", _words(period))]
