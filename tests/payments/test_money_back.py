"""Money that comes back, and the look at who is paid, with a real database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mag.accounts.roles import Role
from mag.budget import service as budget
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.states import EntryKind
from mag.core.actor import Actor, ActorKind
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused, Stale
from mag.core.money import Cents
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from mag.grants.models import Grant
from mag.partners.queries import find_account
from mag.partners.service import set_account
from mag.payments import queries, service
from mag.payments.models import Recovery
from mag.payments.states import RecoveryState
from tests.factories.agendas import Ground, make_agenda
from tests.factories.budgets import make_line
from tests.factories.grants import IBANS, make_grant, make_partner
from tests.factories.people import make_staff

TODAY = date(2022, 3, 1)


@pytest.fixture
def ground(store: Store) -> Ground:
    with store.transaction() as tx:
        return make_agenda(tx)


@pytest.fixture
def line_id(store: Store, ground: Ground) -> int:
    with store.transaction() as tx:
        return make_line(tx, ground.agenda.id, 1_000_000).id


def paid_grant(store: Store, ground: Ground, line_id: int, amount: int = 20_000) -> Grant:
    with store.transaction() as tx:
        grant = make_grant(tx, ground, line_id, parts=((amount, TODAY),))
        budget.pay(tx, grant.commitment_id, Cents(amount), reason="Betaald", booked_on=TODAY)
        return grant


def test_what_comes_back_in_parts_is_free_again(store: Store, ground: Ground, line_id: int) -> None:
    grant = paid_grant(store, ground, line_id)
    with store.transaction() as tx:
        recovery_id = service.open_recovery(tx, grant.id, Cents(5_000), due_on=TODAY + timedelta(days=42)).id
    for amount, left, state in ((2_000, 3_000, RecoveryState.OPEN), (3_000, 0, RecoveryState.RECEIVED)):
        with store.transaction() as tx:
            recovery = service.register_repayment(tx, recovery_id, Cents(amount), received_on=TODAY)
            assert (recovery.amount - recovery.received_amount, recovery.state) == (left, state)
    with store.reading() as db:
        line = db.get_one(BudgetLine, line_id)
        assert (line.available_amount, line.paid_amount) == (985_000, 15_000)
        back = db.scalars(select(LedgerEntry.amount).where(LedgerEntry.kind == EntryKind.RECOVER).order_by(LedgerEntry.id)).all()
        assert back == [2_000, 3_000]
        texts = [mail.text for mail in db.scalars(select(OutboxMail).order_by(OutboxMail.id))]
        assert len(texts) == 2 and "nog € 30,00" in texts[0].replace("\u00a0", " ") and "Alles is nu terugbetaald" in texts[1]
        assert queries.sum_recoveries(db, ground.agenda.id, RecoveryState.OPEN) == (0, 0)


def test_never_more_back_than_is_open_nor_asked_than_was_paid(store: Store, ground: Ground, line_id: int) -> None:
    grant = paid_grant(store, ground, line_id)
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        service.open_recovery(tx, grant.id, Cents(20_001), due_on=TODAY)
    assert refused.value.refusals[0].code == "more_than_paid"
    with store.transaction() as tx:
        recovery_id = service.open_recovery(tx, grant.id, Cents(5_000), due_on=TODAY).id
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        service.open_recovery(tx, grant.id, Cents(1_000), due_on=TODAY)
    assert refused.value.refusals[0].code == "recovery_open"
    for amount, day, code in (
        (5_001, TODAY, "more_than_open"),
        (0, TODAY, "amount_not_positive"),
        (1, date(2022, 3, 2), "received_in_future"),
    ):
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            service.register_repayment(tx, recovery_id, Cents(amount), received_on=day)
        assert refused.value.refusals[0].code == code
    with store.reading() as db:
        assert db.get_one(Recovery, recovery_id).received_amount == 0
    with pytest.raises(NotFound), store.transaction() as tx:
        service.register_repayment(tx, 999, Cents(1), received_on=TODAY)


def test_two_colleagues_do_not_book_one_repayment_twice(store: Store, ground: Ground, line_id: int) -> None:
    grant = paid_grant(store, ground, line_id)
    with store.transaction() as tx:
        recovery_id = service.open_recovery(tx, grant.id, Cents(5_000), due_on=TODAY).id
    with store.transaction() as tx:
        service.register_repayment(tx, recovery_id, Cents(2_000), received_on=TODAY, version=1)
    with pytest.raises(Stale) as stale, store.transaction() as tx:
        service.register_repayment(tx, recovery_id, Cents(2_000), received_on=TODAY, version=1)
    assert "€ 30,00 open" in stale.value.sentence.replace("\u00a0", " ")


def test_oddities_around_an_account_are_seen_in_what_is_due(store: Store, ground: Ground, line_id: int, clock: SetClock) -> None:
    with store.transaction() as tx:
        plain, moved, renamed = (make_partner(tx, name, iban) for name, iban in zip(("Koor A", "Koor B", "Koor C"), IBANS, strict=False))
        ids = {
            p.name: make_grant(tx, ground, line_id, parts=((1_000, TODAY), (1_000, TODAY)), partner=p).id for p in (plain, moved, renamed)
        }
    clock.set(at(TODAY + timedelta(days=60)))
    on = TODAY + timedelta(days=61)
    with store.transaction() as tx:
        person = make_staff(tx, Role.CONTROLLER)
        checker = Actor(kind=ActorKind.PERSON, id=person.id, label=person.name)
    with store.transaction() as tx:
        set_account(tx, moved.id, IBANS[3], "Koor B")
        set_account(tx, renamed.id, IBANS[2], "P. Anders")
    with store.reading() as db:
        due = queries.list_due(db, ground.agenda.id, on)
        codes = {d.instalment.grant_id: [n.code for n in d.notes] for d in due}
        assert codes == {ids["Koor A"]: [], ids["Koor B"]: ["iban_new"], ids["Koor C"]: ["name_differs"]}
        first = [d.instalment.id for d in due if d.instalment.number == 1]
    with pytest.raises(Refused) as refused, store.transaction() as tx:
        service.prepare_run(tx, ground.agenda.id, first, execution_on=TODAY + timedelta(days=62))
    assert [r.code for r in refused.value.refusals] == ["iban_unchecked"], "a change of this minute waits a day or for a second person"
    with store.transaction(checker) as tx:
        service.confirm_account(tx, find_account(tx.db, moved.id).id, how="gebeld")  # type: ignore[union-attr]
    with store.transaction() as tx:
        service.prepare_run(tx, ground.agenda.id, first, execution_on=TODAY + timedelta(days=62))
    with store.reading() as db:
        due = queries.list_due(db, ground.agenda.id, TODAY + timedelta(days=70))
        assert all("paid_before" in [n.code for n in d.notes] for d in due) and len(due) == 3
