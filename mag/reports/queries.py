"""Reads reports and what was said about them.

A concept is for who makes reports, and for municipality and sounding board while it is open for comment; everybody else who may
see reports sees them once adopted. What was said is for who makes reports and for the municipality; others see their own words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from mag.accountability.models import HandIn
from mag.accountability.states import HandInState
from mag.accounts.models import Person, RoleGrant
from mag.accounts.roles import Permission, Role
from mag.agenda.models import Agenda, Goal
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.clock import at, today
from mag.core.errors import NotFound
from mag.core.period import Period
from mag.grants.models import Grant
from mag.indicators.models import Indicator, IndicatorDefinition, Measurement, Stand
from mag.partners.models import Partner
from mag.reports.models import Report, ReportPoint, ReportRemark, ReportText
from mag.reports.states import RemarkKind, ReportKind, ReportState

May = Callable[[Permission], bool]
"""Whether somebody holds a permission."""


@dataclass(frozen=True, slots=True)
class LateHandIn:
    """An account that came too late for the report of its period; ``spent`` in cents."""

    reference: str
    title: str
    partner: str
    approved_on: date
    people: int | None
    spent: int | None


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
    """A report with its agenda and, of a concept, what was written in it. Raises NotFound when there is none for this actor.

    What was written in an adopted report is in its facts. One statement.
    """
    writing = Report.state == ReportState.CONCEPT
    asked = (
        select(Report)
        .where(Report.id == report_id)
        .outerjoin(ReportText, and_(ReportText.report_id == Report.id, writing))
        .outerjoin(ReportPoint, and_(ReportPoint.report_id == Report.id, writing))
        .options(joinedload(Report.agenda), contains_eager(Report.texts), contains_eager(Report.points))
        .order_by(ReportText.id, ReportPoint.id)
    )
    found = db.scalars(_seen_by(asked, actor)).unique().one_or_none()
    if found is None:
        raise NotFound(f"report {report_id}")
    return found


def find_versions(db: Session, agenda_id: int, kind: ReportKind, period_code: str) -> list[Report]:
    """All versions of one report, newest first, each with its texts."""
    asked = select(Report).where(Report.agenda_id == agenda_id, Report.kind == kind, Report.period_code == period_code)
    return list(db.scalars(asked.options(joinedload(Report.texts)).order_by(Report.version.desc())).unique())


def list_siblings(db: Session, report: Report) -> list[Report]:
    """The reports of the same kind and agenda without their facts, newest period and version first. One statement."""
    asked = select(Report).where(Report.agenda_id == report.agenda_id, Report.kind == report.kind)
    return list(db.scalars(asked.options(defer(Report.facts)).order_by(Report.last_on.desc(), Report.version.desc())))


def versions_among(siblings: Iterable[Report], report: Report) -> list[Report]:
    """The versions of one report, newest first."""
    return [one for one in siblings if one.period_code == report.period_code]


def last_before(siblings: Iterable[Report], report: Report) -> Report | None:
    """The adopted report of the last period before this one, in the version that counts."""
    return next((one for one in siblings if one.last_on < report.first_on and one.state is ReportState.ADOPTED), None)


def last_points(db: Session, agenda_id: int, kind: ReportKind, period: Period) -> list[ReportPoint]:
    """What was agreed in the adopted report of the last period before this one, in the version that counts."""
    asked = select(Report.id).where(
        Report.agenda_id == agenda_id, Report.kind == kind, Report.last_on < period.first, Report.state == ReportState.ADOPTED
    )
    last = db.scalar(asked.order_by(Report.last_on.desc(), Report.version.desc()).limit(1))
    return list(db.scalars(select(ReportPoint).where(ReportPoint.report_id == last).order_by(ReportPoint.id)))


def get_point(db: Session, report_id: int, point_id: int) -> ReportPoint:
    """One point of a report. Raises NotFound."""
    found = db.get(ReportPoint, point_id)
    if found is None or found.report_id != report_id:
        raise NotFound(f"point {point_id}")
    return found


def list_late(db: Session, agenda_id: int, period: Period) -> list[LateHandIn]:
    """The accounts of plans that ended in a period, approved after it: no report of that period counts them. By day."""
    asked = (
        select(HandIn, Application.reference, Application.title, Partner)
        .join(Grant, Grant.id == HandIn.grant_id)
        .join(Application, Application.id == Grant.application_id)
        .join(Partner, Partner.id == Grant.partner_id)
        .where(
            Application.agenda_id == agenda_id,
            Grant.ends_on.between(period.first, period.last),
            HandIn.settles,
            HandIn.state == HandInState.APPROVED,
            HandIn.judged_at >= at(period.last + timedelta(days=1)),
        )
        .order_by(HandIn.judged_at, HandIn.id)
    )
    return [
        LateHandIn(reference, title, partner.public_name, today(hand_in.judged_at), hand_in.people_reached, hand_in.spent_amount)
        for hand_in, reference, title, partner in db.execute(asked)
        if hand_in.judged_at is not None
    ]


def list_making(db: Session) -> list[int]:
    """The ids of the reports whose files are being made or wait for that, oldest first."""
    return list(db.scalars(select(Report.id).where(Report.state == ReportState.MAKING).order_by(Report.frozen_at, Report.id)))


def first_agenda(db: Session) -> int | None:
    """The id of the agenda that was there first: its reports have the shortest addresses."""
    return db.scalar(select(func.min(Agenda.id)))


def list_public(db: Session) -> list[Report]:
    """Every report that was made public, newest period and version first, without its facts."""
    asked = select(Report).where(Report.published_at.is_not(None)).options(joinedload(Report.agenda), defer(Report.facts, raiseload=True))
    return list(db.scalars(asked.order_by(Report.last_on.desc(), Report.agenda_id, Report.kind, Report.version.desc())))


def list_at(db: Session, actor: Actor, kind: ReportKind, period_code: str, agenda: str | None) -> list[Report]:
    """The adopted versions of a report this visitor may read at its address, newest first, without their facts.

    Anybody reads what is public; who may see reports reads every adopted one. Without an ``agenda`` (its code) the first one is meant.
    """
    asked = select(Report).join(Report.agenda).options(contains_eager(Report.agenda), defer(Report.facts, raiseload=True))
    asked = asked.where(Report.kind == kind, Report.period_code == period_code, Report.state == ReportState.ADOPTED)
    first = select(func.min(Agenda.id)).scalar_subquery()
    asked = asked.where(Agenda.code == agenda if agenda is not None else Agenda.id == first)
    if not actor.may(Permission.SEE_REPORTS):
        asked = asked.where(Report.published_at.is_not(None))
    return list(db.scalars(asked.order_by(Report.version.desc())))


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


def find_waiting(db: Session, report_id: int, place: str, person_id: int, words: str) -> ReportRemark | None:
    """The same thing said before by the same person at the same place, while it waits for an answer."""
    asked = select(ReportRemark).where(ReportRemark.report_id == report_id, ReportRemark.place == place, ReportRemark.text == words)
    return db.scalars(asked.where(ReportRemark.said_by_id == person_id, ReportRemark.answer.is_(None)).limit(1)).first()


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


def list_unapproved(db: Session, agenda_id: int, period: Period) -> list[tuple[str, str]]:
    """The values up to the last day of a period that wait for a second person: (code of the indicator, what waits)."""
    asked = (
        select(Indicator.code, Indicator.name, Measurement.period_code)
        .join(IndicatorDefinition, IndicatorDefinition.indicator_id == Indicator.id)
        .join(Measurement, Measurement.definition_id == IndicatorDefinition.id)
        .join(Goal, Goal.id == Indicator.goal_id)
        .where(Goal.agenda_id == agenda_id, Measurement.stand == Stand.PROPOSED, Measurement.last_on <= period.last)
        .order_by(Indicator.code, Measurement.id)
    )
    return [(code, f"{name}, {when}") for code, name, when in db.execute(asked)]
