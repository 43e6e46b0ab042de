"""The life of a hand-in."""

from enum import StrEnum

from mag.core.workflow import Workflow


class HandInState(StrEnum):
    """Where a hand-in stands."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    APPROVED = "approved"


H = HandInState
HAND_IN = Workflow(
    name="hand_in",
    transitions={
        (H.DRAFT, "hand_in"): H.HANDED_IN,
        (H.RETURNED, "hand_in"): H.HANDED_IN,
        (H.HANDED_IN, "return"): H.RETURNED,
        (H.HANDED_IN, "approve"): H.APPROVED,
    },
    staff_words={H.DRAFT: "concept", H.HANDED_IN: "te bekijken", H.RETURNED: "teruggestuurd", H.APPROVED: "goedgekeurd"},
    partner_words={H.DRAFT: "concept", H.HANDED_IN: "verstuurd", H.RETURNED: "wij hebben een vraag", H.APPROVED: "goedgekeurd"},
)


class PeopleCounted(StrEnum):
    """What a head count counts: each person once, or every visit. The two are never added together."""

    PEOPLE = "people"
    VISITS = "visits"


COUNTED_LABELS: dict[PeopleCounted, str] = {
    PeopleCounted.PEOPLE: "Iedereen één keer",
    PeopleCounted.VISITS: "Elk bezoek: wie vaker kwam, telt vaker mee",
}
COUNTED_WORDS: dict[PeopleCounted, str] = {PeopleCounted.PEOPLE: "mensen", PeopleCounted.VISITS: "bezoeken"}
