"""The life of a grant and of its instalments."""

from enum import StrEnum

from mag.core.workflow import Workflow


class GrantState(StrEnum):
    """Where a grant stands."""

    RUNNING = "running"
    HANDED_IN = "handed_in"
    SETTLED = "settled"


G = GrantState
GRANT = Workflow(
    name="grant",
    transitions={
        (G.RUNNING, "hand_in"): G.HANDED_IN,
        (G.HANDED_IN, "return"): G.RUNNING,
        (G.HANDED_IN, "settle"): G.SETTLED,
        (G.RUNNING, "settle_ex_officio"): G.SETTLED,
    },
    staff_words={G.RUNNING: "loopt", G.HANDED_IN: "verantwoording binnen", G.SETTLED: "afgerond"},
    partner_words={G.RUNNING: "loopt", G.HANDED_IN: "wij bekijken uw verantwoording", G.SETTLED: "afgerond"},
)


class InstalmentState(StrEnum):
    """Where an instalment stands."""

    PLANNED = "planned"
    IN_RUN = "in_run"
    PAID = "paid"
    DROPPED = "dropped"
    SET_OFF = "set_off"


I = InstalmentState  # noqa: E741
INSTALMENT = Workflow(
    name="instalment",
    transitions={
        (I.PLANNED, "prepare"): I.IN_RUN,
        (I.IN_RUN, "cancel"): I.PLANNED,
        (I.IN_RUN, "refuse"): I.PLANNED,
        (I.IN_RUN, "confirm"): I.PAID,
        (I.PLANNED, "drop"): I.DROPPED,
        (I.PAID, "return"): I.PLANNED,
        (I.PLANNED, "set_off"): I.SET_OFF,
    },
    staff_words={
        I.PLANNED: "nog te betalen",
        I.IN_RUN: "in betaalronde",
        I.PAID: "betaald",
        I.DROPPED: "vervallen",
        I.SET_OFF: "verrekend",
    },
    partner_words={
        I.PLANNED: "nog te betalen",
        I.IN_RUN: "wordt betaald",
        I.PAID: "betaald",
        I.DROPPED: "vervallen",
        I.SET_OFF: "verrekend",
    },
)
