"""A rule set as a typed document: everything that differs from one agenda, decider or year to another.

Keys and their meaning follow ``domain.md 8``. Amounts are cents; terms are ISO 8601. A key with :class:`Open` is a
rule the source does not give: who asks under a tier with an open rule is refused, because nobody may guess it.
"""

from typing import Literal, Self

from pydantic import model_validator

from mag.agenda.terms import ApplicantGroup, ApplicantKind, Distribution, LegalNature, Maker, RemedyKind, Rhythm
from mag.agenda.tier_documents import PaymentScheme, TierDocument
from mag.agenda.values import (
    Amount,
    Code,
    Count,
    Date,
    Document,
    GemeenteCode,
    Keep,
    MonthDay,
    Notes,
    OrOpen,
    Percent,
    Postcodes,
    Term,
    Text,
    YesNo,
    check_notes,
    expected,
)


class GrantWords(Document):
    """What the money and the decision are called: a lead contractor gives a *bijdrage*, the municipality a *subsidie*."""

    grant: Text
    grants: Text
    the_grant: Text
    decision: Text
    the_decision: Text
    this_decision: Text


class DecisionMaker(Document):
    """Who signs the decision, and on whose behalf when that is somebody else."""

    role: Maker
    name: Text
    on_behalf_of: Text | None = None


class Remedy(Document):
    """What somebody who disagrees can do. ``text`` is the ready paragraph of the letter.

    ``within`` is the term to object, from the day after the decision; ``answer_within`` and ``extend_by`` are our terms to answer.
    """

    type: RemedyKind
    within: OrOpen[Term] | None = None
    first_step: Text
    then: Text
    text: Text
    answer_within: Term = "P6W"
    extend_by: Term = "P6W"


class Location(Document):
    """Where an initiative must take place; ``postcodes`` are those of the municipality, first and last included."""

    must_take_place_in: GemeenteCode
    postcodes: tuple[Postcodes, ...] = ()


class Limits(Document):
    """Ceilings per applicant. ``incidental_max`` holds in principle: staff may go past it with a reason."""

    incidental_max: Amount | None = None
    grants_per_year: Count | None = None
    regular_applications_per_organisation_per_year: Count | None = None


class RefusalGround(Document):
    """A coded reason to refuse, with the Dutch sentence for the letter.

    ``view_first`` where the applicant must be heard first: the ground rests on facts about it that it did not give itself, or is one
    of those for which the exception for decisions about money does not hold (Awb 4:7, 4:12). ``explanation`` is a ready-made
    start of the words staff add.
    """

    code: Code
    label: Text
    mandatory: OrOpen[YesNo]
    sentence: Text
    explanation: Text | None = None
    may_reapply_next_round: YesNo = False
    view_first: YesNo = False


class Criterion(Document):
    """A question a plan is judged on, for the tiers named; the smallest plans are judged on none."""

    code: Code
    label: Text
    question: Text
    tiers: tuple[Code, ...]


class Reserve(Document):
    """What may be kept of a surplus: a percentage of the award with a cap, only for awards above an amount."""

    percent: Percent
    cap: Amount
    above: Amount
    in_consultation_with: Code


class Surplus(Document):
    """What happens to money that is left: it is repaid, save for a reserve where the rules know one."""

    default: Literal["repay"]
    reserve: Reserve | None = None


class Thresholds(Document):
    """Amounts from which more is asked. ``…_from`` includes the amount itself, ``…_above`` does not."""

    interview_required_above: Amount | None = None
    performance_dialogue_from: Amount | None = None
    half_year_report_above: Amount | None = None
    auditor_report_above: Amount | None = None
    partner_satisfaction_survey_above: Amount | None = None
    partner_satisfaction_survey_every: Term | None = None
    second_pair_of_eyes_above: Amount


class Extension(Document):
    """By how much, and how often, the term to decide may be lengthened; the applicant is always told."""

    max: Term
    times: Count


class Incomplete(Document):
    """What happens with an incomplete application: how long the applicant has, and by when it is left untreated."""

    complete_within: Term
    not_treated_decision_within: Term
    clock_stops: YesNo


class MoneyTerms(Document):
    """Terms of paying and claiming back."""

    pay_within: Term
    hold_max: Term
    reclaim_limit: Term
    small_settle_within: Term | None = None
    budget_proviso_lapse: Term | None = None


class SpotCheck(Document):
    """How many of the small grants that ask no account are drawn to send proof: a share, never fewer than a number; and by when."""

    percent: Percent
    at_least: Count
    proof_within: Term


class Retention(Document):
    """How long records are kept after they close (``domain.md 4.5``)."""

    granted: Keep
    granted_no_accountability: Keep
    refused: Keep
    broken_off: Keep
    payment: Keep
    dispute: Keep
    dispute_financial: Keep
    advice: Keep
    annual_report: Keep
    policy_evaluation: Keep


class Cycle(Document):
    """How often the agenda's own duties come back.

    On the days of ``half_year_calls`` the half-year reports are called for by themselves; without one a person does it.
    Whoever is called has ``half_year_within`` to report.
    """

    implementation_plan: Rhythm | None = None
    half_year_report: Rhythm | None = None
    annual_report: Rhythm | None = None
    goal_monitor: Rhythm | None = None
    evaluation: Rhythm | None = None
    partner_survey: Rhythm | None = None
    sounding_board_meeting: Rhythm | None = None
    half_year_calls: tuple[MonthDay, ...] = ()
    half_year_within: Term = "P2M"


class SoundingBoard(Document):
    """The sounding board: its size, the length of a term, and who an interested member may not advise."""

    max_members: Count | None = None
    term: Term | None = None
    renewable_by: Term | None = None
    recusal_on_interest: YesNo = True


class RingFence(Document):
    """A part of the flexible budget kept for a group, with its yearly growth in whole per cents.

    ``group`` is how people call it; ``groups`` say which budget lines belong to it (``domain.md 1.3``).
    """

    group: Text
    groups: tuple[ApplicantGroup, ...] = ()
    growth_percent: Percent
    decided_by: Text


class Ceiling(Document):
    """The ceiling on the money of a year: its article and the order in which it is given out. The amount is in the budget."""

    article: Text
    distribution: OrOpen[Distribution]


class ConductCertificate(Document):
    """When volunteers need a certificate of conduct (VOG), and when it is free."""

    profile_minors: Text
    profile_vulnerable: Text
    validity: Term
    free_from_volunteer_percent: Percent


class Suppression(Document):
    """From which size a figure about people may be shown."""

    count_below: Count
    percent_base_below: Count
    secondary: YesNo


class RuleSetDocument(Document):
    """The rules in force from ``valid_from`` up to and including ``valid_to``, on the date an application is submitted."""

    code: Code
    label: Text
    valid_from: Date
    valid_to: Date | None = None
    predecessor: Code | None = None
    legal_nature: LegalNature
    legal_basis: tuple[Text, ...] = ()
    decision_maker: DecisionMaker
    words: GrantWords
    remedy: Remedy
    form: Code = "standaard-1"
    location: Location | None = None
    themes_min: Count = 1
    frames_required: YesNo = True
    limits: Limits = Limits()
    thresholds: Thresholds
    refusal_grounds: tuple[RefusalGround, ...]
    criteria: tuple[Criterion, ...] = ()
    surplus: OrOpen[Surplus]
    extension: Extension | None = None
    incomplete: Incomplete
    money_terms: MoneyTerms
    spot_check: SpotCheck | None = None
    ceiling: Ceiling | None = None
    ring_fence: RingFence | None = None
    notice_after_consecutive_years: Count | None = None
    permits_required_for_events: YesNo = False
    conduct_certificate: ConductCertificate | None = None
    publish_granted: YesNo
    cycle: Cycle
    sounding_board: SoundingBoard | None = None
    retention: Retention
    suppression: Suppression
    payment_schemes: tuple[PaymentScheme, ...] = ()
    notes: Notes = {}
    tiers: tuple[TierDocument, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise expected("a last day on or after valid_from", "valid_to")
        if not self.tiers:
            raise expected("at least one tier", "tiers")
        known = {tier.code for tier in self.tiers}
        if any(code not in known for criterion in self.criteria for code in criterion.tiers):
            raise expected("codes of tiers of this rule set", "criteria")
        schemes = [scheme.code for scheme in self.payment_schemes]
        if len(set(schemes)) != len(schemes):
            raise expected("each code of a payment scheme once", "payment_schemes")
        for place, tier in enumerate(self.tiers):
            if not set(tier.payment_choices) <= set(schemes):
                raise expected("codes of payment schemes of this rule set", f"tiers[{place}].payment_choices")
        check_notes(self, self.notes)
        return self

    def payment_scheme(self, code: str) -> PaymentScheme:
        """The payment scheme with this code. Raises KeyError."""
        for scheme in self.payment_schemes:
            if scheme.code == code:
                return scheme
        raise KeyError(code)

    def tier(self, code: str) -> TierDocument:
        """The tier with this code. Raises KeyError."""
        for tier in self.tiers:
            if tier.code == code:
                return tier
        raise KeyError(code)

    def refusal_ground(self, code: str) -> RefusalGround:
        """The refusal ground with this code. Raises KeyError."""
        for ground in self.refusal_grounds:
            if ground.code == code:
                return ground
        raise KeyError(code)

    @property
    def applicants(self) -> frozenset[ApplicantKind]:
        """Everybody who can apply under one tier or another."""
        return frozenset(kind for tier in self.tiers for kind in tier.applicants)
