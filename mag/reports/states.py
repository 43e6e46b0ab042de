"""The life of a report: a concept that follows the figures, then adopted and never changed."""

from enum import StrEnum

from mag.core.workflow import Workflow


class ReportKind(StrEnum):
    """The kinds of report."""

    HALF_YEAR = "half_year"
    ANNUAL = "annual"


REPORT_KIND_LABELS: dict[ReportKind, str] = {ReportKind.HALF_YEAR: "halfjaarrapport", ReportKind.ANNUAL: "jaarrapport"}


class ReportState(StrEnum):
    """Where a report stands."""

    CONCEPT = "concept"
    ADOPTED = "adopted"


REPORT = Workflow(
    name="report",
    transitions={(ReportState.CONCEPT, "adopt"): ReportState.ADOPTED},
    staff_words={ReportState.CONCEPT: "concept", ReportState.ADOPTED: "vastgesteld"},
    partner_words={ReportState.CONCEPT: "concept", ReportState.ADOPTED: "vastgesteld"},
)
