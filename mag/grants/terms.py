"""What an award lays down, computed once for the preview and for the act: evidence, instalments, dates."""

from collections.abc import Sequence
from datetime import date

from mag.agenda.instalments import over_years, planned_instalments
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import evidence_for
from mag.agenda.terms import EVIDENCE_LABELS, ApplicantKind
from mag.agenda.tier_documents import TierDocument
from mag.applications.letters import AwardTerms, Part
from mag.core.money import Cents
from mag.grants.rules import account_by, chosen_parts, proviso_conditions


def award_terms(
    rules: RuleSetDocument,
    tier: TierDocument,
    *,
    amount: Cents,
    decided_on: date,
    starts_on: date,
    ends_on: date,
    is_legal_person: bool,
    ongoing: bool,
    conditions: Sequence[str],
    under_budget_proviso: bool = False,
    years: int = 1,
    payment_scheme: str = "",
) -> AwardTerms:
    """The terms of an award by the rule set; the proviso of the budget is one of its agreements (Awb 4:34).

    An award that covers more ``years`` is paid in equal parts, one a year. ``payment_scheme`` is the code of a chosen other scheme.

    Raises Refused when the rules leave the payment scheme open, do not know the chosen one, or know no proviso.
    """
    applicant = ApplicantKind.LEGAL_PERSON if is_legal_person else ApplicantKind.RESIDENT
    parts = chosen_parts(rules, tier, payment_scheme)
    plan = planned_instalments(tier, amount, decided_on=decided_on, starts_on=starts_on, ends_on=ends_on, parts=parts)
    plan = over_years(plan, amount, years=years, decided_on=decided_on, starts_on=starts_on)
    return AwardTerms(
        starts_on=starts_on,
        ends_on=ends_on,
        account_by=account_by(tier, starts_on, ends_on, ongoing=ongoing),
        evidence=tuple(" of ".join(EVIDENCE_LABELS[kind] for kind in group) for group in evidence_for(rules, tier, amount, applicant)),
        instalments=tuple(Part(part.amount, part.due_on, part.label) for part in plan if part.amount > 0),
        conditions=(
            *(text.strip() for text in conditions if text.strip()),
            *proviso_conditions(rules, under_budget_proviso=under_budget_proviso),
        ),
    )
