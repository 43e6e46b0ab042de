"""Reads reports and what was said about them.

A concept is for who makes reports, and for municipality and sounding board while it is open for comment; everybody else who may
see reports sees them once adopted. What was said is for who makes reports and for the municipality; others see their own words.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from mag.accounts.models import Person, RoleGrant
from mag.accounts.roles import Permission, Role
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.reports.models import Report, ReportRemark
from mag.reports.states import RemarkKind, ReportKind, ReportState

May = Callable[[Permission], bool]
"""Whether somebody holds a permission."""


def _seen_by(asked: Select[Report], actor: Actor) -> Select[Report]:
    if not actor.may(Permission.SEE_REPORTS):
        raise NotFound("reports")
    if actor.may(Permission.MAKE_REPORTS):
        return asked
    adopted = Report.state == ReportState.ADOPTED
    return asked.where(or_(adopted, Report.opened_at.is_not(None)) if actor.may(Permission.COMMENT_REPORTS) else adopted)


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


def list_remarks(db: Session, actor: Actor, report_id: int) -> list[ReportRemark]:
    """What was said about a report, as far as this actor may read it, oldest first."""
    asked = select(ReportRemark).where(ReportRemark.report_id == report_id).order_by(ReportRemark.id)
    if not (actor.may(Permission.MAKE_REPORTS) or actor.may(Permission.ACCEPT_REPORTS)):
        asked = asked.where(ReportRemark.said_by_id == actor.id)
    return list(db.scalars(asked))


def get_remark(db: Session, actor: Actor, report_id: int, remark_id: int) -> ReportRemark:
    """One thing that was said about a report. Raises NotFound, also for who may not read it."""
    found = next((remark for remark in list_remarks(db, actor, report_id) if remark.id == remark_id), None)
    if found is None:
        raise NotFound(f"remark {remark_id}")
    return found


def list_unanswered(db: Session, actor: Actor, agenda_id: int) -> list[ReportRemark]:
    """What still waits for an answer of who makes reports, questions first, then the oldest; for others nothing."""
    if not actor.may(Permission.MAKE_REPORTS):
        return []
    asked = (
        select(ReportRemark)
        .join(ReportRemark.report)
        .options(contains_eager(ReportRemark.report).defer(Report.facts, raiseload=True))
        .where(Report.agenda_id == agenda_id, ReportRemark.answer.is_(None))
        .order_by((ReportRemark.kind != RemarkKind.QUESTION), ReportRemark.id)
    )
    return list(db.scalars(asked))
