"""The life of a hand-in and of a receipt in it."""

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


class ReceiptState(StrEnum):
    """What staff said of a receipt."""

    NEW = "new"
    ACCEPTED = "accepted"
    QUESTIONED = "questioned"


RECEIPT_LABELS: dict[ReceiptState, str] = {
    ReceiptState.NEW: "nog te bekijken",
    ReceiptState.ACCEPTED: "akkoord",
    ReceiptState.QUESTIONED: "vraag",
}


class SettlementOutcome(StrEnum):
    """How a grant was settled (Awb 4:46)."""

    AS_AWARDED = "as_awarded"
    LOWER = "lower"


SETTLEMENT_LABELS: dict[SettlementOutcome, str] = {
    SettlementOutcome.AS_AWARDED: "zoals toegekend",
    SettlementOutcome.LOWER: "lager",
}
