"""An adopted report for tests that care about what happens afterwards: its facts are real, its files hold no more than a word."""

from datetime import date

from sqlalchemy import select

from mag.budget import service as budget
from mag.budget.models import BudgetLine
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.money import Cents
from mag.reports import adopting, snapshot
from mag.reports.compose import compose
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.render.forms import csv_files, pack
from mag.reports.stored import MEDIA_TYPES, StoredForms
from tests.factories.reports import World

ADDRESS = "https://mag.example.test"
SANNE = Actor(kind=ActorKind.PERSON, id=None, label="Sanne Demo")


def seen(world: World, report_id: int) -> str:
    """The mark of the facts as somebody sees them now."""
    with world.store.reading() as db:
        return snapshot.digest(snapshot.freeze(gather_report(db, db.get_one(Report, report_id))))


def words_for(world: World, report_id: int) -> StoredForms:
    """Forms that hold a word each, and the real tables; what is in the other files does not matter here."""
    with world.store.reading() as db:
        facts = gather_report(db, db.get_one(Report, report_id))
    tables = pack(csv_files(facts, compose(facts)))
    words = {form: f"{form} {report_id}".encode() for form in MEDIA_TYPES}
    return StoredForms(*(world.files.put(word if form != "csv" else tables) for form, word in words.items()))


def freeze(world: World, report_id: int, row_version: int = 1) -> Report:
    """Adopt a report as it stands; its files are still to be made."""
    mark = seen(world, report_id)
    with world.store.transaction(SANNE) as tx:
        return adopting.adopt(tx, report_id, row_version=row_version, seen=mark)


def adopt(world: World, report_id: int, row_version: int = 1) -> Report:
    """Adopt a report as it stands, and put words for files with it."""
    freeze(world, report_id, row_version)
    return put_words(world, report_id)


def put_words(world: World, report_id: int) -> Report:
    """Put words for files with a report that is being made."""
    forms = words_for(world, report_id)
    with world.store.transaction() as tx:
        order = adopting.take_up(tx, report_id)
        assert order is not None
        made = adopting.finish(tx, order, forms, address=ADDRESS)
        assert made is not None
        return made


def book_late(world: World) -> None:
    """A booking of 1,000 euros found later, with a date inside the first half of 2022; the clock ends at 8 July 2022."""
    clock = world.store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(date(2022, 6, 25)))
    with world.store.transaction() as tx:
        line = tx.db.scalars(select(BudgetLine).where(BudgetLine.code == "MAG-02")).one()
        budget.allocate(tx, line.id, Cents(1_000_00), reason="Later gevonden")
    clock.set(at(date(2022, 7, 8)))
