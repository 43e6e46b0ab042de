"""Pure rules for a request: is it complete, do its sums close, can its dates be true. Amounts are cents, dates Amsterdam dates.

Which tier it falls in, who may ask and until when stand in :mod:`mag.agenda.rules`; here is what holds for every request.
Fields are named after the questions of the form, so that a sentence lands beside the right box.
"""

import re
from collections.abc import Sequence
from datetime import date

from mag.agenda.form_documents import QuestionDocument
from mag.agenda.form_terms import AnswerKind
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import ApplicantKind
from mag.applications.requests import Request
from mag.core.errors import Refusal
from mag.core.money import show
from mag.core.period import add_months, show_date
from mag.partners.models import PartnerKind

Questions = Sequence[QuestionDocument]
STARTED_BEFORE = "started_before_receipt"
"""The code of the refusal ground by which a rule set forbids to start before asking."""
MOST_YEARS_AHEAD = 3
_POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?([A-Za-z]{2})\b")


def applicant_kind_of(kind: PartnerKind) -> ApplicantKind:
    """As whom a kind of partner asks: an unregistered group of residents asks as residents (``domain.md 2.1``)."""
    return ApplicantKind.LEGAL_PERSON if kind.is_legal_person else ApplicantKind.RESIDENT


def missing_answers(request: Request, questions: Questions) -> list[Refusal]:
    """What the form asks and the request does not say, one refusal per question. Empty when it is complete.

    Who asks, what for, where and on which account must always be known, whatever the form asks.
    """
    asked = {question.id: question for question in questions}
    found = [
        _missing("contact_name", "Vul in hoe u heet.") if not request.contact_name.strip() else None,
        _missing("contact", "Vul uw e-mailadres of telefoonnummer in.") if not (request.email or request.phone) else None,
        _missing("iban", "Vul in op welk rekeningnummer (IBAN) wij het geld kunnen storten.") if not request.iban.strip() else None,
        _missing("description", "Vul in wat u gaat doen.") if not request.description.strip() else None,
        _missing("place", "Vul in waar het is.") if not request.place.strip() else None,
    ]
    if request.applicant_kind is not PartnerKind.RESIDENT and not request.organisation_name:
        found.append(_missing("organisation_name", "Vul de naam in van uw organisatie of groep."))
    if "starts_on" in asked and asked["starts_on"].kind is AnswerKind.DATE and request.starts_on is None:
        found.append(_missing("starts_on", "Vul in wanneer uw plan begint."))
    if "ends_on" in asked and request.ends_on is None:
        found.append(_missing("ends_on", "Vul in wanneer uw plan klaar is."))
    if "audience" in asked and not request.audience:
        found.append(_missing("audience", "Kies voor wie uw plan is."))
    if "expected_people" in asked and request.expected_people is None:
        found.append(_missing("expected_people", "Vul in hoeveel mensen meedoen."))
    if "results" in asked and not request.results:
        found.append(_missing("results", "Vul minstens 1 resultaat in."))
    if "costs" in asked:
        found.append(_missing_costs(request, asked["costs"].least))
    return [refusal for refusal in found if refusal is not None]


def _missing(field: str, sentence: str) -> Refusal:
    return Refusal(f"missing_{field}", sentence, field)


def _missing_costs(request: Request, least: int) -> Refusal | None:
    costs = sum(1 for line in request.cost_lines if line.kind == "cost")
    if costs >= least:
        return None
    return _missing("costs", "Vul minstens 1 kostenpost in." if least == 1 else f"Vul minstens {least} kostenposten in.")


def wrong_sums(request: Request, questions: Questions) -> list[Refusal]:
    """The refusal when costs minus money from others is not what is asked. Only where the form asks for costs or there are any."""
    if not request.cost_lines and not any(question.kind is AnswerKind.COSTS for question in questions):
        return []
    asked = request.costs - request.income
    if asked == request.requested_amount:
        return []
    sums = f"Uw kosten zijn {show(request.costs)}. Van anderen komt {show(request.income)}."
    if asked <= 0:
        return [Refusal("sum_covered", f"{sums} Dan heeft u van ons niets nodig. Controleer de bedragen.", "costs")]
    sentence = f"{sums} Dan vraagt u ons {show(asked)}, maar u vulde {show(request.requested_amount)} in. Verbeter een van de bedragen."
    return [Refusal("sum_differs", sentence, "costs")]


def wrong_counts(request: Request) -> list[Refusal]:
    """Counts below zero and amounts that are not positive."""
    found: list[Refusal] = []
    if request.requested_amount <= 0:
        found.append(Refusal("amount_zero", "Vul een bedrag in dat hoger is dan nul.", "amount"))
    if request.expected_people is not None and request.expected_people < 0:
        found.append(Refusal("people_negative", "Het aantal mensen kan niet lager zijn dan 0. Controleer het aantal.", "expected_people"))
    if any(line.amount < 0 for line in request.cost_lines):
        found.append(Refusal("cost_negative", "Een kostenpost kan niet onder nul zijn. Zet geld van anderen bij de inkomsten.", "costs"))
    if any(number < 0 for _what, number in request.results):
        found.append(Refusal("result_negative", "Het getal bij een resultaat kan niet lager zijn dan 0.", "results"))
    return found


def wrong_dates(starts_on: date | None, ends_on: date | None, today: date, *, may_have_started: bool) -> list[Refusal]:
    """Dates that cannot be true: the end before the start, too far ahead, long ago, or begun where that is forbidden."""
    found: list[Refusal] = []
    latest, earliest = add_months(today, 12 * MOST_YEARS_AHEAD), add_months(today, -12)
    for day, field, word in ((starts_on, "starts_on", "begint"), (ends_on, "ends_on", "eindigt")):
        if day is not None and day > latest:
            sentence = f"Uw plan {word} op {show_date(day)}. Dat is meer dan {MOST_YEARS_AHEAD} jaar vooruit. Controleer het jaar."
            found.append(Refusal("too_far_ahead", sentence, field))
    if starts_on is not None and starts_on < today and not may_have_started:
        sentence = (
            f"Uw plan begon al op {show_date(starts_on)}. Vraag het geld aan voordat u begint. Kies een dag vanaf {show_date(today)}."
        )
        found.append(Refusal("started_already", sentence, "starts_on"))
    elif starts_on is not None and starts_on < earliest:
        found.append(
            Refusal("long_ago", f"Uw plan begon op {show_date(starts_on)}. Dat is lang geleden. Controleer het jaar.", "starts_on")
        )
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        sentence = f"Uw plan eindigt op {show_date(ends_on)}, maar begint pas op {show_date(starts_on)}. Verbeter een van de twee."
        found.append(Refusal("dates_swapped", sentence, "ends_on"))
    return found


def wrong_place(place: str, rules: RuleSetDocument) -> list[Refusal]:
    """The refusal when a postcode is typed that lies outside the municipality, where the rules say which lie inside."""
    stretches = [stretch.partition("-") for stretch in rules.location.postcodes] if rules.location is not None else []
    if not stretches:
        return []
    for digits, letters in _POSTCODE.findall(place):
        if not any(first <= digits <= (last or first) for first, _, last in stretches):
            sentence = (
                f"De postcode {digits} {letters.upper()} ligt niet in onze gemeente. Uw plan moet hier gebeuren. "
                "Kies een plek in de gemeente, of vraag het aan in de gemeente waar het plan is."
            )
            return [Refusal("other_place", sentence, "place")]
    return []


def may_have_started(rules: RuleSetDocument) -> bool:
    """Whether a plan may begin before it was asked for: not where the rule set has a ground to refuse that."""
    return all(ground.code != STARTED_BEFORE for ground in rules.refusal_grounds)


def refusals_of(request: Request, rules: RuleSetDocument, questions: Questions, today: date) -> list[Refusal]:
    """Everything this room has against a request, in the order of the questions. ``questions`` are those its tier asks."""
    return [
        *missing_answers(request, questions),
        *wrong_counts(request),
        *wrong_place(request.place, rules),
        *wrong_dates(request.starts_on, request.ends_on, today, may_have_started=may_have_started(rules)),
        *wrong_sums(request, questions),
    ]


def title_of(description: str, length: int = 80) -> str:
    """A title for a plan that was told in one answer: its first sentence, cut at a word."""
    line = description.strip().split("\n")[0].strip()
    for mark in (". ", "! ", "? "):
        line = line.split(mark)[0]
    line = line.rstrip(".")
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:") + "…"
