"""The life of a round, and what is proposed for each request in it."""

from enum import StrEnum

from mag.core.workflow import Workflow


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


R = RoundState
WORDS = {R.DRAFT: "nog niet gepubliceerd", R.PUBLISHED: "gepubliceerd", R.CLOSED: "klaar"}
ROUND = Workflow(
    name="round",
    transitions={(R.DRAFT, "publish"): R.PUBLISHED, (R.PUBLISHED, "close"): R.CLOSED},
    staff_words=WORDS,
    partner_words=WORDS,
)


class Proposed(StrEnum):
    """What is proposed for a request: nothing yet, all of it, a part, or nothing because the money ran out (Awb 4:25)."""

    OPEN = "open"
    WHOLE = "whole"
    PART = "part"
    NO_MONEY = "no_money"


PROPOSED_LABELS: dict[Proposed, str] = {
    Proposed.OPEN: "nog geen voorstel",
    Proposed.WHOLE: "toekennen",
    Proposed.PART: "deels toekennen",
    Proposed.NO_MONEY: "afwijzen: het geld is op",
}
