"""What may be said of a receipt."""

from enum import StrEnum


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
