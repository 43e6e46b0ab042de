"""What a partner asked and got before: the counts that the rules of frequency and the checks of the decider stand on."""

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from mag.applications.models import Application, Decision
from mag.applications.states import ApplicationState, Outcome

AWARDS = (Outcome.AWARD, Outcome.PARTIAL_AWARD)


def list_for_partner(db: Session, partner_ids: frozenset[int] | set[int]) -> list[Application]:
    """All applications of these partners, the newest first."""
    found = (
        select(Application)
        .where(Application.partner_id.in_(partner_ids or {0}))
        .options(
            joinedload(Application.partner), joinedload(Application.tier), joinedload(Application.decision), joinedload(Application.agenda)
        )
        .order_by(Application.submitted_at.desc(), Application.id.desc())
    )
    return list(db.scalars(found))


def list_follow_ups(db: Session, application_id: int) -> list[tuple[str, str]]:
    """The files that started from this one: (reference, what it is), oldest first."""
    pointers = (Application.renewal_of_id, Application.resubmission_of_id, Application.beside_id)
    found = select(Application.reference, *pointers).where(or_(*(one == application_id for one in pointers))).order_by(Application.id)
    words = ("Vervolg", "Opnieuw gevraagd", "Extra activiteit")
    return [(row[0], words[list(row[1:]).index(application_id)]) for row in db.execute(found)]


def list_grants_of(db: Session, partner_id: int, year: int) -> list[Application]:
    """The applications of a partner that were granted, wholly or partly, by a decision in a calendar year; oldest first."""
    found = (
        select(Application)
        .join(Application.decision)
        .where(Application.partner_id == partner_id, Decision.outcome.in_(AWARDS), _decided_in(year))
        .options(joinedload(Application.decision))
        .order_by(Decision.decided_on, Application.id)
    )
    return list(db.scalars(found))


def count_grants_of(db: Session, partner_id: int, year: int) -> int:
    """How many grants a partner got by decisions in a calendar year."""
    joined = select(func.count()).select_from(Application).join(Application.decision)
    return db.scalar(joined.where(Application.partner_id == partner_id, Decision.outcome.in_(AWARDS), _decided_in(year))) or 0


def _decided_in(year: int) -> ColumnElement[bool]:
    return Decision.decided_on.between(date(year, 1, 1), date(year, 12, 31))


def count_regular_of(db: Session, partner_id: int, year: int) -> int:
    """How many applications for regular activities a partner sent in a calendar year; refused and withdrawn ones do not count."""
    gone = (ApplicationState.REFUSED, ApplicationState.NOT_PROCESSED, ApplicationState.WITHDRAWN)
    sent = Application.submitted_on.between(date(year, 1, 1), date(year, 12, 31))
    counted = select(func.count()).select_from(Application)
    return db.scalar(counted.where(Application.partner_id == partner_id, Application.is_regular, sent, Application.state.not_in(gone))) or 0


def count_by_tier(db: Session, agenda_id: int, year: int) -> dict[int, int]:
    """How many applications were sent in a calendar year, by the id of their tier; withdrawn ones cost their writers time too."""
    sent = Application.submitted_on.between(date(year, 1, 1), date(year, 12, 31))
    counted = select(Application.tier_id, func.count()).where(Application.agenda_id == agenda_id, sent).group_by(Application.tier_id)
    return {tier: number for tier, number in db.execute(counted)}
