"""A house that pays and reads its bank's files, for tests of statements."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from mag.accounts.models import Person
from mag.accounts.roles import Permission
from mag.budget.models import BudgetLine
from mag.core.actor import Actor, ActorKind
from mag.core.files import FileStore
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.payments import service as payments
from mag.payments.models import Payment, PaymentRun, Recovery
from mag.payments.sepa import Debtor
from mag.payments.statements import service
from mag.payments.statements.models import BankLine, BankStatement
from tests.factories.agendas import Ground, make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import make_grant

DEBTOR = Debtor("Stichting Samen demo", "NL02ABNA0123456789")
TODAY = date(2022, 3, 1)


@dataclass
class Bank:
    """A store with a line of money, two colleagues, files, and the bank's side of it."""

    store: Store
    files: FileStore
    ground: Ground
    line_id: int
    preparer: Actor
    releaser: Actor
    balance: int = 0

    def released(self, *amounts: int) -> list[Payment]:
        """A released run of a grant per amount; answers its payments."""
        with self.store.transaction() as tx:
            ids = [make_grant(tx, self.ground, self.line_id, parts=((a, TODAY),)).instalments[0].id for a in amounts]
        with self.store.transaction(self.preparer) as tx:
            run = payments.prepare_run(tx, self.ground.agenda.id, ids, execution_on=tx.today)
        with self.store.reading() as db:
            kept = payments.store_file(db, self.files, run.id, DEBTOR, "pain.001.001.03")
        with self.store.transaction(self.releaser) as tx:
            payments.release_run(tx, run.id, version=1, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version="pain.001.001.03")
        with self.store.reading() as db:
            return list(db.scalars(select(Payment).where(Payment.run_id == run.id).order_by(Payment.id)))

    def claim(self, payment: Payment, amount: int) -> tuple[int, str]:
        """Claim part of a paid payment back; answers the claim's id and reference."""
        with self.store.transaction() as tx:
            grant = tx.db.get_one(Payment, payment.id).instalment.grant
            return payments.open_recovery(tx, grant.id, Cents(amount), due_on=tx.today).id, grant.reference

    def file(self, *bookings: Booking, day: date = TODAY, reference: str = "") -> bytes:
        """The bank's file about a day, joining what it gave before."""
        content = write_camt053(DEBTOR.iban, day, Cents(self.balance), bookings, reference=reference)
        self.balance += sum(booking.amount for booking in bookings)
        return content

    def take_in(self, content: bytes, *, account_id: int | None = None) -> list[BankStatement]:
        """Read a file in as the preparer."""
        kept = self.files.put(content)
        with self.store.transaction(self.preparer) as tx:
            return service.take_in(
                tx, content, sha256=kept.sha256, size=kept.size, media_type="application/xml", filename="afschrift.xml",
                account_id=account_id, debtor=DEBTOR,
            )  # fmt: skip

    def lines(self) -> list[BankLine]:
        """Every line so far."""
        with self.store.reading() as db:
            return list(db.scalars(select(BankLine).order_by(BankLine.id)))

    def money(self) -> tuple[int, int, int]:
        """Available, committed and paid on the line."""
        with self.store.reading() as db:
            line = db.get_one(BudgetLine, self.line_id)
            return line.available_amount, line.committed_amount, line.paid_amount

    def run(self, payment: Payment) -> PaymentRun:
        """The run of a payment as it stands."""
        with self.store.reading() as db:
            return db.get_one(PaymentRun, payment.run_id)

    def recovery(self, number: int) -> Recovery:
        """A claim as it stands."""
        with self.store.reading() as db:
            return db.get_one(Recovery, number)


def make_bank(store: Store, path: Path, cents: int = 1_000_000) -> Bank:
    """A fresh one."""
    with store.transaction() as tx:
        ground = make_agenda(tx)
        line = make_line(tx, ground.agenda.id, cents)
        people = [Person(email=f"{n}@demo.example", name=f"Demo {n}", created_at=tx.now) for n in ("klaarzetter", "vrijgever")]
        tx.db.add_all(people)
        tx.db.flush()
        see = frozenset({Permission.SEE_PAYMENTS.value})
        actors = [Actor(kind=ActorKind.PERSON, id=p.id, label=p.name, permissions=see) for p in people]
    return Bank(store, FileStore(path / "files"), ground, line.id, *actors)


def out(payment: Payment, reference: str = "", **changes: object) -> Booking:
    """The bank's booking of a payment."""
    values = {"amount": -int(payment.amount), "reference": reference, "end_to_end_id": payment.end_to_end_id, "name": payment.payee_name}
    return Booking(**{**values, "iban": payment.iban, "remittance": payment.remittance, **changes})  # type: ignore[arg-type]


def back(payment: Payment, reference: str = "", code: str = "AC04") -> Booking:
    """The bank's booking of a payment that came back."""
    return out(payment, reference, amount=int(payment.amount), return_code=code)


def digest(content: bytes) -> str:
    """The hash a file is kept under."""
    return sha256(content).hexdigest()
