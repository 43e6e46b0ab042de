"""The municipality reads and answers: a concept opened for comment, a question at a figure, its answer, the acceptance."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.core.journal import list_lines
from mag.core.outbox import list_about
from mag.reports.models import Report, ReportRemark
from mag.reports.rules import not_to_accept
from tests.factories.adopted import adopt
from tests.factories.reports import World
from tests.web_client import post

As = Callable[[Role | str], FlaskClient]
pytestmark = pytest.mark.usefixtures("no_drawing")


def mails(world: World, report_id: int) -> list[tuple[str, str]]:
    with world.store.reading() as db:
        return [(mail.to_address.partition("@")[0], mail.subject) for mail in list_about(db, "report", report_id)]


def test_a_concept_is_seen_by_others_only_while_it_is_open_for_comment(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, board, clerk, auditor = (as_role(r) for r in (Role.PROJECT_LEADER, Role.SOUNDING_BOARD, Role.MUNICIPALITY_READER, Role.AUDITOR))
    page, place = f"/rapporten/{report.id}", f"/rapporten/{report.id}/vraag/goal:samenleven"
    assert [who.get(page).status_code for who in (leader, board, clerk, auditor)] == [200, 404, 404, 404]
    assert [who.get(place).status_code for who in (leader, board, clerk)] == [404, 404, 404]
    assert post(leader, f"{page}/reacties", {"act": "open"}, form_at=page).status_code == 303
    assert [who.get(page).status_code for who in (leader, board, clerk, auditor)] == [200, 200, 200, 404]
    assert {to for to, _ in mails(world, report.id)} == {"sounding_board", "municipality_reader"}
    empty = post(board, place, {"text": "  "})
    assert empty.status_code == 422 and "Schrijf eerst wat u wilt zeggen" in empty.text
    assert post(board, place, {"text": "Dit herkennen wij niet."}).status_code == 303
    assert post(clerk, f"{page}/vraag/figure:overview.paid", {"text": "Is dit inclusief juni?"}).status_code == 303
    talk = f"{page}/vragen"
    assert "Dit herkennen wij niet." in clerk.get(talk).text and "Dit herkennen wij niet." in leader.get(talk).text
    assert "Is dit inclusief juni?" not in board.get(talk).text, "the sounding board reads its own words alone"
    assert "Is dit inclusief juni?" in clerk.get(f"{page}/cijfer/overview.paid").text
    assert "Wacht op antwoord (2)" in leader.get("/rapporten").text and "Wacht op antwoord" not in clerk.get("/rapporten").text
    assert board.get(f"{talk}/1/antwoord").status_code == 404
    assert post(leader, f"{page}/reacties", {"act": "close"}, form_at=page).status_code == 303
    assert [who.get(page).status_code for who in (leader, board, clerk)] == [200, 404, 404]
    assert board.get(f"{page}/vraag/geen-plek").status_code == 404


def test_the_municipality_asks_at_a_figure_is_answered_and_accepts(world: World, as_role: As) -> None:
    report = world.prepare()
    leader, clerk, board = as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_OFFICER), as_role(Role.SOUNDING_BOARD)
    adopt(world, report.id)
    page = f"/rapporten/{report.id}"
    shown = clerk.get(f"{page}/cijfer/overview.awarded").text
    assert "Stel een vraag over dit cijfer" in shown and "Wacht op u" in clerk.get("/rapporten").text
    assert "Stel een vraag over dit cijfer" not in board.get(f"{page}/cijfer/overview.awarded").text
    asked = post(clerk, f"{page}/vraag/figure:overview.awarded", {"text": "Waarom is dit minder dan vorig jaar?"})
    assert asked.status_code == 303
    twice = post(clerk, f"{page}/vraag/figure:overview.awarded", {"text": "Waarom is dit minder dan vorig jaar?"})
    assert twice.location == asked.location, "sent again with Back it is the same question"
    assert ("project_leader", "Vraag over het halfjaarrapport over het eerste halfjaar 2022") in mails(world, report.id)
    assert "Nog zonder antwoord: 1" in clerk.get(f"{page}/accepteren").text
    reply = f"{page}/vragen/1/antwoord"
    assert post(leader, reply, {"text": "De grote ronde viel later."}).status_code == 303
    again = post(leader, reply, {"text": "Toch anders."})
    assert again.status_code in (404, 422) and board.get(reply).status_code == 404
    assert ("municipality_officer", "Antwoord bij het halfjaarrapport over het eerste halfjaar 2022") in mails(world, report.id)
    talk = clerk.get(f"{page}/vragen").text
    assert "Waarom is dit minder" in talk and "De grote ronde viel later." in talk and "op dat moment)" in talk
    assert leader.get(f"{page}/accepteren").status_code == 404, "who makes the report does not accept it"
    assert post(clerk, f"{page}/accepteren", {"words": "Duidelijk verhaal, dank."}).status_code == 303
    seen = board.get(page).text
    assert "Geaccepteerd" in seen and "Duidelijk verhaal, dank." in seen and "namens de gemeente" in seen
    assert clerk.get(f"{page}/accepteren").status_code == 404 and "Wacht op u" not in clerk.get("/rapporten").text
    with world.store.reading() as db:
        row, remark = db.get_one(Report, report.id), db.get_one(ReportRemark, 1)
        assert row.accepted_words == "Duidelijk verhaal, dank." and row.facts is not None
        assert remark.answered_by and remark.shown is not None
        actions = [line.action for line in list_lines(db, "report", report.id)]
    assert actions[-3:] == ["reports.remark.said", "reports.remark.answered", "reports.report.accepted"]


def test_a_report_is_accepted_once_and_only_the_newest_version() -> None:
    assert list(not_to_accept(None, 1, 1)) == []
    assert [refusal.code for refusal in not_to_accept("Demo lezer", 1, 1)] == ["accepted_before"]
    assert [refusal.code for refusal in not_to_accept(None, 1, 2)] == ["newer_version"]
