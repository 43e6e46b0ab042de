"""A moment of a talk in words and as a calendar entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mag.core.clock import AMSTERDAM
from mag.core.period import show_date

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def show_moment(moment: datetime) -> str:
    """A moment as ``donderdag 3 maart 2022 om 14.30 uur``, in Amsterdam time."""
    local = moment.astimezone(AMSTERDAM)
    return f"{DAYS[local.weekday()]} {show_date(local.date())} om {local:%H.%M} uur"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: a stable ``uid``, a title, and either a day or a moment with its length in minutes."""

    uid: str
    title: str
    when: date | datetime
    minutes: int = 0
    place: str = ""
    text: str = ""
    url: str = ""


def calendar_file(entries: Sequence[Entry], *, made_at: datetime, name: str) -> bytes:
    """A calendar file (RFC 5545) that every program reads; the same entry has the same UID every time, so that it is never doubled."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//mag//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", made_at)
        event.add("summary", entry.title)
        if isinstance(entry.when, datetime):
            event.add("dtstart", entry.when)
            event.add("dtend", entry.when + timedelta(minutes=entry.minutes))
        else:
            event.add("dtstart", entry.when)
            event.add("dtend", entry.when + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        for field, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
            if value:
                event.add(field, value)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
