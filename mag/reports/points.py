"""The verbs of what is agreed in a report: priorities for the next period, what became of the last ones, and signals.

The priorities of the last report of the same kind come along by themselves when a concept begins, to say what became of them.
"""

from collections.abc import Iterable, Sequence

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.transaction import Tx
from mag.reports import rules
from mag.reports.models import Report, ReportPoint
from mag.reports.states import PointKind, PointOutcome, ReportState


def carried(own: Sequence[ReportPoint], before: Iterable[ReportPoint]) -> list[ReportPoint]:
    """The points a new concept begins with: those of the version before it (``own``), else the priorities of the last period."""
    if own:
        return [ReportPoint(kind=p.kind, text=p.text, responsible=p.responsible, outcome=p.outcome, explanation=p.explanation) for p in own]
    return [
        ReportPoint(kind=PointKind.REVIEW, text=p.text, responsible=p.responsible, explanation="")
        for p in before
        if p.kind is PointKind.PRIORITY
    ]


def add(tx: Tx, report_id: int, kind: PointKind, text: str, responsible: str) -> ReportPoint:
    """Add a priority or a signal to a concept. Raises Refused with the field (``text``, ``responsible``)."""
    report = _concept(tx, report_id)
    words, who = text.strip(), responsible.strip()
    refuse_if(rules.wrong_point(kind, words, who, sum(point.kind is kind for point in report.points)))
    point = ReportPoint(report=report, kind=kind, text=words, responsible=who, explanation="")
    tx.db.add(point)
    _changed(tx, report, "added", point)
    return point


def judge(tx: Tx, point_id: int, outcome: PointOutcome, explanation: str, *, carry_on: bool) -> ReportPoint:
    """Say what became of an earlier priority; ``carry_on`` makes it a priority again. Raises Refused (field ``explanation``)."""
    point = _point(tx, point_id)
    if point.kind is not PointKind.REVIEW:
        raise NotFound(f"point {point_id} is no earlier priority")
    words, report = explanation.strip(), point.report
    refuse_if(rules.wrong_outcome(outcome, words))
    point.outcome, point.explanation = outcome, words
    again = any(one.kind is PointKind.PRIORITY and one.text == point.text for one in report.points)
    if carry_on and not again:
        tx.db.add(ReportPoint(report=report, kind=PointKind.PRIORITY, text=point.text, responsible=point.responsible, explanation=""))
    _changed(tx, report, "judged", point, outcome=outcome.value)
    return point


def remove(tx: Tx, point_id: int) -> Report:
    """Take a priority or a signal out of a concept; what was agreed before stays."""
    point = _point(tx, point_id)
    if point.kind is PointKind.REVIEW:
        raise Refused(Refusal("point_stays", "Dit is eerder afgesproken en blijft staan. Schrijf wat ervan werd."))
    report = point.report
    report.points.remove(point)
    tx.db.delete(point)
    _changed(tx, report, "removed", point)
    return report


def _point(tx: Tx, point_id: int) -> ReportPoint:
    point = tx.db.get(ReportPoint, point_id)
    if point is None:
        raise NotFound(f"point {point_id}")
    _concept(tx, point.report_id)
    return point


def _concept(tx: Tx, report_id: int) -> Report:
    tx.actor.must(Permission.MAKE_REPORTS)
    report = tx.db.get(Report, report_id, with_for_update=True)
    if report is None:
        raise NotFound(f"report {report_id}")
    if report.state is not ReportState.CONCEPT:
        raise Refused(Refusal("report_adopted", "Dit rapport is vastgesteld en verandert niet meer. Maak een nieuwe versie."))
    return report


def _changed(tx: Tx, report: Report, past: str, point: ReportPoint, **facts: object) -> None:
    report.row_version += 1
    tx.db.flush()
    tx.record(f"reports.point.{past}", "report", report.id, chain=report.agenda.code, point=point.id, kind=point.kind.value, **facts)
