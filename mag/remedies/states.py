"""The life of a complaint or objection, and the words of its register."""

from enum import StrEnum

from mag.agenda.terms import RemedyKind
from mag.core.workflow import Workflow


class RemedyState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


REMEDY = Workflow(
    name="remedy",
    transitions={
        (RemedyState.OPEN, "work"): RemedyState.OPEN,
        (RemedyState.OPEN, "answer"): RemedyState.ANSWERED,
        (RemedyState.OPEN, "withdraw"): RemedyState.WITHDRAWN,
    },
    staff_words={RemedyState.OPEN: "loopt", RemedyState.ANSWERED: "beantwoord", RemedyState.WITHDRAWN: "ingetrokken"},
    partner_words={RemedyState.OPEN: "wij kijken ernaar", RemedyState.ANSWERED: "beantwoord", RemedyState.WITHDRAWN: "ingetrokken"},
)


class RemedyAbout(StrEnum):
    """What somebody disagrees with: a decision, or how we treated them."""

    DECISION = "decision"
    TREATMENT = "treatment"


class RemedyChannel(StrEnum):
    """How it came in."""

    ONLINE = "online"
    EMAIL = "email"
    POST = "post"
    PHONE = "phone"
    COUNTER = "counter"


class RemedyOutcome(StrEnum):
    """What the answer says. ``settled`` is: solved in a talk, no judgement was needed."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    INADMISSIBLE = "inadmissible"
    SETTLED = "settled"


KIND_WORDS: dict[RemedyKind, str] = {RemedyKind.COMPLAINT: "klacht", RemedyKind.OBJECTION: "bezwaar"}
KIND_WITH_ARTICLE: dict[RemedyKind, str] = {RemedyKind.COMPLAINT: "de klacht", RemedyKind.OBJECTION: "het bezwaar"}
ABOUT_WORDS: dict[RemedyAbout, str] = {RemedyAbout.DECISION: "een besluit", RemedyAbout.TREATMENT: "hoe wij met iemand omgingen"}
CHANNEL_WORDS: dict[RemedyChannel, str] = {
    RemedyChannel.ONLINE: "via deze website",
    RemedyChannel.EMAIL: "per e-mail",
    RemedyChannel.POST: "per post",
    RemedyChannel.PHONE: "per telefoon",
    RemedyChannel.COUNTER: "aan de balie",
}
OUTCOME_WORDS: dict[RemedyOutcome, str] = {
    RemedyOutcome.FOUNDED: "gegrond",
    RemedyOutcome.PARTLY: "deels gegrond",
    RemedyOutcome.UNFOUNDED: "ongegrond",
    RemedyOutcome.INADMISSIBLE: "niet-ontvankelijk",
    RemedyOutcome.SETTLED: "opgelost in een gesprek",
}
