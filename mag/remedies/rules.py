"""Rules of complaints and objections: until when one can object, by when we answer, who may not handle it (Awb 6:7, 7:10, 9:7, 9:11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import RemedyKind
from mag.core.errors import Refusal
from mag.core.period import show_date
from mag.core.working_days import end_of_term
from mag.remedies.states import RemedyAbout, RemedyOutcome

TEXT_LEAST = 10
TEXT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """The dates of one case: until when it could come in (None: no last day), whether it is late, and by when we answer."""

    kind: RemedyKind
    last_day: date | None
    is_late: bool
    answer_by: date


def terms_of(rules: RuleSetDocument, about: RemedyAbout, *, decided_on: date | None, received_on: date) -> Terms:
    """The dates of a case. About treatment one always complains; about a decision the rule set says what one can do.

    The six weeks to object begin on the day after the decision was told (Awb 6:8). The term to answer an objection runs from the
    end of that term (7:10), of a complaint from its receipt (9:11). A last day on a day off moves to the next working day.
    """
    kind = rules.remedy.type if about is RemedyAbout.DECISION else RemedyKind.COMPLAINT
    within = rules.remedy.within
    last = end_of_term(decided_on, within) if kind is RemedyKind.OBJECTION and decided_on and isinstance(within, str) else None
    begins = max(last, received_on) if last is not None else received_on
    return Terms(kind, last, last is not None and received_on > last, end_of_term(begins, rules.remedy.answer_within))


def wrong_case(*, text: str, name: str, received_on: date, today: date, about: RemedyAbout, decided_on: date | None) -> Iterator[Refusal]:
    """Why a case cannot be written down as it stands, each with its question. Being late is no reason: it is written down and says so."""
    if not name.strip():
        yield Refusal("name_missing", "Vul in van wie dit komt.", "name")
    if not TEXT_LEAST <= len(text.strip()) <= TEXT_MOST:
        yield Refusal("text_missing", "Schrijf in een paar zinnen wat er aan de hand is.", "text")
    if received_on > today:
        yield Refusal("in_future", f"Dit kan niet na vandaag zijn, {show_date(today)}.", "received_on")
    if about is RemedyAbout.DECISION and decided_on is None:
        yield Refusal("no_decision", "Over deze aanvraag is nog geen besluit. Kies dat het gaat over hoe wij met iemand omgingen.", "about")
    elif about is RemedyAbout.DECISION and decided_on is not None and received_on < decided_on:
        yield Refusal("before_decision", f"Het besluit is van {show_date(decided_on)}. Kies die dag of een latere.", "received_on")


def may_not_handle(actor_id: int | None, decided_by_id: int | None) -> Refusal | None:
    """Who took the decision does not judge the complaint or objection about it (Awb 9:7; for an objection our own rule)."""
    if actor_id is not None and actor_id == decided_by_id:
        return Refusal("own_decision", "U nam het besluit waar dit over gaat. Laat een collega dit behandelen.")
    return None


def outcome_sentence(kind: RemedyKind, outcome: RemedyOutcome) -> str:
    """The outcome in plain words, with the word of the law."""
    it = "Uw klacht" if kind is RemedyKind.COMPLAINT else "Uw bezwaar"
    return {
        RemedyOutcome.FOUNDED: f"{it} is gegrond. Dat wil zeggen: u heeft gelijk.",
        RemedyOutcome.PARTLY: f"{it} is deels gegrond. Dat wil zeggen: u heeft voor een deel gelijk.",
        RemedyOutcome.UNFOUNDED: f"{it} is ongegrond. Dat wil zeggen: wij geven u geen gelijk.",
        RemedyOutcome.INADMISSIBLE: f"{it} is niet-ontvankelijk. Dat wil zeggen: wij kunnen het niet inhoudelijk beoordelen.",
        RemedyOutcome.SETTLED: f"{it} is opgelost in ons gesprek.",
    }[outcome]
