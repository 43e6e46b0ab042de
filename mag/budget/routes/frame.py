"""What the pages of the budget share: their blueprint, which agenda and year they are about, a form with its verb, and a download."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.budget import queries
from mag.budget.models import BudgetYear
from mag.core import clock
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.sheets import Table, write_csv, write_xlsx
from mag.core.transaction import Tx
from mag.web.boundary import actor, db, house, perform

blueprint = Blueprint("budget", __name__, template_folder="../templates")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def today() -> date:
    """The day in Amsterdam."""
    return clock.today(house().store.clock.now())


def asked_agenda() -> Agenda:
    """The agenda the address asks for, else the one in force."""
    return find_current(db(), request.args.get("agenda"), today())


def asked_year(number: int) -> BudgetYear:
    """The budget of a year of that agenda. Raises NotFound."""
    found = queries.find_year(db(), asked_agenda().id, number)
    if found is None:
        raise NotFound(f"budget year {number}")
    return found


def choose_year(years: Sequence[BudgetYear]) -> BudgetYear | None:
    """The year that was asked for, else this year, else the newest; None when no year is open."""
    by_number = {found.year: found for found in years}
    for wanted in (request.args.get("jaar", type=int), today().year):
        if wanted in by_number:
            return by_number[wanted]
    return years[0] if years else None


def form_page(form: Any, template: str, verb: Callable[[Tx], Any], then: Callable[[Any], str], **shown: Any) -> ResponseReturnValue:
    """Show a form; when it was sent well, carry out its one verb. What was typed stays when it is refused."""
    if not form.is_submitted():
        return render_template(template, form=form, **shown)
    if form.validate():
        try:
            return perform(verb, then)
        except Refused as refused:
            form.refuse(refused)
    return render_template(template, form=form, **shown), 422


def press(form: Any, verb: Callable[[Tx], Any], then: Callable[[Any], str], page: Callable[[Any], str]) -> ResponseReturnValue:
    """Carry out what a button of a page asks; when it is refused, show that page again with the form that failed."""
    if form.validate():
        try:
            return perform(verb, then)
        except Refused as refused:
            form.refuse(refused)
    return page(form), 422


def small_number(text: str) -> int:
    """A number a database can hold; anything else counts as not asked."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def download(tables: Sequence[Table], name: str, extension: str, about: list[tuple[str, str]], subject: tuple[str, int]) -> Response:
    """Tables as a workbook, or the first as CSV; who took it is noted. Raises NotFound for another extension."""
    now: datetime = house().store.clock.now()
    if extension == "csv":
        content, kind = write_csv(tables[0]), "text/csv; charset=utf-8"
    elif extension == "xlsx":
        content, kind = write_xlsx(tables, title=tables[0].name, made_at=now, about_rows=about), WORKBOOK
    else:
        raise NotFound(extension)
    note_access(house().store, actor(), "exported", *subject)
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'})
