"""The life of an application up to its decision (``domain.md 2.3``, words of ``ux.md L03``)."""

from enum import StrEnum

from mag.core.workflow import Workflow


class ApplicationState(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    ASSESSING = "assessing"
    WAITING = "waiting"
    AWARDED = "awarded"
    REFUSED = "refused"
    NOT_PROCESSED = "not_processed"
    WITHDRAWN = "withdrawn"


S = ApplicationState
OPEN_STATES = (S.SUBMITTED, S.ASSESSING, S.WAITING)

APPLICATION = Workflow(
    name="application",
    transitions={
        (S.SUBMITTED, "claim"): S.ASSESSING,
        (S.ASSESSING, "unclaim"): S.SUBMITTED,
        (S.SUBMITTED, "award"): S.AWARDED,
        (S.ASSESSING, "award"): S.AWARDED,
        (S.SUBMITTED, "refuse"): S.REFUSED,
        (S.ASSESSING, "refuse"): S.REFUSED,
        (S.SUBMITTED, "not_process"): S.NOT_PROCESSED,
        (S.ASSESSING, "not_process"): S.NOT_PROCESSED,
        (S.SUBMITTED, "withdraw"): S.WITHDRAWN,
        (S.ASSESSING, "withdraw"): S.WITHDRAWN,
        (S.SUBMITTED, "ask_completion"): S.WAITING,
        (S.ASSESSING, "ask_completion"): S.WAITING,
        (S.WAITING, "complete"): S.ASSESSING,
        (S.WAITING, "lapse"): S.ASSESSING,
        (S.WAITING, "withdraw"): S.WITHDRAWN,
        (S.REFUSED, "reopen"): S.ASSESSING,
        (S.NOT_PROCESSED, "reopen"): S.ASSESSING,
    },
    staff_words={
        S.SUBMITTED: "nieuw binnen",
        S.ASSESSING: "in behandeling",
        S.WAITING: "wacht op aanvulling",
        S.AWARDED: "toegekend",
        S.REFUSED: "afgewezen",
        S.NOT_PROCESSED: "niet in behandeling genomen",
        S.WITHDRAWN: "ingetrokken",
    },
    partner_words={
        S.SUBMITTED: "verstuurd",
        S.ASSESSING: "wij beoordelen",
        S.WAITING: "wij wachten op u",
        S.AWARDED: "toegekend",
        S.REFUSED: "afgewezen",
        S.NOT_PROCESSED: "niet in behandeling",
        S.WITHDRAWN: "ingetrokken",
    },
)


class Outcome(StrEnum):
    """What a decision says."""

    AWARD = "award"
    PARTIAL_AWARD = "partial_award"
    REFUSE = "refuse"
    NOT_PROCESSED = "not_processed"


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.AWARD: "toekennen",
    Outcome.PARTIAL_AWARD: "deels toekennen",
    Outcome.REFUSE: "afwijzen",
    Outcome.NOT_PROCESSED: "niet in behandeling nemen",
}


class CostKind(StrEnum):
    """A cost line of a plan, or money from others that covers it."""

    COST = "cost"
    INCOME = "income"


class Strength(StrEnum):
    """How strongly an activity is thought to contribute to a goal; an assumption, never a proof (``domain.md 6``)."""

    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"


STRENGTH_LABELS: dict[Strength, str] = {Strength.WEAK: "een beetje", Strength.MEDIUM: "duidelijk", Strength.STRONG: "sterk"}


class EnquiryKind(StrEnum):
    """What is asked about a file: of the applicant (completion, view, talk), of advisers, or of colleagues."""

    COMPLETION = "completion"
    VIEW = "view"
    TALK = "talk"
    ADVICE = "advice"
    DIALOGUE = "dialogue"
    SECOND_LOOK = "second_look"
    CALL = "call"


class EnquiryState(StrEnum):
    """Where an enquiry stands. Lapsed: the term passed without an answer."""

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class AskedOf(StrEnum):
    """Who must answer."""

    APPLICANT = "applicant"
    PERSON = "person"
    ROLE = "role"


class Side(StrEnum):
    """Whose a message or a document is: the applicant's or ours."""

    APPLICANT = "applicant"
    STAFF = "staff"


class Stance(StrEnum):
    """What an advice comes down to; ``none`` where the adviser has no opinion."""

    POSITIVE = "positive"
    POSITIVE_WITH_REMARKS = "positive_with_remarks"
    NEGATIVE = "negative"
    NONE = "none"


STANCE_LABELS: dict[Stance, str] = {
    Stance.POSITIVE: "positief",
    Stance.POSITIVE_WITH_REMARKS: "positief, met opmerkingen",
    Stance.NEGATIVE: "negatief",
    Stance.NONE: "geen mening",
}

ENQUIRY = Workflow(
    name="enquiry",
    transitions={
        (EnquiryState.OPEN, "answer"): EnquiryState.ANSWERED,
        (EnquiryState.OPEN, "lapse"): EnquiryState.LAPSED,
        (EnquiryState.OPEN, "withdraw"): EnquiryState.WITHDRAWN,
        (EnquiryState.LAPSED, "answer"): EnquiryState.ANSWERED,
    },
    staff_words={
        EnquiryState.OPEN: "gevraagd",
        EnquiryState.ANSWERED: "beantwoord",
        EnquiryState.LAPSED: "niet op tijd beantwoord",
        EnquiryState.WITHDRAWN: "ingetrokken",
    },
    partner_words={
        EnquiryState.OPEN: "wij wachten op u",
        EnquiryState.ANSWERED: "beantwoord",
        EnquiryState.LAPSED: "niet op tijd beantwoord",
        EnquiryState.WITHDRAWN: "niet meer nodig",
    },
)
