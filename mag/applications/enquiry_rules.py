"""The rules of asking the applicant something: what a question must hold, by when, and what may follow. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.tier_documents import TierDocument
from mag.agenda.values import Open
from mag.applications.models import Enquiry
from mag.applications.states import EnquiryKind, EnquiryState
from mag.core.clock import AMSTERDAM, today
from mag.core.errors import Refusal
from mag.core.period import show_date
from mag.core.working_days import end_of_term

MOST_ITEMS, LONGEST_ITEM = 20, 400
LONGEST_TERM = timedelta(days=183)
"""Nobody is given more than half a year to answer; the law asks no more than a reasonable term."""
REMIND_AHEAD = timedelta(days=3)
"""How long before its last day somebody is reminded of an open question."""

READY_ITEMS: tuple[str, ...] = (
    "Een begroting: wat kost uw plan, en wie betaalt mee?",
    "De dag en de plek van uw plan.",
    "Hoeveel mensen u verwacht, en wie dat zijn.",
    "Een foto of kopie van uw bankpas of bankafschrift, met naam en rekeningnummer. Maak de rest onleesbaar.",
    "Offertes of prijzen van de grootste kosten.",
    "De toestemming van de eigenaar of de gemeente voor de plek.",
    "De statuten van uw organisatie.",
)
"""Sentences to choose from when something is missing; staff can add their own."""


def ready_items(tier: TierDocument) -> tuple[str, ...]:
    """The papers this tier asks, then the ready sentences."""
    papers = tuple(one.label for one in tier.attachments if not isinstance(one, Open))
    return (*(f"{label[:1].upper()}{label[1:]}." for label in papers), *READY_ITEMS)


def wrong_items(items: Sequence[str]) -> list[Refusal]:
    """What is wrong with a list of missing things: none, too many, too long."""
    if not items:
        return [Refusal("items_missing", "Kies wat er ontbreekt, of schrijf het zelf op.", "items")]
    if len(items) > MOST_ITEMS:
        return [Refusal("too_many_items", f"Vraag hooguit {MOST_ITEMS} dingen tegelijk.", "items")]
    if any(len(item) > LONGEST_ITEM for item in items):
        return [Refusal("item_too_long", f"Eén regel is langer dan {LONGEST_ITEM} tekens. Maak er twee regels van.", "own_items")]
    return []


def wrong_due(due_on: date, day: date) -> list[Refusal]:
    """What is wrong with a last day to answer: it must leave time, and be in sight."""
    if due_on <= day:
        return [Refusal("due_too_soon", "Kies een dag na vandaag.", "due_on")]
    if due_on > day + LONGEST_TERM:
        return [Refusal("due_too_far", f"Kies een dag tot en met {show_date(day + LONGEST_TERM)}.", "due_on")]
    return []


def proposed_due(rules: RuleSetDocument, day: date) -> date:
    """The last day to answer that a question asked on ``day`` starts with: the term of the rule set, never on a day off."""
    return end_of_term(day, rules.incomplete.complete_within)


def closed_on(enquiry: Enquiry) -> date | None:
    """The day an enquiry ended: the day of the answer, or the last day of its term when nobody answered. None while it is open."""
    if enquiry.state is EnquiryState.LAPSED:
        return enquiry.due_on
    if enquiry.state is EnquiryState.ANSWERED and enquiry.answered_at is not None:
        return today(enquiry.answered_at)
    return None


def latest(enquiries: Iterable[Enquiry], kind: EnquiryKind) -> Enquiry | None:
    """The last enquiry of a kind that was not taken back, or None."""
    asked = [one for one in enquiries if one.kind is kind and one.state is not EnquiryState.WITHDRAWN]
    return asked[-1] if asked else None


def not_treated_until(rules: RuleSetDocument, enquiries: Iterable[Enquiry]) -> date | None:
    """The last day to leave a request untreated: a term after it was completed, or after the term to complete passed (Awb 4:5(4)).

    None when completion was never asked, or the applicant may still answer: then it cannot be left untreated for being incomplete.
    """
    asked = latest(enquiries, EnquiryKind.COMPLETION)
    ended = closed_on(asked) if asked is not None else None
    return end_of_term(ended, rules.incomplete.not_treated_decision_within) if ended is not None else None


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where a view stands (Awb 4:7, 4:12). ``heard`` is true when one may decide: it was given, or its term passed."""

    enquiry: Enquiry | None = None

    @property
    def invited(self) -> bool:
        """Whether a view was ever asked."""
        return self.enquiry is not None

    @property
    def heard(self) -> bool:
        """Whether the applicant had a fair chance to react."""
        return self.enquiry is not None and self.enquiry.state in (EnquiryState.ANSWERED, EnquiryState.LAPSED)

    @property
    def text(self) -> str:
        """What the applicant said; empty when nothing."""
        return self.enquiry.answer if self.enquiry is not None else ""


def view_state(enquiries: Iterable[Enquiry]) -> ViewState:
    """Where the view on a file stands."""
    return ViewState(latest(enquiries, EnquiryKind.VIEW))


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk about a file. ``starts_at`` is empty while no moment is chosen; ``held`` says minutes were written."""

    enquiry: Enquiry

    @property
    def starts_at(self) -> datetime | None:
        """The moment it begins, in Amsterdam time."""
        said = self.enquiry.details.get("starts_at")
        return datetime.fromisoformat(said).astimezone(AMSTERDAM) if said else None

    @property
    def minutes(self) -> int:
        """How long it takes, in minutes."""
        return int(self.enquiry.details.get("minutes", 0))

    @property
    def where(self) -> str:
        """The place, or that it is by phone."""
        return "aan de telefoon" if self.enquiry.details.get("by_phone") else str(self.enquiry.details.get("place", ""))

    @property
    def held(self) -> bool:
        """Whether the talk was held and written down."""
        return self.enquiry.state is EnquiryState.ANSWERED

    @property
    def report(self) -> str:
        """The minutes; empty before the talk."""
        return self.enquiry.answer

    @property
    def agreements(self) -> tuple[str, ...]:
        """What was agreed, one sentence each."""
        return tuple(self.enquiry.details.get("agreements", ()))

    @property
    def held_on(self) -> date | None:
        """The day of the talk, once it was held."""
        said = self.enquiry.details.get("held_on")
        return date.fromisoformat(said) if said and self.held else None


def talk_of(enquiries: Iterable[Enquiry]) -> Talk | None:
    """The last talk about a file: planned or held; None when there is none."""
    found = latest(enquiries, EnquiryKind.TALK)
    return Talk(found) if found is not None and found.state is not EnquiryState.LAPSED else None
