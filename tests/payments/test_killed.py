"""Killed in the middle of releasing or confirming: afterwards nothing is there twice, and nothing by half (``reliability.md`` T2)."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.accounts.sessions import start_session
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import EntryKind
from mag.core.files import FileStore, StoredFile
from mag.core.idempotency import FormKey
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.settings import ROOT
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Instalment
from mag.grants.states import InstalmentState
from mag.payments import service
from mag.payments.models import Payment, PaymentRun
from mag.payments.sepa import Debtor
from mag.payments.statements.models import BankLine, BankStatement
from mag.payments.states import RunState
from tests.factories.agendas import Ground, make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import make_grant
from tests.factories.people import actor_for, make_staff

pytestmark = pytest.mark.begin_early

TODAY = date(2022, 3, 1)
DEBTOR = Debtor("Stichting Samen demo", "NL02ABNA0123456789")
POINTS = ("after the file, before the transaction", "just before the commit", "after the commit, before the answer")


@dataclass
class Scene:
    """A prepared run of two payments, and a controller at a browser."""

    url: str
    folder: Path
    store: Store
    run_id: int
    secret: str
    ground: Ground

    def send(self, verb: str, key: str, point: str) -> subprocess.CompletedProcess[str]:
        page = "/betaalrondes/BR-2022-0001"
        return self.fill_in(page, f"{page}/{verb}", key, point, version={"vrijgeven": "1", "betaald": "2"}[verb])

    def fill_in(
        self, page: str, form: str, key: str, point: str, *, version: str = "", **filled: object
    ) -> subprocess.CompletedProcess[str]:
        words = [self.url, str(self.folder), self.secret, page, form, key, version, point, json.dumps(filled)]
        return subprocess.run(
            [sys.executable, "-m", "tests.payments.crash_child", *words], cwd=ROOT, capture_output=True, text=True, timeout=120
        )

    def run(self) -> PaymentRun:
        with self.store.reading() as db:
            return db.get_one(PaymentRun, self.run_id)

    def count(self, what: type, *where: object) -> int:
        with self.store.reading() as db:
            return db.scalar(select(func.count()).select_from(what).where(*where)) or 0  # type: ignore[arg-type]

    def journal(self, action: str) -> int:
        return self.count(JournalLine, JournalLine.action == action)


@pytest.fixture
def scene(store: Store, engine_url: str, tmp_path: Path) -> Scene:
    with store.transaction() as tx:
        ground = make_agenda(tx)
        line = make_line(tx, ground.agenda.id, 1_000_000)
        ids = [make_grant(tx, ground, line.id, parts=((10_000, TODAY),)).instalments[0].id for _ in range(2)]
        controller, leader = make_staff(tx, Role.CONTROLLER).id, make_staff(tx, Role.PROJECT_LEADER).id
        secret = start_session(tx, person_id=controller)
    with store.transaction(actor_for(store, leader)) as tx:
        run_id = service.prepare_run(tx, ground.agenda.id, ids, execution_on=TODAY).id
    return Scene(engine_url, tmp_path, store, run_id, secret, ground)


def release_here(scene: Scene) -> None:
    with scene.store.transaction() as tx:
        other = make_staff(tx, Role.MUNICIPALITY_OFFICER).id
    with scene.store.reading() as db:
        kept = service.store_file(db, FileStore(scene.folder / "files"), scene.run_id, DEBTOR, "pain.001.001.03")
    with scene.store.transaction(actor_for(scene.store, other)) as tx:
        service.release_run(tx, scene.run_id, version=1, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version="pain.001.001.03")


@pytest.mark.parametrize("point", POINTS)
def test_a_release_is_there_whole_or_not_at_all_and_once(scene: Scene, point: str) -> None:
    key = "a" * 32
    assert scene.send("vrijgeven", key, point).returncode == -signal.SIGKILL
    committed = point.startswith("after the commit")
    files = FileStore(scene.folder / "files")
    assert len(list(files.list_stored())) == 1, "the file was safe before anything spoke of it"
    assert scene.run().state is (RunState.RELEASED if committed else RunState.PREPARED)
    assert scene.run().version == (2 if committed else 1)
    for what in (scene.journal("payments.run.released"), scene.count(StoredFile), scene.count(FormKey)):
        assert what == (1 if committed else 0)

    again = scene.send("vrijgeven", key, "never")
    assert again.stdout.split() == ["303", "/betaalrondes/BR-2022-0001"], again.stderr
    run = scene.run()
    assert (run.state, run.version) == (RunState.RELEASED, 2)
    assert list(files.list_stored()) == [run.file_sha256] and files.check(str(run.file_sha256))
    assert (scene.journal("payments.run.released"), scene.count(StoredFile), scene.count(FormKey)) == (1, 1, 1)


def test_preparing_takes_an_instalment_once(scene: Scene) -> None:
    with scene.store.transaction() as tx:
        line = tx.db.scalars(select(BudgetLine)).one()
        number = make_grant(tx, scene.ground, line.id, parts=((30_000, TODAY),)).instalments[0].id
    form = {"instalments": [str(number)], "execution_on-day": "1", "execution_on-month": "3", "execution_on-year": "2022"}

    def send(point: str) -> subprocess.CompletedProcess[str]:
        return scene.fill_in("/betaalrondes", "/betaalrondes", "c" * 32, point, **form)

    def check(made: bool) -> None:
        assert scene.count(PaymentRun) == (2 if made else 1)
        assert scene.count(Payment, Payment.instalment_id == number) == (1 if made else 0)
        assert scene.journal("payments.run.prepared") == (2 if made else 1)

    assert send(POINTS[1]).returncode == -signal.SIGKILL
    check(made=False)
    assert send(POINTS[2]).returncode == -signal.SIGKILL
    check(made=True)
    again = send("never")
    assert again.stdout.split() == ["303", "/betaalrondes/BR-2022-0002"], again.stderr
    check(made=True)


def test_a_statement_is_taken_in_whole_and_once(scene: Scene) -> None:
    release_here(scene)
    content = write_camt053(DEBTOR.iban, TODAY, Cents(1_000_00), [Booking(-200_00, "1", batch="BR-2022-0001"), Booking(5_00, "2")])
    sha256 = FileStore(scene.folder / "files").put(content).sha256
    page = f"/betalingen/afschriften/nieuw/{sha256}?naam=a.xml"

    def check(read: bool) -> None:
        assert scene.run().state is (RunState.CONFIRMED if read else RunState.RELEASED)
        for what, times in ((BankStatement, 1), (BankLine, 2), (OutboxMail, 2)):
            assert scene.count(what) == (times if read else 0)
        assert scene.count(LedgerEntry, LedgerEntry.kind == EntryKind.PAY) == (2 if read else 0)
        assert scene.count(Instalment, Instalment.state == InstalmentState.PAID) == (2 if read else 0)
        assert scene.journal("payments.statement.taken_in") == scene.count(StoredFile, StoredFile.sha256 == sha256) == (1 if read else 0)

    for point in ("the lines stored, nothing booked", POINTS[1], POINTS[2]):
        assert scene.fill_in(page, page, "d" * 32, point).returncode == -signal.SIGKILL, point
        check(read=point == POINTS[2])
    again = scene.fill_in("/betalingen/afschriften", page, "d" * 32, "never")
    assert again.stdout.split()[0] == "303", again.stdout + again.stderr
    check(read=True)


@pytest.mark.parametrize("point", POINTS[1:])
def test_a_confirmation_pays_and_mails_once(scene: Scene, point: str) -> None:
    release_here(scene)
    key = "b" * 32
    assert scene.send("betaald", key, point).returncode == -signal.SIGKILL
    committed = point.startswith("after the commit")

    def check(done: bool) -> None:
        assert scene.run().state is (RunState.CONFIRMED if done else RunState.RELEASED)
        assert scene.count(LedgerEntry, LedgerEntry.kind == EntryKind.PAY) == (2 if done else 0)
        assert scene.count(OutboxMail) == (2 if done else 0)
        assert scene.count(Instalment, Instalment.state == InstalmentState.PAID) == (2 if done else 0)
        assert scene.journal("payments.run.confirmed") == (1 if done else 0)
        with scene.store.reading() as db:
            line = db.scalars(select(BudgetLine)).one()
            assert (line.committed_amount, line.paid_amount) == ((0, 20_000) if done else (20_000, 0))

    check(committed)
    again = scene.send("betaald", key, "never")
    assert again.stdout.split() == ["303", "/betaalrondes/BR-2022-0001"], again.stderr
    check(True)
