"""What changed since a report was adopted is told beside it; a next version says what is different and why; the last report lies beside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.core.clock import SetClock, at
from mag.core.sheets import Column
from mag.reports.compose.changes import GONE, NEW, differences, moved_by
from mag.reports.figures import Figure, Figures, Unit
from mag.reports.models import Report
from mag.reports.states import ReportKind
from tests.factories.adopted import adopt, book_late
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]
pytestmark = pytest.mark.usefixtures("no_drawing")


def figure(key: str, value: int, unit: Unit = Unit.COUNT, hidden: str = "") -> Figure:
    return Figure(key, key.capitalize(), unit, value, "Geteld.", False, (Column("Aantal"),), (), hidden=hidden)


def figures(*found: Figure) -> Figures:
    made = object.__new__(Figures)
    object.__setattr__(made, "by_key", {one.key: one for one in found})
    return made


def test_only_what_reads_differently_is_a_difference() -> None:
    then = figures(figure("aanvragen", 3), figure("betaald", 100_00, Unit.MONEY), figure("weg", 2), figure("nul", 0))
    now = figures(figure("aanvragen", 3), figure("betaald", 250_00, Unit.MONEY), figure("erbij", 4), figure("leeg", 0))
    found = [(one.key, one.then, one.now) for one in differences(then, now)]
    assert found == [("betaald", "€\u00a0100,00", "€\u00a0250,00"), ("weg", "2", GONE), ("erbij", NEW, "4")]
    assert moved_by(then.by_key["betaald"], now.by_key["betaald"]) == "€\u00a0150,00 meer"


@pytest.mark.parametrize(
    ("now", "said"), [(124, "veranderd, met minder dan 10 mensen"), (116, "veranderd, met minder dan 10 mensen"), (140, "veranderd")]
)
def test_a_few_people_more_or_less_are_not_told_apart(now: int, said: str) -> None:
    then, later = figures(figure("mensen", 120, Unit.PEOPLE)), figures(figure("mensen", now, Unit.PEOPLE))
    assert [one.now for one in differences(then, later, few=10)] == [said]
    hidden = replace(later.by_key["mensen"], hidden="minder dan 10")
    assert moved_by(then.by_key["mensen"], hidden) == ""


def test_two_new_counts_are_not_said_when_together_they_would_tell_a_third() -> None:
    """A total that is 54 higher and a goal that is 50 higher would say that another plan, of which the row is hidden, reached four."""

    def people(key: str, *rows: str, value: int) -> Figure:
        return replace(figure(key, value, Unit.PEOPLE), rows=tuple((f"p{n}", row) for n, row in enumerate(rows)))

    then = figures(people("totaal", "100", value=100), people("doel", "60", value=60))
    now = figures(people("totaal", "100", "50", "minder dan 10", value=154), people("doel", "60", "50", value=110))
    assert [one.now for one in differences(then, now, few=10)] == ["veranderd", "veranderd"]
    clear = figures(people("totaal", "100", "50", value=150), people("doel", "60", "50", value=110))
    assert [one.now for one in differences(then, clear, few=10)] == ["150", "110"]


def test_what_changed_since_stands_beside_the_report_and_in_its_next_version(world: World, as_role: As) -> None:
    report = world.prepare()
    adopt(world, report.id)
    clerk = as_role(Role.MUNICIPALITY_READER)
    page = f"/rapporten/{report.id}"
    assert "Sindsdien gewijzigd:" not in clerk.get(page).text
    assert "nog dezelfde" in clerk.get(f"{page}/sindsdien").text
    book_late(world)
    leader, clerk = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    seen, since = clerk.get(page).text, clerk.get(f"{page}/sindsdien").text
    assert "Sindsdien gewijzigd:" in seen and "20.000,00" in since and "21.000,00" in since
    assert "Maak een nieuwe versie" not in since and clerk.get(f"{page}/verbeteren").status_code == 404
    missing = post(leader, f"{page}/verbeteren", {"reason": " "})
    assert missing.status_code == 422 and "Schrijf waarom er een nieuwe versie komt" in missing.text
    made = post(leader, f"{page}/verbeteren", {"reason": "Een boeking ontbrak."})
    assert made.status_code == 303
    second = int(made.location.rpartition("/")[2])
    shown = leader.get(f"/rapporten/{second}").text
    assert "Wat veranderde sinds versie 1" in shown and "Een boeking ontbrak." in shown and "21.000,00" in shown
    assert clerk.get(f"/rapporten/{second}").status_code == 404 and "Versie 2 (concept)" not in clerk.get(page).text
    assert "concept van versie 2" in leader.get(f"{page}/verbeteren").text
    adopt(world, second)
    old, new = clerk.get(page).text, clerk.get(f"/rapporten/{second}").text
    assert "Er is een nieuwere versie" in old and "Sindsdien gewijzigd:" not in old + new
    assert clerk.get(f"/rapporten/{second}/bestand/veranderd.csv").text.count("21.000,00") > 0
    with world.store.reading() as db:
        assert db.get_one(Report, report.id).facts != db.get_one(Report, second).facts


def test_the_report_of_the_period_before_lies_beside(world: World, as_role: As, clock: SetClock) -> None:
    first = world.prepare()
    clerk = as_role(Role.MUNICIPALITY_READER)
    adopt(world, first.id)
    assert clerk.get(f"/rapporten/{first.id}/vorige").status_code == 404
    clock.set(at(date(2023, 1, 9)))
    adopt(world, world.prepare(ReportKind.ANNUAL, "2022").id)
    second = world.prepare(ReportKind.HALF_YEAR, "2022-2")
    adopt(world, second.id)
    clerk = as_role(Role.MUNICIPALITY_READER)
    beside = clerk.get(f"/rapporten/{second.id}/vorige").text
    assert "Eerste halfjaar 2022" in beside and "Tweede halfjaar 2022" in beside and "minder" in beside
    assert "geen nieuwe meting" in beside, "an old value beside itself is no trend"
    assert f"/rapporten/{second.id}/vorige" in clerk.get(f"/rapporten/{second.id}").text
