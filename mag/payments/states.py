"""The life of a payment run. There is no way back from released: the bank has the file, and only what the bank did ends it."""

from enum import StrEnum

from mag.core.workflow import Workflow


class RunState(StrEnum):
    """Where a payment run stands."""

    PREPARED = "prepared"
    RELEASED = "released"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


R = RunState
RUN = Workflow(
    name="payment_run",
    transitions={
        (R.PREPARED, "release"): R.RELEASED,
        (R.PREPARED, "cancel"): R.CANCELLED,
        (R.RELEASED, "confirm"): R.CONFIRMED,
        (R.RELEASED, "doubt"): R.UNKNOWN,
        (R.RELEASED, "fail"): R.FAILED,
        (R.UNKNOWN, "prove"): R.CONFIRMED,
        (R.UNKNOWN, "fail"): R.FAILED,
    },
    staff_words={
        R.PREPARED: "klaargezet",
        R.RELEASED: "vrijgegeven",
        R.UNKNOWN: "onbekend",
        R.CONFIRMED: "betaald",
        R.FAILED: "niet uitgevoerd",
        R.CANCELLED: "ingetrokken",
    },
    partner_words={
        R.PREPARED: "wordt betaald",
        R.RELEASED: "wordt betaald",
        R.UNKNOWN: "wordt betaald",
        R.CONFIRMED: "betaald",
        R.FAILED: "nog te betalen",
        R.CANCELLED: "nog te betalen",
    },
)
AT_THE_BANK = (R.RELEASED, R.UNKNOWN)
"""The bank has the file, and nobody has seen yet what it did with it."""
UNDER_WAY = (R.PREPARED, *AT_THE_BANK)
"""The money is spoken for: an instalment in such a run cannot go anywhere else."""


class RecoveryState(StrEnum):
    """Where money to be paid back stands."""

    OPEN = "open"
    RECEIVED = "received"
    EXPIRED = "expired"


RECOVERY_LABELS: dict[RecoveryState, str] = {
    RecoveryState.OPEN: "terug te betalen",
    RecoveryState.RECEIVED: "terugbetaald",
    RecoveryState.EXPIRED: "verjaard",
}
