"""Whose move it is before a decision or a settling for less, and what the applicant can do: in a sentence or two, with the last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mag.accountability.settling.models import SettlementView
from mag.applications.enquiry_queries import find_open
from mag.applications.enquiry_rules import Talk, latest, talk_of
from mag.applications.models import Application, Enquiry
from mag.applications.states import EnquiryKind, EnquiryState
from mag.applications.talk_words import show_moment
from mag.core.money import show
from mag.core.period import show_date


@dataclass(frozen=True, slots=True)
class Move:
    """Who is to move and until when, in one or two sentences. ``yours`` says it waits on the partner now."""

    who: str
    sentence: str
    yours: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, with the button that does it. ``until`` is the last day where there is one."""

    title: str
    sentence: str
    button: str
    endpoint: str
    late: bool = False
    items: tuple[str, ...] = ()
    until: date | None = None
    period: str | None = None


def open_move(application: Application, enquiries: Sequence[Enquiry], today: date, *, must_choose: bool = False) -> Move:
    """Whose move it is while nothing is decided. ``must_choose`` where a talk belongs to it and a moment can be chosen.

    ``decide_by`` is a last day: it is itself still in time.
    """
    missing, view = find_open(enquiries, EnquiryKind.COMPLETION), find_open(enquiries, EnquiryKind.VIEW)
    hears = f"U hoort uiterlijk op {show_date(application.decide_by)} of u het geld krijgt."
    if missing is not None:
        late = missing.due_on < today
        last = f"Stuur uiterlijk op {show_date(missing.due_on)} wat wij missen." if not late else "Stuur vandaag nog wat wij missen."
        return Move("U bent aan zet.", f"{last} Daarna gaan wij verder.", yours=True, late=late)
    if view is not None and view.due_on >= today:
        return Move("U bent aan zet.", f"U kunt reageren, uiterlijk op {show_date(view.due_on)}. Daarna besluiten wij.", yours=True)
    if application.decide_by < today:
        return Move(
            "Wij zijn aan zet.", f"U had uiterlijk op {show_date(application.decide_by)} een besluit moeten hebben. Bel ons gerust."
        )
    if must_choose:
        return Move("U bent aan zet.", f"Kies een moment voor een gesprek met ons. {hears}", yours=True)
    talk = talk_of(enquiries)
    if talk is not None and not talk.held and talk.starts_at is not None and talk.starts_at.date() >= today:
        return Move("Wij zijn aan zet.", f"U heeft een gesprek met ons op {show_moment(talk.starts_at)}. {hears}")
    return Move("Wij zijn aan zet.", hears)


def open_tasks(enquiries: Sequence[Enquiry], today: date, *, must_choose: bool = False) -> list[Task]:
    """What the applicant can do while nothing is decided, each with its own button."""
    found = []
    missing, view = find_open(enquiries, EnquiryKind.COMPLETION), find_open(enquiries, EnquiryKind.VIEW)
    if missing is not None:
        sentence = missing.question or "Wij kunnen uw aanvraag nog niet beoordelen."
        found.append(
            Task(
                "Stuur wat er ontbreekt", sentence, "Stuur wat er ontbreekt", "desk.complete", late=missing.due_on < today,
                items=tuple(missing.items), until=missing.due_on,
            )
        )  # fmt: skip
    if view is not None and view.due_on >= today:
        found.append(Task("Geef uw reactie", view.question, "Geef uw reactie", "desk.give_view", until=view.due_on))
    talk = talk_of(enquiries)
    if must_choose:
        again = talk is not None and not talk.held
        sentence = "Het gesprek dat u had, gaat niet door." if again else "Bij uw aanvraag hoort een gesprek met ons."
        found.append(Task("Kies een moment voor een gesprek", sentence, "Kies een moment", "desk.choose_moment"))
    return found


def planned_talk(enquiries: Sequence[Enquiry]) -> Talk | None:
    """The talk of a file that has a moment or was held; None otherwise."""
    talk = talk_of(enquiries)
    return talk if talk is not None and (talk.held or talk.starts_at is not None) else None


def lapsed_completion(enquiries: Sequence[Enquiry]) -> Enquiry | None:
    """The last question for what was missing, when its term passed without an answer."""
    asked = latest(enquiries, EnquiryKind.COMPLETION)
    return asked if asked is not None and asked.state is EnquiryState.LAPSED else None


def reaction_move(view: SettlementView | None, today: date) -> Move | None:
    """That the partner may react before we settle for less; None where nothing was asked, it reacted, or its last day passed."""
    if view is None or view.answered_at is not None or view.due_on < today:
        return None
    return Move("U bent aan zet.", f"U kunt reageren, uiterlijk op {show_date(view.due_on)}. Daarna besluiten wij.", yours=True)


def reaction_tasks(view: SettlementView | None, today: date) -> list[Task]:
    """React before we settle for less, as long as one can (Awb 4:12)."""
    if view is None or reaction_move(view, today) is None:
        return []
    sentence = f"Wij willen een lager bedrag vaststellen: {show(view.amount)}. U mag eerst reageren. Het hoeft niet."
    return [Task("U kunt reageren", sentence, "Lees waarom en reageer", "accountability.view", until=view.due_on)]
