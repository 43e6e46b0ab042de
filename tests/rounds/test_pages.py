"""The board of a round: everything at one address, sums that follow what is typed, and nothing typed gets lost."""

from datetime import date

from flask import Flask

from mag.accounts.roles import Role
from mag.applications.models import Decision
from mag.core.clock import SetClock, at
from mag.core.transaction import Store
from tests.rounds.test_service import REASON, World, make_world
from tests.web_client import client_as, post


def filled(world: World, *amounts: str) -> dict[str, str]:
    sent = {}
    for one, amount in zip(world.asked, amounts, strict=True):
        sent |= {f"amount-{one.id}": amount, f"line-{one.id}": str(world.line_id) if amount else ""}
        if not amount:
            sent[f"no_money-{one.id}"] = "ja"
    return sent


def test_the_table_says_what_is_too_much_and_keeps_what_was_typed(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    world = make_world(sqlite_store, clock)
    leader = client_as(app, Role.PROJECT_LEADER)
    page = f"/rondes/{world.round_id}"
    too_much = post(leader, page, filled(world, "800", "800", ""))
    assert too_much.status_code == 422 and "100,00 meer dan het plafond" in too_much.text and "<title>Fout:" in too_much.text
    assert 'value="800"' in too_much.text and "100,00 te veel" in too_much.text
    unclear = post(leader, page, filled(world, "12.50", "acht", ""))
    assert unclear.status_code == 422 and 'value="12.50"' in unclear.text and 'value="acht"' in unclear.text
    counted = post(leader, page, {**filled(world, "800", "700", ""), "count": "1"})
    assert counted.status_code == 200 and "1.500,00" in counted.text
    assert post(leader, page, filled(world, "800", "700", "")).status_code == 303
    assert 'value="700,00"' in leader.get(page).text


def test_in_the_order_of_receipt_the_table_fills_itself(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    world = make_world(sqlite_store, clock)
    leader = client_as(app, Role.PROJECT_LEADER)
    page = f"/rondes/{world.round_id}"
    asked = post(leader, page, {"fill": "1", "fill_line": ""})
    assert asked.status_code == 422 and "Kies eerst de budgetregel" in asked.text
    shown = post(leader, page, {"fill": "1", "fill_line": str(world.line_id)})
    assert 'value="800,00"' in shown.text and 'value="700,00"' in shown.text and shown.text.count('value="ja" checked') == 1
    with sqlite_store.reading() as db:
        assert db.query(Decision).count() == 0


def test_decisions_are_taken_together_with_a_result_for_each(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    world = make_world(sqlite_store, clock)
    leader = client_as(app, Role.PROJECT_LEADER)
    page = f"/rondes/{world.round_id}"
    post(leader, page, filled(world, "800", "700", ""))
    assert post(leader, f"{page}/besluiten", {"reason": ""}).status_code == 422
    done = post(leader, f"{page}/besluiten", {"reason": REASON}, follow=True)
    assert "3 gelukt, 0 niet gelukt" in done.text
    with sqlite_store.reading() as db:
        assert db.query(Decision).count() == 3
    assert "Er staan geen voorstellen klaar" in leader.get(f"{page}/besluiten").text
    assert client_as(app, Role.MUNICIPALITY_READER).get(page).status_code == 404


def test_a_colleague_who_was_first_is_told_and_what_was_typed_stays(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    world = make_world(sqlite_store, clock)
    leader = client_as(app, Role.PROJECT_LEADER)
    world.propose(100_00, 0, 0)
    stale = post(leader, f"/rondes/{world.round_id}", {**filled(world, "555", "", ""), "version": "2"})
    assert stale.status_code == 409 and 'value="555"' in stale.text and "Iemand anders" in stale.text


def test_a_round_is_made_published_and_its_ceiling_changed(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    make_world(sqlite_store, clock)
    clock.set(at(date(2022, 3, 1), 9))
    leader = client_as(app, Role.PROJECT_LEADER)
    empty = post(leader, "/rondes/nieuw", {"name": "", "ceiling": "0"})
    assert empty.status_code == 422 and "Geef de ronde een naam" in empty.text
    typed = {
        "name": "Zomer", "year": "2022", "tiers": "T2", "opens_on-day": "1", "opens_on-month": "5", "opens_on-year": "2022",
        "closes_on-day": "1", "closes_on-month": "6", "closes_on-year": "2022", "ceiling": "2000", "method": "order_of_receipt",
    }  # fmt: skip
    made = post(leader, "/rondes/nieuw", typed)
    assert made.status_code == 303, made.text
    assert "nog niet gepubliceerd" in leader.get(made.location).text
    assert "gepubliceerd" in post(leader, f"{made.location}/publiceren", form_at=made.location, follow=True).text
    changed = post(leader, f"{made.location}/plafond", {"ceiling": "1500", "reason": ""})
    assert changed.status_code == 422
    assert post(leader, f"{made.location}/plafond", {"ceiling": "1500", "reason": "Minder geld."}).status_code == 303
    assert "Zomer" in leader.get("/rondes").text
