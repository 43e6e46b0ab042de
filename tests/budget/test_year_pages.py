"""The pages of a year that is closed: the list to go through, a second person, and what falls free afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from mag.accounts.roles import Role
from mag.budget import queries, service
from mag.budget.states import YearState
from mag.core.clock import SetClock, at
from mag.core.money import Cents, show
from mag.core.transaction import Store
from tests.factories.budget_years import Two, adopted, make_two, plan
from tests.web_client import post

Sign = Callable[[Role | str], FlaskClient]
CLOSE = "/budget/2022/afsluiten"


@pytest.fixture
def two(sqlite_store: Store) -> Two:
    assert isinstance(sqlite_store.clock, SetClock)
    sqlite_store.clock.set(at(date(2023, 2, 15), 12))
    made = make_two(sqlite_store)
    adopted(made, 2022, plan("A", 100_000, goal_id=made.ground.goal.id), plan("B", 20_000))
    adopted(made, 2023, plan("A", 50_000))
    with sqlite_store.transaction(made.one) as tx:
        service.commit_funds(tx, made.line(2022).id, reference="MAG-2022-0001", label="Feest", amount=Cents(60_000), reason="Besluit")
    return made


def test_two_people_close_a_year_and_book_what_falls_free_later(two: Two, as_role: Sign) -> None:
    controller, leader, reader = as_role(Role.CONTROLLER), as_role(Role.PROJECT_LEADER), as_role(Role.MUNICIPALITY_READER)
    page = controller.get(CLOSE).text
    assert "1 bijdrage, samen €\u00a0600,00" in page and f'href="{CLOSE}' in controller.get("/budget?jaar=2022").text
    choices = {f"line-{two.line(2022).id}": "carry_over", f"line-{two.line(2022, 'B').id}": "give_back"}
    refused = post(controller, f"{CLOSE}/voorstellen", {**choices, "reason": ""}, form_at=CLOSE)
    assert refused.status_code == 422 and refused.text.count('value="give_back" selected') == 1, "what was chosen is kept"
    answer = post(controller, f"{CLOSE}/voorstellen", {**choices, "reason": "Jaarrekening"}, form_at=CLOSE, follow=True)
    assert "Een ander dan u sluit het jaar af" in answer.text and "/sluit-af" not in answer.text
    assert "/sluit-af" not in reader.get(CLOSE).text and "Jaarrekening" in reader.get(CLOSE).text
    assert post(leader, f"{CLOSE}/sluit-af", {"free": "1"}, form_at=CLOSE).status_code == 409
    answer = post(leader, f"{CLOSE}/sluit-af", {"free": "60000"}, form_at=CLOSE, follow=True)
    assert "Afgesloten door" in answer.text and two.year(2022).state is YearState.CLOSED
    assert two.stands(2023) == (90_000, 90_000, 0, 0) and two.stands(2022, "B") == (0, 0, 0, 0)
    line = two.line(2022)
    with two.store.transaction(two.one) as tx:
        (promised,) = queries.list_commitments(tx.db, line.id)
        service.release(tx, promised.id, Cents(60_000), reason="Gaat niet door")
    shown = leader.get("/budget?jaar=2022").text
    assert f"Later vrijgevallen: <strong>{show(60_000)}</strong>" in shown and "Budgetregel toevoegen" not in shown
    at_late = f"/budget/regel/{line.id}/later-vrijgevallen"
    assert at_late in leader.get(f"/budget/regel/{line.id}").text
    assert "Boek dit bedrag" in leader.get(at_late).text
    sent = {"leftover": "carry_over", "amount": "600", "reason": "Mee naar 2023"}
    waiting = post(leader, at_late, sent).location
    assert two.stands(2022)[1] == 60_000, "above the amount of the rule set it waits"
    assert "neem mee naar volgend jaar: €\u00a0600,00" in controller.get(waiting).text
    post(controller, f"{waiting}/akkoord", form_at=waiting)
    assert two.stands(2022) == (0, 0, 0, 0) and two.stands(2023) == (150_000, 150_000, 0, 0)


def test_each_division_adds_up_and_opens_its_lines(two: Two, as_role: Sign) -> None:
    leader = as_role(Role.PROJECT_LEADER)
    page = leader.get("/budget/2022/verdeling").text
    assert page.count(show(120_000)) == 10, "six divisions, and four of them have one part"
    goal = leader.get(f"/budget?jaar=2022&doel={two.ground.goal.id}").text
    assert ">A Regel A<" in goal and "B Regel B" not in goal and show(100_000) in goal
    assert "B Regel B" in leader.get("/budget?jaar=2022&doel=geen").text
    assert leader.get("/budget?jaar=2022&doel=999").status_code == 404


def test_a_concept_has_its_own_page_and_no_closing(two: Two, as_role: Sign) -> None:
    leader = as_role(Role.PROJECT_LEADER)
    made = post(leader, "/budget/nieuw-jaar", {"year": "2024", "copy": "ja"}, follow=True)
    assert "Concept van het budget 2024" in made.text and "Regels van 2023 overgenomen: 1" in made.text
    assert leader.get("/budget?jaar=2024").status_code == 302 and leader.get("/budget/2024/afsluiten").status_code == 404
    assert "Voorgesteld" in leader.get("/budget/2024/verdeling").text
    line_id = two.line(2024).id
    assert post(leader, f"/budget/regel/{line_id}/verhogen", {"amount": "1", "reason": "x"}).status_code == 422
    answer = post(leader, f"/budget/regel/{line_id}/weghalen", form_at=f"/budget/regel/{line_id}/wijzigen", follow=True)
    assert "weggehaald" in answer.text and "komt niet terug" in answer.text and "Neem 1 regel van 2023 over" in answer.text
    answer = post(leader, "/budget/2024/concept/overnemen", form_at="/budget/2024/concept", follow=True)
    assert "1 regel overgenomen" in answer.text
