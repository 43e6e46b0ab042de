"""Pure questions to a rule set: which one is in force, which tier an amount falls in, who may apply, and by when.

Amounts are cents; dates are Amsterdam dates, inclusive. The rules themselves stand in the agenda file (``domain.md 8``);
nothing here knows a municipality.
"""

from collections.abc import Iterable
from datetime import date

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import APPLICANT_LABELS, ApplicantKind, EvidenceKind, HandInKind, Interview, TierKind, WindowKind
from mag.agenda.tier_documents import TierDocument
from mag.agenda.values import Open
from mag.core.errors import Refusal, Refused
from mag.core.money import ZERO, Cents, percentage_of, show
from mag.core.period import add_term, show_date, show_term


def rule_set_on(rule_sets: Iterable[RuleSetDocument], day: date) -> RuleSetDocument | None:
    """The rule set in force on the day an application is submitted; both its first and its last day belong to it."""
    for rules in rule_sets:
        if rules.valid_from <= day and (rules.valid_to is None or day <= rules.valid_to):
            return rules
    return None


def needs_kind(rules: RuleSetDocument) -> bool:
    """Whether the amount alone does not give the tier: one-off plans and core activities have tiers of their own."""
    return any(tier.kind is not TierKind.ANY for tier in rules.tiers)


def tier_for(
    rules: RuleSetDocument,
    amount: Cents,
    *,
    applicant: ApplicantKind | None = None,
    kind: TierKind | None = None,
    own_neighbourhood: bool = True,
) -> TierDocument:
    """The tier an amount falls in, preferring one this applicant may use; the first of the file where two would do.

    Without a kind, tiers of every kind are looked at. Where only a tier for others holds the amount, that one is
    answered and :func:`may_apply` says why not. Raises :class:`Refused` (``no_tier``) when none holds the amount.
    """
    held = [
        tier
        for tier in rules.tiers
        if tier.holds(amount) and (kind is None or tier.kind in (kind, TierKind.ANY)) and (tier.scope is None or own_neighbourhood)
    ]
    allowed = [tier for tier in held if applicant is None or applicant in tier.applicants]
    for tier in (*allowed, *held):
        return tier
    raise Refused(Refusal("no_tier", _no_tier(rules, amount, kind), "amount"))


def _no_tier(rules: RuleSetDocument, amount: Cents, kind: TierKind | None) -> str:
    tiers = [tier for tier in rules.tiers if kind is None or tier.kind in (kind, TierKind.ANY)]
    highest = max((tier.max for tier in tiers if tier.max is not None), default=None)
    if amount > ZERO and highest is not None and amount > highest:
        return f"U kunt hier geen {show(amount, whole=True)} vragen. Vraag {show(highest, whole=True)} of minder."
    if amount > ZERO:
        return f"Voor {show(amount, whole=True)} kennen wij de regels nog niet. Vraag een ander bedrag, of neem contact met ons op."
    return "Vul een bedrag in dat hoger is dan nul."


def open_rules(rules: RuleSetDocument) -> tuple[str, ...]:
    """Every dotted key of the rule set whose value nobody has decided yet, tiers included (``tiers[T4].window.closes``)."""
    return rules.open_keys()


def is_open_for_applications(tier: TierDocument) -> bool:
    """Whether every rule of the tier is filled in, so that somebody can apply under it."""
    return not tier.open_rules()


def round_of(tier: TierDocument, day: date) -> tuple[date, date] | None:
    """First and last day of the yearly round in the year of a day; None when one can always apply or the close is open."""
    closes = tier.window.closes
    if tier.window.kind is not WindowKind.YEARLY or closes is None or isinstance(closes, Open):
        return None
    return _in_year(day.year, tier.window.opens or "01-01"), _in_year(day.year, closes)


def _in_year(year: int, month_day: str) -> date:
    return date(year, int(month_day[:2]), int(month_day[3:]))


def may_apply(
    rules: RuleSetDocument,
    tier: TierDocument,
    *,
    submitted_on: date,
    applicant: ApplicantKind | None = None,
    amount: Cents | None = None,
    starts_on: date | None = None,
    place_code: str | None = None,
    grants_this_year: int = 0,
    regular_applications_this_year: int = 0,
    is_regular: bool = False,
) -> list[Refusal]:
    """Why somebody cannot apply under a tier on a day; an empty list when nothing stands in the way.

    What is not known (None) is not held against the applicant. Counts are of the calendar year of ``submitted_on``,
    without this application. ``place_code`` is the municipality the plan takes place in (``GM0523``).
    """
    refusals: list[Refusal] = []
    if rule_set_on([rules], submitted_on) is None:
        refusals.append(Refusal("rules_not_in_force", f"Deze regels gelden niet op {show_date(submitted_on)}. Begin een nieuwe aanvraag."))
    if not is_open_for_applications(tier):
        refusals.append(
            Refusal(
                "open_rule",
                f"De bedraggroep “{tier.label}” is nog niet open: niet alle regels zijn bekend. Neem contact met ons op.",
                "amount",
            )
        )
    if amount is not None and not tier.holds(amount):
        refusals.append(
            Refusal("other_tier", f"{show(amount, whole=True)} hoort niet bij de bedraggroep “{tier.label}”. Pas het bedrag aan.", "amount")
        )
    if applicant is not None and applicant not in tier.applicants:
        allowed = " en ".join(APPLICANT_LABELS[kind] for kind in tier.applicants)
        sentence = f"De bedraggroep “{tier.label}” is alleen voor {allowed}. Kies een ander bedrag, of laat hen de aanvraag doen."
        refusals.append(Refusal("applicant_kind", sentence, "applicant"))
    refusals.extend(_window(tier, submitted_on))
    if starts_on is not None and tier.submit_before_start is not None and add_term(submitted_on, tier.submit_before_start) > starts_on:
        sooner = show_date(add_term(submitted_on, tier.submit_before_start))
        term = show_term(tier.submit_before_start)
        sentence = f"Vraag minstens {term} voor de start aan. Vraagt u vandaag aan, dan kan uw plan starten op {sooner}."
        refusals.append(Refusal("too_late_before_start", sentence, "starts_on"))
    if place_code is not None and rules.location is not None and place_code != rules.location.must_take_place_in:
        refusals.append(Refusal("other_place", "Uw plan moet in onze gemeente gebeuren. Kies een plek in de gemeente.", "place"))
    most = rules.limits.grants_per_year
    if most is not None and grants_this_year >= most:
        sentence = (
            f"U kreeg dit jaar al {most} keer een {rules.words.grant}. Meer kan niet in één jaar. U kunt weer aanvragen vanaf 1 januari."
        )
        refusals.append(Refusal("grants_this_year", sentence))
    regular = rules.limits.regular_applications_per_organisation_per_year
    if is_regular and regular is not None and regular_applications_this_year >= regular:
        times = "één keer" if regular == 1 else f"{regular} keer"
        sentence = f"Uw organisatie kan {times} per jaar geld vragen voor vaste activiteiten. Zet ze samen in één aanvraag."
        refusals.append(Refusal("regular_this_year", sentence))
    return refusals


def _window(tier: TierDocument, day: date) -> Iterable[Refusal]:
    stretch = round_of(tier, day)
    if stretch is None:
        return
    opens, closes = stretch
    if day < opens:
        yield Refusal("window_not_open", f"U kunt aanvragen van {show_date(opens)} tot en met {show_date(closes)}. Kom dan terug.")
    elif day > closes:
        again = _in_year(day.year + 1, tier.window.opens or "01-01")
        yield Refusal("window_closed", f"Aanvragen kon tot en met {show_date(closes)}. U kunt weer aanvragen vanaf {show_date(again)}.")


def is_above_incidental_max(rules: RuleSetDocument, amount: Cents) -> bool:
    """Whether a one-off plan asks more than is given in principle; staff may go past it with a reason (``domain.md 2.2``)."""
    return rules.limits.incidental_max is not None and amount > rules.limits.incidental_max


def decide_by(tier: TierDocument, submitted_on: date) -> date:
    """The last day on which the applicant hears: a term after submission, or the fixed day of the year on or after it.

    Raises :class:`Refused` (``open_rule``) when the rules do not say.
    """
    if tier.decide_by is not None:
        this_year = _in_year(submitted_on.year, tier.decide_by)
        return this_year if this_year >= submitted_on else _in_year(submitted_on.year + 1, tier.decide_by)
    if isinstance(tier.decide_within, str):
        return add_term(submitted_on, tier.decide_within)
    raise Refused(Refusal("open_rule", f"Voor “{tier.label}” is nog niet vastgelegd wanneer u een antwoord krijgt."))


def longest_decide_by(rules: RuleSetDocument, tier: TierDocument, submitted_on: date) -> date:
    """The last day to decide after every extension the rules allow; equals :func:`decide_by` when they allow none."""
    day = decide_by(tier, submitted_on)
    for _ in range(rules.extension.times if rules.extension else 0):
        day = add_term(day, rules.extension.max) if rules.extension else day
    return day


def hand_in_due(tier: TierDocument, ends_on: date, *, starts_on: date | None = None, ongoing: bool = False) -> date | None:
    """The last day to give account; None where the decision letter fixes it.

    What runs on, or fills a whole calendar year, is due on the yearly day of the next year where the tier has one;
    everything else a term after its last day.
    """
    whole_year = starts_on == date(ends_on.year, 1, 1) and ends_on == date(ends_on.year, 12, 31)
    if tier.hand_in.due_yearly is not None and (ongoing or whole_year):
        return _in_year(ends_on.year + 1, tier.hand_in.due_yearly)
    due = tier.hand_in.due_after_end
    return add_term(ends_on, due) if isinstance(due, str) else None


def interview_needed(rules: RuleSetDocument, tier: TierDocument, amount: Cents) -> bool:
    """Whether a talk must be held: the tier asks one, or the amount lies above the threshold."""
    above = rules.thresholds.interview_required_above
    return tier.interview is Interview.REQUIRED or (above is not None and amount > above)


def needs_performance_dialogue(rules: RuleSetDocument, amount: Cents) -> bool:
    """Whether the sounding board holds a performance dialogue about an award of this amount (the edge itself counts)."""
    start = rules.thresholds.performance_dialogue_from
    return start is not None and amount >= start


def needs_half_year_report(rules: RuleSetDocument, amount: Cents) -> bool:
    """Whether a partner with this award reports every half year."""
    above = rules.thresholds.half_year_report_above
    return above is not None and amount > above


def needs_second_pair_of_eyes(rules: RuleSetDocument, amount: Cents) -> bool:
    """Whether a second person must look before an amount is awarded (our own control, no source)."""
    return amount > rules.thresholds.second_pair_of_eyes_above


def evidence_for(
    rules: RuleSetDocument, tier: TierDocument, award: Cents, applicant: ApplicantKind, kind: HandInKind = HandInKind.FINAL
) -> list[tuple[EvidenceKind, ...]]:
    """What an account of this kind must hold: of each group any one will do. Includes what is asked only above an amount."""
    groups: list[tuple[EvidenceKind, ...]] = []
    for demand in (one for one in tier.hand_in.evidence if kind in one.kinds):
        fitting = tuple(k for k in demand.any_of if applicant is ApplicantKind.LEGAL_PERSON or k not in demand.legal_persons_only)
        if fitting:
            groups.append(fitting)
    if kind is HandInKind.HALF_YEAR:
        return groups
    for above, extra in (
        (rules.thresholds.auditor_report_above, EvidenceKind.AUDITOR_REPORT),
        (rules.thresholds.partner_satisfaction_survey_above, EvidenceKind.PARTNER_SATISFACTION),
    ):
        if above is not None and award > above:
            groups.append((extra,))
    return groups


def reserve_allowed(rules: RuleSetDocument, award: Cents, surplus: Cents) -> Cents:
    """How much of a surplus may be kept as a reserve, after consultation: a share of the award, capped; else nothing."""
    if isinstance(rules.surplus, Open) or rules.surplus.reserve is None or award <= rules.surplus.reserve.above:
        return ZERO
    share = percentage_of(award, rules.surplus.reserve.percent)
    return Cents(min(surplus, share, rules.surplus.reserve.cap))
