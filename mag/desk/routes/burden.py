"""The burden meter: what we ask of applicants, per tier, and how many hours a year that costs them all together (``ux.md 3.2``)."""

from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.agenda.burden import above_cap, burdens_of
from mag.agenda.current import find_current
from mag.agenda.queries import form_of, list_rule_sets, rule_set_document
from mag.applications.queries import count_by_tier
from mag.core.clock import today
from mag.desk.routes import blueprint
from mag.web.boundary import db, house
from mag.web.guard import allow


@blueprint.get("/vraaglast")
@allow(Permission.SEE_GOALS)
def burden() -> ResponseReturnValue:
    """Screens, answers, uploads, sign-ins and yardstick seconds of every tier, times the applications of a year."""
    day = today(house().store.clock.now())
    agenda = find_current(db(), request.args.get("agenda"), day)
    year = request.args.get("jaar", day.year, type=int)
    year = year if agenda.valid_from.year <= year <= day.year else day.year
    counted = count_by_tier(db(), agenda.id, year)
    told = []
    for row in list_rule_sets(db(), agenda.id):
        rules = rule_set_document(row)
        form = form_of(db(), rules)
        tiers = {tier.code: tier.id for tier in row.tiers}
        lines = [(one, counted.get(tiers[one.tier], 0), above_cap(one, rules.tier(one.tier).burden_cap)) for one in burdens_of(form, rules)]
        told.append((rules, form, lines, sum((one.hours(number) for one, number, _ in lines), Decimal(0))))
    years = range(agenda.valid_from.year, day.year + 1)
    return render_template("desk/burden.html", agenda=agenda, year=year, years=years, told=told, asked=request.args.get("agenda"))
