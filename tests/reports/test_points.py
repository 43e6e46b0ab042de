"""What is agreed: priorities with who takes care of them, carried to the next report to say what became of them; and signals."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.actor import SYSTEM
from mag.core.clock import SetClock, at
from mag.core.errors import Refused
from mag.reports import points, snapshot
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report, ReportPoint
from mag.reports.queries import get_report
from mag.reports.rules import LONGEST_POINT, MOST_POINTS, wrong_outcome, wrong_point
from mag.reports.states import PointKind, PointOutcome, ReportKind
from tests.factories.adopted import adopt
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]
pytestmark = pytest.mark.usefixtures("no_drawing")
P = PointKind.PRIORITY


@pytest.mark.parametrize(
    ("kind", "text", "who", "there", "codes"),
    [
        (P, "Meer mantelzorg.", "Buurtnetwerker", 0, []),
        (PointKind.SIGNAL, "Zalen zijn duur.", "", 0, []),
        (P, "", "", 0, ["point_missing", "responsible_missing"]),
        (P, "a" * (LONGEST_POINT + 1), "b" * 201, MOST_POINTS, ["text_long", "responsible_long", "points_many"]),
        (PointKind.REVIEW, "Verzonnen verleden.", "Wij", 0, ["point_kind"]),
    ],
)
def test_a_priority_says_what_and_who(kind: PointKind, text: str, who: str, there: int, codes: list[str]) -> None:
    assert [refusal.code for refusal in wrong_point(kind, text, who, there)] == codes


def test_what_was_not_reached_says_why() -> None:
    assert list(wrong_outcome(PointOutcome.DONE, "")) == []
    assert [r.code for r in wrong_outcome(PointOutcome.PARTLY, "")] == ["explanation_missing"]
    assert [r.code for r in wrong_outcome(PointOutcome.DONE, "a" * 2001)] == ["text_long"]


def test_priorities_come_back_in_the_next_report_to_say_what_became_of_them(world: World, clock: SetClock) -> None:
    first = world.prepare()
    with world.store.transaction() as tx:
        kept = points.add(tx, first.id, P, " Meer mantelzorg. ", "Buurtnetwerker")
        points.remove(tx, points.add(tx, first.id, P, "Toch niet.", "Wij").id)
        points.add(tx, first.id, PointKind.SIGNAL, "Zalen zijn duur.", "")
    adopt(world, first.id, 5)
    with pytest.raises(Refused, match="report_adopted"), world.store.transaction() as tx:
        points.remove(tx, kept.id)
    clock.set(at(date(2023, 1, 9)))
    second = world.prepare(ReportKind.HALF_YEAR, "2022-2")
    with world.store.transaction() as tx:
        back = tx.db.scalars(select(ReportPoint).where(ReportPoint.report_id == second.id)).one()
        assert (back.kind, back.text, back.outcome) == (PointKind.REVIEW, "Meer mantelzorg.", None)
        points.judge(tx, back.id, PointOutcome.CONTINUES, "Er komt in maart een gesprek.", carry_on=True)
        points.judge(tx, back.id, PointOutcome.CONTINUES, "Er komt in april een gesprek.", carry_on=True)
    with pytest.raises(Refused, match="point_stays"), world.store.transaction() as tx:
        points.remove(tx, back.id)
    with world.store.reading() as db:
        facts = gather_report(db, get_report(db, SYSTEM, second.id))
        old = compose(snapshot.thaw(db.get_one(Report, first.id).facts or ""))
    now = compose(facts).agreed
    assert [(one.text, one.outcome, one.explanation) for one in now.reviews] == [
        ("Meer mantelzorg.", "loopt door", "Er komt in april een gesprek.")
    ]
    assert [one.text for one in now.priorities] == ["Meer mantelzorg."] == [one.text for one in old.agreed.priorities]
    assert snapshot.thaw(snapshot.freeze(facts)) == facts and [one.text for one in old.agreed.signals] == ["Zalen zijn duur."]


def test_writing_priorities_in_a_browser(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, clerk = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    page = f"/rapporten/{report.id}/afspraken"
    assert clerk.get(page).status_code == 404
    wrong = post(leader, page, {"kind": "priority", "text": "Meer mantelzorg.", "responsible": ""})
    assert wrong.status_code == 422 and "Schrijf wie hiervoor zorgt" in wrong.text and "Meer mantelzorg." in wrong.text
    assert post(leader, page, {"kind": "priority", "text": "Meer mantelzorg.", "responsible": "Buurtnetwerker"}).status_code == 303
    assert post(leader, page, {"kind": "signal", "text": "Zalen zijn duur."}).status_code == 303
    shown = leader.get(f"/rapporten/{report.id}").text
    assert "Prioriteiten voor de volgende periode" in shown and "Zalen zijn duur." in shown
    csv = leader.get(f"/rapporten/{report.id}/bestand/afspraken.csv").text
    assert "Meer mantelzorg." in csv and "Buurtnetwerker" in csv
    assert post(leader, f"{page}/2/weg", form_at=page).status_code == 303
    assert "Zalen zijn duur." not in leader.get(page).text and leader.get(f"{page}/1").status_code == 404
