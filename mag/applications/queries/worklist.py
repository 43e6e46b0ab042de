"""Work lists: one question object, so that a list, the number beside its name and the next file in it are always the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from mag.agenda.models import Goal, RuleSet, Theme, Tier
from mag.agenda.queries import rule_set_document
from mag.applications.models import Alignment, Application, Enquiry, PlannedActivity
from mag.applications.states import OPEN_STATES, ApplicationState, EnquiryKind, EnquiryState

PAGE = 50
NEARLY = timedelta(days=7)
"""From how many days before the last day a file is nearly late: it then shows, whatever somebody put off."""
S = ApplicationState
_SHORT = (
    load_only(
        Application.reference, Application.title, Application.state, Application.version, Application.decide_by,
        Application.snooze_until, Application.requested_amount, Application.claimed_by,
    ),
)  # fmt: skip
"""What a row of a list shows; a file itself is some forty columns."""


class Pile(StrEnum):
    """The piles a file can lie on. Their values stand in addresses."""

    NEW = "nieuw"
    WORK = "werkvoorraad"
    WAITING = "wacht-op-aanvulling"
    LATER = "later"
    OPEN = "alles-wat-open-is"
    AWARDED = "toegekend"
    REFUSED = "afgewezen"
    NOT_PROCESSED = "niet-in-behandeling"
    WITHDRAWN = "ingetrokken"


STATES: dict[Pile, tuple[ApplicationState, ...]] = {
    Pile.NEW: (S.SUBMITTED,),
    Pile.WORK: (S.ASSESSING, S.WAITING),
    Pile.WAITING: (S.WAITING,),
    Pile.LATER: (S.SUBMITTED, S.ASSESSING),
    Pile.OPEN: OPEN_STATES,
    Pile.AWARDED: (S.AWARDED,),
    Pile.REFUSED: (S.REFUSED,),
    Pile.NOT_PROCESSED: (S.NOT_PROCESSED,),
    Pile.WITHDRAWN: (S.WITHDRAWN,),
}
CLOSED = (Pile.AWARDED, Pile.REFUSED, Pile.NOT_PROCESSED, Pile.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """Which files somebody wants to see. ``handler`` is a person's id, 0 for nobody; ``topic`` the code of a goal or a theme.

    ``came_in``: the applicant answered a request for what was missing. ``late``: past the last day to decide.
    """

    agenda_id: int
    today: date
    pile: Pile = Pile.WORK
    tier: str | None = None
    decider: str | None = None
    handler: int | None = None
    topic: str | None = None
    came_in: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of a work list. ``total`` counts the whole list by the same condition."""

    rows: list[Application]
    total: int
    page: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The references before and after a file in a list; None at an end."""

    before: str | None
    after: str | None


def list_worklist(
    db: Session, query: WorkQuery, *, page: int = 1, size: int = PAGE, total: int | None = None, goals: bool = False
) -> Worklist:
    """A page of the files a query asks for: the one to decide first on top, decided ones newest first. For staff.

    ``total`` saves counting for who knows it from :func:`count_piles`; ``goals`` loads the goals of each plan too.
    """
    wanted = [*_wider(db, query), _on_pile(query.pile, query.today)]
    if total is None:
        total = db.scalar(select(func.count()).select_from(Application).where(*wanted)) or 0
    page = min(max(page, 1), max(1, -(-total // size)))
    listed = (
        select(Application)
        .where(*wanted)
        .options(joinedload(Application.partner), joinedload(Application.tier), *(() if goals else _SHORT))
        .order_by(*_order(falling=query.pile in CLOSED))
        .limit(size)
        .offset((page - 1) * size)
    )
    if goals:
        listed = listed.options(selectinload(Application.activities).selectinload(PlannedActivity.alignments).joinedload(Alignment.goal))
    return Worklist(list(db.scalars(listed)), total, page, size)


def count_piles(db: Session, query: WorkQuery) -> Mapping[Pile, int]:
    """How many files lie on each pile under the rest of the query: the numbers beside the names of the lists, in two statements.

    By state from an index alone; what was put off, which is little, beside it.
    """
    wanted = _wider(db, query)
    counted = select(Application.state, func.count()).where(*wanted)
    by_state = {state: number for state, number in db.execute(counted.group_by(Application.state))}
    put_off = {state: number for state, number in db.execute(counted.where(_put_off(query.today)).group_by(Application.state))}
    return {
        pile: sum(
            number
            for state in ApplicationState
            for off, number in ((True, put_off.get(state, 0)), (False, by_state.get(state, 0) - put_off.get(state, 0)))
            if _lies_on(pile, state, off)
        )
        for pile in Pile
    }


def find_neighbours(db: Session, query: WorkQuery, reference: str) -> Neighbours:
    """What stands before and after a file in a list, also when the file itself has just left it. None twice for an unknown one."""
    here = db.execute(select(Application.decide_by, Application.id).where(Application.reference == reference)).first()
    if here is None:
        return Neighbours(None, None)
    wanted = [*_wider(db, query), _on_pile(query.pile, query.today)]
    place, falling = tuple_(Application.decide_by, Application.id), query.pile in CLOSED
    asked = select(Application.reference).where(*wanted).limit(1)
    earlier = db.scalar(asked.where(place < tuple_(*here)).order_by(*_order(falling=True)))
    later = db.scalar(asked.where(place > tuple_(*here)).order_by(*_order(falling=False)))
    return Neighbours(later, earlier) if falling else Neighbours(earlier, later)


def list_handlers(db: Session, agenda_id: int) -> list[tuple[int, str]]:
    """Who has open files in hand: (id, name) by name."""
    held = (Application.agenda_id == agenda_id, Application.state.in_(OPEN_STATES), Application.claimed_by_id.is_not(None))
    found = select(Application.claimed_by_id, func.min(Application.claimed_by)).where(*held).group_by(Application.claimed_by_id)
    return sorted(((int(number or 0), str(name)) for number, name in db.execute(found)), key=lambda pair: pair[1])


def count_by_state(db: Session, agenda_id: int) -> Mapping[ApplicationState, int]:
    """How many applications of an agenda stand in each state; every state has its number."""
    counted = db.execute(select(Application.state, func.count()).where(Application.agenda_id == agenda_id).group_by(Application.state))
    return dict.fromkeys(ApplicationState, 0) | {state: number for state, number in counted}


def _order(*, falling: bool) -> tuple[Any, ...]:
    columns = (Application.decide_by, Application.id)
    return tuple(column.desc() for column in columns) if falling else columns


def _put_off(today: date) -> ColumnElement[bool]:
    """Put off until later; what is nearly late shows again by itself."""
    return and_(Application.snooze_until > today, Application.decide_by > today + NEARLY)


def _on_pile(pile: Pile, today: date) -> ColumnElement[bool]:
    stands = Application.state.in_(STATES[pile])
    if pile is Pile.LATER:
        return and_(stands, _put_off(today))
    if pile in (Pile.NEW, Pile.WORK):
        return and_(stands, or_(Application.state == S.WAITING, Application.snooze_until.is_(None), ~_put_off(today)))
    return stands


def _lies_on(pile: Pile, state: ApplicationState, put_off: bool) -> bool:
    shown = not put_off or state is S.WAITING
    if pile is Pile.LATER:
        return put_off and state in STATES[pile]
    return state in STATES[pile] and (shown or pile not in (Pile.NEW, Pile.WORK))


def _wider(db: Session, query: WorkQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query but for its pile."""
    wanted = [Application.agenda_id == query.agenda_id]
    if query.tier is not None or query.decider is not None:
        wanted.append(Application.tier_id.in_(_tier_ids(db, query.agenda_id, query.tier, query.decider) or [0]))
    if query.handler is not None:
        wanted.append(Application.claimed_by_id == query.handler if query.handler else Application.claimed_by_id.is_(None))
    if query.topic is not None:
        linked = select(PlannedActivity.application_id).join(PlannedActivity.alignments).join(Alignment.goal).join(Goal.theme)
        wanted.append(Application.id.in_(linked.where(or_(Goal.code == query.topic, Theme.code == query.topic))))
    if query.came_in:
        answered = select(Enquiry.application_id).where(
            Enquiry.kind == EnquiryKind.COMPLETION, Enquiry.state == EnquiryState.ANSWERED, Enquiry.application_id == Application.id
        )
        wanted += [Application.state.in_((S.SUBMITTED, S.ASSESSING)), answered.exists()]
    if query.late:
        wanted += [Application.state.in_(OPEN_STATES), Application.decide_by < query.today]
    return wanted


def _tier_ids(db: Session, agenda_id: int, code: str | None, decider: str | None) -> list[int]:
    tiers = db.scalars(select(Tier).join(Tier.rule_set).where(RuleSet.agenda_id == agenda_id).options(joinedload(Tier.rule_set)))
    return [
        tier.id
        for tier in tiers
        if (code is None or tier.code == code) and (decider is None or rule_set_document(tier.rule_set).tier(tier.code).decider == decider)
    ]
