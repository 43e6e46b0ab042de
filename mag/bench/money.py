"""What money costs: many people awarding from one line at the same moment, a payment run, and the bank's file that books it.

Everything goes through the verbs, in a database of its own. What is counted beside the time is what must be nought: euros over
the budget, cents lost, refusals that were wrong, and people who met a fault instead of an answer (``reliability.md`` N1-N3).
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from mag import schema
from mag.accounts.models import Person
from mag.accounts.roles import Permission, Role
from mag.accounts.service import create_person, give_role
from mag.agenda.models import Agenda
from mag.agenda.queries import list_goals
from mag.agenda_file import load, parse
from mag.applications.requests import CostLineRequest, Request
from mag.applications.service import submit
from mag.applications.states import CostKind
from mag.bench.world import AGENDA
from mag.budget import service as budget
from mag.budget.models import BudgetLine
from mag.budget.states import Part
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.db import Database
from mag.core.errors import Refused
from mag.core.files import FileStore
from mag.core.money import Cents
from mag.core.transaction import Store, Tx
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Instalment
from mag.grants.service import award
from mag.partners.models import PartnerKind
from mag.payments import service as payments
from mag.payments.models import Payment, PaymentRun
from mag.payments.sepa import Debtor, Version
from mag.payments.statements import service as statements
from mag.payments.states import RunState

PEOPLE = 32
ROUNDS = 32
"""Half of the people of a round get money: so many rounds make a run of five hundred payments and a few."""
AMOUNT = Cents(200_00)
RUN, LINES = 500, 5_000
DAY = date(2022, 3, 1)
ADDRESS = "https://bench.demo.example"
DEBTOR = Debtor("Stichting Samen demo", "NL02ABNA0123456789")
VERSION: Version = "pain.001.001.03"


@dataclass
class MoneyCost:
    """What was measured. Seconds on the wall; ``overspent`` and ``astray`` in cents."""

    answers: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    overspent: int = 0
    astray: int = 0
    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    def share(self, part: float) -> float:
        """How long at most this part of the people waited for an answer."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass(frozen=True)
class _House:
    store: Store
    clock: SetClock
    files: FileStore
    agenda_id: int
    goal_id: int
    year_id: int
    preparer: Actor
    releaser: Actor


def measure_money(url: str, folder: Path, *, rounds: int = ROUNDS, run: int = RUN, lines: int = LINES) -> MoneyCost:
    """Award, pay and book in a fresh database at ``url``, with files under ``folder``."""
    database, cost = Database(url), MoneyCost()
    try:
        house = _furnish(database, folder)
        for number in range(rounds):
            _award_at_once(house, number, cost)
        _pay_and_book(house, run, lines, cost)
    finally:
        database.dispose()
    return cost


def lines_of(cost: MoneyCost) -> Iterator[str]:
    """The figures in Dutch."""
    asked = sum(cost.answers.values())
    wrong = asked - cost.answers["awarded"] - cost.answers["line_full"]
    yield (
        f"{PEOPLE} mensen tegelijk op één regel, {asked} keer: {cost.answers['awarded']} toegekend, {cost.answers['line_full']} keer geen "
        f"geld meer, {wrong} keer iets anders; {cost.overspent} cent te veel, {cost.astray} cent zoek"
    )
    yield f"  antwoord na hooguit {cost.share(0.5) * 1000:.0f} ms (helft), {cost.share(0.95) * 1000:.0f} ms (95%)"
    for name, (wall, processor) in cost.steps.items():
        yield f"{name}: {wall:.2f} s, waarvan {processor:.2f} s rekentijd"


def _furnish(database: Database, folder: Path) -> _House:
    schema.upgrade(database)
    clock = SetClock(at(DAY, 12))
    store = Store(database, clock)
    with store.transaction() as tx:
        agenda: Agenda = load(tx, parse(AGENDA.read_bytes()))
        opened = budget.open_year(tx, agenda.id, DAY.year)
        people = [_colleague(tx, name) for name in ("klaarzetter", "vrijgever")]
        goal_id = next(iter(list_goals(tx.db, agenda.id))).id
    return _House(store, clock, FileStore(folder / "files"), agenda.id, goal_id, opened.id, *people)


def _colleague(tx: Tx, name: str) -> Actor:
    person: Person = create_person(tx, email=f"{name}@demo.example", name=f"Demo {name}")
    give_role(tx, person.id, Role.CONTROLLER)
    return Actor(ActorKind.PERSON, id=person.id, label=person.name, permissions=frozenset({Permission.SEE_PAYMENTS.value}))


def _award_at_once(house: _House, number: int, cost: MoneyCost) -> None:
    """One round: a new line with money for half of the people, everybody awards at the same moment."""
    with house.store.transaction() as tx:
        line = budget.add_line(
            tx, house.year_id, code=f"B-{number:03d}", name=f"Ronde {number} demo", part=Part.FLEXIBLE, task_field="6.1",
            cost_centre="610100",
        )  # fmt: skip
        line_id, room = line.id, Cents(AMOUNT * (PEOPLE // 2))
        budget.allocate(tx, line_id, room, reason="Begroting")
        waiting = [submit(tx, _request(house.agenda_id, number, one), address=ADDRESS).application.id for one in range(PEOPLE)]
    start, guard = threading.Barrier(PEOPLE), threading.Lock()

    def decide(application_id: int) -> None:
        start.wait()
        began = time.monotonic()
        try:
            with house.store.transaction() as tx:
                award(
                    tx, application_id, version=1, amount=AMOUNT, line_id=line_id, goal_id=house.goal_id, reason="Past goed bij het doel.",
                    starts_on=DAY, ends_on=DAY, address=ADDRESS,
                )  # fmt: skip
            answer = "awarded"
        except Refused as refused:
            answer = refused.refusals[0].code
        except Exception as fault:  # whatever somebody meets instead of an answer is what is counted here
            answer = type(fault).__name__
        with guard:
            cost.answers[answer] += 1
            cost.waits.append(time.monotonic() - began)

    threads = [threading.Thread(target=decide, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.store.reading() as db:
        after = db.get_one(BudgetLine, line_id)
        cost.overspent += max(0, -after.available_amount)
        cost.astray += abs(after.allocated_amount - after.available_amount - after.committed_amount - after.paid_amount)


def _request(agenda_id: int, number: int, one: int) -> Request:
    name = f"Demo Aanvrager {number}-{one}"
    return Request(
        agenda_id=agenda_id, applicant_kind=PartnerKind.RESIDENT, contact_name=name, email=f"bench-{number}-{one}@demo.example",
        iban="NL91ABNA0417164300", account_holder=name, title="Straatfeest demo", description="Een feest voor de straat.",
        place="Peulenstraat", starts_on=date(2022, 6, 4), ends_on=date(2022, 6, 5), audience=("iedereen",), expected_people=60,
        requested_amount=AMOUNT, cost_lines=(CostLineRequest(CostKind.COST, "Zaalhuur", AMOUNT),), is_demo=True,
    )  # fmt: skip


def _pay_and_book(house: _House, run: int, lines: int, cost: MoneyCost) -> None:
    store, on = house.store, date(2022, 3, 7)
    with store.reading() as db:
        due = list(db.scalars(select(Instalment.id).where(Instalment.due_on.is_not(None)).order_by(Instalment.id).limit(run)))
    with _timed(cost, f"Betaalronde van {len(due)} klaarzetten"), store.transaction(house.preparer) as tx:
        run_id = payments.prepare_run(tx, house.agenda_id, due, execution_on=on).id
    with _timed(cost, "  betaalbestand maken en bewaren"), store.reading() as db:
        kept = payments.store_file(db, house.files, run_id, DEBTOR, VERSION)
    with _timed(cost, "  vrijgeven"), store.transaction(house.releaser) as tx:
        payments.release_run(tx, run_id, version=1, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version=VERSION)
    with store.reading() as db:
        paid = [
            Booking(amount=-int(one.amount), reference=f"P{one.id}", end_to_end_id=one.end_to_end_id, name=one.payee_name, iban=one.iban)
            for one in db.scalars(select(Payment).where(Payment.run_id == run_id).order_by(Payment.id))
        ]
    other = [Booking(amount=100 + one, reference=f"A{one}", name="Iemand demo", remittance="Gift") for one in range(lines - len(paid))]
    house.clock.set(at(on, 18))
    content = write_camt053(DEBTOR.iban, on, Cents(10_000_000_00), [*paid, *other])
    stored = house.files.put(content)
    with _timed(cost, f"Bankafschrift van {len(paid) + len(other)} regels inlezen en boeken"), store.transaction(house.preparer) as tx:
        statements.take_in(
            tx, content, sha256=stored.sha256, size=stored.size, media_type="application/xml", filename="afschrift.xml", account_id=None,
            debtor=DEBTOR,
        )  # fmt: skip
    with store.reading() as db:
        cost.answers["run not booked"] += db.get_one(PaymentRun, run_id).state is not RunState.CONFIRMED


class _timed:
    """Note what a step took, on the wall and of the processor."""

    def __init__(self, cost: MoneyCost, name: str) -> None:
        self._cost, self._name = cost, name

    def __enter__(self) -> None:
        self._began = time.monotonic(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._cost.steps[self._name] = time.monotonic() - self._began[0], time.process_time() - self._began[1]
