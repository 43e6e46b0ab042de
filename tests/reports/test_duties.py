"""The concept stands ready when the period is over: once, told to who makes reports, and not where the agenda switched it off."""

from datetime import date

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.agenda.models import Agenda
from mag.core.clock import SetClock, at
from mag.core.duties import Done, once
from mag.core.house import House
from mag.core.journal import list_lines
from mag.core.outbox import OutboxMail
from mag.jobs import all_lines
from mag.reports.duties import begin_reports, due, half_year_ended
from mag.reports.models import Report
from mag.reports.states import ReportKind
from tests.factories.people import make_staff
from tests.factories.reports import World


@pytest.mark.parametrize(
    ("day", "period", "kinds"),
    [
        (date(2023, 1, 1), "2022-2", ["half_year 2022-2", "annual 2022"]),
        (date(2022, 7, 1), "2022-1", ["half_year 2022-1"]),
        (date(2022, 7, 31), "2022-1", ["half_year 2022-1"]),
        (date(2022, 6, 30), None, ["half_year 2021-2", "annual 2021"]),
        (date(2023, 2, 15), None, ["half_year 2022-2", "annual 2022"]),
    ],
)
def test_what_is_due_on_a_day(day: date, period: str | None, kinds: list[str]) -> None:
    assert half_year_ended(at(day, 0)) == period
    assert [f"{kind.value} {period.code}" for kind, period in due(day)] == kinds


def run_at(world: World, house: House, day: date) -> Done | None:
    clock = world.store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(day, 3))
    period = half_year_ended(clock.now())
    return once(house.store, "begin_reports", period, lambda run: begin_reports(house, run)) if period is not None else None


def begun(world: World) -> list[tuple[ReportKind, str]]:
    with world.store.reading() as db:
        return [(row.kind, row.period_code) for row in db.scalars(select(Report).order_by(Report.id))]


def test_concepts_begin_once_and_say_what_is_open(world: World, house: House) -> None:
    with world.store.transaction() as tx:
        make_staff(tx, Role.CONTROLLER)
        make_staff(tx, Role.MUNICIPALITY_READER)
    assert run_at(world, house, date(2022, 7, 5)) is Done.NOW
    assert run_at(world, house, date(2022, 7, 6)) is Done.BEFORE
    assert begun(world) == [(ReportKind.HALF_YEAR, "2022-1")]
    with world.store.reading() as db:
        ready = OutboxMail.subject.startswith("Het concept staat klaar")
        mails = {mail.to_address: mail for mail in db.scalars(select(OutboxMail).where(ready))}
        told = mails["controller@demo.example"].text
        assert "/afsluiten" in told and "Prioriteiten" in told and "municipality_reader@demo.example" not in mails
        assert [line.actor_label for line in list_lines(db, "report", 1)] == ["mag"]
    assert run_at(world, house, date(2023, 1, 1)) is Done.NOW
    assert begun(world)[1:] == [(ReportKind.HALF_YEAR, "2022-2"), (ReportKind.ANNUAL, "2022")]


def test_what_a_person_began_is_left_alone_and_an_agenda_can_switch_it_off(world: World, house: House) -> None:
    world.prepare()
    assert run_at(world, house, date(2022, 7, 5)) is Done.NOW and len(begun(world)) == 1
    with world.store.transaction() as tx:
        agenda = tx.db.get_one(Agenda, world.agenda_id)
        agenda.document = {**agenda.document, "reports": {"begin_by_itself": False}}
    assert run_at(world, house, date(2023, 1, 2)) is Done.NOW and len(begun(world)) == 1


def test_the_timetable_has_both_lines_of_reports(house: House) -> None:
    assert {"begin_reports", "make_reports"} <= {line.name for line in all_lines(house)}
