"""A report on both engines: begun once, written in, adopted for good; what changes later does not reach it."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.core.errors import Refused, Stale
from mag.core.files import FileStore, StoredFile
from mag.core.journal import list_lines
from mag.core.outbox import list_about
from mag.core.transaction import Store
from mag.reports import adopting, queries, service, snapshot
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.states import ReportKind, ReportState
from tests.factories.adopted import ADDRESS, SANNE, adopt, book_late, seen
from tests.factories.people import make_staff
from tests.factories.reports import World, make_world


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    """A world of its own on the engine under test."""
    return make_world(store, FileStore(tmp_path / "files"))


def write(world: World, report_id: int, chapter: str, text: str, row_version: int) -> Report:
    with world.store.transaction(SANNE) as tx:
        return service.write_text(tx, report_id, chapter, text, row_version=row_version)


def test_a_report_is_begun_once_written_in_and_adopted(world: World) -> None:
    with world.store.transaction() as tx:
        make_staff(tx, Role.MUNICIPALITY_READER)
    report = world.prepare()
    with pytest.raises(Refused, match="concept_exists"):
        world.prepare()
    with pytest.raises(Refused, match="period_ahead"):
        world.prepare(ReportKind.ANNUAL, "2023")
    with pytest.raises(Refused, match="chapter_unknown"):
        write(world, report.id, "goal:bestaat-niet", "Tekst", 1)
    write(world, report.id, "goal:samenleven", "  Het ging goed.\r\nEcht waar.  ", 1)
    write(world, report.id, "outlook", "Wij gaan door.", 2)
    write(world, report.id, "outlook", "", 3)
    adopted = adopt(world, report.id, 4)
    assert adopted.state is ReportState.ADOPTED and adopted.adopted_by == "Sanne Demo"
    assert adopted.facts and snapshot.digest(adopted.facts) == adopted.facts_sha256
    facts = snapshot.thaw(adopted.facts)
    assert [(text.chapter, text.text) for text in facts.texts] == [("goal:samenleven", "Het ging goed.\nEcht waar.")]
    with world.store.reading() as db:
        assert [line.action for line in list_lines(db, "report", report.id)] == [
            "reports.report.prepared", "reports.text.written", "reports.text.written", "reports.text.written", "reports.report.frozen",
            "reports.report.adopted",
        ]  # fmt: skip
        mails = list_about(db, "report", report.id)
        assert [mail.to_address for mail in mails] == ["municipality_reader@demo.example"]
        assert f"{ADDRESS}/rapporten/{report.id}" in mails[0].text and "halfjaarrapport over het eerste halfjaar 2022" in mails[0].subject
        assert {adopted.html_sha256, adopted.pdf_sha256} <= set(db.scalars(select(StoredFile.sha256)))


def test_what_happens_later_never_changes_an_adopted_report(world: World) -> None:
    report = world.prepare()
    adopted = adopt(world, report.id)
    assert adopted.facts
    before = compose(snapshot.thaw(adopted.facts))
    book_late(world)
    with world.store.reading() as db:
        again = db.get_one(Report, report.id)
        assert again.facts == adopted.facts and compose(snapshot.thaw(again.facts or "")) == before
    with pytest.raises(Refused, match="report_adopted"):
        write(world, report.id, "overview", "Te laat", 3)
    with pytest.raises(Refused, match="closed_verb"):
        adopt(world, report.id, 3)
    with pytest.raises(Refused, match="reason_missing"):
        world.prepare()
    correction = world.prepare(reason="Een boeking stond op de verkeerde dag.")
    assert (correction.version, correction.state) == (2, ReportState.CONCEPT)
    with world.store.reading() as db:
        facts = gather_report(db, db.get_one(Report, correction.id))
    now = compose(facts)
    assert snapshot.thaw(snapshot.freeze(facts)) == facts and now.changes_text == "Een boeking stond op de verkeerde dag."
    assert {(one.key, one.then, one.now) for one in now.changes} >= {
        ("stand.budget", before.by_key["stand.budget"].shown, now.by_key["stand.budget"].shown)
    }
    assert now.by_key["stand.budget"].value - before.by_key["stand.budget"].value == 1_000_00


def test_a_figure_that_changed_since_the_adopter_saw_it_stops_the_adoption(world: World) -> None:
    report = world.prepare()
    mark = seen(world, report.id)
    book_late(world)
    with pytest.raises(Stale, match="cijfers veranderd"), world.store.transaction() as tx:
        adopting.adopt(tx, report.id, row_version=1, seen=mark)
    with world.store.reading() as db:
        left = db.get_one(Report, report.id)
        assert left.state is ReportState.CONCEPT and left.facts is None


def test_who_wrote_meanwhile_is_named(world: World) -> None:
    report = world.prepare()
    write(world, report.id, "overview", "Eerst.", 1)
    with pytest.raises(Stale, match="Sanne Demo heeft dit rapport intussen veranderd"):
        write(world, report.id, "overview", "Dan.", 1)
    with pytest.raises(Stale):
        adopt(world, report.id, 1)


def test_facts_stop_at_the_last_day_and_come_back_the_same_from_their_text(world: World) -> None:
    report = world.prepare()
    with world.store.reading() as db:
        facts = gather_report(db, db.get_one(Report, report.id))
    frozen = snapshot.freeze(facts)
    assert snapshot.thaw(frozen) == facts and snapshot.freeze(snapshot.thaw(frozen)) == frozen
    assert max(entry.booked_on for entry in facts.entries) <= date(2022, 6, 30)
    with world.store.transaction() as tx:
        first = service.prepare(tx, world.agenda_id, ReportKind.HALF_YEAR, "2021-2")
    with world.store.reading() as db:
        earlier = compose(gather_report(db, db.get_one(Report, first.id)))
    assert earlier.by_key["overview.applied"].value == 1 and earlier.by_key["overview.decided"].value == 0
    assert earlier.by_key["outlook.decisions"].value == 1, "the decision of January 2022 is not known in 2021"


def test_only_readers_of_the_municipality_are_told(world: World) -> None:
    with world.store.transaction() as tx:
        for role in (Role.MUNICIPALITY_READER, Role.AUDITOR):
            make_staff(tx, role)
    with world.store.reading() as db:
        assert [person.email for person in queries.list_readers(db)] == ["municipality_reader@demo.example"]
