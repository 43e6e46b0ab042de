"""A small honest world, made by the real verbs: enough of everything that every check has something to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import create_engine, select, text

from mag.accounts.roles import Role
from mag.agenda_file import load
from mag.applications.models import Application
from mag.applications.service import refuse
from mag.applications.states import Outcome, Strength
from mag.budget.acts import transfer
from mag.budget.envelopes.service import hand_out
from mag.budget.models import BudgetLine
from mag.core.clock import SetClock, at, today
from mag.core.files import FileStore, register
from mag.core.idempotency import remember
from mag.core.money import Cents
from mag.core.papers import Paper
from mag.core.period import year
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.grants.co_funding.service import add_funding
from mag.grants.co_funding.states import FunderKind, FundingState
from mag.grants.models import Grant
from mag.grants.service import align
from mag.indicators.models import IndicatorDefinition, Stand, ValueStatus
from mag.indicators.queries import get_indicator
from mag.indicators.service import measure
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.service import cancel_run, prepare_run, register_repayment
from mag.payments.statements.service import take_in
from mag.payments.states import RunState
from mag.reports.adopting import adopt, finish, take_up
from mag.reports.gather import gather_report
from mag.reports.models import Report
from mag.reports.service import prepare
from mag.reports.snapshot import digest, freeze
from mag.reports.states import ReportKind
from mag.reports.stored import StoredForms
from mag.verify import Result, open_source, verify
from tests.factories.accountability import awarded, handed_in, make_kept, paid_out, settled
from tests.factories.applications import ADDRESS, agenda_file, agenda_in, submitted
from tests.factories.budgets import make_line
from tests.factories.people import make_staff
from tests.factories.statements import DEBTOR, back, out

REASON = "Dit plan past niet bij de doelen van de agenda."


@dataclass(frozen=True)
class World:
    """A database with its files, as ``verify`` is pointed at it; and ways to do harm to both."""

    url: str
    files: Path

    def results(self) -> dict[str, Result]:
        """What every check says, by its name."""
        with open_source(self.url, self.files) as source:
            return {result.name: result for result in verify(source)}

    def wrong(self) -> dict[str, list[str]]:
        """The failures of the checks that do not hold."""
        return {name: result.failures for name, result in self.results().items() if not result.holds}

    def sql(self, *sentences: str, **values: object) -> None:
        """Change rows past every constraint, as somebody with the database in their hands could."""
        engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            else:
                connection.execute(text("SET session_replication_role = replica"))
                named = "SELECT conrelid::regclass AS held, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
                for row in connection.execute(text(named)).all():
                    connection.execute(text(f'ALTER TABLE {row.held} DROP CONSTRAINT "{row.conname}"'))
            for sentence in sentences:
                assert connection.execute(text(sentence), values).rowcount != 0, sentence
        engine.dispose()

    def one(self, question: str) -> object:
        """The one value a question answers."""
        engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.connect() as connection:
            found = connection.execute(text(question)).scalars().first()
        engine.dispose()
        assert found is not None, question
        return found

    def path(self, question: str) -> Path:
        """Where the file lies whose hash a question answers."""
        return FileStore(self.files).path(str(self.one(question)))

    def damage(self, question: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of a stored file in its place."""
        path = self.path(question)
        content = path.read_bytes()
        path.chmod(0o640)
        path.write_bytes(change(content))

    def replace_sepa(self, old: str, new: str) -> None:
        """Change a payment file and put it, with its new hash, in the place of the old one everywhere."""
        question = "SELECT file_sha256 FROM payment_run WHERE file_sha256 IS NOT NULL ORDER BY id"
        before = str(self.one(question))
        content = self.path(question).read_bytes()
        changed = content.decode().replace(old, new, 1).encode()
        assert changed != content
        kept = FileStore(self.files).put(changed)
        self.sql(
            "UPDATE stored_file SET sha256 = :new, size = :size WHERE sha256 = :old",
            "UPDATE payment_run SET file_sha256 = :new WHERE file_sha256 = :old",
            old=before,
            new=kept.sha256,
            size=kept.size,
        )


def make_world(store: Store, clock: SetClock, files: FileStore) -> None:
    """Nine applications with all that can become of them, a measurement and an adopted report."""

    def step() -> None:
        clock.set(clock.now() + timedelta(minutes=1))

    with store.transaction() as tx:
        load(tx, agenda_file())
        agenda_id = agenda_in(tx).id
    whole, back = awarded(store, 2_000_00), awarded(store, 2_000_00)
    _counts(store, whole.id)
    for grant, spent, amount in ((whole, 2_100_00, 2_000_00), (back, 1_000_00, 1_000_00)):
        step()
        paid_out(store, files, grant.id)
        step()
        handed_in(store, grant.id, spent=spent, uploads=[make_kept(files, "bon 1.jpg"), make_kept(files, "bon 2.jpg")])
        step()
        settled(store, grant.id, amount)
    step()
    paid_out(store, files, whole.id)
    step()
    with store.transaction() as tx:
        register_repayment(tx, tx.db.scalars(select(Recovery.id)).one(), Cents(250_00), received_on=tx.today)
    for confirm in (True, False):
        step()
        paid_out(store, files, awarded(store, 200_00).id, confirm=confirm)
    step()
    _read_statement(store, files, whole.id)
    step()
    _taken_back(store, agenda_id)
    step()
    _refused(store)
    step()
    submitted(store, 150_00)
    with store.transaction() as tx:
        other = make_line(tx, agenda_id, 50_000, code="MAG-02")
        first = tx.db.scalars(select(BudgetLine.id).where(BudgetLine.code == "MAG-01")).one()
        transfer(tx, other.id, first, Cents(1_000), reason="Meer vrij (demo)")
        holder = make_staff(tx, Role.NEIGHBOURHOOD_WORKER)
        hand_out(
            tx, other.id, holder_id=holder.id, name="Buurtbudget demo", amount=Cents(30_000), most=Cents(200_00), reason="Voor de buurt."
        )
        add_funding(
            tx, whole.id, kind=FunderKind.FUND, funder="Fonds demo", amount=Cents(500_00), state=FundingState.PROMISED, since=tx.today,
            source="brief van het fonds",
        )  # fmt: skip
        remember(tx, "0123456789abcdef" * 2, "desk.award:person:1").location = "/werkvoorraad/MAG-2022-0001"
    _printed(store, files)
    clock.set(at(date(2023, 7, 3), 10))
    _measured(store)
    step()
    _reported(store, files, agenda_id)


def _counts(store: Store, grant_id: int) -> None:
    """The plan works on a figure that partners count, so that its account tells a number."""
    with store.transaction() as tx:
        grant = tx.db.get_one(Grant, grant_id)
        indicator = get_indicator(tx.db, grant.application.agenda_id, "SAM-3")
        align(
            tx, grant.application, goal_id=indicator.goal_id, indicator_id=indicator.id, assumption="Wie begeleid is, doet mee.",
            strength=Strength.MEDIUM,
        )  # fmt: skip


def _read_statement(store: Store, files: FileStore, grant_id: int) -> None:
    """A statement with a payment, the same payment back, a repayment and a line nobody knows."""
    with store.reading() as db:
        paid = db.scalars(
            select(Payment).join(Payment.run).where(PaymentRun.state == RunState.CONFIRMED).order_by(Payment.id.desc())
        ).first()
        claim = db.scalars(select(Recovery)).one()
        assert paid is not None and paid.instalment.grant_id != grant_id
        bookings = [
            out(paid, "B1"), back(paid, "B2"), Booking(1_000, "B3", remittance=f"terug {claim.grant.reference}"), Booking(77, "B4"),
        ]  # fmt: skip
    content = write_camt053(DEBTOR.iban, clock_day(store), Cents(5_000), bookings)
    kept = files.put(content)
    with store.transaction() as tx:
        take_in(
            tx, content, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename="a.xml", account_id=None, debtor=DEBTOR
        )


def clock_day(store: Store) -> date:
    """The date the world's clock stands at."""
    return today(store.clock.now())


def _taken_back(store: Store, agenda_id: int) -> None:
    grant = awarded(store, 300_00)
    with store.transaction() as tx:
        run = prepare_run(tx, agenda_id, [tx.db.get_one(type(grant), grant.id).instalments[0].id], execution_on=tx.today)
    with store.transaction() as tx:
        cancel_run(tx, run.id, version=1)


def _refused(store: Store) -> None:
    application_id = submitted(store, 100_00).id
    with store.transaction() as tx:
        application = tx.db.get_one(Application, application_id)
        ground = application.rule_set.document["refusal_grounds"][0]["code"]
        refuse(tx, application.id, version=application.version, outcome=Outcome.REFUSE, ground_code=ground, reason=REASON, address=ADDRESS)


def _printed(store: Store, files: FileStore) -> None:
    """The PDF of the first letter, put where the worker puts it (what stands in it does not matter here)."""
    kept = files.put(b"%PDF-1.7 een brief")
    with store.transaction() as tx:
        paper = tx.db.scalars(select(Paper).order_by(Paper.id)).first()
        assert paper is not None
        register(tx, kept.sha256, kept.size, "application/pdf")
        paper.pdf_sha256 = kept.sha256
        tx.record("core.paper.printed", paper.about_kind, paper.about_id, identifier=paper.identifier, sha256=kept.sha256)


def _measured(store: Store) -> None:
    with store.transaction() as tx:
        definition = tx.db.scalars(select(IndicatorDefinition).order_by(IndicatorDefinition.id)).first()
        assert definition is not None
        measure(
            tx, definition.id, period=year(2022), area_code="GM0523", area_name="Hardinxveld-Giessendam", value=Decimal("7.5"),
            status=ValueStatus.FINAL, source="demo", is_demo=True, stand=Stand.APPROVED,
        )  # fmt: skip


def _reported(store: Store, files: FileStore, agenda_id: int) -> None:
    with store.transaction() as tx:
        report = prepare(tx, agenda_id, ReportKind.HALF_YEAR, "2022-1")
    with store.reading() as db:
        seen = digest(freeze(gather_report(db, db.get_one(Report, report.id))))
    kept = {form: files.put(f"%PDF- {form} {seen}".encode()) for form in ("html", "pdf", "xlsx", "json", "council", "csv")}
    with store.transaction() as tx:
        adopt(tx, report.id, row_version=1, seen=seen)
        order = take_up(tx, report.id)
        assert order is not None
        finish(tx, order, StoredForms(**kept), address=ADDRESS)
