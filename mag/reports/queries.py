"""Reads reports. A concept is for who makes reports; everybody else who may see reports sees them once adopted."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from mag.accounts.models import Person, RoleGrant
from mag.accounts.roles import Permission, Role
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.reports.models import Report
from mag.reports.states import ReportKind, ReportState


def _seen_by(asked: Select[Report], actor: Actor) -> Select[Report]:
    if not actor.may(Permission.SEE_REPORTS):
        raise NotFound("reports")
    return asked if actor.may(Permission.MAKE_REPORTS) else asked.where(Report.state == ReportState.ADOPTED)


def list_reports(db: Session, actor: Actor, agenda_id: int) -> list[Report]:
    """The reports of an agenda this actor may see, newest period first, without their facts."""
    asked = select(Report).where(Report.agenda_id == agenda_id).options(defer(Report.facts, raiseload=True))
    return list(db.scalars(_seen_by(asked, actor).order_by(Report.last_on.desc(), Report.kind, Report.version.desc())))


def get_report(db: Session, actor: Actor, report_id: int) -> Report:
    """A report with its agenda and texts. Raises NotFound when there is none for this actor."""
    asked = select(Report).where(Report.id == report_id).options(joinedload(Report.agenda), joinedload(Report.texts))
    found = db.scalars(_seen_by(asked, actor)).unique().one_or_none()
    if found is None:
        raise NotFound(f"report {report_id}")
    return found


def find_versions(db: Session, agenda_id: int, kind: ReportKind, period_code: str) -> list[Report]:
    """All versions of one report, newest first, each with its texts."""
    asked = select(Report).where(Report.agenda_id == agenda_id, Report.kind == kind, Report.period_code == period_code)
    return list(db.scalars(asked.options(joinedload(Report.texts)).order_by(Report.version.desc())).unique())


def newest_adopted(versions: Iterable[Report]) -> Report | None:
    """The version that counts: the newest that was adopted."""
    return next((report for report in versions if report.state is ReportState.ADOPTED), None)


def list_readers(db: Session) -> list[Person]:
    """The people of the municipality who read reports and are told of a new one, by name."""
    asked = (
        select(Person)
        .join(Person.roles)
        .options(contains_eager(Person.roles))
        .where(Person.active, RoleGrant.role == Role.MUNICIPALITY_READER, RoleGrant.revoked_at.is_(None))
    )
    return list(db.scalars(asked.order_by(Person.name, Person.id)).unique())
