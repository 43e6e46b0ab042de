"""The municipality's pages: every goal at a glance, one goal from wish to money, the rows behind each figure, and one plan."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accountability.states import HAND_IN
from mag.accounts.roles import Permission
from mag.agenda.current import find_current
from mag.agenda.models import Agenda
from mag.budget.states import ACCOUNT_LABELS, ENTRY_LABELS, Account
from mag.core.clock import today
from mag.core.errors import NotFound
from mag.desk import goal_facts
from mag.desk.goal_figures import get_measured
from mag.desk.routes import blueprint
from mag.grants.co_funding.queries import Beside, beside_grants, list_funding, sum_beside
from mag.grants.co_funding.states import FUNDER_LABELS, FUNDING_LABELS
from mag.grants.states import GRANT
from mag.indicators.figure import draw_all
from mag.indicators.routes import CHARTS
from mag.indicators.rules import WORD_LABELS, WORD_TONES, Word
from mag.web.boundary import actor, db, house
from mag.web.guard import allow

ACCOUNTS = {"betaald": Account.PAID, "toegezegd": Account.COMMITTED}


def frame_of() -> dict[str, Any]:
    """The agenda, the year and the links every page of the goals shares."""
    day = today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), day)
    every_line = goal_facts.list_agenda_lines(db(), agenda.id)
    years = sorted({line.budget_year.year for line in every_line if line.budget_year.year <= day.year})
    year = goal_facts.choose_year(years, request.args.get("jaar", type=int), day.year)
    asked = request.args.get("agenda")

    def goal_url(endpoint: str, code: str, **more: Any) -> str:
        return url_for(f"desk.{endpoint}", code=code, jaar=year, agenda=asked, **more)

    return {
        "agenda": agenda,
        "day": day,
        "years": sorted({*years, year, day.year}),
        "year": year,
        "asked": asked,
        "every_line": every_line,
        "lines": [line for line in every_line if line.budget_year.year == year],
        "goal_url": goal_url,
        "words": WORD_LABELS,
        "tones": WORD_TONES,
        "may_budget": actor().may(Permission.SEE_BUDGET),
    }


@blueprint.get("/overzicht")
@allow(Permission.SEE_GOALS)
def overview() -> ResponseReturnValue:
    """A tile per goal: the word, the number that stands for it, the money, the plans and the people."""
    frame = frame_of()
    agenda: Agenda = frame["agenda"]
    summaries = goal_facts.list_summaries(db(), agenda, frame["year"], frame["lines"], frame["day"])
    behind = [reading for summary in summaries for reading in summary.readings if reading.verdict.word is Word.NOT_REACHED]
    return render_template(
        "desk/overview.html",
        **frame,
        summaries=summaries,
        total=goal_facts.total_of([summary.sums for summary in summaries]),
        budget=goal_facts.sum_lines(frame["lines"]),
        behind=behind,
        late=goal_facts.list_late(db(), agenda.id, frame["day"]),
        is_demo=any(reading.is_demo for summary in summaries for reading in summary.readings),
    )


@blueprint.get("/doelen/<code>")
@allow(Permission.SEE_GOALS)
def goal(code: str) -> ResponseReturnValue:
    """One goal: what we wanted, what happened, what we did, what it cost."""
    frame = frame_of()
    agenda: Agenda = frame["agenda"]
    measured = get_measured(db(), agenda.id, code)
    found = measured[0]
    plans = goal_facts.list_plans(db(), found.id, frame["year"])
    summary = goal_facts.get_summary(db(), measured, frame["year"], frame["lines"], plans, frame["day"])
    figures = draw_all(house().settings.var / CHARTS, summary.readings)
    return render_template(
        "desk/goal.html",
        **frame,
        summary=summary,
        goal=found,
        told=list(zip(summary.readings, figures, strict=True)),
        beside=list(beside_grants(db(), [plan.reference for plan in plans]).values()),
        shown_plans=sorted(plans, key=lambda plan: -plan.awarded)[:10],
        shares=goal_facts.line_shares(plans, frame["every_line"]),
        states=GRANT.staff_words,
    )


@blueprint.get("/doelen/<code>/plannen")
@allow(Permission.SEE_GOALS)
def goal_plans(code: str) -> ResponseReturnValue:
    """All plans behind the figures of a goal in a year, with their totals."""
    frame = frame_of()
    found = goal_facts.get_goal(db(), frame["agenda"].id, code)
    rows = goal_facts.list_plans(db(), found.id, frame["year"])
    return render_template(
        "desk/goal_plans.html", **frame, goal=found, rows=rows, total=goal_facts.sum_plans(rows), states=GRANT.staff_words,
        beside=beside_grants(db(), [row.reference for row in rows]), nothing=Beside(),
    )  # fmt: skip


@blueprint.get("/doelen/<code>/budgetregels")
@allow(Permission.SEE_GOALS)
def goal_lines(code: str) -> ResponseReturnValue:
    """The budget lines that are for one goal alone, with what is free on them."""
    frame = frame_of()
    found = goal_facts.get_goal(db(), frame["agenda"].id, code)
    rows = [line for line in frame["lines"] if line.goal_id == found.id]
    return render_template("desk/goal_lines.html", **frame, goal=found, rows=rows)


@blueprint.get("/doelen/<code>/boekingen/<kind>")
@allow(Permission.SEE_GOALS)
def goal_entries(code: str, kind: str) -> ResponseReturnValue:
    """The bookings behind what was paid, or is still to be paid, for a goal in a year; perhaps on one budget line."""
    frame = frame_of()
    found = goal_facts.get_goal(db(), frame["agenda"].id, code)
    if kind not in ACCOUNTS:
        raise NotFound(kind)
    line_id = request.args.get("regel", type=int)
    rows = goal_facts.list_goal_entries(db(), found.id, frame["year"], ACCOUNTS[kind], line_id=line_id)
    return render_template(
        "desk/goal_entries.html",
        **frame,
        goal=found,
        kind=kind,
        word=ACCOUNT_LABELS[ACCOUNTS[kind]],
        rows=rows,
        kinds={entry.value: word for entry, word in ENTRY_LABELS.items()},
        into=sum(row.into for row in rows),
        out_of=sum(row.out_of for row in rows),
    )


@blueprint.get("/plannen/<reference>")
@allow(Permission.SEE_GOALS)
def plan(reference: str) -> ResponseReturnValue:
    """One granted plan: the decision, the result and the money, without personal data."""
    grant = goal_facts.get_plan(db(), reference)
    hand_in, settlement, found = goal_facts.find_outcome(db(), grant)
    funding = list_funding(db(), grant.id)
    return render_template(
        "desk/plan.html",
        grant=grant,
        goal=found,
        application=grant.application,
        hand_in=hand_in,
        reached={row.result_id: row.number for row in hand_in.results} if hand_in is not None else {},
        photos=[photo for photo in hand_in.photos if photo.may_show and photo.alternative_text] if hand_in is not None else [],
        settlement=settlement,
        entries=goal_facts.list_plan_entries(db(), grant),
        funding=funding,
        beside=sum_beside(funding),
        funder_kinds=FUNDER_LABELS,
        funding_states=FUNDING_LABELS,
        kinds=ENTRY_LABELS,
        states=GRANT.staff_words,
        hand_in_states=HAND_IN.staff_words,
        sees_file=actor().may(Permission.SEE_APPLICATIONS),
        personal=actor().may(Permission.SEE_PERSONAL_DATA),
        asked=request.args.get("agenda"),
    )
