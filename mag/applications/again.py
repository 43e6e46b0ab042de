"""Asking again: what of an earlier file fills a new draft, which ways on a file has, and what differs from the time before. Pure.

A *renewal* starts from a file that was granted. A *resubmission* asks once more what was refused: freely where the ground says
so (the money ran out), else with new facts (Awb 4:6). *Beside* is an extra activity of a large partner next to its standard
request, on the small form of its own amount.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mag.agenda.form_documents import FormDocument, QuestionDocument
from mag.agenda.form_terms import AnswerKind as Kind
from mag.agenda.form_terms import ChoicesFrom
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.answers import UNKNOWN_GOAL
from mag.applications.models import Application
from mag.applications.states import ApplicationState, CostKind
from mag.core.money import Cents
from mag.core.period import add_months
from mag.partners.models import PartnerKind

Typed = dict[str, list[str]]
START, END = "starts_on", "ends_on"


class Again(StrEnum):
    """The ways to start from an earlier file. The values stand in addresses."""

    RENEWAL = "volgend-jaar"
    RESUBMISSION = "opnieuw"
    BESIDE = "extra-activiteit"


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way to start from a file: the button and the sentence above it."""

    again: Again
    button: str
    sentence: str


def ways_on(application: Application, rules: RuleSetDocument) -> list[WayOn]:
    """How the applicant can go on from a file; empty while nothing was decided."""
    found = [way for way in (renewal_of(application),) if way is not None]
    if application.state in (ApplicationState.REFUSED, ApplicationState.NOT_PROCESSED):
        sentence = (
            "Er was geen geld meer. U mag dit plan opnieuw aanvragen. Uw antwoorden staan al klaar."
            if money_ran_out(application, rules)
            else "U kunt dit plan opnieuw aanvragen als er iets nieuws is. Schrijf dan bij uw plan wat er nu anders is."
        )
        found.append(WayOn(Again.RESUBMISSION, "Vraag dit opnieuw aan", sentence))
    if application.partner.is_large and application.state is not ApplicationState.WITHDRAWN:
        found.append(
            WayOn(
                Again.BESIDE,
                "Vraag een extra activiteit aan",
                "Wilt u naast deze aanvraag nog iets extra’s doen? Dat kan met het korte formulier dat bij het bedrag hoort.",
            )
        )
    return found


def renewal_of(application: Application) -> WayOn | None:
    """The way to ask the same for a following year, from a file that was granted."""
    if application.state is not ApplicationState.AWARDED:
        return None
    year = (application.starts_on or application.submitted_on).year
    return WayOn(
        Again.RENEWAL,
        f"Begin met de gegevens van {application.title} ({year})",
        "Doet u dit nog een keer? Dan staan uw antwoorden al klaar. U kijkt ze na en verandert wat anders is.",
    )


def money_ran_out(application: Application, rules: RuleSetDocument) -> bool:
    """Whether a file was refused on a ground that lets one ask again in the next round."""
    code = application.decision.ground_code if application.decision is not None else None
    return any(ground.code == code and ground.may_reapply_next_round for ground in rules.refusal_grounds)


def typed_from(application: Application, form: FormDocument, *, goals: Collection[str], today: date, next_year: bool) -> Typed:
    """What a draft holds that starts from this file: the answers that today's form still asks, as text by the name of the box.

    With ``next_year`` dates move on by whole years until they lie ahead. A goal that is no longer on the list is left out.
    """
    found: Typed = {}
    for question in form.questions:
        found |= _typed(application, question, goals=goals, today=today, next_year=next_year)
    return {name: texts for name, texts in found.items() if any(texts)}


def typed_beside(application: Application) -> Typed:
    """What a draft for an extra activity starts with: who asks and where the money goes, nothing of the plan."""
    said = application
    return {
        "beside": ["ja"],
        "is_regular": ["nee"],
        "applicant_kind": [said.partner.kind.value],
        "organisation_name": [said.partner.name],
        "kvk": [said.partner.kvk or ""],
        "iban": [said.iban],
        "phone": [said.phone or ""],
    }


def _typed(said: Application, question: QuestionDocument, *, goals: Collection[str], today: date, next_year: bool) -> Typed:
    name = question.id
    if question.kind is Kind.FILES:  # names without their files would be a promise nobody keeps
        return {}
    match name:
        case "amount":
            return {name: [_text(said.requested_amount)]}
        case "is_regular":
            return {name: ["ja" if said.is_regular else "nee"]}
        case "years":
            return {name: [str(said.years)]}
        case "starts_on" | "ends_on":
            return _boxes(name, _moved(getattr(said, name), said.ends_on or said.starts_on, today) if next_year else getattr(said, name))
        case "audience":
            return {name: list(said.audience)}
        case "expected_people":
            return {name: [str(said.expected_people) if said.expected_people is not None else ""]}
        case "results":
            return _rows(name, [{"what": result.what, "number": str(result.number)} for result in said.results])
        case "costs" | "incomes":
            kind = CostKind.COST if name == "costs" else CostKind.INCOME
            lines = [line for line in said.cost_lines if line.kind is kind]
            return _rows(name, [{"description": line.description, "amount": _text(line.amount)} for line in lines])
        case "other_income":
            return {name: [_text(said.other_income_amount)]}
        case "applicant_kind":
            return {name: [said.applicant_kind.value]}
        case "organisation_name":
            return {name: ["" if said.applicant_kind is PartnerKind.RESIDENT else said.partner.name]}
        case "kvk":
            return {name: [said.partner.kvk or ""]}
        case "contact":
            return {name: [said.email or said.phone or ""]}
        case "title" | "description" | "place" | "contact_name" | "email" | "phone" | "iban":
            return {name: [getattr(said, name) or ""]}
    if question.choices_from is ChoicesFrom.GOALS:
        chosen = next((link.goal.code for activity in said.activities for link in activity.alignments if link.is_main), UNKNOWN_GOAL)
        return {name: [chosen]} if chosen in (*goals, UNKNOWN_GOAL) else {}
    if question.kind in (Kind.FILES, Kind.TALK):
        return {}
    value = said.answers.get(name)
    if isinstance(value, bool):
        return {name: ["ja" if value else "nee"]}
    texts = value if isinstance(value, list) else [value]
    return {name: [str(text) for text in texts]} if value is not None and all(isinstance(text, str | int) for text in texts) else {}


def _moved(day: date | None, last: date | None, today: date) -> date | None:
    """A day of a plan moved by whole years, as many as bring the plan's last day to today or later; at least one."""
    if day is None:
        return None
    years = 1
    while last is not None and add_months(last, 12 * years) < today:
        years += 1
    return add_months(day, 12 * years)


def _boxes(name: str, day: date | None) -> Typed:
    if day is None:
        return {}
    return {f"{name}-day": [str(day.day)], f"{name}-month": [str(day.month)], f"{name}-year": [str(day.year)]}


def _rows(name: str, rows: Sequence[Mapping[str, str]]) -> Typed:
    return {f"{name}-{number}-{part}": [text] for number, row in enumerate(rows) for part, text in row.items()}


def _text(amount: Cents) -> str:
    return f"{amount // 100},{amount % 100:02d}"


Told = Iterable[tuple[QuestionDocument, str]]


def changes_between(before: Told, now: Told) -> list[tuple[str, str, str, str]]:
    """What differs: (question id, label, answer before, answer now), for the questions that both times were asked."""
    was = {question.id: answer for question, answer in before}
    return [(q.id, q.label, was[q.id], answer) for q, answer in now if q.id in was and _bare(was[q.id]) != _bare(answer)]


def _bare(text: str) -> str:
    return "".join(text.split()).lower()
