"""What a report tells of a goal besides its figures: what partners allowed to be told, what else moved it, what is shown elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accountability.models import HandIn
from mag.accounts.roles import Role
from mag.agenda.models import Goal
from mag.core.actor import SYSTEM
from mag.core.period import year
from mag.indicators.influences.service import tell_influence
from mag.indicators.models import Indicator, ValueStatus
from mag.reports.closing import checklist
from mag.reports.compose import compose
from mag.reports.compose.goals import status_words
from mag.reports.facts import Facts, PointFact
from mag.reports.present import facts_of
from mag.reports.queries import get_report
from mag.reports.render.tables import report_tables
from tests.factories.indicators import record
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]
STORY = "Veel mensen deden mee."

pytestmark = pytest.mark.usefixtures("no_drawing")


def facts_now(world: World, report_id: int) -> Facts:
    with world.store.reading() as db:
        return facts_of(db, get_report(db, SYSTEM, report_id))


def test_a_story_stands_in_a_report_only_when_the_partner_allowed_it(world: World, as_role: As) -> None:
    report = world.prepare()
    leader = as_role(Role.PROJECT_LEADER)
    with world.store.transaction() as tx:
        for hand_in in tx.db.scalars(select(HandIn).where(HandIn.story == STORY)):
            hand_in.story_may_show = False
    assert STORY not in leader.get(f"/rapporten/{report.id}").text
    assert STORY not in str(facts_now(world, report.id))
    with world.store.transaction() as tx:
        for hand_in in tx.db.scalars(select(HandIn).where(HandIn.story == STORY)):
            hand_in.story_may_show = True
    facts = facts_now(world, report.id)
    made = compose(facts)
    goal = next(goal for theme in made.themes for goal in theme.goals if goal.stories)
    assert [(one.partner, one.text) for one in goal.stories] == [("Welzijn demo", STORY)] and made.partners[0].stories[0][1] == STORY
    assert leader.get(f"/rapporten/{report.id}").text.count(STORY) == 2
    sheet = next(table for table in report_tables(facts, made) if table.name == "Doelen")
    assert "Verhalen" in [column.title for column in sheet.columns]
    before = compose(replace(facts, format=2, chapters=()))
    assert not [goal for theme in before.themes for goal in theme.goals if goal.stories], "a report of before tells what it told"


def test_what_else_moved_a_goal_is_told_by_people_and_asked_for_on_the_checklist(world: World, as_role: As) -> None:
    report = world.prepare()
    made = compose(facts_now(world, report.id))
    open_ = {check.code: [item.target for item in check.items] for check in checklist(facts_now(world, report.id), made)}
    assert "moved:samenleven" in open_["texts"]
    with world.store.transaction() as tx:
        goal_id = tx.db.scalars(select(Goal.id).where(Goal.code == "samenleven")).one()
        tell_influence(tx, goal_id, 2022, "De buslijn verviel.", version=0)
    leader = as_role(Role.PROJECT_LEADER)
    sent = post(
        leader,
        f"/rapporten/{report.id}/tekst/moved:samenleven",
        {"text": "Er kwam een nieuwe wijk bij, met {figuur:overview.applied} aanvragen."},
    )
    assert sent.status_code == 303 and sent.location.endswith("#doel-samenleven")
    page = leader.get(f"/rapporten/{report.id}").text
    assert "De buslijn verviel." in page and f"Er kwam een nieuwe wijk bij, met {made.by_key['overview.applied'].shown} aanvragen." in page
    facts = facts_now(world, report.id)
    made = compose(facts)
    open_ = {check.code: [item.target for item in check.items] for check in checklist(facts, made)}
    assert "moved:samenleven" not in open_["texts"]


def test_a_reading_stands_beside_those_of_other_areas(world: World, as_role: As) -> None:
    with world.store.transaction() as tx:
        indicator = tx.db.scalars(select(Indicator).where(Indicator.code == "SAM-1")).one()
        record(tx, indicator.definitions[0].id, year(2021), "33.5", margin="1", area="NL01")
    report = world.prepare()
    series = facts_now(world, report.id).themes[0].goals[0].series[0]
    assert [(one.label, one.value) for one in series.compared] == [("2021", Decimal("33.5"))]
    assert "33,5% in 2021" in as_role(Role.PROJECT_LEADER).get(f"/rapporten/{report.id}").text


def test_a_value_of_too_few_people_is_said_to_be_hidden_and_not_to_be_missing(world: World, as_role: As) -> None:
    hidden = PointFact("2021", year(2021).last, None, hidden=True)
    assert status_words(hidden) == "niet getoond: te weinig mensen"
    assert status_words(replace(hidden, hidden=False)) == "ontbreekt"
    with world.store.transaction() as tx:
        indicator = tx.db.scalars(select(Indicator).where(Indicator.code == "SAM-3")).one()
        row = record(tx, indicator.definitions[0].id, year(2021), "5", area="GM0523")
        row.value, row.status = None, ValueStatus.SECRET
    report = world.prepare()
    facts = facts_now(world, report.id)
    series = next(one for theme in facts.themes for goal in theme.goals for one in goal.series if one.indicator == "SAM-3")
    assert series.is_hidden and "niet getoond" in series.headline and series.status == "niet getoond"
    unknown = next(check for check in checklist(facts, compose(facts)) if check.code == "indicators")
    assert not [item for item in unknown.items if "SAM-3" in item.target]
    page = as_role(Role.PROJECT_LEADER).get(f"/rapporten/{report.id}").text
    assert "Het gaat over zo weinig mensen dat wij het niet laten zien." in page
    assert next(row for table in report_tables(facts, compose(facts)) for row in table.rows if "SAM-3" in map(str, row))
