"""What happens to money that has to come back: parts, reminders, holds and setting off hold too, each with its mail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from mag.core.clock import SetClock
from mag.core.db import Database
from mag.core.transaction import Store
from mag.grants.models import Instalment
from mag.grants.states import InstalmentState
from mag.payments.mails import PayTo
from mag.payments.models import Recovery
from mag.payments.service import agree_terms, chase, hold_payments, set_off
from tests.conftest import MOMENT
from tests.factories.statements import DEBTOR
from tests.verify.world import World

PAY_TO = PayTo(DEBTOR.name, DEBTOR.iban)


@pytest.fixture
def claimed(world: World) -> Iterator[World]:
    """The honest world in which a claim was divided in parts, chased, and set off against another grant that was held for a while."""
    database, clock = Database(world.url), SetClock(MOMENT + timedelta(days=600))
    store = Store(database, clock)
    with store.transaction() as tx:
        claim = tx.db.scalars(select(Recovery)).one()
        number, partner_id = claim.id, claim.grant.partner_id
        agree_terms(tx, number, version=claim.version, count=3, first_on=tx.today + timedelta(days=14), reason="In overleg", pay_to=PAY_TO)
    clock.set(clock.now() + timedelta(days=30))
    with store.transaction() as tx:
        assert chase(tx, PAY_TO) == (1, 0)
    clock.set(clock.now() + timedelta(minutes=1))
    with store.transaction() as tx:
        waiting = tx.db.scalars(select(Instalment).where(Instalment.state == InstalmentState.PLANNED)).first()
        assert waiting is not None
        grant, planned = waiting.grant, waiting.id
        grant.partner_id = grant.application.partner_id = partner_id
        hold_payments(tx, grant.id, until_on=tx.today + timedelta(days=7), reason="Wij zoeken iets uit.")
    clock.set(clock.now() + timedelta(minutes=1))
    with store.transaction() as tx:
        set_off(tx, number, planned, reason="In overleg met de partner")
    database.dispose()
    yield world


def test_parts_a_reminder_a_hold_and_setting_off_hold(claimed: World) -> None:
    assert claimed.wrong() == {}


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("DELETE FROM outbox_mail WHERE subject LIKE 'Wij verrekenen%'", "mails"),
        ("DELETE FROM outbox_mail WHERE subject LIKE 'Wij wachten met betalen%'", "mails"),
        ("DELETE FROM outbox_mail WHERE id = (SELECT MAX(id) FROM outbox_mail WHERE subject LIKE '%erugbetal%')", "mails"),
        ("UPDATE recovery_term SET amount = amount + 1 WHERE number = 2", "sporen"),
        ("UPDATE recovery SET received_amount = received_amount - 1", "sporen"),
    ],
)
def test_each_of_them_is_missed_when_it_is_gone(claimed: World, harm: str, check: str) -> None:
    claimed.sql(harm)
    assert check in claimed.wrong()
