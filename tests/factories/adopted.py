"""An adopted report for tests that care about what happens afterwards: its facts are real, its files hold no more than a word."""

from datetime import date

from sqlalchemy import select

from mag.budget import service as budget
from mag.budget.models import BudgetLine
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.money import Cents
from mag.reports import service, snapshot
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.service import StoredForms
from tests.factories.reports import World

ADDRESS = "https://mag.example.test"
SANNE = Actor(kind=ActorKind.PERSON, id=None, label="Sanne Demo")


def forms_of(world: World, report_id: int) -> StoredForms:
    """Forms with the present facts; what is in the files does not matter here."""
    with world.store.reading() as db:
        report = db.get_one(Report, report_id)
        facts = snapshot.freeze(gather_report(db, report))
    kept = [world.files.put(f"{form} {report_id}".encode()) for form in service.MEDIA_TYPES]
    return StoredForms(facts, *kept)


def adopt(world: World, report_id: int, row_version: int = 1) -> Report:
    """Adopt a report as it stands."""
    forms = forms_of(world, report_id)
    with world.store.transaction(SANNE) as tx:
        return service.adopt(tx, report_id, row_version=row_version, forms=forms, address=ADDRESS)


def book_late(world: World) -> None:
    """A booking of 1,000 euros found later, with a date inside the first half of 2022; the clock ends at 8 July 2022."""
    clock = world.store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(date(2022, 6, 25)))
    with world.store.transaction() as tx:
        line = tx.db.scalars(select(BudgetLine).where(BudgetLine.code == "MAG-02")).one()
        budget.allocate(tx, line.id, Cents(1_000_00), reason="Later gevonden")
    clock.set(at(date(2022, 7, 8)))
