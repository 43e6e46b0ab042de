"""Who advises on what: the questions for advice a person may see, without those of files they have an interest in."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from mag.accounts.models import Person
from mag.accounts.roles import ROLE_MAY, Permission, Role
from mag.accounts.sessions import roles_of
from mag.agenda.queries import rule_set_document
from mag.applications.interests import DECLARED, kept_out_of, why_excluded
from mag.applications.models import Alignment, Application, Enquiry, PlannedActivity
from mag.applications.states import AskedOf, EnquiryKind, EnquiryState
from mag.core.actor import Actor
from mag.core.errors import NotFound, Refusal

ADVISERS: tuple[Role, ...] = tuple(role for role, may in ROLE_MAY.items() if Permission.ADVISE in may)
"""The roles that can be asked for advice."""
QUESTION_LEAST = 10


def must_ask_adviser(role: Role | None, person: Person | None, question: str) -> list[Refusal]:
    """What is wrong with a question for advice: nobody who advises is asked, or there is no question."""
    found = []
    advises = person is not None and person.active and bool(set(roles_of(person)) & set(ADVISERS))
    if not advises and (person is not None or role not in ADVISERS):
        found.append(Refusal("adviser_missing", "Kies aan wie u advies vraagt.", "whom"))
    if len(question.strip()) < QUESTION_LEAST:
        found.append(Refusal("question_missing", "Schrijf in één zin wat u wilt weten.", "question"))
    return found


def kept_from_advising(db: Session, actor: Actor, enquiry: Enquiry) -> bool:
    """Whether somebody who was asked has an interest. Where the rules of the sounding board say so, membership alone is none."""
    why = why_excluded(db, actor, enquiry.application)
    if why is None or why == DECLARED or enquiry.role is not Role.SOUNDING_BOARD:
        return why is not None
    board = rule_set_document(enquiry.application.rule_set).sounding_board
    return board is None or board.recusal_on_interest


def list_asked(db: Session, actor: Actor) -> list[Enquiry]:
    """The open questions for advice to this person, the first to answer on top, and what it answered before, newest first."""
    mine = or_(
        and_(Enquiry.asked_of == AskedOf.PERSON, Enquiry.person_id == (actor.id or 0)),
        and_(Enquiry.asked_of == AskedOf.ROLE, Enquiry.role.in_([role for role in ADVISERS if role.value in actor.roles])),
    )
    shown = or_(
        and_(mine, Enquiry.state.in_((EnquiryState.OPEN, EnquiryState.LAPSED))),
        and_(Enquiry.state == EnquiryState.ANSWERED, Enquiry.answered_by_id == (actor.id or 0)),
    )
    asked = (
        select(Enquiry)
        .join(Enquiry.application)
        .where(Enquiry.kind == EnquiryKind.ADVICE, shown, ~kept_out_of(actor.id, actor.organisations, actor.email))
        .options(
            joinedload(Enquiry.application).joinedload(Application.partner),
            joinedload(Enquiry.application).joinedload(Application.rule_set),
        )
        .order_by(Enquiry.due_on, Enquiry.id)
        .limit(200)
    )
    return list(db.scalars(asked))


def get_asked(db: Session, actor: Actor, enquiry_id: int) -> Enquiry:
    """One question for advice with the plan it is about. Raises NotFound for who was not asked, and for who has an interest."""
    plan = joinedload(Enquiry.application)
    asked = (
        select(Enquiry)
        .where(Enquiry.id == enquiry_id, Enquiry.kind == EnquiryKind.ADVICE)
        .options(
            plan.joinedload(Application.partner),
            plan.joinedload(Application.rule_set),
            plan.joinedload(Application.agenda),
            plan.selectinload(Application.cost_lines),
            plan.selectinload(Application.results),
            plan.selectinload(Application.activities).joinedload(PlannedActivity.alignments).joinedload(Alignment.goal),
        )
    )
    found = db.scalar(asked)
    mine = found is not None and (found.answered_by_id == actor.id if found.state is EnquiryState.ANSWERED else _is_asked(actor, found))
    if found is None or not mine or found.state is EnquiryState.WITHDRAWN or kept_from_advising(db, actor, found):
        raise NotFound(f"advice {enquiry_id}")
    return found


def list_follow_ups(db: Session, agenda_id: int, day: date) -> list[Enquiry]:
    """The dialogues whose agreements must be looked at now, the oldest first. Loads the application with its partner."""
    asked = (
        select(Enquiry)
        .join(Enquiry.application)
        .where(Application.agenda_id == agenda_id, Enquiry.kind == EnquiryKind.DIALOGUE, Enquiry.state == EnquiryState.ANSWERED)
        .options(joinedload(Enquiry.application).joinedload(Application.partner))
        .order_by(Enquiry.id)
    )
    return due_follow_ups(db.scalars(asked), day)


def due_follow_ups(dialogues: Iterable[Enquiry], day: date) -> list[Enquiry]:
    """Of these dialogues those with agreements to look at on or before a day, and not looked at yet."""
    return [one for one in dialogues if (one.details.get("follow_up_on") or "9") <= day.isoformat() and "followed_up_on" not in one.details]


def _is_asked(actor: Actor, enquiry: Enquiry) -> bool:
    if enquiry.asked_of is AskedOf.PERSON:
        return enquiry.person_id == actor.id
    return enquiry.role is not None and enquiry.role.value in actor.roles
