"""What an account must hold, and when a partner is reminded of it. Pure.

Source: ``domain.md 2.4`` (what partners hand in). Amounts are cents, dates Amsterdam dates.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mag.agenda.terms import EVIDENCE_LABELS, ContentItem, EvidenceKind, HandInKind
from mag.agenda.tier_documents import HandIn as HandInTerms
from mag.agenda.tier_documents import TierDocument
from mag.core.errors import Refusal
from mag.core.money import Cents, show
from mag.core.period import add_term

AHEAD, BEHIND, APART = timedelta(days=14), timedelta(days=7), timedelta(days=7)
"""A reminder goes out two weeks before the last day and one week after it, never two to one partner within a week."""

BY_FORM = frozenset({EvidenceKind.ACCOUNTABILITY_FORM, EvidenceKind.FINANCIAL_OVERVIEW, EvidenceKind.INCOME_EXPENDITURE})
"""What filling in the form itself gives: the form, what was spent of what was got, the amount per line."""

BY_ANSWER = frozenset({EvidenceKind.CONTENT_REPORT, EvidenceKind.CLIENT_SATISFACTION})
"""What a story or another answer on the form gives too."""

PROOF = frozenset({EvidenceKind.RECEIPTS, EvidenceKind.UNDERLYING_DOCUMENTS})
"""What any file gives: a receipt, an invoice, a statement."""

PAPERS = (EvidenceKind.ANNUAL_ACCOUNTS, EvidenceKind.ANNUAL_REPORT, EvidenceKind.AUDITOR_REPORT, EvidenceKind.PARTNER_SATISFACTION)
"""Papers that are asked by name, each at its own place on the form."""

Demands = Sequence[tuple[EvidenceKind, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one account is asked, by the rule set: which tables, which papers, and above which per cent a difference is explained."""

    kind: HandInKind
    demands: tuple[tuple[EvidenceKind, ...], ...]
    results: bool
    lines: bool
    activities: bool
    satisfaction: bool
    photos: bool
    papers: tuple[EvidenceKind, ...]
    explain_above: int | None
    story_max_words: int | None

    @property
    def is_small(self) -> bool:
        """Whether it is only receipts, a sum and a head count."""
        return not (self.results or self.lines or self.activities or self.satisfaction)


def asked_by(demands: Demands, terms: HandInTerms, kind: HandInKind) -> Asked:
    """What follows from the demands and the terms of a tier. A half-year report tells results, not yet money per line."""
    kinds = {one for group in demands for one in group}
    whole = kind is not HandInKind.HALF_YEAR
    told = ContentItem.EXECUTION in terms.content
    return Asked(
        kind=kind,
        demands=tuple(demands),
        results=EvidenceKind.ACCOUNTABILITY_FORM in kinds,
        lines=whole and bool(kinds & {EvidenceKind.ACCOUNTABILITY_FORM, EvidenceKind.INCOME_EXPENDITURE}),
        activities=whole and told,
        satisfaction=EvidenceKind.CLIENT_SATISFACTION in kinds,
        photos=whole and (terms.media_requested or told),
        papers=tuple(one for one in PAPERS if one in kinds),
        explain_above=terms.explain_above_percent if whole else None,
        story_max_words=terms.story_max_words,
    )


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How content the people were: a mark, of how many, and how they were asked. Who asked nobody fills in zero and says why."""

    grade: Decimal | None = None
    count: int | None = None
    method: str = ""


def needs_file(demands: Demands) -> bool:
    """Whether some demand can only be met by sending a file along (receipts, annual accounts, a report)."""
    return any(not set(group) & (BY_FORM | BY_ANSWER) for group in demands)


def missing_for_hand_in(
    demands: Demands,
    *,
    spent: Cents | None,
    people: int | None,
    story: str,
    files: int,
    story_max_words: int | None,
    papers: Collection[EvidenceKind] = (),
    satisfaction: Satisfaction | None = None,
) -> Iterator[Refusal]:
    """What still lacks before this can be handed in, each at its question.

    Who spent nothing has no receipts. Where a report is asked, a story on the form or a file will do. ``papers`` are the kinds that
    were sent by name.
    """
    if spent is None:
        yield Refusal("spent_missing", "Vul in hoeveel geld u uitgaf. Gaf u niets uit? Vul dan 0 in.", "spent_amount")
    elif spent < 0:
        yield Refusal("spent_negative", "Een bedrag kan niet onder nul zijn.", "spent_amount")
    if people is None:
        yield Refusal("people_missing", "Vul in hoeveel mensen meededen. Weet u het niet precies? Schat het dan.", "people_reached")
    elif people < 0:
        yield Refusal("people_negative", "Een aantal mensen kan niet onder nul zijn.", "people_reached")
    for group in demands:
        yield from _missing_of(set(group), spent=spent, files=files, papers=papers, story=story)
    if any(EvidenceKind.CLIENT_SATISFACTION in group for group in demands):
        yield from _missing_satisfaction(satisfaction or Satisfaction())
    if story_max_words is not None and (words := len(story.split())) > story_max_words:
        over = words - story_max_words
        fewer = f"Haal er {over} {'woord' if over == 1 else 'woorden'} uit"
        yield Refusal("story_too_long", f"Uw verhaal heeft {words} woorden. {story_max_words} is genoeg. {fewer}.", "story")


def _missing_of(
    group: set[EvidenceKind], *, spent: Cents | None, files: int, papers: Collection[EvidenceKind], story: str
) -> Iterator[Refusal]:
    """What lacks of one demand, of which any kind will do."""
    if group & BY_FORM or group & set(papers) or EvidenceKind.CLIENT_SATISFACTION in group:
        return
    if EvidenceKind.CONTENT_REPORT in group:
        if not (files or papers or story.strip()):
            yield Refusal("story_missing", "Vertel kort wat u deed, of voeg een verslag toe.", "story")
    elif group & PROOF:
        if spent and not (files or papers):
            yield Refusal("receipts_missing", "Voeg minstens één bon of ander stuk toe. Een foto is goed genoeg.", "files")
    else:
        first = next(one for one in PAPERS if one in group)
        named = " of ".join(EVIDENCE_LABELS[one] for one in PAPERS if one in group)
        yield Refusal("paper_missing", f"Voeg dit stuk toe: {named}.", f"paper_{first.value}")


def _missing_satisfaction(told: Satisfaction) -> Iterator[Refusal]:
    if told.count is None:
        yield Refusal("count_missing", "Vul in hoeveel mensen hun mening gaven. Vroeg u het niemand? Vul dan 0 in.", "satisfaction_count")
    elif told.count and told.grade is None:
        yield Refusal("grade_missing", "Vul het gemiddelde cijfer in dat zij gaven, zoals 7,8.", "satisfaction_grade")
    elif told.grade is not None and not 1 <= told.grade <= 10:
        yield Refusal("grade_wrong", "Een cijfer ligt tussen 1 en 10. Vul bijvoorbeeld 7,8 in.", "satisfaction_grade")
    if not told.method.strip():
        how = "Schrijf hoe u het vroeg, bijvoorbeeld: met een briefje na afloop." if told.count else "Schrijf waarom u het niet vroeg."
        yield Refusal("method_missing", how, "satisfaction_method")


def settling_kind(tier: TierDocument, starts_on: date, ends_on: date, *, ongoing: bool) -> tuple[HandInKind, str]:
    """Which account settles a plan, with the period it is about: the year where the tier has a yearly day for it (``domain.md 2.4``)."""
    whole_year = starts_on == date(ends_on.year, 1, 1) and ends_on == date(ends_on.year, 12, 31)
    if tier.hand_in.due_yearly is not None and (ongoing or whole_year):
        return HandInKind.YEARLY, str(ends_on.year)
    return HandInKind.FINAL, ""


def survey_due(last_handed_in: date | None, every: str | None, today: date) -> bool:
    """Whether the partner survey is asked again: when the last one is longer ago than the rule set's term, or there is none."""
    return last_handed_in is None or every is None or add_term(last_handed_in, every) <= today


def expected_outcome(*, awarded: Cents, paid: Cents, spent: Cents) -> str:
    """What handing in this amount will lead to, in one or two sentences for the partner; we decide when we have looked."""
    if spent > awarded:
        return f"U gaf {show(spent - awarded)} meer uit dan u krijgt. Dat deel betaalt u zelf."
    if spent == awarded:
        return "U gaf precies uit wat u krijgt. U houdt niets over."
    if paid > spent:
        return f"U houdt {show(paid - spent)} over. Dat betaalt u terug als wij daarom vragen. U hoeft nu nog niets over te maken."
    return f"U gaf {show(awarded - spent)} minder uit dan wij u toekenden. U krijgt dan {show(awarded - spent)} minder."


def reminder_due(account_by: date, today: date, *, announced: bool, reminded: bool) -> str | None:
    """Which reminder a partner who has not handed in should get today: ``announced`` before the last day, ``reminded`` after it."""
    if account_by - AHEAD <= today <= account_by and not announced:
        return "announced"
    if today >= account_by + BEHIND and not reminded:
        return "reminded"
    return None
