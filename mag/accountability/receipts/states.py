"""What may be said of a receipt, and how its figures were found."""

from enum import StrEnum


class ReceiptState(StrEnum):
    """What staff said of a receipt."""

    NEW = "new"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    QUESTIONED = "questioned"
    REJECTED = "rejected"


RECEIPT_LABELS: dict[ReceiptState, str] = {
    ReceiptState.NEW: "nog te bekijken",
    ReceiptState.ACCEPTED: "akkoord",
    ReceiptState.PARTLY: "deels akkoord",
    ReceiptState.QUESTIONED: "vraag",
    ReceiptState.REJECTED: "telt niet mee",
}


class ReadHow(StrEnum):
    """How figures were read from a file: from an electronic invoice, from the letters in a PDF, from a picture; or nothing was found."""

    INVOICE = "invoice"
    LETTERS = "letters"
    PICTURE = "picture"
    NOTHING = "nothing"


READ_LABELS: dict[ReadHow, str] = {
    ReadHow.INVOICE: "uit de elektronische factuur",
    ReadHow.LETTERS: "uit de tekst van de PDF",
    ReadHow.PICTURE: "van de foto",
}


class SentenceKind(StrEnum):
    """What a ready sentence is for: asking something about a receipt, or saying why it does not count."""

    QUESTION = "question"
    REJECTION = "rejection"
