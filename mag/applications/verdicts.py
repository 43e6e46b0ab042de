"""The code words of judging: what a criterion came to, and how a proposal to decide stands."""

from enum import StrEnum

from mag.core.workflow import Workflow


class Verdict(StrEnum):
    """How a plan does on one criterion of the rule set."""

    GOOD = "good"
    PARTLY = "partly"
    POOR = "poor"
    NOT_APPLICABLE = "not_applicable"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.GOOD: "goed",
    Verdict.PARTLY: "deels",
    Verdict.POOR: "onvoldoende",
    Verdict.NOT_APPLICABLE: "niet van toepassing",
}


class ProposedAct(StrEnum):
    """Which decision is proposed: to give money, or to refuse (or leave untreated)."""

    AWARD = "award"
    REFUSE = "refuse"


class ProposalState(StrEnum):
    """Where a proposal for the second pair of eyes stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


P = ProposalState
PROPOSAL = Workflow(
    name="proposal",
    transitions={
        (P.PROPOSED, "agree"): P.AGREED,
        (P.PROPOSED, "send_back"): P.SENT_BACK,
        (P.PROPOSED, "withdraw"): P.WITHDRAWN,
    },
    staff_words={
        P.PROPOSED: "wacht op een tweede persoon",
        P.AGREED: "akkoord",
        P.SENT_BACK: "teruggestuurd",
        P.WITHDRAWN: "ingetrokken",
    },
    partner_words={
        P.PROPOSED: "wij beoordelen",
        P.AGREED: "besloten",
        P.SENT_BACK: "wij beoordelen",
        P.WITHDRAWN: "wij beoordelen",
    },
)
