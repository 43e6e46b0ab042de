"""How the plans of a goal are thought to contribute, one by one, with what else moved."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.core.errors import Refused, Stale
from mag.core.period import year as year_period
from mag.desk import goal_facts
from mag.desk.chain_facts import get_goal_moved, list_chains
from mag.desk.chain_forms import InfluenceForm
from mag.desk.routes import blueprint
from mag.desk.routes.goals import frame_of
from mag.indicators.influences.models import Influence
from mag.indicators.influences.service import tell_influence
from mag.indicators.queries import readings
from mag.web.boundary import actor, db, perform
from mag.web.guard import allow

PAGE = 20


@blueprint.get("/doelen/<code>/keten")
@allow(Permission.SEE_GOALS)
def goal_chain(code: str) -> ResponseReturnValue:
    """Every plan of a goal in a year as a chain: money, activity, people and results, figure, with the assumption. No totals."""
    frame = frame_of()
    agenda: Agenda = frame["agenda"]
    found, influence = get_goal_moved(db(), agenda.id, code, frame["year"])
    plans = sorted(goal_facts.list_plans(db(), found.id, frame["year"]), key=lambda plan: -plan.awarded)
    pages = max(1, -(-len(plans) // PAGE))
    page = min(max(1, request.args.get("pagina", 1, type=int)), pages)
    chains, indicators = list_chains(db(), found.id, plans[(page - 1) * PAGE : page * PAGE])
    told = readings(db(), agenda.id, year_period(frame["year"]), indicators=list(indicators.values()), known_on=frame["day"])
    by_id = {key: [reading for reading in told if reading.indicator.id == key] for key in indicators}
    return render_template(
        "desk/goal_chain.html",
        **frame,
        goal=found,
        chains=chains,
        told=by_id,
        names={one.plan.reference: "; ".join(reading.name for key in one.indicator_ids for reading in by_id[key]) for one in chains},
        influence=influence,
        may_write=actor().may(Permission.MEASURE),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("desk.goal_chain", code=code, jaar=frame["year"], agenda=frame["asked"], pagina=number),
    )


@blueprint.route("/doelen/<code>/wat-er-speelde", methods=["GET", "POST"])
@allow(Permission.MEASURE)
def goal_influence(code: str) -> ResponseReturnValue:
    """Write what else moved a goal in a year; what a colleague wrote meanwhile is shown beside it."""
    frame = frame_of()
    year: int = frame["year"]
    found, row = get_goal_moved(db(), frame["agenda"].id, code, year)
    form = InfluenceForm(data={"text": row.text if row is not None else "", "version": _version(row)})
    status, theirs = 200, ""
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                return perform(
                    lambda tx: tell_influence(tx, found.id, year, form.text.data or "", version=form.version.data or 0),
                    then=lambda _: url_for("desk.goal_chain", code=code, jaar=year, agenda=frame["asked"]),
                )
            except Refused as refused:
                form.refuse(refused)
            except Stale as stale:
                form.say(f"{stale.sentence} Wat u typte staat hieronder nog.")
                form.version.data, status, theirs = _version(row), 409, row.text if row is not None else ""
    return _form_page(frame, found, form, theirs), status


def _form_page(frame: dict[str, Any], goal: Any, form: InfluenceForm, theirs: str) -> str:
    return render_template("desk/goal_influence.html", **frame, goal=goal, form=form, theirs=theirs)


def _version(row: Influence | None) -> int:
    return row.version if row is not None else 0
