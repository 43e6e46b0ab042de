"""The life of a report: a concept that follows the figures, frozen while its files are made, then adopted and never changed."""

from enum import StrEnum

from mag.agenda.report_documents import ReportKind as ReportKind
from mag.core.workflow import Workflow

REPORT_KIND_LABELS: dict[ReportKind, str] = {
    ReportKind.HALF_YEAR: "halfjaarrapport", ReportKind.ANNUAL: "jaarrapport",
    ReportKind.MONITOR: "monitorrapport", ReportKind.EVALUATION: "evaluatierapport",
}  # fmt: skip


class ReportState(StrEnum):
    """Where a report stands. ``making``: somebody adopted it and its facts are frozen; its files are still being made."""

    CONCEPT = "concept"
    MAKING = "making"
    ADOPTED = "adopted"


_WORDS = {ReportState.CONCEPT: "concept", ReportState.MAKING: "wordt gemaakt", ReportState.ADOPTED: "vastgesteld"}


REPORT = Workflow(
    name="report",
    transitions={(ReportState.CONCEPT, "adopt"): ReportState.MAKING, (ReportState.MAKING, "finish"): ReportState.ADOPTED},
    staff_words=_WORDS,
    partner_words=_WORDS,
)


class RemarkKind(StrEnum):
    """What somebody said about a report: something about a concept, or a question about an adopted one."""

    COMMENT = "comment"
    QUESTION = "question"


REMARK_LABELS: dict[RemarkKind, str] = {RemarkKind.COMMENT: "reactie op het concept", RemarkKind.QUESTION: "vraag"}


class PointKind(StrEnum):
    """What is agreed for after the report, what became of what was agreed before, and what people noticed."""

    PRIORITY = "priority"
    REVIEW = "review"
    SIGNAL = "signal"


POINT_LABELS: dict[PointKind, str] = {
    PointKind.PRIORITY: "prioriteit", PointKind.REVIEW: "eerdere prioriteit", PointKind.SIGNAL: "signaal",
}  # fmt: skip


class PointOutcome(StrEnum):
    """What became of a priority."""

    DONE = "done"
    PARTLY = "partly"
    CONTINUES = "continues"
    NOT_DONE = "not_done"


OUTCOME_LABELS: dict[PointOutcome, str] = {
    PointOutcome.DONE: "gelukt", PointOutcome.PARTLY: "deels gelukt", PointOutcome.CONTINUES: "loopt door",
    PointOutcome.NOT_DONE: "niet gelukt",
}  # fmt: skip
