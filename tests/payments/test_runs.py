"""The life of a payment run, on both engines: exactly once, by two people, the same bytes for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from mag.accounts.models import Person
from mag.accounts.roles import Permission
from mag.budget import service as budget
from mag.budget.models import BudgetLine, Commitment
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused, Stale
from mag.core.files import FileStore, StoredFile
from mag.core.journal import JournalLine
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Instalment
from mag.grants.states import InstalmentState
from mag.payments import queries, service
from mag.payments.models import Payment, PaymentRun
from mag.payments.sepa import Debtor, read_pain001
from mag.payments.states import RunState
from tests.factories.agendas import Ground, make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import IBANS, make_grant, make_partner

DEBTOR = Debtor("Stichting Samen demo", "NL02ABNA0123456789")
VERSION = "pain.001.001.03"
TODAY = date(2022, 3, 1)


@dataclass
class House:
    """A store with a line, two colleagues and a place for files."""

    store: Store
    files: FileStore
    ground: Ground
    line_id: int
    preparer: Actor
    releaser: Actor

    def grant(self, *parts: tuple[int, date | None], **changes: object) -> list[int]:
        with self.store.transaction() as tx:
            return [i.id for i in make_grant(tx, self.ground, self.line_id, parts=parts or ((20_000, TODAY),), **changes).instalments]  # type: ignore[arg-type]

    def prepare(self, instalment_ids: Sequence[int], execution_on: date = TODAY, actor: Actor | None = None) -> PaymentRun:
        with self.store.transaction(actor or self.preparer) as tx:
            return service.prepare_run(tx, self.ground.agenda.id, instalment_ids, execution_on=execution_on)

    def release(self, run: PaymentRun, *, version: int = 1, actor: Actor | None = None) -> PaymentRun:
        with self.store.reading() as db:
            kept = service.store_file(db, self.files, run.id, DEBTOR, VERSION)
        with self.store.transaction(actor or self.releaser) as tx:
            return service.release_run(tx, run.id, version=version, file_sha256=kept.sha256, debtor=DEBTOR, sepa_version=VERSION)

    def confirm(self, run: PaymentRun, *, version: int = 2, paid_on: date = TODAY) -> PaymentRun:
        with self.store.transaction(self.preparer) as tx:
            return service.confirm_run(tx, run.id, version=version, paid_on=paid_on)

    def line(self) -> tuple[int, int, int]:
        with self.store.reading() as db:
            line = db.get_one(BudgetLine, self.line_id)
            return line.available_amount, line.committed_amount, line.paid_amount


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    with store.transaction() as tx:
        ground = make_agenda(tx)
        line = make_line(tx, ground.agenda.id, 1_000_000)
        people = [Person(email=f"{n}@demo.example", name=f"Demo {n}", created_at=tx.now) for n in ("klaarzetter", "vrijgever")]
        tx.db.add_all(people)
        tx.db.flush()
        see = frozenset({Permission.SEE_PAYMENTS.value})
        actors = [Actor(kind=ActorKind.PERSON, id=p.id, label=p.name, permissions=see) for p in people]
    return House(store, FileStore(tmp_path / "files"), ground, line.id, *actors)


def test_a_run_lives_from_due_to_paid(house: House) -> None:
    ids = [*house.grant((20_000, TODAY), (5_000, TODAY + timedelta(days=40))), *house.grant((7_550, TODAY))]
    with house.store.reading() as db:
        due = queries.list_due(db, house.ground.agenda.id, TODAY)
        assert [d.instalment.amount for d in due] == [20_000, 7_550]
        assert queries.sum_overview(db, house.ground.agenda.id, TODAY) == queries.Overview(2, Cents(27_550), 0)
    run = house.prepare([ids[0], ids[2]])
    assert (run.reference, run.control_amount, run.payment_count, run.version) == ("BR-2022-0001", 27_550, 2, 1)
    with house.store.reading() as db:
        assert queries.list_due(db, house.ground.agenda.id, TODAY) == []
    released = house.release(run)
    assert released.state is RunState.RELEASED and released.released_by == "Demo vrijgever"
    assert house.line() == (967_450, 32_550, 0)
    content = house.files.read(str(released.file_sha256))
    read = read_pain001(content)
    assert (read.message_id, read.control_sum, read.count, read.execution_on) == ("BR-2022-0001", 27_550, 2, TODAY)
    confirmed = house.confirm(run)
    assert (confirmed.state, confirmed.paid_on) == (RunState.CONFIRMED, TODAY)
    assert house.line() == (967_450, 5_000, 27_550)
    with house.store.reading() as db:
        states = {i.id: i.state for i in db.scalars(select(Instalment))}
        assert states == {ids[0]: InstalmentState.PAID, ids[1]: InstalmentState.PLANNED, ids[2]: InstalmentState.PAID}
        mails = db.scalars(select(OutboxMail)).all()
        assert len(mails) == 2
        assert all("betaald" in mail.subject and IBANS[0] not in mail.text and "NL** **** 4300" in mail.text for mail in mails)
        actions = db.scalars(select(JournalLine.action).where(JournalLine.subject_kind == "payment_run").order_by(JournalLine.id)).all()
        assert actions == ["payments.run.prepared", "payments.run.released", "payments.run.confirmed"]


def test_who_prepared_a_run_does_not_release_it(house: House) -> None:
    run = house.prepare(house.grant())
    with pytest.raises(Refused) as refused:
        house.release(run, actor=house.preparer)
    assert [r.sentence for r in refused.value.refusals] == ["Een ander dan Demo klaarzetter geeft de betaalronde vrij."]
    with pytest.raises(Refused):
        house.release(run, actor=Actor(kind=ActorKind.SYSTEM, label="mag"))
    with pytest.raises(IntegrityError), house.store.transaction() as tx:
        tx.db.execute(text("UPDATE payment_run SET released_by_id = prepared_by_id"))


def test_the_file_is_the_same_bytes_however_often_it_is_made(house: House, clock: SetClock) -> None:
    run = house.prepare(house.grant())
    with house.store.reading() as db:
        first = service.store_file(db, house.files, run.id, DEBTOR, VERSION)
    clock.set(at(TODAY, 15, 30))
    with house.store.reading() as db:
        assert service.store_file(db, house.files, run.id, DEBTOR, VERSION) == first
    released = house.release(run)
    assert released.file_sha256 == first.sha256
    with house.store.reading() as db:
        assert db.get_one(StoredFile, first.sha256).size == first.size
    assert list(house.files.list_stored()) == [first.sha256]


def test_other_bytes_than_the_stored_ones_are_not_released(house: House) -> None:
    run = house.prepare(house.grant())
    other = house.files.put(b"<something else/>")
    with pytest.raises(Stale), house.store.transaction(house.releaser) as tx:
        service.release_run(tx, run.id, version=1, file_sha256=other.sha256, debtor=DEBTOR, sepa_version=VERSION)
    with house.store.reading() as db:
        assert db.get_one(PaymentRun, run.id).state is RunState.PREPARED


def test_without_an_account_to_pay_from_nothing_is_released(house: House) -> None:
    run = house.prepare(house.grant())
    with pytest.raises(Refused) as refused, house.store.reading() as db:
        service.store_file(db, house.files, run.id, Debtor("", ""), VERSION)
    assert refused.value.refusals[0].code == "debtor_missing"


def test_an_instalment_stands_in_one_run_and_a_second_try_gets_a_name_of_its_own(house: House) -> None:
    ids = house.grant(reference="MAG-2022-9001")
    first = house.prepare(ids)
    with pytest.raises(Refused) as refused:
        house.prepare(ids)
    assert refused.value.refusals[0].code == "instalment_taken"
    names = ["MAG-2022-9001-1"]
    run = first
    for expected in ("MAG-2022-9001-1B", "MAG-2022-9001-1C"):
        with house.store.transaction(house.preparer) as tx:
            assert service.cancel_run(tx, run.id, version=1).state is RunState.CANCELLED
        run = house.prepare(ids)
        names.append(expected)
        assert [p.end_to_end_id for p in run.payments] == [expected]
    with house.store.reading() as db:
        assert [p.end_to_end_id for p in db.scalars(select(Payment).order_by(Payment.id))] == names
        assert [p.cancelled for p in db.scalars(select(Payment).order_by(Payment.id))] == [True, True, False]


def test_there_is_no_way_back_from_released(house: House) -> None:
    run = house.prepare(house.grant())
    house.release(run)
    with pytest.raises(Refused) as refused, house.store.transaction(house.preparer) as tx:
        service.cancel_run(tx, run.id, version=2)
    assert "vrijgegeven" in refused.value.refusals[0].sentence
    house.confirm(run)
    for verb in (
        lambda tx: service.cancel_run(tx, run.id, version=3),
        lambda tx: service.confirm_run(tx, run.id, version=3, paid_on=TODAY),
    ):
        with pytest.raises(Refused), house.store.transaction(house.releaser) as tx:
            verb(tx)
    assert house.line() == (980_000, 0, 20_000)


def test_an_old_page_is_told_what_happened_meanwhile(house: House) -> None:
    run = house.prepare(house.grant())
    house.release(run)
    with pytest.raises(Stale) as stale, house.store.transaction(house.preparer) as tx:
        service.cancel_run(tx, run.id, version=1)
    assert stale.value.sentence.startswith("Deze betaalronde is op 1 maart 2022 vrijgegeven door Demo vrijgever.")
    house.confirm(run)
    with pytest.raises(Stale) as stale:
        house.confirm(run)
    assert "als betaald gemeld" in stale.value.sentence
    with house.store.reading() as db:
        assert len(db.scalars(select(OutboxMail)).all()) == 1


def test_more_than_is_promised_is_never_paid(house: House) -> None:
    ids = house.grant((20_000, TODAY), (10_000, TODAY))
    with house.store.transaction() as tx:
        commitment = tx.db.scalars(select(Commitment)).one()
        budget.release(tx, commitment.id, Cents(5_000), reason="Lager")
    with house.store.reading() as db:
        due = queries.list_due(db, house.ground.agenda.id, TODAY)
    assert [(d.payable, [n.code for n in d.notes]) for d in due] == [(True, []), (False, ["above_committed"])]
    with pytest.raises(Refused) as refused:
        house.prepare(ids)
    assert refused.value.refusals[0].code == "above_committed"
    run = house.prepare(ids[:1])
    with pytest.raises(Refused):
        house.prepare(ids[1:])
    with house.store.transaction() as tx:
        budget.release(tx, commitment.id, Cents(10_000), reason="Nog lager")
    with pytest.raises(Refused) as refused:
        house.release(run)
    assert refused.value.refusals[0].code == "above_committed"


@pytest.mark.parametrize(
    ("execution_on", "code"),
    [(date(2022, 2, 28), "execution_past"), (date(2022, 3, 5), "execution_weekend"), (date(2022, 6, 1), "execution_far")],
)
def test_a_bank_pays_on_a_working_day_that_has_not_passed(house: House, execution_on: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        house.prepare(house.grant((20_000, date(2022, 2, 1))), execution_on)
    assert [(r.code, r.field) for r in refused.value.refusals] == [(code, "execution_on")]


def test_a_run_that_waited_too_long_is_not_released(house: House, clock: SetClock) -> None:
    run = house.prepare(house.grant())
    clock.set(at(TODAY + timedelta(days=1)))
    with pytest.raises(Refused) as refused:
        house.release(run)
    assert refused.value.refusals[0].code == "execution_past"


def test_only_what_is_due_and_of_this_agenda_can_be_prepared(house: House) -> None:
    with pytest.raises(Refused) as refused:
        house.prepare([])
    assert refused.value.refusals[0].code == "nothing_chosen"
    for due_on in (TODAY + timedelta(days=10), None):
        with pytest.raises(Refused) as refused:
            house.prepare(house.grant((1_000, due_on)))
        assert refused.value.refusals[0].code == "not_due"
    with house.store.transaction() as tx:
        other = make_agenda(tx, "elders-2022")
        foreign = make_grant(tx, other, make_line(tx, other.agenda.id, 50_000).id, parts=((1_000, TODAY),)).instalments[0].id
    with pytest.raises(NotFound):
        house.prepare([foreign])
    with pytest.raises(NotFound):
        house.prepare([999_999])


@pytest.mark.parametrize(("paid_on", "code"), [(date(2022, 2, 28), "paid_before_release"), (date(2022, 3, 2), "paid_in_future")])
def test_a_bank_paid_after_the_release_and_not_in_the_future(house: House, paid_on: date, code: str) -> None:
    run = house.prepare(house.grant())
    house.release(run)
    with pytest.raises(Refused) as refused:
        house.confirm(run, paid_on=paid_on)
    assert [(r.code, r.field) for r in refused.value.refusals] == [(code, "paid_on")]
    assert house.line() == (980_000, 20_000, 0)


def test_two_live_payments_of_one_instalment_are_refused_by_the_database(house: House) -> None:
    run = house.prepare(house.grant())
    with pytest.raises(IntegrityError), house.store.transaction() as tx:
        payment = tx.db.get_one(PaymentRun, run.id).payments[0]
        tx.db.add(
            Payment(
                run_id=run.id,
                instalment_id=payment.instalment_id,
                end_to_end_id="MAG-ANDERS",
                amount=payment.amount,
                payee_name="x",
                iban=payment.iban,
                remittance="x",
            )
        )


def test_the_account_of_now_is_paid_and_frozen_when_prepared(house: House) -> None:
    with house.store.transaction() as tx:
        partner = make_partner(tx, "Wandelclub demo", IBANS[1])
        grant = make_grant(tx, house.ground, house.line_id, parts=((1_000, TODAY),), partner=partner, iban=IBANS[2])
    run = house.prepare([grant.instalments[0].id])
    assert (run.payments[0].iban, run.payments[0].payee_name) == (IBANS[1], "Wandelclub demo")
