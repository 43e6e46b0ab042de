"""Moments to talk: offered by colleagues, taken by one applicant each, moved, given back, and written down."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from mag.accounts.sessions import link_actor
from mag.applications import service
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.enquiry_rules import Talk, talk_of
from mag.applications.matters import count_unread, list_messages
from mag.applications.models import Application, TalkMoment
from mag.applications.service import Offer
from mag.applications.states import Side
from mag.applications.talk_queries import list_moments, list_offered
from mag.applications.talk_words import Entry, calendar_file, show_moment
from mag.core.clock import SetClock, at
from mag.core.errors import NotFound, Refused
from mag.core.outbox import list_about
from mag.core.transaction import Store
from tests.factories.applications import ADDRESS, submitted
from tests.factories.handling import offered


def talk(store: Store, application_id: int) -> Talk | None:
    with store.reading() as db:
        return talk_of(list_enquiries(db, application_id))


def choose(store: Store, application: Application, moment: TalkMoment) -> None:
    with store.transaction(link_actor(application.id)) as tx:
        service.choose_moment(tx, application.id, moment.id, address=ADDRESS)


def free(store: Store, application: Application, clock: SetClock) -> list[int]:
    with store.reading() as db:
        return [one.id for one in list_offered(db, application.agenda_id, clock.now(), tier=application.tier.code)]


def test_an_applicant_takes_a_moment_and_moves_it(store: Store, clock: SetClock) -> None:
    application = submitted(store, 800_00)
    first, second, third = offered(store, application.agenda_id)
    assert free(store, application, clock) == [first.id, second.id, third.id]
    choose(store, application, first)
    planned = talk(store, application.id)
    assert planned is not None and planned.starts_at == at(date(2022, 3, 8), 10) and planned.where == "De Brug demo, kamer 2"
    assert free(store, application, clock) == [second.id, third.id]
    choose(store, application, third)
    moved = talk(store, application.id)
    assert moved is not None and moved.enquiry.id == planned.enquiry.id and moved.starts_at == at(date(2022, 3, 10), 19)
    assert free(store, application, clock) == [first.id, second.id]
    with store.reading() as db:
        texts = [mail.text for mail in list_about(db, "application", application.id)]
    assert any("donderdag 10 maart 2022 om 19.00 uur" in text for text in texts)


def test_a_moment_is_taken_once(store: Store, clock: SetClock) -> None:
    mine, other = submitted(store, 800_00), submitted(store, 900_00, title="Ander demo", contact_name="Ander Demo", email="a@demo.example")
    (moment, *_) = offered(store, mine.agenda_id)
    choose(store, mine, moment)
    with pytest.raises(Refused, match="moment_gone"):
        choose(store, other, moment)
    with pytest.raises(NotFound), store.transaction(link_actor(other.id)) as tx:
        service.choose_moment(tx, mine.id, moment.id, address=ADDRESS)


def test_what_is_over_or_withdrawn_or_for_others_cannot_be_chosen(store: Store, clock: SetClock) -> None:
    application = submitted(store, 800_00)
    soon, later, _ = offered(store, application.agenda_id)
    with store.transaction() as tx:
        (others,) = service.offer_moments(tx, application.agenda_id, [Offer(at(date(2022, 3, 11), 9), 30, "Hier demo")], tiers=["T3"])
        service.withdraw_moment(tx, later.id, address=ADDRESS)
    clock.set(datetime(2022, 3, 8, 12, tzinfo=UTC))
    for moment in (soon, later, others):
        with pytest.raises(Refused, match="moment_gone"):
            choose(store, application, moment)
    with store.reading() as db:
        assert others.id in [one.id for one in list_offered(db, application.agenda_id, clock.now(), tier="T3")]


def test_a_talk_that_we_cancel_is_chosen_again(store: Store) -> None:
    application = submitted(store, 800_00)
    first, second, _ = offered(store, application.agenda_id)
    choose(store, application, first)
    with store.transaction() as tx:
        service.withdraw_moment(tx, first.id, address=ADDRESS)
    waiting = talk(store, application.id)
    assert waiting is not None and waiting.starts_at is None and not waiting.held
    with store.reading() as db:
        assert any("gaat niet door" in mail.subject for mail in list_about(db, "application", application.id))
    choose(store, application, second)
    again = talk(store, application.id)
    assert again is not None and again.starts_at is not None and again.enquiry.id == waiting.enquiry.id


def test_wrong_moments_are_named_by_their_row(store: Store) -> None:
    application = submitted(store, 800_00)
    good = Offer(at(date(2022, 3, 8), 10), 30, "Hier demo")
    for wrong, field in (
        (Offer(at(date(2022, 2, 8), 10), 30, "Hier demo"), "moments.1.day"),
        (Offer(at(date(2024, 2, 8), 10), 30, "Hier demo"), "moments.1.day"),
        (Offer(at(date(2022, 3, 8), 10, 15), 30, "Hier demo"), "moments.1.time"),
        (Offer(at(date(2022, 3, 9), 10), 0, "Hier demo"), "minutes"),
        (Offer(at(date(2022, 3, 9), 10), 30, " "), "place"),
    ):
        with pytest.raises(Refused) as refused, store.transaction() as tx:
            service.offer_moments(tx, application.agenda_id, [good, wrong])
        assert refused.value.refusals[0].field == field
    with store.reading() as db:
        assert list_moments(db, application.agenda_id, at(date(2022, 3, 1))) == []


def test_minutes_close_the_talk_and_hold_what_was_agreed(store: Store, clock: SetClock) -> None:
    application = submitted(store, 800_00)
    (moment, *_) = offered(store, application.agenda_id)
    choose(store, application, moment)
    with pytest.raises(Refused, match="talk_to_come"), store.transaction() as tx:
        service.hold_talk(tx, application.id, held_on=date(2022, 3, 8), report="Wij spraken over het plan.")
    clock.set(datetime(2022, 3, 9, 12, tzinfo=UTC))
    with pytest.raises(Refused, match="report_missing"), store.transaction() as tx:
        service.hold_talk(tx, application.id, held_on=date(2022, 3, 8), report=" ")
    with store.transaction() as tx:
        service.hold_talk(
            tx, application.id, held_on=date(2022, 3, 8), report="Wij spraken over het plan.", agreements=["U vraagt de buren.", " "]
        )
    held = talk(store, application.id)
    assert held is not None and held.held and held.agreements == ("U vraagt de buren.",) and held.held_on == date(2022, 3, 8)


def test_a_talk_by_phone_without_a_moment_can_be_written_down(store: Store) -> None:
    application = submitted(store, 800_00)
    with store.transaction() as tx:
        service.hold_talk(tx, application.id, held_on=date(2022, 3, 1), report="Wij belden vanochtend.")
    held = talk(store, application.id)
    assert held is not None and held.held and held.starts_at is None


def test_a_calendar_reads_the_same_entry_under_the_same_name() -> None:
    entry = Entry("mag-talk-1@demo.example", "Gesprek, met komma; en punt", at(date(2022, 3, 8), 10), 30, "De Brug demo", "Neem mee:\nplan")
    made = [calendar_file([entry], made_at=at(date(2022, 3, day)), name="Gesprek") for day in (1, 2)]
    events = [Calendar.from_ical(one).walk("VEVENT")[0] for one in made]
    assert {str(event["UID"]) for event in events} == {"mag-talk-1@demo.example"}
    assert events[0].decoded("DTSTART") == at(date(2022, 3, 8), 10) and events[0].decoded("DTEND") == at(date(2022, 3, 8), 10, 30)
    assert str(events[0]["SUMMARY"]) == "Gesprek, met komma; en punt"
    (day,) = Calendar.from_ical(calendar_file([Entry("d", "Besluit", date(2022, 4, 1))], made_at=at(date(2022, 3, 1)), name="x")).walk(
        "VEVENT"
    )
    assert day.decoded("DTSTART") == date(2022, 4, 1)
    assert show_moment(at(date(2022, 3, 27), 3)) == "zondag 27 maart 2022 om 03.00 uur"


def test_messages_go_both_ways_and_unread_ones_are_counted(store: Store, clock: SetClock) -> None:
    application = submitted(store, 800_00)

    def write(text: str, side: Side) -> None:
        with store.transaction(link_actor(application.id)) if side is Side.APPLICANT else store.transaction() as tx:
            service.write_message(tx, application.id, text=text, side=side, address=ADDRESS)

    def unread() -> int:
        with store.reading() as db:
            return count_unread(db, application.agenda_id)

    write("Mag het ook een dag later?", Side.APPLICANT)
    assert unread() == 1
    write("Dat mag.", Side.STAFF)
    assert unread() == 0
    write("Dank u.", Side.APPLICANT)
    with store.transaction() as tx:
        assert service.read_messages(tx, application.id) == 1
    assert unread() == 0
    with store.reading() as db:
        assert [(one.side, one.text) for one in list_messages(db, application.id)] == [
            (Side.APPLICANT, "Mag het ook een dag later?"), (Side.STAFF, "Dat mag."), (Side.APPLICANT, "Dank u."),
        ]  # fmt: skip
        mails = [mail for mail in list_about(db, "application", application.id) if "Dat mag." in mail.text]
    assert len(mails) == 1
    for wrong in ("  ", "x" * 4001):
        with pytest.raises(Refused):
            write(wrong, Side.APPLICANT)
