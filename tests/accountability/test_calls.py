"""Half-year reports are called for at once, chased in steps, and never more than once a week; a delay moves the last day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from mag.accountability.calls import service
from mag.accountability.calls.models import Reminder, ReportCall
from mag.accountability.calls.queries import list_completeness, list_missing
from mag.accountability.calls.rules import call_day, covers, may_mail, next_step, period_of_call, step_by_itself
from mag.accountability.calls.states import ReminderStep as R
from mag.accountability.models import HandIn
from mag.accountability.states import HandInState
from mag.accounts.roles import Role
from mag.core.clock import SetClock
from mag.core.errors import Refused
from mag.core.outbox import OutboxMail
from mag.core.period import half_year
from mag.core.transaction import Store
from mag.grants.models import Grant
from tests.factories.accountability import awarded, handed_in
from tests.factories.applications import ADDRESS
from tests.web_client import client_as, client_by_link, post

LAST = date(2022, 8, 5)
EARLIER = half_year(2022, 1)


def on(clock: SetClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def make_report(store: Store, grant: Grant, due_on: date, period: str = "2021-2") -> HandIn:
    """A report as a call makes it; nobody can ask for enough money here to be called by the real verb."""
    with store.transaction() as tx:
        made = HandIn(
            grant_id=grant.id, kind="half_year", period=period, settles=False, due_on=due_on, state=HandInState.DRAFT, version=1,
            started_at=tx.now,
        )  # fmt: skip
        tx.db.add(made)
        tx.db.flush()
        return made


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-60, 120), st.sets(st.sampled_from(list(R))))
def test_steps_only_grow_firmer_and_stop(due: date, days: int, sent: set[R]) -> None:
    today = due + timedelta(days=days)
    step = next_step(due, today, sent)
    assert step not in sent
    assert (step is None) == (today <= due or {R.FIRST, R.SECOND, R.LAST} <= sent)
    by_itself = step_by_itself(due, today, sent)
    assert by_itself is None or by_itself not in sent
    assert by_itself in (None, R.ANNOUNCED, R.FIRST)


def test_a_week_lies_between_two_mails() -> None:
    assert may_mail(None, LAST)
    assert not may_mail(LAST - timedelta(days=6), LAST)
    assert may_mail(LAST - timedelta(days=7), LAST)


def test_the_day_of_the_rule_set_calls_for_the_half_year_before_it() -> None:
    assert call_day(["07-01"], date(2022, 7, 3)) == date(2022, 7, 1)
    assert call_day(["07-01"], date(2022, 6, 30)) is None
    assert call_day(["07-01"], date(2022, 8, 30)) is None
    assert call_day([], date(2022, 7, 1)) is None
    assert period_of_call(date(2022, 7, 1)).code == "2022-1"
    assert period_of_call(date(2023, 1, 1)).code == "2022-2"


def test_who_ended_in_the_period_accounts_for_the_whole() -> None:
    assert covers(EARLIER, date(2022, 1, 1), date(2022, 12, 31))
    assert not covers(EARLIER, date(2022, 1, 1), date(2022, 6, 30))
    assert not covers(EARLIER, date(2022, 7, 1), date(2022, 12, 31))


def test_a_call_reaches_every_partner_above_the_threshold_once(store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    long = awarded(store, 9_000_00, ends_on=date(2022, 12, 31))
    short = awarded(store, 200_00)
    with store.reading() as db:
        agenda_id = db.get_one(Grant, long.id).application.agenda_id
    monkeypatch.setattr("mag.accountability.calls.queries.needs_half_year_report", lambda rules, amount: amount > 1_000_00)
    on(clock, date(2022, 7, 1))
    with pytest.raises(Refused, match="twee weken"), store.transaction() as tx:
        service.call_reports(tx, agenda_id, EARLIER, due_on=date(2022, 7, 2), address=ADDRESS)
    with store.transaction() as tx:
        call = service.call_reports(tx, agenda_id, EARLIER, due_on=date(2022, 9, 1), address=ADDRESS)
        assert (call.reports, call.partners) == (1, 1)
    with pytest.raises(Refused, match="al een oproep"), store.transaction() as tx:
        service.call_reports(tx, agenda_id, EARLIER, due_on=date(2022, 9, 1), address=ADDRESS)
    with store.reading() as db:
        ((report, reminded),) = list_completeness(db, db.scalars(select(ReportCall)).one())
        assert (report.grant_id, report.settles, report.due_on, reminded) == (long.id, False, date(2022, 9, 1), None)
        mails = db.scalars(select(OutboxMail.subject).where(OutboxMail.subject.startswith("Uw verslag over"))).all()
        assert mails == [f"Uw verslag over het eerste halfjaar 2022 ({long.reference})"]
        assert short.reference not in mails[0]


def test_a_report_is_filled_in_sent_and_read_while_the_plan_runs_on(app: Flask, sqlite_store: Store, staff: FlaskClient) -> None:
    grant = awarded(sqlite_store, 9_000_00, ends_on=date(2022, 12, 31))
    make_report(sqlite_store, grant, date(2022, 9, 1))
    partner, url = client_by_link(app, grant.application_id), f"/verantwoording/{grant.reference}/periode/2021-2"
    page = partner.get(url)
    assert "Uw verslag van het tweede halfjaar 2021" in page.text and "Bonnen" not in page.text
    answer = post(partner, url, {"spent_amount": "1.000", "people_reached": "30", "story": "Het loopt."})
    assert (answer.status_code, answer.location) == (303, f"{url}/controle")
    done = post(partner, f"{url}/controle", follow=True)
    assert "Uw verslag is binnen" in done.text
    with sqlite_store.reading() as db:
        assert db.get_one(Grant, grant.id).state.value == "running"
    with sqlite_store.transaction() as tx:
        agenda_id = tx.db.get_one(Grant, grant.id).application.agenda_id
        call = ReportCall(
            agenda_id=agenda_id,
            kind="half_year",
            period="2021-2",
            due_on=date(2022, 9, 1),
            reports=1,
            partners=1,
            called_at=tx.now,
            called_by="P",
        )
        tx.db.add(call)
        tx.db.flush()
        call_id = call.id
    assert "<strong>1 van 1</strong>" in staff.get(f"/verslagen/oproep/{call_id}").text
    assert "Oproepen" in staff.get("/verslagen").text
    read = staff.get(f"/verslagen/{grant.reference}/2021-2")
    assert read.status_code == 200 and "Akkoord met dit verslag" in read.text and "Het loopt." in read.text
    post(staff, f"/verslagen/{grant.reference}/2021-2/akkoord", form_at=f"/verslagen/{grant.reference}/2021-2")
    with sqlite_store.reading() as db:
        assert db.scalars(select(HandIn.state).where(HandIn.period == "2021-2")).one() is HandInState.APPROVED


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    return client_as(app, Role.PROJECT_LEADER)


def test_what_is_missing_is_chased_after_the_mails_were_seen(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    late, other = awarded(sqlite_store), awarded(sqlite_store, title="Buurtlunch demo")
    done = awarded(sqlite_store, title="Kerstmarkt demo")
    handed_in(sqlite_store, done.id, spent=200_00)
    on(clock, LAST + timedelta(days=10))
    staff = client_as(app, Role.PROJECT_LEADER)
    page = staff.get("/aanmanen")
    assert late.reference not in page.text or "Wat er mist" in page.text
    preview = post(staff, "/aanmanen", {"kies": [f"{late.id}-", f"{other.id}-"]})
    assert preview.status_code == 200 and "Er is nog niets verstuurd" in preview.text
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Reminder)) == 0
    sent = post(staff, "/aanmanen", {"kies": [f"{late.id}-", f"{other.id}-"], "verstuur": "1"}, follow=True)
    assert "verstuurd" in sent.text
    with sqlite_store.reading() as db:
        assert {one.grant_id: one.step for one in db.scalars(select(Reminder))} == {late.id: R.FIRST, other.id: R.FIRST}
    again = post(staff, "/aanmanen", {"kies": [f"{late.id}-"]})
    assert "hooguit één per week" in again.text
    assert post(staff, "/aanmanen", {}).status_code == 422


def test_a_delay_moves_the_day_and_lets_reminders_begin_again(app: Flask, sqlite_store: Store, clock: SetClock) -> None:
    grant = awarded(sqlite_store)
    on(clock, LAST)
    staff = client_as(app, Role.PROJECT_LEADER)
    with sqlite_store.transaction() as tx:
        assert service.remind_partner(tx, grant.partner_id, address=ADDRESS) == 1
    url = f"/afronden/{grant.reference}/uitstel"
    typed = {"until-day": "1", "until-month": "8", "until-year": "2022", "reason": "De penningmeester is ziek."}
    assert post(staff, url, typed).status_code == 422
    post(staff, url, {**typed, "until-month": "10"})
    with sqlite_store.reading() as db:
        assert db.get_one(Grant, grant.id).account_by == date(2022, 10, 1)
        mail = db.scalars(select(OutboxMail).where(OutboxMail.subject.startswith("U heeft meer tijd"))).one()
        assert "1 oktober 2022" in mail.text and "penningmeester" in mail.text
        (one,) = list_missing(db, date(2022, 10, 1))
        assert one.sent == frozenset()
