"""Reminders go out once, before and after the last day, and never two to one partner in a week."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mag.accountability.duties import remind_hand_ins
from mag.accountability.rules import reminder_due
from mag.core.clock import SetClock
from mag.core.duties import Done, once
from mag.core.house import House
from mag.core.outbox import OutboxMail
from mag.core.transaction import Store
from tests.factories.accountability import awarded, handed_in
from tests.web_client import make_house

LAST = date(2022, 8, 5)
"""Two months after 5 June, the last day of the plans here."""


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    return make_house(sqlite_store, tmp_path)


def on(house: House, clock: SetClock, day: date) -> list[str]:
    """Run the duty on a day; answers the subjects of the reminders that were queued so far."""
    clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    once(house.store, "remind_hand_ins", day.isoformat(), lambda run: remind_hand_ins(house, run))
    with house.store.reading() as db:
        asked = select(OutboxMail.subject).where(OutboxMail.subject.startswith("Stuurt u")).order_by(OutboxMail.id)
        return list(db.scalars(asked))


def test_a_partner_hears_two_weeks_before_and_a_week_after_and_no_more(house: House, clock: SetClock) -> None:
    grant = awarded(house.store)
    assert grant.account_by == LAST
    counts = {}
    for days in (-30, -15, -14, -13, -7, 0, 6, 7, 8, 30):
        counts[days] = len(on(house, clock, LAST + timedelta(days=days)))
    assert counts == {-30: 0, -15: 0, -14: 1, -13: 1, -7: 1, 0: 1, 6: 1, 7: 2, 8: 2, 30: 2}


def test_the_same_day_twice_is_one_mail(house: House, clock: SetClock) -> None:
    awarded(house.store)
    assert len(on(house, clock, LAST)) == 1
    assert once(house.store, "remind_hand_ins", LAST.isoformat(), lambda run: remind_hand_ins(house, run)) is Done.BEFORE
    once(house.store, "by hand", "now", lambda run: remind_hand_ins(house, run))
    assert len(on(house, clock, LAST)) == 1


def test_who_handed_in_is_left_alone(house: House, clock: SetClock) -> None:
    grant = awarded(house.store)
    handed_in(house.store, grant.id, spent=200_00)
    assert on(house, clock, LAST) == []


def test_two_plans_of_one_partner_stand_in_one_mail_and_a_third_waits_a_week(house: House, clock: SetClock) -> None:
    first, second = awarded(house.store), awarded(house.store, title="Buurtlunch demo")
    third = awarded(house.store, title="Kerstmarkt demo", ends_on=date(2022, 6, 8))
    assert on(house, clock, LAST - timedelta(days=14)) == [f"Stuurt u uw verantwoording? ({first.reference}, {second.reference})"]
    third_due = date(2022, 8, 8) - timedelta(days=14)
    assert len(on(house, clock, third_due)) == 1
    assert on(house, clock, third_due + timedelta(days=4))[-1] == f"Stuurt u uw verantwoording? ({third.reference})"


def test_a_day_the_machine_slept_through_is_made_up_for() -> None:
    assert reminder_due(LAST, LAST - timedelta(days=3), announced=False, reminded=False) == "announced"
    assert reminder_due(LAST, LAST + timedelta(days=3), announced=False, reminded=False) is None
    assert reminder_due(LAST, LAST + timedelta(days=90), announced=False, reminded=False) == "reminded"
