"""Which plans are of who asks, and in which adopted reports they stand. No concept, nothing of other partners."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.indicators.counts.queries import list_counts_of
from mag.reports.models import Report
from mag.reports.states import ReportState
from mag.reports.uses.rules import OwnCount


def own_references(db: Session, actor: Actor) -> set[str]:
    """The references of the plans of who asks: of its organisations, or the one of its link. One statement."""
    own = or_(Application.partner_id.in_(actor.organisations or [0]), Application.id == (actor.file_id or 0))
    return set(db.scalars(select(Application.reference).where(own)))


def list_used(db: Session, references: Collection[str]) -> list[Report]:
    """The adopted reports in which any of these plans stands, each in its last version, the newest first, without their facts."""
    if not references:
        return []
    named = or_(*(Report.facts.contains(f'"{reference}"', autoescape=True) for reference in sorted(references)))
    same = (Report.agenda_id, Report.kind, Report.period_code)
    adopted = Report.state == ReportState.ADOPTED
    newest = select(func.max(Report.id)).where(adopted).group_by(*same)
    asked = select(Report).where(adopted, Report.id.in_(newest), named).options(defer(Report.facts), joinedload(Report.agenda))
    return list(db.scalars(asked.order_by(Report.last_on.desc(), Report.id.desc())))


def get_used(db: Session, report_id: int, references: Collection[str]) -> tuple[Report, str]:
    """An adopted report in which any of these plans stands, with its frozen facts. Raises NotFound, also for a concept."""
    found = next((report for report in list_used(db, references) if report.id == report_id), None)
    if found is None or found.facts is None:
        raise NotFound(f"report {report_id}")
    return found, found.facts


def own_counts(db: Session, report: Report, references: Collection[str]) -> list[OwnCount]:
    """What these plans counted for figures of the agenda of a report, as far as it was approved by its last day. One statement."""
    return [
        OwnCount(indicator.code, row.period_code, row.reference, str(row.whole) if row.part is None else f"{row.part} van {row.whole}")
        for row, indicator in list_counts_of(db, references)
        if indicator.agenda_id == report.agenda_id and row.approved_on <= report.last_on
    ]
