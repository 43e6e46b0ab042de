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
