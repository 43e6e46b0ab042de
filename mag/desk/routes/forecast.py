"""Where a budget year is going: what is asked, the forecast to 31 December, what is behind, and an indexation proposal."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.budget.models import BudgetLine
from mag.budget.queries import find_year, list_lines
from mag.budget.requested import Asked, list_asked
from mag.budget.routes.frame import download
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.desk import forecast_facts as facts
from mag.desk import goal_facts
from mag.desk.forecast_forms import IndexationForm
from mag.desk.forecast_sheets import asked_table, due_table, forecast_table, indexation_tables
from mag.desk.indexation import line_effects, list_yearly, raise_by
from mag.desk.routes import blueprint
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

WHAT = {"termijnen": "Te betalen dit jaar", "later": "Later te betalen", "achter": "Had al betaald moeten zijn"}


@dataclass(frozen=True, slots=True)
class _Frame:
    """The agenda, the day and the year every page here is about, with that year's lines."""

    agenda: Agenda
    day: date
    year: int
    lines: list[BudgetLine]

    @property
    def codes(self) -> dict[int, str]:
        """The words of each line by its id."""
        return {line.id: f"{line.code} {line.name}" for line in self.lines}


@blueprint.get("/budget/gevraagd")
@allow(Permission.SEE_BUDGET)
def requested() -> ResponseReturnValue:
    """The open requests behind what is asked; ``regel`` is a line's id, 0 for those without a line yet."""
    frame = _frame()
    wanted, rows = request.args.get("regel", type=int), _asked(frame)
    if wanted is not None:
        rows = [one for one in rows if (one.line_id or 0) == wanted]
    share = facts.share_awarded(db(), frame.agenda.id, frame.year)
    return render_template(
        "desk/requested.html", **_shown(frame), rows=rows, wanted=wanted, share=share, codes=frame.codes,
        sees_files=actor().may(Permission.SEE_APPLICATIONS),
    )  # fmt: skip


@blueprint.get("/budget/verwachting")
@allow(Permission.SEE_BUDGET)
def forecast() -> ResponseReturnValue:
    """Every line on 31 December, and what is behind."""
    frame = _frame()
    due, asked = facts.list_due(db(), frame.agenda.id, frame.year), _asked(frame)
    share = facts.share_awarded(db(), frame.agenda.id, frame.year)
    return render_template(
        "desk/forecast.html", **_shown(frame), rows=facts.forecast(frame.lines, due, asked, share, frame.year), share=share,
        no_line=[one for one in asked if one.line_id is None], behind=facts.behind(due, frame.day),
        late=goal_facts.list_late(db(), frame.agenda.id, frame.day), sees_files=actor().may(Permission.SEE_APPLICATIONS),
    )  # fmt: skip


@blueprint.get("/budget/verwachting/<what>")
@allow(Permission.SEE_BUDGET)
def forecast_rows(what: str) -> ResponseReturnValue:
    """The instalments behind an amount of the forecast."""
    if what not in WHAT:
        raise NotFound(what)
    frame = _frame()
    rows, wanted = facts.list_due(db(), frame.agenda.id, frame.year), request.args.get("regel", type=int)
    last = date(frame.year, 12, 31)
    rows = {"termijnen": facts.until(rows, last), "later": facts.after(rows, last), "achter": facts.behind(rows, frame.day)}[what]
    if wanted is not None:
        rows = [row for row in rows if row.line_id == wanted]
    return render_template("desk/forecast_rows.html", **_shown(frame), rows=rows, what=WHAT[what], wanted=wanted, codes=frame.codes)


@blueprint.get("/budget/verwachting-<int(max=9999):year>.<extension>")
@allow(Permission.SEE_BUDGET)
def forecast_file(year: int, extension: str) -> Response:
    """The forecast as a workbook with everything behind it, or its lines as CSV."""
    frame = _frame(year)
    due, asked = facts.list_due(db(), frame.agenda.id, year), _asked(frame)
    share = facts.share_awarded(db(), frame.agenda.id, year)
    tables = [
        forecast_table(year, facts.forecast(frame.lines, due, asked, share, year)),
        due_table(due, frame.codes),
        asked_table(asked, frame.codes, share, named=actor().may(Permission.SEE_APPLICATIONS)),
    ]
    return download(tables, f"verwachting-{year}", extension, _about(frame), _subject(frame))


@blueprint.get("/budget/indexatie")
@allow(Permission.SEE_BUDGET)
def indexation() -> ResponseReturnValue:
    """What yearly partners would get with some percentages more; nothing is written down."""
    frame, form = _frame(), IndexationForm()
    if not any(request.args.get(name) for name in ("eerste", "tweede", "derde")):
        form.process(data=dict(zip(("eerste", "tweede", "derde"), form.percents(), strict=False)))
    else:
        form.validate()
    percents, (step, words) = form.percents(), form.step()
    awards = list_yearly(db(), frame.agenda.id, frame.year)
    effects = line_effects(awards, percents, step, list_lines(db(), frame.agenda.id, frame.year + 1))
    rows = [(one, [raise_by(one.amount, percent, step) for percent in percents]) for one in awards]
    asked = {key: value for key, value in request.args.items() if key in ("eerste", "tweede", "derde", "afronden", "agenda")}
    return render_template(
        "desk/indexation.html", **_shown(frame), form=form, percents=percents, words=words, rows=rows, effects=effects, asked_more=asked,
    )  # fmt: skip


@blueprint.get("/budget/indexatie-<int(max=9999):year>.<extension>")
@allow(Permission.SEE_BUDGET)
def indexation_file(year: int, extension: str) -> Response:
    """The proposal as a workbook, or the partners as CSV."""
    frame, form = _frame(year), IndexationForm()
    form.validate()
    percents, (step, words) = form.percents(), form.step()
    awards = list_yearly(db(), frame.agenda.id, year)
    effects = line_effects(awards, percents, step, list_lines(db(), frame.agenda.id, year + 1))
    tables = indexation_tables(year, awards, effects, percents, step, words)
    return download(tables, f"indexatie-na-{year}", extension, _about(frame), _subject(frame))


def _frame(year: int | None = None) -> _Frame:
    day = today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), day)
    wanted = year if year is not None else request.args.get("jaar", day.year, type=int)
    if not 2000 <= wanted <= 2100:
        raise NotFound(f"budget year {wanted}")
    return _Frame(agenda, day, wanted, list_lines(db(), agenda.id, wanted))


def _asked(frame: _Frame) -> list[Asked]:
    return list_asked(db(), frame.agenda.id, frame.year, frame.day)


def _shown(frame: _Frame) -> dict[str, Any]:
    asked = request.args.get("agenda")
    return {
        "agenda": frame.agenda, "day": frame.day, "year": frame.year, "asked": asked,
        "back": url_for("budget.index", jaar=frame.year, agenda=asked),
    }  # fmt: skip


def _about(frame: _Frame) -> list[tuple[str, str]]:
    return [("Agenda", frame.agenda.name), ("Jaar", str(frame.year)), ("Stand op", frame.day.strftime("%d-%m-%Y"))]


def _subject(frame: _Frame) -> tuple[str, int]:
    """What the access log says was taken. Raises NotFound for a year without a budget."""
    found = find_year(db(), frame.agenda.id, frame.year)
    if found is None:
        raise NotFound(f"budget year {frame.year}")
    return "budget_year", found.id
