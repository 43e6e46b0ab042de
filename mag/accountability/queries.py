"""Questions about accounts and settlements, scoped to who asks. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState, PeopleCounted
from mag.applications.models import Application
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.core.period import Period
from mag.grants.models import Grant
from mag.grants.queries import may_see


class PeopleBasis(StrEnum):
    """By which date people count in a period: the last day of the plan they came to, or the day the account was approved."""

    ENDED = "ended"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class PeopleReached:
    """How many people plans for one goal reached, over how many accounts. ``visits`` are of accounts that could only count visits.

    The two are never added together: who came ten times is one person and ten visits.
    """

    goal_id: int
    people: int
    accounts: int
    visits: int = 0


def with_grant() -> Select[HandIn]:
    """Accounts with their grant and what every page of them shows, to be narrowed further."""
    return (
        select(HandIn)
        .join(HandIn.grant)
        .join(Grant.application)
        .options(
            contains_eager(HandIn.grant).contains_eager(Grant.application).joinedload(Application.agenda),
            contains_eager(HandIn.grant).contains_eager(Grant.application).joinedload(Application.rule_set),
            contains_eager(HandIn.grant).contains_eager(Grant.application).joinedload(Application.tier),
            contains_eager(HandIn.grant).joinedload(Grant.partner),
            contains_eager(HandIn.grant).joinedload(Grant.commitment),
            selectinload(HandIn.receipts),
        )
    )


def get_grant_to_settle(db: Session, actor: Actor, reference: str) -> Grant:
    """The grant with this reference with what settling it asks: instalments, commitment, rules. Raises NotFound, also out of sight."""
    whole = joinedload(Grant.application)
    asked = select(Grant).where(Grant.reference == reference)
    asked = asked.options(
        whole.joinedload(Application.agenda),
        whole.joinedload(Application.rule_set),
        whole.joinedload(Application.tier),
        whole.joinedload(Application.partner),
        joinedload(Grant.partner),
        joinedload(Grant.commitment),
        selectinload(Grant.instalments),
    )
    grant = db.scalar(asked)
    if grant is None or not may_see(actor, grant):
        raise NotFound(reference)
    return grant


def _which(period: str) -> ColumnElement[bool]:
    """The account that settles, or the one of a period that does not."""
    return and_(HandIn.period == period, ~HandIn.settles) if period else HandIn.settles.is_(True)


def find_hand_in(db: Session, grant_id: int, period: str = "") -> HandIn | None:
    """The account that settles a grant (or the report of a period) with its files and activities; None as long as none was begun.

    Ask for the grant in sight first.
    """
    beside = (joinedload(HandIn.carried_out), joinedload(HandIn.papers), joinedload(HandIn.photos))
    asked = select(HandIn).where(HandIn.grant_id == grant_id, _which(period)).options(selectinload(HandIn.receipts), *beside)
    return db.scalars(asked).unique().one_or_none()


def list_reports(db: Session, grant_ids: Collection[int]) -> list[HandIn]:
    """The half-year and yearly reports of grants that do not settle them, the first due first. Ask for the grants in sight first."""
    if not grant_ids:
        return []
    return list(db.scalars(select(HandIn).where(HandIn.grant_id.in_(grant_ids), ~HandIn.settles).order_by(HandIn.due_on, HandIn.id)))


def get_hand_in(db: Session, actor: Actor, reference: str, period: str = "") -> HandIn:
    """The account of the grant with this reference. Raises NotFound when there is none, or none for this actor."""
    found = db.scalar(with_grant().where(Grant.reference == reference, _which(period)))
    if found is None or not may_see(actor, found.grant):
        raise NotFound(reference)
    return found


def is_own(actor: Actor, grant: Grant) -> bool:
    """Whether a grant belongs to who asks: one of the partner's people, or the holder of its link."""
    return grant.partner_id in actor.organisations or (actor.file_id is not None and actor.file_id == grant.application_id)


def sum_people(
    db: Session, agenda_id: int, period: Period, *, basis: PeopleBasis = PeopleBasis.ENDED, settled_until: date | None = None
) -> list[PeopleReached]:
    """People reached per goal in a period, from approved accounts only: what was not settled is not counted, and not guessed.

    A grant counts for its main goal, on the last day of its plan (``ENDED``, for reports) or on the day it was settled
    (``SETTLED``). ``settled_until`` leaves out what was settled later, so that a report says the same again. Within a plan it is the head
    count of the whole, not the sum of its activities, so that who came to three of them counts once. People who came to two plans
    count twice: nobody is followed. Where a partner counted visits, they stand apart.
    """
    day = Grant.ends_on if basis is PeopleBasis.ENDED else Settlement.settled_on
    asked = (
        select(Grant.goal_id, _head_count(PeopleCounted.PEOPLE), func.count(), _head_count(PeopleCounted.VISITS))
        .select_from(HandIn)
        .join(HandIn.grant)
        .join(Grant.application)
        .join(Settlement, Settlement.hand_in_id == HandIn.id)
        .where(Application.agenda_id == agenda_id, HandIn.state == HandInState.APPROVED, day.between(period.first, period.last))
        .group_by(Grant.goal_id)
        .order_by(Grant.goal_id)
    )
    if settled_until is not None:
        asked = asked.where(Settlement.settled_on <= settled_until)
    return [PeopleReached(goal, int(people), int(accounts), int(visits)) for goal, people, accounts, visits in db.execute(asked)]


def _head_count(counted: PeopleCounted) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((HandIn.counted == counted, HandIn.people_reached), else_=0)), 0)
