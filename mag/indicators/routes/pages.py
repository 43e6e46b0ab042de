"""The pages of the figures: all indicators at a glance, one with its chart and all its values, and the forms that add and correct."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.clock import today
from mag.core.period import Period, year
from mag.core.transaction import Tx
from mag.indicators import queries, service
from mag.indicators.counts.behind import rows_behind
from mag.indicators.counts.queries import counted_values, for_reading, in_their_place
from mag.indicators.figure import draw_all
from mag.indicators.forms import CorrectForm, MeasureForm, TargetForm
from mag.indicators.frameworks.service import list_frameworks
from mag.indicators.models import VALUE_STATUS_LABELS, Direction
from mag.indicators.parts import limits_of, parts_of, show_parts, too_few
from mag.indicators.routes.frame import agenda_of, blueprint, form_page
from mag.indicators.wording import during, show_value
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

CHARTS = "charts"
DIRECTIONS = {Direction.HIGHER: "hoger is beter", Direction.LOWER: "lager is beter", Direction.NEUTRAL: "niet vanzelf goed of slecht"}


def _today() -> date:
    return today(house().store.clock.now())


def _asked() -> Period:
    """The year of the address, or the one of today."""
    this = _today().year
    asked = request.args.get("jaar", this, type=int)
    return year(asked if 2000 <= asked <= this else this)


@blueprint.app_template_global("show_measured")
def show_measured(value: Any, unit: str) -> str:
    """A measured value in a template."""
    return show_value(value, unit)


@blueprint.app_template_global("during")
def in_period(period: Period) -> str:
    """A period inside a sentence in a template: ``in 2021``, ``in het eerste halfjaar 2022``."""
    return during(period)


@blueprint.get("/cijfers")
@allow(Permission.SEE_GOALS)
def index() -> ResponseReturnValue:
    """All figures by goal: the last value, its course, the target and the word."""
    agenda, asked = agenda_of(), _asked()
    found = queries.readings(db(), agenda.id, asked, known_on=_today())
    return render_template(
        "indicators/index.html",
        agenda=agenda,
        period=asked,
        by_goal=list(queries.readings_by_goal(found).values()),
        this_year=today(house().store.clock.now()).year,
        is_demo=any(reading.is_demo for reading in found),
        waiting=sum(reading.waiting for reading in found),
        may_measure=actor().may(Permission.MEASURE),
        frameworks=list_frameworks(db(), agenda.id, actor()),
    )


@blueprint.get("/cijfers/<code>")
@allow(Permission.SEE_GOALS)
def indicator(code: str) -> ResponseReturnValue:
    """One figure: what it says, its chart, what is counted, and every value with its source."""
    agenda, asked = agenda_of(), _asked()
    found = queries.get_indicator(db(), agenda.id, code)
    told = queries.readings(db(), agenda.id, asked, indicators=[found], known_on=_today())
    rows = queries.series_of(db(), [definition.id for definition in found.definitions])
    counted = counted_values(db(), agenda, [found], known_on=_today())
    by_definition = [in_their_place(rows[one.id], counted.get(one.id, ())) for one in found.definitions]
    everything = [row for of in by_definition for row in of]
    split = parts_of(db(), [row.id for row in everything if not row.is_counted])
    limits = limits_of(db(), agenda.id)
    few = {
        (row.id, row.period_code)
        for row in everything
        if too_few(found.unit, row.value, row.respondents, limits, people=found.counts_people)
    }
    may_measure = actor().may(Permission.MEASURE)
    shown = [for_reading(of, found.unit, limits, people=found.counts_people, adds_up=found.adds_up) for of in by_definition]
    figures = draw_all(house().settings.var / CHARTS, told)
    return render_template(
        "indicators/indicator.html",
        agenda=agenda,
        indicator=found,
        period=asked,
        told=list(zip(told, figures, strict=True)),
        values=sorted(
            everything if may_measure else [row for of in shown for row in of],
            key=lambda row: (row.last_on, row.area_code == agenda.municipality_code, row.id or 0),
            reverse=True,
        ),
        behind=rows_behind(db(), actor(), found, limits) if counted else [],
        few=few,
        definitions={definition.id: definition for definition in found.definitions},
        statuses=VALUE_STATUS_LABELS,
        parts={key: show_parts(of, found.unit, limits, whole_hidden=any(key == one for one, _ in few)) for key, of in split.items()},
        direction=DIRECTIONS[found.direction],
        may_measure=may_measure,
    )


@blueprint.route("/cijfers/<code>/toevoegen", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def add(code: str) -> ResponseReturnValue:
    """Add a value."""
    agenda = agenda_of()
    found = queries.get_indicator(db(), agenda.id, code)
    areas = [(agenda.municipality_code, agenda.municipality), *queries.list_areas(db(), agenda.id)]
    form = MeasureForm(
        data={"area": agenda.municipality_code, "definition": found.definitions[-1].id if len(found.definitions) == 1 else None}
    )
    form.offer(found, areas)

    def verb(tx: Tx) -> Any:
        told = form.answers() | {"period": form.period.period(), "area_code": form.area.data, "area_name": form.area_name()}
        return service.measure(tx, told.pop("definition"), **{name: value for name, value in told.items() if name != "area"})

    return _form_page(form, "indicators/add.html", verb, agenda, found)


@blueprint.route("/cijfers/<code>/verbeteren/<int(max=2147483647):measurement_id>", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def correct(code: str, measurement_id: int) -> ResponseReturnValue:
    """Correct a value; the old one stays in the books."""
    agenda = agenda_of()
    found = queries.get_indicator(db(), agenda.id, code)
    row = queries.get_measurement(db(), found, measurement_id)
    form = CorrectForm.of(row)
    return _form_page(form, "indicators/correct.html", lambda tx: service.correct(tx, row.id, **form.answers()), agenda, found, row=row)


@blueprint.route("/cijfers/<code>/streefcijfer", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def target(code: str) -> ResponseReturnValue:
    """Set or change a target."""
    agenda = agenda_of()
    found = queries.get_indicator(db(), agenda.id, code)
    form = TargetForm(data={"definition": found.definitions[-1].id if len(found.definitions) == 1 else None}).offer(found)

    def verb(tx: Tx) -> Any:
        return service.set_target(tx, form.definition.data, period=form.period.period(), value=form.value.data, note=form.note.data)

    return _form_page(form, "indicators/target.html", verb, agenda, found)


def _form_page(form: Any, template: str, verb: Callable[[Tx], Any], agenda: Agenda, found: Any, **shown: Any) -> ResponseReturnValue:
    def then(_: Any) -> str:
        return url_for(".indicator", code=found.code, agenda=request.args.get("agenda"))

    return form_page(form, template, verb, then, agenda=agenda, indicator=found, **shown)
