"""The decision letter: one shape for every outcome; the words, the decider and the way to disagree follow the rule set.

Awb 3:45-3:47 and 4:30-4:32; the first sentence says the decision and the amount (``ux.md L11``).
"""

from dataclasses import dataclass
from datetime import date

from mag.agenda.documents import AgendaDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.states import Outcome
from mag.core.letter import Letter, Section
from mag.core.money import Cents, show
from mag.core.period import show_date

DECISION_LETTER = "decision_letter"
"""The kind of paper a decision letter is frozen as."""


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """What a positive decision lays down. ``instalments`` are (amount, day or None: after the settlement)."""

    starts_on: date
    ends_on: date
    account_by: date
    evidence: tuple[str, ...]
    instalments: tuple[tuple[Cents, date | None], ...]
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


def decision_letter(agenda: AgendaDocument, rules: RuleSetDocument, text: DecisionText) -> Letter:
    """The letter of one decision, in plain Dutch."""
    contact = agenda.contact
    ways = [way for way in (contact.phone, contact.email) if way]
    sections = [Section("Waarom dit besluit?", tuple(p for p in (text.ground_sentence, text.reason) if p))]
    if text.terms is not None:
        sections.extend(_award_sections(rules, text, text.terms))
    sections.append(Section("Bent u het niet eens met dit besluit?", (rules.remedy.text,)))
    reachable = f"Neem dan contact op met {contact.name}" + (f": {' of '.join(ways)}." if ways else ".")
    sections.append(Section("Heeft u vragen?", (reachable + f" Noem daarbij het kenmerk {text.reference}.",)))
    maker = rules.decision_maker
    return Letter(
        sender=maker.name,
        sender_details=(agenda.name,),
        addressee=(text.organisation or "", text.contact_name),
        facts=(("Datum", show_date(text.decided_on)), ("Ons kenmerk", text.reference), ("Onderwerp", _subject(rules, text))),
        subject=_subject(rules, text),
        salutation=f"Beste {text.contact_name},",
        lead=lead_sentence(rules, text),
        sections=tuple(sections),
        signature=("Met vriendelijke groet,", text.decided_by, maker.name, f"namens {maker.on_behalf_of}" if maker.on_behalf_of else ""),
    )


def lead_sentence(rules: RuleSetDocument, text: DecisionText) -> str:
    """The decision in one or two sentences, with the amount."""
    if text.outcome is Outcome.AWARD:
        return f"U krijgt {show(text.amount)} voor uw plan “{text.title}”."
    if text.outcome is Outcome.PARTIAL_AWARD:
        return f"U krijgt {show(text.amount)} voor uw plan “{text.title}”. U vroeg {show(text.requested_amount)}."
    if text.outcome is Outcome.REFUSE:
        return f"U krijgt geen {rules.words.grant} voor uw plan “{text.title}”. U vroeg {show(text.requested_amount)}."
    return f"Wij nemen uw aanvraag voor “{text.title}” niet in behandeling. U vroeg {show(text.requested_amount)}."


def _subject(rules: RuleSetDocument, text: DecisionText) -> str:
    return f"{rules.words.decision[:1].upper()}{rules.words.decision[1:]} over uw aanvraag {text.title}"


def _when(terms: AwardTerms) -> str:
    if terms.starts_on == terms.ends_on:
        return f"op {show_date(terms.starts_on)}"
    return f"van {show_date(terms.starts_on)} tot en met {show_date(terms.ends_on)}"


def _award_sections(rules: RuleSetDocument, text: DecisionText, terms: AwardTerms) -> list[Section]:
    fixed = (
        f"U voert uw plan uit {_when(terms)}.",
        "Gaat er iets anders dan gepland? Laat het ons dan meteen weten.",
        "Houdt u geld over? Dan betaalt u dat terug.",
    )
    paid = tuple(
        f"{show(amount)}: " + (f"vanaf {show_date(day)}" if day is not None else "na de afronding") for amount, day in terms.instalments
    )
    handed = (f"Laat uiterlijk op {show_date(terms.account_by)} zien wat u deed met het geld (verantwoording).",)
    asked = tuple(f"Stuur mee: {kind}." for kind in terms.evidence)
    return [
        Section("Welke afspraken horen hierbij?", (), fixed + terms.conditions),
        Section("Wanneer krijgt u het geld?", ("Wij maken het geld over op het rekeningnummer dat u opgaf.",), paid),
        Section("Wat moet u doen?", handed, (*asked, "Vertel hoeveel mensen meededen.")),
    ]
