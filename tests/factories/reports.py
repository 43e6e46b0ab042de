"""A first half of 2022 that a report can be about, made by the real verbs: asked, decided, paid, accounted for, settled, measured."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mag.agenda.models import Agenda
from mag.agenda_file import load
from mag.applications import service as applications
from mag.applications.states import Outcome
from mag.budget import service as budget
from mag.budget.states import Part
from mag.core.clock import SetClock, at
from mag.core.files import FileStore
from mag.core.money import Cents
from mag.core.period import year
from mag.core.transaction import Store, Tx
from mag.indicators.models import Indicator
from mag.partners.models import Partner
from mag.reports import service
from mag.reports.models import Report
from mag.reports.states import ReportKind
from tests.factories.accountability import awarded, handed_in, paid_out, settled
from tests.factories.applications import ADDRESS, CODE, agenda_file, submitted
from tests.factories.indicators import record

RESIDENT = "Demo Bewoner Zonderling"
"""The name of a resident that may stand in no report."""
LARGE = "Welzijn demo"


@dataclass(frozen=True)
class World:
    """What was made: the agenda, and how to prepare a report of it."""

    agenda_id: int
    store: Store
    files: FileStore

    def prepare(self, kind: ReportKind = ReportKind.HALF_YEAR, period: str = "2022-1", reason: str = "") -> Report:
        """A concept; a next version has a reason."""
        with self.store.transaction() as tx:
            return service.prepare(tx, self.agenda_id, kind, period, reason=reason)


def make_world(store: Store, files: FileStore) -> World:
    """Two budget lines and seven applications; the clock ends at 5 July 2022, when the half-year is over."""
    clock = store.clock
    assert isinstance(clock, SetClock)
    clock.set(at(date(2021, 12, 10)))
    with store.transaction() as tx:
        load(tx, agenda_file(CODE))
        agenda_id = tx.db.scalars(select(Agenda.id).where(Agenda.code == CODE)).one()
        opened = budget.open_year(tx, agenda_id, 2022)
        for code, part, amount in (("MAG-01", Part.FLEXIBLE, 50_000_00), ("MAG-02", Part.FIXED, 20_000_00)):
            line = budget.add_line(tx, opened.id, code=code, name=f"Initiatieven {code}", part=part, task_field="6.1", cost_centre="610100")
            budget.allocate(tx, line.id, Cents(amount), reason="Begroting")
    refused = submitted(store, 240_00, title="Te laat idee demo", email="laat@demo.example")
    clock.set(at(date(2022, 1, 4)))
    with store.transaction() as tx:
        applications.refuse(
            tx, refused.id, version=refused.version, outcome=Outcome.REFUSE, ground_code=_ground(), reason="Past niet.", address=ADDRESS
        )  # fmt: skip
    clock.set(at(date(2022, 3, 1)))
    small = awarded(store, 200_00, title="Buurtmaaltijd demo", contact_name=RESIDENT, account_holder=RESIDENT)
    large = awarded(store, 6_000_00, title="Meedoen demo", organisation_name=LARGE, email="welzijn@demo.example", is_large_partner=True)
    walk = awarded(store, 1_500_00, title="Wandelen demo")
    with store.transaction() as tx:
        for partner in tx.db.scalars(select(Partner).where(Partner.name == LARGE)):
            partner.is_large = True
    for grant in (small, large, walk):
        paid_out(store, files, grant.id)
    submitted(store, 150_00, title="Bankje demo", email="bankje@demo.example")
    withdrawn = submitted(store, 120_00, title="Toch niet demo", email="niet@demo.example")
    with store.transaction() as tx:
        applications.withdraw(tx, withdrawn.id, version=withdrawn.version)
    with store.transaction() as tx:
        _measure(tx)
    clock.set(at(date(2022, 6, 20)))
    accounts = ((small, 7, 200_00, "Gezellig."), (large, 120, 5_000_00, "Veel mensen deden mee."), (walk, 35, 1_500_00, ""))
    for grant, people, spent, story in accounts:
        handed_in(store, grant.id, spent, people, story=story)
    settled(store, small.id, 200_00)
    settled(store, large.id, 5_000_00)
    clock.set(at(date(2022, 7, 5)))
    return World(agenda_id, store, files)


def _ground() -> str:
    return agenda_file(CODE).section.rule_sets[0].refusal_grounds[0].code


def _measure(tx: Tx) -> None:
    found = tx.db.scalars(select(Indicator).where(Indicator.code.in_(["SAM-1", "SAM-2"])).order_by(Indicator.code))
    for indicator, values in zip(found, (("31.2", "29.8"), ("6.1", "6.3")), strict=True):
        definition = indicator.definitions[0].id
        for number, value in zip((2019, 2021), values, strict=True):
            margin = "1" if indicator.code == "SAM-1" else "0.1"
            record(tx, definition, year(number), value, margin=margin, area="GM0523", is_demo=indicator.code == "SAM-2")
