"""Talks: colleagues offer moments, the applicant takes one or another, and what was agreed is written down (``domain.md 2.2``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.agenda.models import Agenda
from mag.applications.enquiry_queries import list_enquiries
from mag.applications.enquiry_rules import talk_of
from mag.applications.models import Application, Enquiry, TalkMoment
from mag.applications.service.enquiries import answer, ask, load_enquiry, note
from mag.applications.service.handling import must_be_theirs
from mag.applications.service.telling import tell
from mag.applications.states import OPEN_STATES, EnquiryKind
from mag.applications.talk_words import show_moment
from mag.core.clock import today
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.period import show_date
from mag.core.transaction import Tx

SHORTEST, LONGEST = 5, 480
REPORT_LEAST = 10
FURTHEST = timedelta(days=366)
_MOMENT = frozenset({"moment", "starts_at", "minutes", "place", "by_phone", "with"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One moment to offer: when it begins (aware), for how many minutes, and where; or by phone."""

    starts_at: datetime
    minutes: int
    place: str = ""
    by_phone: bool = False


def offer_moments(tx: Tx, agenda_id: int, offers: Sequence[Offer], *, tiers: Sequence[str] = ()) -> list[TalkMoment]:
    """Offer moments to applicants of these tiers (of all, without). One's own moments may not lie over each other.

    Raises NotFound, Forbidden, and Refused with the place of the wrong one in the list.
    """
    tx.actor.must(Permission.DECIDE)
    agenda = tx.db.get(Agenda, agenda_id)
    if agenda is None:
        raise NotFound(f"agenda {agenda_id}")
    if not offers:
        raise Refused(Refusal("no_moments", "Vul minstens één moment in.", "moments"))
    refuse_if(refusal for place, offer in enumerate(offers) for refusal in _wrong(tx, place, offer))
    taken = [(one.starts_at, one.minutes) for one in _own_moments(tx, agenda_id)]
    made = []
    for place, offer in enumerate(offers):
        if any(_overlap(offer, start, minutes) for start, minutes in taken):
            sentence = f"U heeft al een moment rond {show_moment(offer.starts_at)}. Kies een andere tijd."
            raise Refused(Refusal("moments_overlap", sentence, f"moments.{place}.time"))
        taken.append((offer.starts_at, offer.minutes))
        made.append(
            TalkMoment(
                agenda_id=agenda_id, starts_at=offer.starts_at, minutes=offer.minutes, place=offer.place.strip(), by_phone=offer.by_phone,
                tiers=list(tiers), offered_by=tx.actor.label, offered_by_id=tx.actor.id, offered_at=tx.now,
            )
        )  # fmt: skip
    tx.db.add_all(made)
    tx.db.flush()
    tx.record("applications.moments.offered", "agenda", agenda.id, chain=agenda.code, moments=[one.starts_at.isoformat() for one in made])
    return made


def withdraw_moment(tx: Tx, moment_id: int, *, address: str) -> TalkMoment:
    """Stop offering a moment. Who had taken it is told, and may choose another. Raises NotFound, Forbidden."""
    tx.actor.must(Permission.DECIDE)
    moment = _lock(tx, moment_id)
    application = moment.application
    moment.application_id, moment.taken_at = None, None
    moment.withdrawn_at = moment.withdrawn_at or tx.now
    tx.db.flush()
    talk = talk_of(list_enquiries(tx.db, application.id)) if application is not None else None
    if application is not None and talk is not None and not talk.held:
        enquiry = load_enquiry(tx, talk.enquiry.id)
        enquiry.details = {name: value for name, value in enquiry.details.items() if name not in _MOMENT}
        note(tx, enquiry, "cancelled", starts_at=moment.starts_at.isoformat())
        tell(
            tx, application, subject="Uw gesprek gaat niet door", address=address, link="Kies een ander moment",
            sentences=(
                f"Het gesprek op {show_moment(moment.starts_at)} over “{application.title}” gaat niet door.",
                "Kies op uw eigen bladzijde een ander moment, of bel ons.",
            ),
        )  # fmt: skip
    tx.record("applications.moment.withdrawn", "agenda", moment.agenda_id, chain=moment.agenda.code, starts_at=moment.starts_at.isoformat())
    return moment


def take_moment(tx: Tx, moment_id: int, application: Application) -> Enquiry:
    """Take a moment for a file, in place of the one it had. Tells nobody: for the act that sends a request, which confirms it itself.

    Raises NotFound, and Refused (field ``moment``) when it is gone: taken by another, no longer offered, over, or meant for others.
    """
    moment = _lock(tx, moment_id)
    if moment.agenda_id != application.agenda_id:
        raise NotFound(f"moment {moment_id}")
    gone = moment.withdrawn_at is not None or moment.application_id not in (None, application.id) or moment.starts_at <= tx.now
    if gone or (moment.tiers and application.tier.code not in moment.tiers):
        raise Refused(Refusal("moment_gone", f"{show_moment(moment.starts_at)} kan niet meer. Kies een ander moment.", "moment"))
    before = tx.db.scalar(select(TalkMoment).where(TalkMoment.application_id == application.id).with_for_update())
    if before is not None and before.id != moment.id:
        before.application_id, before.taken_at = None, None
        tx.db.flush()
    moment.application_id, moment.taken_at = application.id, tx.now
    details = {
        "moment": moment.id, "starts_at": moment.starts_at.isoformat(), "minutes": moment.minutes, "place": moment.place,
        "by_phone": moment.by_phone, "with": moment.offered_by,
    }  # fmt: skip
    talk = talk_of(list_enquiries(tx.db, application.id))
    if talk is None or talk.held:
        return ask(tx, application, EnquiryKind.TALK, question="", due_on=today(moment.starts_at), details=details)
    enquiry = load_enquiry(tx, talk.enquiry.id)
    enquiry.details, enquiry.due_on = {**enquiry.details, **details}, today(moment.starts_at)
    tx.db.flush()
    note(tx, enquiry, "moved", starts_at=moment.starts_at.isoformat())
    return enquiry


def choose_moment(tx: Tx, application_id: int, moment_id: int, *, address: str) -> Enquiry:
    """The applicant chooses a moment, or another one, for a file that is open; it hears so by mail. Raises NotFound and Refused."""
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    must_be_theirs(tx, application)
    if application.state not in OPEN_STATES:
        raise Refused(Refusal("closed_verb", "Over deze aanvraag is al besloten. Een gesprek is niet meer nodig."))
    enquiry = take_moment(tx, moment_id, application)
    said = enquiry.details
    where = f"Wij bellen u op {application.phone or 'uw nummer'}." if said["by_phone"] else f"Het gesprek is hier: {said['place']}."
    tell(
        tx, application, subject="Uw gesprek met ons", address=address, link="Bekijk of verzet uw gesprek",
        sentences=(
            f"U heeft een gesprek over “{application.title}” op {show_moment(datetime.fromisoformat(said['starts_at']))}.",
            f"Het duurt {said['minutes']} minuten. U praat met {said['with']}. {where}",
            "Kunt u niet? Kies dan op uw eigen bladzijde een ander moment. Daar kunt u het ook in uw agenda zetten.",
        ),
    )  # fmt: skip
    return enquiry


def hold_talk(tx: Tx, application_id: int, *, held_on: date, report: str, agreements: Sequence[str] = ()) -> Enquiry:
    """Write down a talk that was held, chosen moment or not, with what was agreed; the applicant can read it.

    Raises NotFound, Forbidden, and Refused for a day that has to come or a report without words.
    """
    tx.actor.must(Permission.DECIDE)
    application = tx.db.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotFound(f"application {application_id}")
    if held_on > tx.today:
        raise Refused(Refusal("talk_to_come", f"{show_date(held_on)} moet nog komen. Schrijf het verslag na het gesprek.", "held_on"))
    if len(report.strip()) < REPORT_LEAST:
        raise Refused(Refusal("report_missing", "Schrijf in een paar zinnen waar u over sprak.", "report"))
    talk = talk_of(list_enquiries(tx.db, application.id))
    open_talk = None if talk is None or talk.held else talk.enquiry
    enquiry_id = (open_talk or ask(tx, application, EnquiryKind.TALK, question="", due_on=tx.today)).id
    agreed = [one.strip() for one in agreements if one.strip()]
    application.version += 1
    return answer(tx, enquiry_id, answer=report, details={"agreements": agreed, "held_on": held_on.isoformat()})


def _lock(tx: Tx, moment_id: int) -> TalkMoment:
    moment = tx.db.get(TalkMoment, moment_id, with_for_update=True, populate_existing=True)
    if moment is None:
        raise NotFound(f"moment {moment_id}")
    return moment


def _own_moments(tx: Tx, agenda_id: int) -> list[TalkMoment]:
    own = select(TalkMoment).where(TalkMoment.agenda_id == agenda_id, TalkMoment.withdrawn_at.is_(None), TalkMoment.starts_at > tx.now)
    return list(tx.db.scalars(own.where(TalkMoment.offered_by_id == tx.actor.id)))


def _overlap(offer: Offer, start: datetime, minutes: int) -> bool:
    ends = offer.starts_at + timedelta(minutes=offer.minutes)
    return offer.starts_at < start + timedelta(minutes=minutes) and start < ends


def _wrong(tx: Tx, place: int, offer: Offer) -> list[Refusal]:
    if offer.starts_at <= tx.now:
        return [Refusal("moment_past", "Dit moment is al voorbij. Kies een later moment.", f"moments.{place}.day")]
    if offer.starts_at > tx.now + FURTHEST:
        return [Refusal("moment_far", "Kies een moment binnen een jaar.", f"moments.{place}.day")]
    if not SHORTEST <= offer.minutes <= LONGEST:
        return [Refusal("moment_length", f"Een gesprek duurt {SHORTEST} tot {LONGEST} minuten.", "minutes")]
    if not offer.by_phone and not offer.place.strip():
        return [Refusal("place_missing", "Vul in waar het gesprek is, of kies aan de telefoon.", "place")]
    return []
