"""What the start page tells of each tier, in plain words, straight from the rule set."""

from dataclasses import dataclass
from datetime import date

from mag.accounts.roles import ROLE_LABELS
from mag.agenda.burden import burden_of
from mag.agenda.form_documents import FormDocument
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import APPLICANT_LABELS, TIER_KIND_LABELS, TierKind
from mag.agenda.tier_documents import TierDocument
from mag.applications.journey import closed_sentences
from mag.core.period import MONTHS, show_term


@dataclass(frozen=True, slots=True)
class Offer:
    """One tier in words. ``closed`` says why one cannot ask now; empty when one can."""

    code: str
    label: str
    who: str
    asks: str
    decider: str
    hears: str
    closed: str


def offers(rules: RuleSetDocument, form: FormDocument, today: date) -> list[Offer]:
    """Every tier of a rule set, in the order of the file."""
    return [_offer(rules, form, tier, today) for tier in rules.tiers]


def _offer(rules: RuleSetDocument, form: FormDocument, tier: TierDocument, today: date) -> Offer:
    closed = " ".join(closed_sentences(rules, tier, today))
    kind = f" ({TIER_KIND_LABELS[tier.kind]})" if tier.kind is not TierKind.ANY else ""
    return Offer(
        code=tier.code,
        label=_capital(tier.label).replace("€ ", "€\u00a0") + kind,
        who=" of ".join(APPLICANT_LABELS[kind] for kind in tier.applicants),
        asks=_asks(rules, form, tier),
        decider=f"de {ROLE_LABELS[tier.decider]}",
        hears=_hears(tier),
        closed=closed.replace("€ ", "€\u00a0"),
    )


def _asks(rules: RuleSetDocument, form: FormDocument, tier: TierDocument) -> str:
    burden = burden_of(form, rules, tier)
    if not burden.screens:
        return "niets op deze website"
    papers = "geen bijlagen" if not tier.attachments else "en stukken die u later stuurt"
    return f"{burden.inputs} antwoorden, {papers}"


def _hears(tier: TierDocument) -> str:
    if tier.decide_by is not None:
        month, day = (int(part) for part in tier.decide_by.split("-"))
        return f"uiterlijk op {day} {MONTHS[month - 1]}"
    if isinstance(tier.decide_within, str):
        return f"binnen {show_term(tier.decide_within)}"
    return "dat is nog niet bekend"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
