"""Reads the register. Staff with the permission see all of it; an applicant sees what is about its own file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.roles import Permission
from mag.agenda.terms import RemedyKind
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.period import Period
from mag.remedies.models import Remedy
from mag.remedies.states import RemedyOutcome, RemedyState


@dataclass(frozen=True, slots=True)
class RemedyCounts:
    """What came in during a period: how many per kind, per outcome, still open, and answered after the last day."""

    by_kind: Mapping[RemedyKind, int]
    by_outcome: Mapping[RemedyOutcome, int]
    open: int
    withdrawn: int
    answered_late: int


def get_remedy(db: Session, actor: Actor, reference: str) -> Remedy:
    """One case with its application and decision, for who handles them. Raises NotFound when there is none, or none for this actor."""
    asked = select(Remedy).where(Remedy.reference == reference)
    found = db.scalar(asked.options(joinedload(Remedy.application), joinedload(Remedy.decision), joinedload(Remedy.rule_set)))
    if found is None or not actor.may(Permission.HANDLE_REMEDIES):
        raise NotFound(reference)
    return found


def list_register(db: Session, agenda_id: int, *, only_open: bool = True, application_id: int | None = None) -> list[Remedy]:
    """The register of an agenda, the one to answer first on top; with ``application_id`` what is about that file."""
    asked = select(Remedy).where(Remedy.agenda_id == agenda_id)
    if only_open:
        asked = asked.where(Remedy.state == RemedyState.OPEN)
    if application_id is not None:
        asked = asked.where(Remedy.application_id == application_id)
    ordered = asked.options(joinedload(Remedy.application)).order_by(Remedy.closed_at.is_not(None), Remedy.answer_by, Remedy.id)
    return list(db.scalars(ordered.limit(500)))


def list_of_application(db: Session, application_id: int) -> list[Remedy]:
    """Every case about a file, oldest first. Unscoped: who asks got the file by a scoped query."""
    return list(db.scalars(select(Remedy).where(Remedy.application_id == application_id).order_by(Remedy.id)))


def count_remedies(db: Session, agenda_id: int, period: Period) -> RemedyCounts:
    """How many complaints and objections reached us in a period (both ends included), and what came of them."""
    asked = select(Remedy).where(Remedy.agenda_id == agenda_id, Remedy.received_on.between(period.first, period.last))
    found = list(db.scalars(asked))
    late = [one for one in found if one.state is RemedyState.ANSWERED and one.closed_at and one.closed_at.date() > one.answer_by]
    states = Counter(one.state for one in found)
    outcomes = Counter(one.outcome for one in found if one.outcome is not None)
    kinds = Counter(one.kind for one in found)
    return RemedyCounts(
        {kind: kinds[kind] for kind in RemedyKind},
        {outcome: outcomes[outcome] for outcome in RemedyOutcome},
        states[RemedyState.OPEN],
        states[RemedyState.WITHDRAWN],
        len(late),
    )
