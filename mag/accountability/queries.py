"""Questions about accounts and settlements, scoped to who asks. Reads only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from mag.accountability.models import HandIn
from mag.accountability.settling.models import Settlement
from mag.accountability.states import HandInState
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
    """How many people plans for one goal reached, over how many accounts."""

    goal_id: int
    people: int
    accounts: int


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


def find_hand_in(db: Session, grant_id: int) -> HandIn | None:
    """The account of a grant with its receipts, or None as long as none was begun. Ask for the grant in sight first."""
    return db.scalar(select(HandIn).where(HandIn.grant_id == grant_id, HandIn.settles).options(selectinload(HandIn.receipts)))


def get_hand_in(db: Session, actor: Actor, reference: str) -> HandIn:
    """The account of the grant with this reference. Raises NotFound when there is none, or none for this actor."""
    found = db.scalar(with_grant().where(Grant.reference == reference, HandIn.settles))
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
    (``SETTLED``). ``settled_until`` leaves out what was settled later, so that a report says the same again. People who came
    to two plans count twice: nobody is followed.
    """
    day = Grant.ends_on if basis is PeopleBasis.ENDED else Settlement.settled_on
    asked = (
        select(Grant.goal_id, func.coalesce(func.sum(HandIn.people_reached), 0), func.count())
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
    return [PeopleReached(goal_id, int(people or 0), int(accounts)) for goal_id, people, accounts in db.execute(asked)]
