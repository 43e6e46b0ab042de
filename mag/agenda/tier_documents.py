"""A tier of burden as a typed document: who may ask how much, what is asked, who decides by when, how account is given."""

from typing import Self

from pydantic import StrictInt, model_validator

from mag.accounts.roles import Role
from mag.agenda.terms import (
    ApplicantKind,
    Channel,
    ContentItem,
    EvidenceKind,
    FormKind,
    HandInKind,
    Interview,
    PayMoment,
    Scope,
    SettlementMode,
    TierKind,
    WindowKind,
)
from mag.agenda.values import Amount, Code, Count, Document, MonthDay, Notes, OrOpen, Percent, Term, Text, YesNo, check_notes, expected


class Window(Document):
    """When one can apply. A yearly round runs from ``opens`` (1 January when not given) up to and including ``closes``."""

    kind: WindowKind
    opens: MonthDay | None = None
    closes: OrOpen[MonthDay] | None = None

    @model_validator(mode="after")
    def _has_a_close(self) -> Self:
        if (self.kind is WindowKind.YEARLY) != (self.closes is not None):
            raise expected("closes with a yearly window, and only there", "closes")
        return self


class Attachment(Document):
    """A paper that must be added, with its Dutch name; ``organisations_only`` spares residents."""

    code: Code
    label: Text
    organisations_only: YesNo = False


class Evidence(Document):
    """One demand of an account: any one of these kinds will do. What depends on the award stands in the thresholds.

    ``kinds`` says of which accounts it is asked; without it of the yearly and the final one.
    """

    any_of: tuple[EvidenceKind, ...]
    legal_persons_only: tuple[EvidenceKind, ...] = ()
    kinds: tuple[HandInKind, ...] = (HandInKind.YEARLY, HandInKind.FINAL)

    @model_validator(mode="after")
    def _has_kinds(self) -> Self:
        if not self.any_of:
            raise expected("at least one kind of evidence", "any_of")
        if not set(self.legal_persons_only) <= set(self.any_of):
            raise expected("kinds that stand in any_of", "legal_persons_only")
        if not self.kinds:
            raise expected("at least one kind of account", "kinds")
        return self


class HandIn(Document):
    """How and when account is given.

    ``due_after_end`` counts from the last day of the initiative; ``due_yearly`` is a day of the next year, for what runs
    on or fills a calendar year. ``fixed_by_decision`` is true where the rules leave all of it to the decision letter.
    ``explain_above_percent``: a result or an amount that differs more than this from the plan is explained; without it nothing is.
    """

    fixed_by_decision: YesNo = False
    due_after_end: OrOpen[Term] | None = None
    due_yearly: MonthDay | None = None
    evidence: tuple[Evidence, ...] = ()
    content: tuple[ContentItem, ...] = ()
    story_max_words: Count | None = None
    explain_above_percent: Percent | None = None
    media_requested: YesNo = False
    notes: Notes = {}

    @model_validator(mode="after")
    def _has_a_term(self) -> Self:
        if self.fixed_by_decision == (self.due_after_end is not None):
            raise expected("due_after_end, or fixed_by_decision: true, and not both", "due_after_end")
        return self


class PaymentPart(Document):
    """A share of the award in whole per cents and the moment it falls due; ``day`` belongs to a share that is due on a date.

    ``label`` says in Dutch for which part of the plan it is.
    """

    percent: Percent
    moment: PayMoment
    day: MonthDay | None = None
    label: Text | None = None

    @model_validator(mode="after")
    def _has_its_day(self) -> Self:
        if (self.moment is PayMoment.ON_DATE) != (self.day is not None):
            raise expected("day with the moment on_date, and only there", "day")
        if self.label is not None and len(self.label) > 100:
            raise expected("a label of at most 100 characters", "label")
        return self


class PaymentScheme(Document):
    """A way of paying that staff can choose instead of a tier's own: a template with a name in Dutch."""

    code: Code
    label: Text
    parts: tuple[PaymentPart, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(part.percent for part in self.parts) != 100:
            raise expected("parts that add up to 100 per cent", "parts")
        if len(self.code) > 40:
            raise expected("a code of at most 40 characters", "code")
        return self


class MultiYear(Document):
    """An award for more than one year, paid per year; ``needs`` says in Dutch what the applicant must explain."""

    max_years: Count
    needs: Text


class BurdenCap(Document):
    """The most a form may ask under a tier without a written reason (``ux.md 2.2``). ``seconds`` are of the yardstick."""

    screens: Count | None = None
    inputs: Count | None = None
    uploads: StrictInt | None = None
    sign_ins: StrictInt | None = None
    seconds: Count | None = None


class TierDocument(Document):
    """One tier. The amount asked lies above ``min`` and up to ``max``; whether each edge belongs to it is written out.

    ``payment_choices`` are the other payment schemes of the rule set that staff may choose with a reason.
    With ``second_signer`` another signatory of the organisation signs before a request is sent; who is its only one sends it alone.
    """

    code: Code
    label: Text
    kind: TierKind
    min: Amount
    min_inclusive: OrOpen[YesNo]
    max: Amount | None = None
    max_inclusive: YesNo | None = None
    applicants: tuple[ApplicantKind, ...]
    scope: Scope | None = None
    channels: tuple[Channel, ...]
    form: FormKind
    account_needed: YesNo
    second_signer: YesNo = False
    questions: tuple[Code, ...]
    burden_cap: BurdenCap | None = None
    window: Window
    submit_before_start: Term | None = None
    decider: Role
    with_advice_of: tuple[Role, ...] = ()
    municipality_decides: YesNo = False
    paid_from_envelope: YesNo = False
    decide_within: OrOpen[Term] | None = None
    decide_by: MonthDay | None = None
    interview: Interview
    attachments: tuple[OrOpen[Attachment], ...] = ()
    hand_in: HandIn
    settlement: OrOpen[SettlementMode]
    payment: OrOpen[tuple[PaymentPart, ...]]
    payment_choices: tuple[Code, ...] = ()
    multi_year: MultiYear | None = None
    notes: Notes = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if len(self.code) > 20:
            raise expected("a code of at most 20 characters", "code")
        if (self.max is None) != (self.max_inclusive is None):
            raise expected("max and max_inclusive together, or neither (no upper limit)", "max_inclusive")
        if self.max is not None and self.max <= self.min:
            raise expected("an amount above min", "max")
        if not self.applicants:
            raise expected("at least one kind of applicant", "applicants")
        if not self.channels:
            raise expected("at least one channel", "channels")
        if (self.decide_within is None) == (self.decide_by is None):
            raise expected("decide_within or decide_by, one of the two", "decide_within")
        if isinstance(self.payment, tuple) and sum(part.percent for part in self.payment) != 100:
            raise expected("parts that add up to 100 per cent", "payment")
        check_notes(self, self.notes)
        return self

    def open_rules(self) -> tuple[str, ...]:
        """The dotted keys the source leaves open. While there is one, nobody can apply under this tier."""
        return self.open_keys()

    def holds(self, amount: int) -> bool:
        """Whether an amount in cents lies within the bounds; an edge that is still open does not belong to the tier."""
        above = amount > self.min or (amount == self.min and self.min_inclusive is True)
        return above and (self.max is None or amount < self.max or (amount == self.max and self.max_inclusive is True))
