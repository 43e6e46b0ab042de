"""The life of a payment run. There is no way back from released; it can only be confirmed."""

from enum import StrEnum

from mag.core.workflow import Workflow


class RunState(StrEnum):
    """Where a payment run stands."""

    PREPARED = "prepared"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


R = RunState
RUN = Workflow(
    name="payment_run",
    transitions={
        (R.PREPARED, "release"): R.RELEASED,
        (R.PREPARED, "cancel"): R.CANCELLED,
        (R.RELEASED, "confirm"): R.CONFIRMED,
    },
    staff_words={R.PREPARED: "klaargezet", R.RELEASED: "vrijgegeven", R.CONFIRMED: "betaald", R.CANCELLED: "ingetrokken"},
    partner_words={R.PREPARED: "wordt betaald", R.RELEASED: "wordt betaald", R.CONFIRMED: "betaald", R.CANCELLED: "nog te betalen"},
)


class RecoveryState(StrEnum):
    """Where money to be paid back stands."""

    OPEN = "open"
    RECEIVED = "received"


RECOVERY_LABELS: dict[RecoveryState, str] = {RecoveryState.OPEN: "terug te betalen", RecoveryState.RECEIVED: "terugbetaald"}
