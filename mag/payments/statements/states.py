"""The words of bank statements: which way money went, and what a line turned out to be."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way money went, seen from our own account."""

    OUT = "out"
    IN = "in"


class Purpose(StrEnum):
    """What a line is about. A line without a purpose waits for a person."""

    PAYMENT = "payment"
    RUN = "run"
    RETURNED = "returned"
    REPAYMENT = "repayment"
    OTHER = "other"


PURPOSE_LABELS: dict[Purpose, str] = {
    Purpose.PAYMENT: "betaling",
    Purpose.RUN: "hele betaalronde",
    Purpose.RETURNED: "betaling kwam terug",
    Purpose.REPAYMENT: "terugbetaling van partner",
    Purpose.OTHER: "hoort niet bij een bijdrage",
}
