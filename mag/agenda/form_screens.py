"""Which questions stand on which screen, for the tier somebody is in: a form held against a rule set. Pure.

A tier names screens; the form knows which questions stand on each. Nothing here knows a tier's code or a municipality.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mag.agenda.form_documents import Choice, FormDocument, QuestionDocument
from mag.agenda.form_terms import AnswerKind, AskedWhen, ChoicesFrom
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import needs_kind
from mag.agenda.terms import ApplicantKind, FormKind
from mag.agenda.tier_documents import Attachment, TierDocument
from mag.partners.models import PartnerKind

Typed = Mapping[str, Sequence[str]]
CHECK_SLUG = "controle"


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of questions. ``slug`` is its place in the address, ``step`` its name in a button."""

    code: str
    slug: str
    title: str
    step: str
    questions: tuple[QuestionDocument, ...]


def screens_of(form: FormDocument, rules: RuleSetDocument, tier: TierDocument, typed: Typed | None = None) -> tuple[Screen, ...]:
    """The screens of a tier in order, each question once, on the first screen it belongs to.

    The screen with the amount comes first, because the amount decides which others there are. ``typed`` is what was
    typed so far: it decides the questions that are only asked after a certain answer. Without it all of them are there.
    """
    seen: set[str] = set()
    found: list[Screen] = []
    for said in sorted((form.screen(code) for code in tier.questions), key=lambda screen: "amount" not in screen.questions):
        asked = tuple(
            _fitted(question, said.code, rules, tier)
            for question in (form.question(name) for name in said.questions if name not in seen)
            if _is_asked(question, rules, tier) and _follows(question, seen, typed)
        )
        seen.update(question.id for question in asked)
        if asked:
            found.append(Screen(said.code, said.slug, said.title, said.step, asked))
    return tuple(found)


def questions_of(form: FormDocument, rules: RuleSetDocument, tier: TierDocument) -> Iterator[QuestionDocument]:
    """All questions of a tier in order, those that are asked after certain answers only among them."""
    for screen in screens_of(form, rules, tier):
        yield from screen.questions


def _follows(question: QuestionDocument, asked: set[str], typed: Typed | None) -> bool:
    """Whether a question is asked after the ones before it; one that hangs on a question this tier does not ask never is."""
    if question.only_if is None:
        return True
    said = question.only_if.any_of if typed is None else typed.get(question.only_if.question, ())
    return question.only_if.question in asked and not set(question.only_if.any_of).isdisjoint(said)


def _is_asked(question: QuestionDocument, rules: RuleSetDocument, tier: TierDocument) -> bool:
    return all(holds(when, rules, tier) for when in question.when)


def holds(when: AskedWhen, rules: RuleSetDocument, tier: TierDocument) -> bool:
    """Whether a condition of a form holds of a tier and its rule set."""
    extended, spoken = tier.form is FormKind.EXTENDED, tier.form is FormKind.NONE
    match when:
        case AskedWhen.EXTENDED_FORM:
            return extended
        case AskedWhen.SPOKEN_FORM:
            return spoken
        case AskedWhen.WRITTEN_FORM:
            return not spoken
        case AskedWhen.ORGANISATIONS_MAY_ASK:
            return ApplicantKind.LEGAL_PERSON in tier.applicants
        case AskedWhen.ONLY_ORGANISATIONS:
            return ApplicantKind.RESIDENT not in tier.applicants
        case AskedWhen.KIND_MATTERS:
            return needs_kind(rules) or (extended and rules.limits.regular_applications_per_organisation_per_year is not None)
        case AskedWhen.PAPERS_ASKED:
            return bool(paper_choices(tier))
        case AskedWhen.CERTIFICATES_RULED:
            return rules.conduct_certificate is not None
        case AskedWhen.PERMITS_RULED:
            return rules.permits_required_for_events
        case AskedWhen.SEVERAL_YEARS:
            return tier.multi_year is not None


def _fitted(question: QuestionDocument, screen: str, rules: RuleSetDocument, tier: TierDocument) -> QuestionDocument:
    """The question as this tier asks it on this screen: other words, more rows, only the choices that fit."""
    changes: dict[str, Any] = {}
    for variant in question.variants:
        if all(holds(when, rules, tier) for when in variant.when) and (not variant.on_screens or screen in variant.on_screens):
            changes |= variant.model_dump(exclude={"when", "on_screens"}, exclude_none=True)
            changes["kind"] = variant.kind or changes.get("kind", question.kind)
    if question.id == "applicant_kind":
        changes["choices"] = tuple(choice for choice in question.choices if _may_ask(choice, tier))
    if question.id == "years" and tier.multi_year is not None:
        changes["choices"] = tuple(choice for choice in question.choices if int(choice.code) <= tier.multi_year.max_years)
    if question.choices_from is ChoicesFrom.PAPERS:
        changes["choices"] = tuple(Choice(code=code, label=label) for code, label in paper_choices(tier))
    return question.adapted(**changes)


def _may_ask(choice: Choice, tier: TierDocument) -> bool:
    wanted = ApplicantKind.LEGAL_PERSON if PartnerKind(choice.code).is_legal_person else ApplicantKind.RESIDENT
    return wanted in tier.applicants


def paper_choices(tier: TierDocument) -> tuple[tuple[str, str], ...]:
    """The papers a tier asks for, as choices; those the source leaves open are not among them."""
    return tuple((paper.code, paper.label) for paper in tier.attachments if isinstance(paper, Attachment))


def needs_files(screens: Sequence[Screen]) -> bool:
    """Whether a file can be added on one of these screens."""
    return any(question.kind is AnswerKind.FILES for screen in screens for question in screen.questions)
