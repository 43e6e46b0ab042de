"""The life of a plan of the year."""

from enum import StrEnum

from mag.core.workflow import Workflow


class YearPlanState(StrEnum):
    """Where a plan of the year stands."""

    CONCEPT = "concept"
    ADOPTED = "adopted"


_WORDS = {YearPlanState.CONCEPT: "concept", YearPlanState.ADOPTED: "vastgesteld"}
YEAR_PLAN = Workflow(
    name="year_plan",
    transitions={(YearPlanState.CONCEPT, "adopt"): YearPlanState.ADOPTED},
    staff_words=_WORDS,
    partner_words=_WORDS,
)
