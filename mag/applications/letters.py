"""The decision letter: one shape for every outcome; the words, the decider and the way to disagree follow the rule set.

Awb 3:45-3:47 and 4:30-4:32; the first sentence says the decision and the amount (``ux.md L11``). The words are
those of :mod:`mag.letters`.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mag.agenda.documents import AgendaDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.states import Outcome
from mag.core.letter import Letter
from mag.core.money import Cents, show
from mag.core.period import show_date
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind
from mag.letters.names import Value
from mag.letters.texts import AS_SHIPPED, LetterTexts

DECISION_LETTER = "decision_letter"
"""The kind of paper a decision letter is frozen as."""
KINDS: dict[Outcome, LetterKind] = {
    Outcome.AWARD: LetterKind.AWARD,
    Outcome.PARTIAL_AWARD: LetterKind.PARTIAL_AWARD,
    Outcome.REFUSE: LetterKind.REFUSAL,
    Outcome.NOT_PROCESSED: LetterKind.NOT_PROCESSED,
}
"""Which text a decision is written in."""


class Part(NamedTuple):
    """An instalment: its amount, the day it is due (None: after the settlement) and what it is for."""

    amount: Cents
    due_on: date | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """What a positive decision lays down."""

    starts_on: date
    ends_on: date
    account_by: date
    evidence: tuple[str, ...]
    instalments: tuple[Part, ...]
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionText:
    """Everything a decision letter says, before or after it is stored."""

    reference: str
    title: str
    contact_name: str
    organisation: str | None
    submitted_on: date
    requested_amount: Cents
    outcome: Outcome
    amount: Cents
    reason: str
    decided_on: date
    decided_by: str
    ground_sentence: str = ""
    terms: AwardTerms | None = None
    direct_phone: str = ""


def decision_letter(agenda: AgendaDocument, rules: RuleSetDocument, text: DecisionText, texts: LetterTexts = AS_SHIPPED) -> Letter:
    """The letter of one decision, in the words ``texts`` that the agenda published (else the shipped ones)."""
    return compose_letter(agenda, rules, texts, KINDS[text.outcome], _occasion(text), _values(text))


def _occasion(text: DecisionText) -> Occasion:
    account = (("Vertel hoe het ging", f"uiterlijk op {show_date(text.terms.account_by)}"),) if text.terms is not None else ()
    return Occasion(
        reference=text.reference,
        title=text.title,
        contact_name=text.contact_name,
        organisation=text.organisation,
        day=text.decided_on,
        signed_by=text.decided_by,
        direct_phone=text.direct_phone,
        key=(("Ons besluit", in_short(text)), *account),
    )


def in_short(text: DecisionText) -> str:
    """The decision in a few words with the amount, for the key block on top of the letter."""
    if text.outcome is Outcome.NOT_PROCESSED:
        return "wij nemen uw aanvraag niet in behandeling"
    if text.outcome is Outcome.REFUSE:
        return f"u krijgt geen geld (u vroeg {show(text.requested_amount)})"
    asked = "" if text.outcome is Outcome.AWARD else f" (u vroeg {show(text.requested_amount)})"
    return f"u krijgt {show(text.amount)}{asked}"


def _values(text: DecisionText) -> dict[str, Value]:
    return {
        "gevraagd": show(text.requested_amount),
        "verstuurd": show_date(text.submitted_on),
        "bedrag": show(text.amount),
        "grond": text.ground_sentence,
        "reden": text.reason,
        **(_terms(text.terms) if text.terms is not None else {}),
    }


def _terms(terms: AwardTerms) -> dict[str, Value]:
    paid = (
        f"{show(part.amount)}: "
        + (f"vanaf {show_date(part.due_on)}" if part.due_on is not None else "na de afronding")
        + (f" ({part.label})" if part.label else "")
        for part in terms.instalments
    )
    return {
        "wanneer": _when(terms),
        "afspraak": terms.conditions,
        "termijn": tuple(paid),
        "uiterlijk": show_date(terms.account_by),
        "stuk": terms.evidence,
    }


def _when(terms: AwardTerms) -> str:
    if terms.starts_on == terms.ends_on:
        return f"op {show_date(terms.starts_on)}"
    return f"van {show_date(terms.starts_on)} tot en met {show_date(terms.ends_on)}"
