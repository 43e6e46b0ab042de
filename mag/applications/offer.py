"""What the start page tells of each tier, in plain words, straight from the rule set."""

from dataclasses import dataclass
from datetime import date

from mag.accounts.roles import ROLE_LABELS
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import APPLICANT_LABELS, TIER_KIND_LABELS, TierKind
from mag.agenda.tier_documents import TierDocument
from mag.applications.journey import closed_sentences
from mag.applications.screens import screens_of
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


def offers(rules: RuleSetDocument, today: date) -> list[Offer]:
    """Every tier of a rule set, in the order of the file."""
    return [_offer(rules, tier, today) for tier in rules.tiers]


def _offer(rules: RuleSetDocument, tier: TierDocument, today: date) -> Offer:
    closed = " ".join(closed_sentences(rules, tier, today))
    kind = f" ({TIER_KIND_LABELS[tier.kind]})" if tier.kind is not TierKind.ANY else ""
    return Offer(
        code=tier.code,
        label=_capital(tier.label).replace("€ ", "€\u00a0") + kind,
        who=" of ".join(APPLICANT_LABELS[kind] for kind in tier.applicants),
        asks=_asks(rules, tier),
        decider=f"de {ROLE_LABELS[tier.decider]}",
        hears=_hears(tier),
        closed=closed.replace("€ ", "€\u00a0"),
    )


def _asks(rules: RuleSetDocument, tier: TierDocument) -> str:
    screens = screens_of(rules, tier)
    if not screens:
        return "niets op deze website"
    least = sum(question.inputs for screen in screens for question in screen.questions)
    papers = "geen bijlagen" if not tier.attachments else "en stukken die u later stuurt"
    return f"{least} antwoorden, {papers}"


def _hears(tier: TierDocument) -> str:
    if tier.decide_by is not None:
        month, day = (int(part) for part in tier.decide_by.split("-"))
        return f"uiterlijk op {day} {MONTHS[month - 1]}"
    if isinstance(tier.decide_within, str):
        return f"binnen {show_term(tier.decide_within)}"
    return "dat is nog niet bekend"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
