"""The plan of the year: counted figures, words by people, comments on a concept that was sent round, and then it stands."""

from datetime import date

import pytest
from flask import Flask

from mag.accounts.roles import Role
from mag.core.actor import Actor
from mag.core.clock import SetClock
from mag.core.errors import Forbidden, NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.transaction import Store
from mag.grants.service import award
from mag.year_plans.document import document_html
from mag.year_plans.facts import gather
from mag.year_plans.queries import get_plan, list_plans
from mag.year_plans.service import adopt, answer_comment, comment, prepare, share, write_text
from tests.factories.applications import ADDRESS
from tests.factories.people import actor_for, make_staff
from tests.rounds.test_service import REASON, World, make_world
from tests.web_client import client_as, post


def actor_with(store: Store, role: Role) -> Actor:
    with store.transaction() as tx:
        number = make_staff(tx, role).id
    return actor_for(store, number)


def begun(world: World) -> int:
    with world.store.transaction(world.leader) as tx:
        return prepare(tx, world.asked[0].agenda_id, 2022).id


def give_first(world: World) -> None:
    with world.store.transaction(world.leader) as tx:
        one = world.asked[0]
        goal_id = tx.db.get_one(type(one), one.id).activities[0].alignments[0].goal_id
        award(
            tx, one.id, version=1, amount=Cents(750_00), line_id=world.line_id, goal_id=goal_id, reason=REASON, address=ADDRESS,
            starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), exception_reason=REASON,
        )  # fmt: skip


def test_the_figures_are_counted_from_awards_proposals_and_requests(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    give_first(world)
    with store.transaction(world.leader) as tx:
        facts = gather(tx.db, world.asked[0].agenda_id, 2022)
    theme = facts.themes[0]
    assert [(one.amount, one.word) for one in theme.awarded] == [(750_00, "toegekend")]
    assert [(one.amount, one.word) for one in theme.expected] == [(800_00, "gevraagd")] * 2
    assert theme.awarded[0].partner == "Inwoner" and facts.lines[0].free == 5000_00 - 750_00
    with store.reading() as db:
        assert gather(db, world.asked[0].agenda_id, 2024).themes[0].awarded == ()
    html = document_html("Uitvoeringsplan <2022>", "Demo", facts, {"opening": "Eerste.\n\nTweede & derde.", theme.code: "<b>"})
    assert "&lt;2022&gt;" in html and "<p>Tweede &amp; derde.</p>" in html and "<p>&lt;b&gt;</p>" in html and "€\xa0750,00" in html


def test_one_concept_a_year_is_written_sent_round_commented_and_adopted(store: Store, clock: SetClock) -> None:
    world = make_world(store, clock)
    board, officer = actor_with(store, Role.SOUNDING_BOARD), actor_with(store, Role.MUNICIPALITY_OFFICER)
    plan_id = begun(world)
    with pytest.raises(Refused, match="concept_exists"), store.transaction(world.leader) as tx:
        prepare(tx, world.asked[0].agenda_id, 2022)
    with pytest.raises(Forbidden), store.transaction(board) as tx:
        write_text(tx, plan_id, row_version=1, chapter="opening", text="x")
    with store.reading() as db:
        assert list_plans(db, board, world.asked[0].agenda_id) == []
        with pytest.raises(NotFound):
            get_plan(db, board, plan_id)
    with pytest.raises(Refused, match="opening_missing"), store.transaction(world.leader) as tx:
        adopt(tx, plan_id, row_version=1, address=ADDRESS)
    with store.transaction(world.leader) as tx:
        write_text(tx, plan_id, row_version=1, chapter="opening", text="Dit jaar doen we veel.")
    with pytest.raises(Stale), store.transaction(world.leader) as tx:
        write_text(tx, plan_id, row_version=1, chapter="opening", text="Oud.")
    with pytest.raises(NotFound), store.transaction(world.leader) as tx:
        write_text(tx, plan_id, row_version=2, chapter="bestaat-niet", text="Oud.")
    with store.transaction(world.leader) as tx:
        share(tx, plan_id, row_version=2, address=ADDRESS)
    with store.transaction(board) as tx:
        said = comment(tx, plan_id, chapter="opening", text="Denk aan jongeren.").id
    with store.transaction(world.leader) as tx:
        answer_comment(tx, said, text="Dat staat er nu bij.")
        paper = adopt(tx, plan_id, row_version=3, address=ADDRESS)
        assert "Dit jaar doen we veel." in paper.html and paper.identifier.endswith("-2022-1")
    with store.reading() as db:
        told = [(mail.to_address, mail.subject) for mail in db.query(OutboxMail).filter_by(about_kind="year_plan").order_by(OutboxMail.id)]
        assert [subject for address, subject in told if address == officer.email] == [
            "Concept uitvoeringsplan 2022", "Uitvoeringsplan 2022 vastgesteld",
        ]  # fmt: skip
        assert [subject for address, subject in told if address == board.email] == ["Concept uitvoeringsplan 2022"]
    with pytest.raises(Refused), store.transaction(board) as tx:
        comment(tx, plan_id, chapter="opening", text="Te laat.")
    with store.transaction(world.leader) as tx:
        second = prepare(tx, world.asked[0].agenda_id, 2022)
        assert (second.version, [one.text for one in second.texts]) == (2, ["Dit jaar doen we veel."])


def test_the_pages_from_a_concept_to_a_plan_that_stands(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    world = make_world(sqlite_store, clock)
    give_first(world)
    leader, board = client_as(app, Role.PROJECT_LEADER), client_as(app, Role.SOUNDING_BOARD)
    assert post(leader, "/jaarplannen", {"year": "1999"}).status_code == 422
    made = post(leader, "/jaarplannen", {"year": "2022"})
    page = made.location
    assert board.get(page).status_code == 404 and "750,00" in leader.get(page).text
    assert post(leader, f"{page}/tekst/opening", {"text": "Veel nieuws."}).status_code == 303
    assert leader.get(f"{page}/tekst/niets").status_code == 404
    stale = post(leader, f"{page}/tekst/opening", {"text": "Anders.", "version": "1"})
    assert stale.status_code == 409 and "Anders." in stale.text and "Veel nieuws." in stale.text
    assert "rondgestuurd" in post(leader, f"{page}/rondsturen", form_at=page, follow=True).text
    assert post(board, f"{page}/reactie/opening", {"text": ""}).status_code == 422
    assert "Mooi plan" in post(board, f"{page}/reactie/opening", {"text": "Mooi plan"}, follow=True).text
    assert "Schrijf de tekst" not in board.get(page).text
    assert post(leader, f"{page}/antwoord/1", {"text": "Dank u"}).status_code == 303 and "Dank u" in board.get(page).text
    done = post(leader, f"{page}/vaststellen", form_at=page, follow=True)
    assert "Vastgesteld" in done.text and done.text.count("<h1") == 1 and "Veel nieuws." in done.text
    assert board.get(page).status_code == 200 and board.get(f"{page}.pdf").status_code == 202
    with sqlite_store.reading() as db:
        assert db.query(Paper).filter_by(kind="year_plan").count() == 1
    assert client_as(app, Role.CULTURE_BROKER).get(page).status_code == 404
