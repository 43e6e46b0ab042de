"""The goal monitor and the two-yearly evaluation: prepared, written in, read and taken along like every report."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from lxml import html

from mag.accounts.roles import Role
from mag.agenda.terms import RemedyKind
from mag.core.actor import SYSTEM
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.core.house import House
from mag.core.period import parse_period, two_years
from mag.reports.closing import checklist
from mag.reports.compose import compose
from mag.reports.facts import Facts, RemedyFact
from mag.reports.figure import Figure
from mag.reports.parts import BurdenPart, ExperiencePart, MonitorPart, ReviewPart
from mag.reports.present import facts_of, stamp_of
from mag.reports.proposals import ProposalChoice, read_proposal, write_proposal
from mag.reports.queries import get_report
from mag.reports.render import make_forms
from mag.reports.render.tables import report_tables
from mag.reports.service import write_text
from mag.reports.states import ReportKind
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]

pytestmark = pytest.mark.usefixtures("no_drawing")


def facts_now(world: World, report_id: int) -> Facts:
    with world.store.reading() as db:
        return facts_of(db, get_report(db, SYSTEM, report_id))


def test_two_years_are_one_period() -> None:
    period = parse_period("2021-2022")
    assert period == two_years(2021) and (period.first, period.last) == (date(2021, 1, 1), date(2022, 12, 31))
    assert period.label() == "2021 en 2022"
    with pytest.raises(ValueError, match="is not a period"):
        parse_period("2021-2023")


def test_a_monitor_tells_the_goals_with_one_line_of_money(world: World, house: House, as_role: As) -> None:
    report = world.prepare(ReportKind.MONITOR, "2022-1")
    facts = facts_now(world, report.id)
    made = compose(facts)
    assert made.title == "Monitorrapport 2022, eerste helft" and [chapter.code for chapter in made.chapters] == ["monitor"]
    assert made.part(MonitorPart) is not None
    money = {key for key, figure in made.by_key.items() if figure.unit.value == "money"}
    assert money and all(key.endswith(".awarded") for key in money)
    page = html.document_fromstring(as_role(Role.PROJECT_LEADER).get(f"/rapporten/{report.id}").text)
    titles = ["".join(title.itertext()) for title in page.iter("h2")]
    assert made.themes[-1].name in titles and "Hoe deze cijfers zijn gemaakt" in titles
    assert "Geen nieuwe meting" in "".join(page.itertext()) and "Grote partners" not in titles
    assert [table.name for table in report_tables(facts, made)] == ["Doelen", "Cijfers"]
    with world.store.reading() as db:
        stamp = stamp_of(house, get_report(db, SYSTEM, report.id), facts)
    forms = make_forms(house.settings.var / "charts", facts, stamp)
    assert forms.pdf.startswith(b"%PDF-") and forms.council.startswith(b"%PDF-")


def test_an_evaluation_says_how_goals_moved_what_is_proposed_and_what_it_asked(world: World, as_role: As, clock: SetClock) -> None:
    clock.set(at(date(2023, 1, 10)))
    report = world.prepare(ReportKind.EVALUATION, "2021-2022")
    leader = as_role(Role.PROJECT_LEADER)
    address = f"/rapporten/{report.id}"
    sent = post(leader, f"{address}/voorstel/samenleven", {"choice": "adjust", "why": "Het streefcijfer is al gehaald."})
    assert sent.status_code == 303 and sent.location.endswith("#doel-samenleven")
    empty = post(leader, f"{address}/voorstel/samenleven", {"choice": "stop", "why": ""})
    assert empty.status_code == 422 and "Schrijf waarom u dit voorstelt." in empty.text
    facts = facts_now(world, report.id)
    made = compose(facts)
    assert made.title == "Evaluatierapport 2021 en 2022"
    review = made.part(ReviewPart)
    assert review is not None
    goal = review.themes[0].goals[0]
    assert goal.proposal is not None and (goal.proposal.word, goal.proposal.why) == ("bijstellen", "Het streefcijfer is al gehaald.")
    assert next((one.start, one.end) for one in goal.changes) == ("31,2% (2019)", "29,8% (2021)")
    assert "lager" in goal.changes[0].difference
    burden = made.part(BurdenPart)
    assert burden is not None and burden.table.total is not None
    shown = {cell.label.partition(": ")[2]: cell.shown for cell in burden.table.total.cells if not isinstance(cell, str)}
    assert shown["aanvragen"] == "6" and shown["verantwoordingen"] == "3" and shown["dagen tot akkoord"].isdigit()
    page = leader.get(address).text
    assert "Werkt de opzet voor professionals?" in page and "Lasten per bedraggroep" in page and "Bijstellen" in page
    open_ = {check.code: [item.kind for item in check.items] for check in checklist(facts, made)}
    assert "proposal" in open_["texts"] and "quotes" in open_ and not open_["quotes"]
    assert {table.name for table in report_tables(facts, made)} >= {"Doelen", "Cijfers", "Lasten", "Overzicht"}


def test_a_proposal_has_a_choice_and_a_why(world: World) -> None:
    text = write_proposal(ProposalChoice.STOP, " Niemand doet mee. ")
    said = read_proposal(text)
    assert said is not None and (said.choice, said.why) == (ProposalChoice.STOP, "Niemand doet mee.")
    assert read_proposal("Houden:") is None and read_proposal("Misschien: later") is None
    report = world.prepare(ReportKind.EVALUATION, "2021-2022")
    with pytest.raises(Refused, match="proposal_missing"), world.store.transaction() as tx:
        write_text(tx, report.id, "proposal:samenleven", "Wij weten het niet.", row_version=1)


def test_complaints_and_objections_are_counted_and_grades_of_few_stay_hidden(world: World) -> None:
    facts = facts_now(world, world.prepare().id)
    day = date(2022, 3, 1)
    remedies = (
        RemedyFact("MAG-K-2022-0001", RemedyKind.COMPLAINT.value, day, day, None, None, False),
        RemedyFact("MAG-B-2022-0001", RemedyKind.OBJECTION.value, day, day, date(2022, 5, 1), "unfounded", False),
    )
    approved = [plan.reference for plan in facts.plans if plan.approved_on]
    assert len(approved) == 2

    def told(*grades: tuple[str, int]) -> dict[str, Figure]:
        given = dict(zip(approved, grades, strict=True))
        plans = tuple(
            replace(plan, grade=Decimal(given[plan.reference][0]), graded=given[plan.reference][1]) if plan.reference in given else plan
            for plan in facts.plans
        )
        part = compose(replace(facts, plans=plans, remedies=remedies)).part(ExperiencePart)
        assert part is not None
        return {figure.key.rpartition(".")[2]: figure for figure in part.counted}

    counted = told(("8", 40), ("6", 4))
    assert counted["complaints"].shown == counted["objections"].shown == "1"
    assert counted["satisfaction"].shown == "7,8 (van 44 mensen)"
    assert {row[-2] for row in counted["satisfaction"].rows} == {"niet getoond"}, "the other would follow from the mean"
    assert [row[-1] for row in counted["satisfaction"].rows].count("minder dan 10") == 1
    assert told(("9", 2), ("9", 2))["satisfaction"].shown == "niet getoond: te weinig antwoorden"
    assert {row[-2] for row in told(("9", 30), ("7", 30))["satisfaction"].rows} == {"9,0", "7,0"}
