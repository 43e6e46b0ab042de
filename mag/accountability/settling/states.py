"""How a grant may end."""

from enum import StrEnum


class SettlementOutcome(StrEnum):
    """How a grant was settled (Awb 4:46)."""

    AS_AWARDED = "as_awarded"
    LOWER = "lower"


SETTLEMENT_LABELS: dict[SettlementOutcome, str] = {
    SettlementOutcome.AS_AWARDED: "zoals toegekend",
    SettlementOutcome.LOWER: "lager",
}
