"""Adopting does not wait for the files: made once, whole or not at all, whatever happens to who makes them."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.core import pdf
from mag.core.clock import SetClock
from mag.core.errors import Refused
from mag.core.files import FileStore, StoredFile
from mag.core.journal import list_lines
from mag.core.outbox import list_about
from mag.core.pdf import PdfError
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.reports import adopting, making, points, remarks, service
from mag.reports.models import Report
from mag.reports.states import PointKind, ReportState
from tests.factories.adopted import ADDRESS, freeze, words_for
from tests.factories.people import actor_for, make_staff
from tests.factories.reports import World, make_world
from tests.reports.crash_child import FORMS
from tests.web_client import make_house, post

As = Callable[[Role | str | Person | int], FlaskClient]


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    """A world of its own on the engine under test."""
    return make_world(store, FileStore(tmp_path / "files"))


def row(world: World, report_id: int) -> Report:
    with world.store.reading() as db:
        return db.get_one(Report, report_id)


def actions(world: World, report_id: int) -> list[str]:
    with world.store.reading() as db:
        return [line.action.rpartition(".")[2] for line in list_lines(db, "report", report_id)]


def later(world: World, minutes: int = 6) -> None:
    clock = world.store.clock
    assert isinstance(clock, SetClock)
    clock.set(clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize("point", ["the files stored, nothing said of them", "just before the commit"])
def test_a_worker_that_is_killed_leaves_no_half_report_and_the_next_one_makes_it_once(
    world: World, engine_url: str, tmp_path: Path, point: str
) -> None:
    with world.store.transaction() as tx:
        make_staff(tx, Role.MUNICIPALITY_READER)
    report = world.prepare()
    freeze(world, report.id)
    before = count_files(world)

    def work(point: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "tests.reports.crash_child", engine_url, str(tmp_path), point]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert work(point).returncode == -signal.SIGKILL
    left = row(world, report.id)
    assert (left.state, left.html_sha256, left.adopted_at, left.making_tries) == (ReportState.MAKING, None, None, 1)
    assert count_files(world) == before and "adopted" not in actions(world, report.id)
    assert world.files.exists(FileStore(tmp_path / "other").put(b"pdf").sha256), "the files were safe before anything spoke of them"
    assert making.make_waiting(make_house(world.store, tmp_path)) == 0, "somebody may still be at it"

    made = make_later(world, tmp_path)
    assert made.state is ReportState.ADOPTED and made.adopted_at == made.frozen_at and made.adopted_by == "Sanne Demo"
    assert count_files(world) == before + 6 and actions(world, report.id).count("adopted") == 1
    with world.store.reading() as db:
        assert [mail.to_address for mail in list_about(db, "report", report.id)] == ["municipality_reader@demo.example"]


def make_later(world: World, tmp_path: Path) -> Report:
    later(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "make_forms", lambda *_: FORMS)
        assert making.make_waiting(make_house(world.store, tmp_path)) == 1
    with world.store.reading() as db:
        return db.scalars(select(Report)).one()


def count_files(world: World) -> int:
    with world.store.reading() as db:
        return db.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_two_workers_at_once_make_it_once(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = world.prepare()
    freeze(world, report.id)
    monkeypatch.setattr(making, "make_forms", lambda *_: FORMS)
    house = make_house(world.store, tmp_path)
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(lambda _: making.make_one(house, report.id), range(2))) == [False, True]
    assert actions(world, report.id).count("adopted") == 1


def test_who_slept_through_its_lease_writes_nothing(world: World) -> None:
    report = world.prepare()
    freeze(world, report.id)
    forms = words_for(world, report.id)
    with world.store.transaction() as tx:
        slow = adopting.take_up(tx, report.id)
        assert slow and adopting.take_up(tx, report.id) is None
    later(world)
    with world.store.transaction() as tx:
        quick = adopting.take_up(tx, report.id)
        assert (
            quick and adopting.finish(tx, slow, forms, address=ADDRESS) is None and adopting.note_trouble(tx, slow, "", address="") is None
        )
    with world.store.transaction() as tx:
        assert adopting.finish(tx, quick, forms, address=ADDRESS) is not None
    with world.store.transaction() as tx:
        assert adopting.finish(tx, quick, forms, address=ADDRESS) is None and adopting.take_up(tx, report.id) is None


def test_nothing_is_written_in_a_report_that_is_being_made(sqlite_store: Store, tmp_path: Path) -> None:
    world = make_world(sqlite_store, FileStore(tmp_path / "files"))
    report = world.prepare()
    with world.store.transaction() as tx:
        leader = make_staff(tx, Role.PROJECT_LEADER).id
    freeze(world, report.id)
    actor = actor_for(world.store, leader)
    acts = (
        lambda tx: service.write_text(tx, report.id, "overview", "Te laat", row_version=2),
        lambda tx: points.add(tx, report.id, PointKind.SIGNAL, "Te laat", ""),
        lambda tx: remarks.open_for_comment(tx, report.id, row_version=2, address=ADDRESS),
        lambda tx: adopting.adopt(tx, report.id, row_version=2, seen=""),
        lambda tx: service.prepare(tx, world.agenda_id, report.kind, report.period_code, reason="Beter"),
        lambda tx: adopting.try_again(tx, report.id, row_version=2),
    )
    for act in acts:
        with pytest.raises(Refused), world.store.transaction(actor) as tx:
            act(tx)
    assert row(world, report.id).row_version == 2


class TestInTheBrowser:
    """On the copied world, with the pages."""

    @pytest.fixture
    def world(self, copied: Store, house: object, made_world: tuple[Path, int]) -> World:
        """The copied world."""
        return World(made_world[1], copied, house.files)  # type: ignore[attr-defined]

    def test_a_maker_that_hangs_is_retried_once_then_staff_can_try_again_and_get_a_mail(
        self, world: World, as_role: As, as_person: As, app: Flask, no_drawing: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report, house = world.prepare(), app.extensions["house"]
        address = f"/rapporten/{report.id}"
        with world.store.transaction() as tx:
            person = make_staff(tx, Role.PROJECT_LEADER)
        leader = as_person(person)
        assert post(leader, f"{address}/vaststellen", {"seen": "ja"}).status_code == 303
        monkeypatch.setattr(pdf, "TIME_LIMIT", 0.05)
        assert making.make_waiting(house) == 0
        page = leader.get(f"{address}/wordt-gemaakt").text
        assert "wij proberen het opnieuw" in page and "Opnieuw proberen" not in page
        assert making.make_waiting(house) == 0
        stuck = leader.get(f"{address}/wordt-gemaakt").text
        assert "Het lukte twee keer niet" in stuck and "Opnieuw proberen" in stuck and "longer than" in stuck and "data-waits" not in stuck
        assert "Dit rapport wordt gemaakt" in leader.get(address).text and not leader.get(address).text.count("/bestand/")
        assert leader.get("/rapporten").text.count("Wordt gemaakt") == 1
        assert making.make_waiting(house) == 0 and actions(world, report.id).count("not_made") == 2

        monkeypatch.undo()
        assert post(leader, f"{address}/opnieuw-maken", form_at=f"{address}/wordt-gemaakt").status_code == 303
        monkeypatch.setattr(making, "make_forms", lambda *_: FORMS)
        assert making.make_waiting(house) == 1
        with world.store.reading() as db:
            subjects = [mail.subject for mail in list_about(db, "report", report.id)]
        assert subjects == [
            "Nog niet gelukt: halfjaarrapport over het eerste halfjaar 2022",
            "Klaar: halfjaarrapport over het eerste halfjaar 2022",
        ]

    def test_a_maker_that_is_killed_once_is_no_trouble(self, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        report, house = world.prepare(), app.extensions["house"]
        freeze(world, report.id)

        def killed(*_: object) -> object:
            monkeypatch.setattr(making, "make_forms", lambda *_: FORMS)
            raise PdfError("the child stopped with -9")

        monkeypatch.setattr(making, "make_forms", killed)
        assert [making.make_waiting(house), making.make_waiting(house)] == [0, 1]
        found = row(world, report.id)
        assert (found.state, found.making_tries, found.making_trouble) == (ReportState.ADOPTED, 2, None)

    def test_what_the_adopter_did_not_see_is_not_adopted(self, world: World, as_role: As) -> None:
        report = world.prepare()
        leader = as_role(Role.PROJECT_LEADER)
        answer = post(leader, f"/rapporten/{report.id}/vaststellen", {"seen": "ja", "facts": "0" * 64})
        assert answer.status_code == 409 and "Er zijn intussen cijfers veranderd" in answer.text
        assert row(world, report.id).state is ReportState.CONCEPT
