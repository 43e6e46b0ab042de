"""Which questions stand on which screen, for the tier somebody is in.

A rule set names groups (:class:`~mag.agenda.terms.QuestionGroup`) per tier; this room knows which questions stand in a group
(``ux.md 2.3``). Nothing here knows a tier's code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import needs_kind
from mag.agenda.terms import ApplicantKind, FormKind, QuestionGroup
from mag.agenda.tier_documents import Attachment, TierDocument
from mag.applications.questions import APPLICANTS, QUESTIONS, Kind, Question
from mag.applications.rules import LEAST_BUDGET_LINES


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of questions. ``slug`` is its place in the address, ``step`` its name in a button."""

    group: QuestionGroup
    slug: str
    title: str
    step: str
    questions: tuple[Question, ...]


_START = ("amount", "is_regular", "title", "description", "starts_on", "ends_on", "place")
_WHO = ("applicant_kind", "organisation_name", "kvk", "contact_name", "contact", "email", "phone", "iban")
_AUDIENCE = ("audience", "expected_people", "goal")
_GROUPS: dict[QuestionGroup, tuple[str, str, str, tuple[str, ...]]] = {
    QuestionGroup.IDEA: ("idee", "Uw idee", "uw idee", _START),
    QuestionGroup.PLAN: ("plan", "Uw plan", "uw plan", _START),
    QuestionGroup.AUDIENCE: ("voor-wie", "Voor wie", "voor wie het is", _AUDIENCE),
    QuestionGroup.RESULT: ("resultaat", "Doel en resultaat", "doel en resultaat", (*_AUDIENCE, "results")),
    QuestionGroup.TOGETHER: ("samen", "Samen en zichtbaar", "samen en zichtbaar", ("partners", "publicity")),
    QuestionGroup.MONEY: ("geld", "Het geld", "het geld", ("costs", "other_income")),
    QuestionGroup.BUDGET: ("begroting", "Uw begroting", "uw begroting", ("costs", "incomes", "vat")),
    QuestionGroup.APPLICANT: ("gegevens", "Uw gegevens", "uw gegevens", _WHO),
    QuestionGroup.INTERVIEW: ("gesprek", "Het gesprek", "het gesprek", ("interview",)),
    QuestionGroup.ORGANISATION: ("organisatie", "Uw organisatie", "uw organisatie", _WHO),
    QuestionGroup.ORDER: ("op-orde", "Uw organisatie op orde", "uw organisatie op orde", ("certificates", "complaints", "satisfaction")),
    QuestionGroup.ATTACHMENTS: ("stukken", "Stukken", "de stukken", ("papers_ready",)),
}
CHECK_SLUG = "controle"


def screens_of(rules: RuleSetDocument, tier: TierDocument) -> tuple[Screen, ...]:
    """The screens of a tier in order, each question once, on the first screen it belongs to.

    The screen with the amount comes first, because the amount decides which others there are.
    """
    seen: set[str] = set()
    found: list[Screen] = []
    for group in sorted(tier.questions, key=lambda group: "amount" not in _GROUPS[group][3]):
        slug, title, step, ids = _GROUPS[group]
        asked = tuple(_fitted(QUESTIONS[i], group, tier) for i in ids if i not in seen and _is_asked(i, rules, tier))
        seen.update(question.id for question in asked)
        if asked:
            found.append(Screen(group, slug, title, step, asked))
    return tuple(found)


def questions_of(rules: RuleSetDocument, tier: TierDocument) -> Iterator[Question]:
    """All questions of a tier in order."""
    for screen in screens_of(rules, tier):
        yield from screen.questions


def applicants_of(tier: TierDocument) -> tuple[tuple[str, str], ...]:
    """On whose behalf one can ask under a tier, as choices."""
    residents, organisations = ApplicantKind.RESIDENT in tier.applicants, ApplicantKind.LEGAL_PERSON in tier.applicants
    return tuple((kind.value, label) for kind, label in APPLICANTS if (organisations if kind.is_legal_person else residents))


def _is_asked(question: str, rules: RuleSetDocument, tier: TierDocument) -> bool:
    extended = tier.form is FormKind.EXTENDED
    organisations = ApplicantKind.LEGAL_PERSON in tier.applicants
    short = tier.form is FormKind.NONE
    conditions = {
        "is_regular": needs_kind(rules) or (extended and rules.limits.regular_applications_per_organisation_per_year is not None),
        "title": extended,
        "ends_on": extended,
        "applicant_kind": organisations,
        "organisation_name": organisations,
        "kvk": organisations,
        "contact": short,
        "email": not short,
        "phone": not short,
        "papers_ready": bool(paper_choices(tier)),
    }
    return conditions.get(question, True)


def paper_choices(tier: TierDocument) -> tuple[tuple[str, str], ...]:
    """The papers a tier asks for, as choices; those the source leaves open are not among them."""
    return tuple((paper.code, paper.label) for paper in tier.attachments if isinstance(paper, Attachment))


def _fitted(question: Question, group: QuestionGroup, tier: TierDocument) -> Question:
    """The question as this tier asks it: more rows in a budget, only organisations, a start date that must be known."""
    changes: dict[str, Any] = {}
    extended = tier.form is FormKind.EXTENDED
    if question.id == "starts_on" and extended:
        changes = {"kind": Kind.DATE, "label": "Wanneer begint het?", "missing": "Vul in wanneer uw plan begint, zoals 27 3 2023."}
    elif question.id == "costs" and group is QuestionGroup.BUDGET:
        changes = {"least": LEAST_BUDGET_LINES, "hint": f"Zet elke kostenpost op een eigen regel. Vul er minstens {LEAST_BUDGET_LINES} in."}
    elif question.id == "applicant_kind":
        changes = {"choices": applicants_of(tier)}
    elif question.id == "organisation_name" and ApplicantKind.RESIDENT not in tier.applicants:
        changes = {"optional": False, "hint": "", "label": "Hoe heet uw organisatie?"}
    elif question.id == "papers_ready":
        changes = {"choices": paper_choices(tier)}
    return replace(question, **changes) if changes else question
