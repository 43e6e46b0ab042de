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
